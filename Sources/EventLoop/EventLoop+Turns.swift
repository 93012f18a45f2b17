// What paces the loop: the end of each turn, the one timer, the sweep, wake-ups and signals.

public import Basics
internal import CLibUV

extension EventLoop {
    /// Has `timerFired` called once after that time, instead of any time set before; `nil` cancels.
    /// The time counts from the start of this turn.
    public func setTimer(after span: Milliseconds?) {
        guard !isStopping else { return }
        guard let span else {
            unsafe uv_timer_stop(handles.timer)
            return
        }
        unsafe uv_timer_start(handles.timer, onTimer, UInt64(max(0, span.count)), 0)
    }

    /// Has `signalled` called for these signals instead of what the system does on them.
    public func watchSignals(_ watched: [Signal]) throws(LoopError) {
        for signal in watched {
            let watch = SignalWatch(signal)
            let code = unsafe watch.open(on: handles.loop)
            guard code == 0 else {
                watch.close()
                throw LoopError(code: code, attempt: "watch for \(signal)")
            }
            loop_unblock_signal(signal.number)
            signals.append(watch)
        }
    }

    /// Starts the handles that run for the whole life of the loop.
    func startTurns() {
        refusals.openSpare()
        let interval = settings.effectiveSweepInterval
        sweepDueMilliseconds = nowMilliseconds + interval.count
        unsafe uv_check_start(handles.check, onCheck)
        unsafe uv_prepare_start(handles.prepare, onPrepare)
        unsafe uv_timer_start(
            handles.sweep, onSweep, UInt64(interval.count), UInt64(interval.count))
    }

    /// Events come while polling, and the check follows at once; timers and closings come before the
    /// poll, where the prepare must speak or what they produced would wait as long as the poll does.
    fileprivate func endTurn() {
        owesTurnEnd = false
        handler?.turnEnded()
    }

    fileprivate func checked() {
        counters.turns += 1
        endTurn()
    }

    fileprivate func prepared() {
        if owesTurnEnd { endTurn() }
    }

    fileprivate func timedOut() {
        owesTurnEnd = true
        handler?.timerFired()
    }

    fileprivate func sweep() {
        let now = nowMilliseconds
        counters.delayMilliseconds = Int(max(0, now - sweepDueMilliseconds))
        sweepDueMilliseconds = now + settings.effectiveSweepInterval.count
        resumeListening()
        reportRefusals()
        unsafe connections.forEachInUse { slot in
            if let reason = unsafe overdue(slot, at: now) { unsafe close(slot, reason) }
        }
    }

    private func overdue(_ slot: SlotPointer, at now: Int64) -> CloseReason? {
        if let deadline = unsafe slot.pointee.deadlineMilliseconds {
            return now >= deadline ? .deadline : nil
        }
        guard let idle = settings.idleTimeout, unsafe !slot.pointee.flags.contains(.paused) else {
            return nil
        }
        return unsafe now - slot.pointee.lastHeardMilliseconds >= idle.count ? .idle : nil
    }

    fileprivate func woken() {
        handler?.wokeUp()
    }

    fileprivate func received(_ signal: Signal) {
        handler?.signalled(signal)
    }
}

/// libuv's watch on one signal.
@safe final class SignalWatch {
    let signal: Signal
    private let handle: UnsafeMutablePointer<uv_signal_t>
    private var isOpen = false

    init(_ signal: Signal) {
        self.signal = signal
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: uv_signal_t())
    }

    deinit {
        unsafe handle.deallocate()
    }

    /// Starts watching. libuv's handle keeps the watch until it is closed.
    func open(on loop: UnsafeMutablePointer<uv_loop_t>) -> Int32 {
        let code = unsafe uv_signal_init(loop, handle)
        guard code == 0 else { return code }
        unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        isOpen = true
        return unsafe uv_signal_start(handle, onSignal, signal.number)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        unsafe uv_close(asHandle(handle), onSignalClosed)
    }
}

extension Signal {
    fileprivate var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }
}

private func onCheck(_ handle: UnsafeMutablePointer<uv_check_t>?) {
    guard let handle = unsafe handle else { return }
    unsafe owner(of: handle.pointee.loop)?.checked()
}

private func onPrepare(_ handle: UnsafeMutablePointer<uv_prepare_t>?) {
    guard let handle = unsafe handle else { return }
    unsafe owner(of: handle.pointee.loop)?.prepared()
}

private func onTimer(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
    guard let handle = unsafe handle else { return }
    unsafe owner(of: handle.pointee.loop)?.timedOut()
}

private func onSweep(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
    guard let handle = unsafe handle else { return }
    unsafe owner(of: handle.pointee.loop)?.sweep()
}

func onWake(_ handle: UnsafeMutablePointer<uv_async_t>?) {
    guard let handle = unsafe handle else { return }
    unsafe owner(of: handle.pointee.loop)?.woken()
}

private func onSignal(_ handle: UnsafeMutablePointer<uv_signal_t>?, _: Int32) {
    guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
    let watch = unsafe Unmanaged<SignalWatch>.fromOpaque(data).takeUnretainedValue()
    unsafe owner(of: handle.pointee.loop)?.received(watch.signal)
}

private func onSignalClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    guard let data = unsafe handle?.pointee.data else { return }
    unsafe Unmanaged<SignalWatch>.fromOpaque(data).release()
}
