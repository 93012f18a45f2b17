// Accepting. The sockets are ours and libuv only polls them, because its own accept sheds load in
// silence when descriptors run out: here each connection turned away is counted and told.

internal import CLibUV

/// One listening socket.
@safe final class Listener {
    let id: ListenerID
    let descriptor: Int32
    /// libuv's poll handle, freed with the listener after its close callback.
    let poll: UnsafeMutablePointer<uv_poll_t>
    private(set) var isOpen = true
    private var isPolled = false

    init(id: ListenerID, descriptor: Int32) {
        self.id = id
        self.descriptor = descriptor
        unsafe poll = .allocate(capacity: 1)
        unsafe poll.initialize(to: uv_poll_t())
    }

    deinit {
        unsafe poll.deallocate()
    }

    /// Gives the socket to a loop. libuv's handle keeps the listener until it is closed.
    func open(on loop: UnsafeMutablePointer<uv_loop_t>) -> Int32 {
        let code = unsafe uv_poll_init(loop, poll, descriptor)
        guard code == 0 else { return code }
        unsafe poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        isPolled = true
        return startPolling()
    }

    @discardableResult
    func startPolling() -> Int32 {
        unsafe uv_poll_start(poll, Int32(UV_READABLE.rawValue), onAcceptable)
    }

    /// Leaves waiting connections where they are until `startPolling`.
    func rest() {
        if isOpen { unsafe uv_poll_stop(poll) }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        if isPolled { unsafe uv_close(asHandle(poll), onListenerClosed) }
        loop_close_descriptor(descriptor)
    }
}

/// Connections turned away, gathered so that a flood of them is one report a second.
struct Refusals {
    /// A descriptor held back, so that there is one to accept and close with when there is no other.
    private var spare: Int32 = -1
    var unreportedCount = 0
    var lastError: LoopError?
    var lastReportMilliseconds = Int64.min / 2
    /// Whether a listener rests until the next sweep.
    var isListenerResting = false

    /// Accepts one connection with the spare descriptor and closes it. Returns libuv's code.
    mutating func acceptAndClose(_ listener: Int32) -> Int32 {
        guard spare >= 0 else { return UV_EMFILE.rawValue }
        loop_close_descriptor(spare)
        var address = sockaddr_storage()
        // `address` is written by the call and of no interest here.
        let descriptor = unsafe loop_accept(listener, &address)
        if descriptor >= 0 { loop_close_descriptor(descriptor) }
        spare = loop_open_spare()
        return min(descriptor, 0)
    }

    mutating func closeSpare() {
        if spare >= 0 { loop_close_descriptor(spare) }
        spare = -1
    }

    mutating func openSpare() {
        if spare < 0 { spare = loop_open_spare() }
    }
}

extension EventLoop {
    /// Listens on a numeric IPv4 or IPv6 address (`::` takes IPv4 as well) and a port, or on a free
    /// port for 0. Returns the listener and its port.
    @discardableResult
    public func listen(
        host: String, port: Int, backlog: Int = 4_096
    ) throws(LoopError) -> (id: ListenerID, port: Int) {
        let attempt = "listen on \(PeerAddress.text(host: host, port: port))"
        guard !isStopping else { throw LoopError(.stopped, "cannot \(attempt): the loop stopped") }
        var address = try socketAddress(host: host, port: port, attempt: attempt)
        // `address` is only read.
        let descriptor = unsafe loop_listen(&address, Int32(clamping: backlog))
        guard descriptor >= 0 else { throw LoopError(code: descriptor, attempt: attempt) }
        let listener = Listener(
            id: ListenerID(index: UInt32(listeners.count)), descriptor: descriptor)
        let code = unsafe listener.open(on: handles.loop)
        guard code == 0 else {
            listener.close()
            throw LoopError(code: code, attempt: attempt)
        }
        listeners.append(listener)
        return (listener.id, Int(loop_bound_port(descriptor)))
    }

    /// Closes every listener; open connections stay.
    public func stopListening() {
        for listener in listeners { listener.close() }
    }

    /// Lets listeners that rested try again; called by the sweep.
    func resumeListening() {
        refusals.openSpare()
        guard refusals.isListenerResting else { return }
        refusals.isListenerResting = false
        for listener in listeners where listener.isOpen { listener.startPolling() }
    }

    /// Tells the handler of connections turned away, at most once a second.
    func reportRefusals() {
        guard refusals.unreportedCount > 0, let error = refusals.lastError,
            nowMilliseconds - refusals.lastReportMilliseconds >= 1_000
        else { return }
        let count = refusals.unreportedCount
        refusals.unreportedCount = 0
        refusals.lastReportMilliseconds = nowMilliseconds
        owesTurnEnd = true
        handler?.refused(count, error: error)
    }

    fileprivate func acceptWaiting(on listener: Listener) {
        for _ in 0..<settings.acceptsPerTurnMax where listener.isOpen {
            var address = sockaddr_storage()
            // `address` is written by the call and has room for every kind of address.
            let descriptor = unsafe loop_accept(listener.descriptor, &address)
            guard descriptor < 0 else {
                unsafe admit(descriptor, peer: PeerAddress(loop_peer_of(&address)), on: listener.id)
                continue
            }
            guard goesOn(afterAcceptFailed: descriptor, on: listener) else { return }
        }
    }

    /// Deals with a failed accept. Returns whether another one may succeed now.
    private func goesOn(afterAcceptFailed code: Int32, on listener: Listener) -> Bool {
        switch uv_errno_t(code) {
        case UV_EAGAIN: return false
        case UV_ECONNABORTED, UV_EINTR, UV_EPROTO: return true
        case UV_EMFILE, UV_ENFILE:
            let result = refusals.acceptAndClose(listener.descriptor)
            if result == UV_EAGAIN.rawValue { return false }
            noteRefusal(LoopError(code: code, attempt: "accept a connection"))
            if result == 0 { return true }
        default:
            noteRefusal(LoopError(code: code, attempt: "accept a connection"))
        }
        // The connection is still waiting: polled now, the loop would spin.
        listener.rest()
        refusals.isListenerResting = true
        return false
    }

    private func noteRefusal(_ error: LoopError) {
        counters.refused += 1
        refusals.unreportedCount += 1
        refusals.lastError = error
        reportRefusals()
    }

    private func admit(_ descriptor: Int32, peer: PeerAddress, on listener: ListenerID) {
        guard connections.count < settings.connectionsMax else {
            loop_close_descriptor(descriptor)
            return noteRefusal(tooManyConnections(attempt: "accept a connection"))
        }
        let slot = unsafe takeSlot()
        let code = unsafe uv_tcp_open(slot.tcp, descriptor)
        guard code == 0 else {
            loop_close_descriptor(descriptor)
            unsafe discard(slot)
            return noteRefusal(LoopError(code: code, attempt: "accept a connection"))
        }
        counters.accepted += 1
        unsafe begin(slot, peer: peer, listener: listener)
    }
}

private func onAcceptable(_ poll: UnsafeMutablePointer<uv_poll_t>?, _ status: Int32, _: Int32) {
    guard let poll = unsafe poll, let data = unsafe poll.pointee.data else { return }
    let listener = unsafe Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue()
    unsafe owner(of: poll.pointee.loop)?.acceptWaiting(on: listener)
}

private func onListenerClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    guard let data = unsafe handle?.pointee.data else { return }
    unsafe Unmanaged<Listener>.fromOpaque(data).release()
}
