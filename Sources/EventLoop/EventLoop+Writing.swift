// Writing: straight to the kernel while it takes bytes, then into a bounded queue. Bytes of one call
// are taken whole or not at all, so that a stream never breaks in the middle of a message.

public import Basics
internal import CLibUV

extension EventLoop {
    /// Writes bytes behind those that wait. Amortised O(count); no allocation while the reader keeps
    /// up.
    public func write(_ bytes: Span<UInt8>, to connection: ConnectionID) -> WriteOutcome {
        guard let slot = unsafe openSlot(connection),
            unsafe slot.pointee.flags.isDisjoint(with: [.shutdownWanted, .shutdownDone])
        else { return .gone }
        // The pointer is used inside this closure only.
        return unsafe bytes.withUnsafeBytes { bytes in unsafe write(bytes, slot) }
    }

    /// Bytes of a connection that the kernel has not taken yet; 0 for a stale id.
    public func queuedBytes(_ connection: ConnectionID) -> Int {
        guard let slot = unsafe openSlot(connection) else { return 0 }
        return unsafe queuedBytes(slot)
    }

    /// Ends the writing side (FIN) after what is queued; the peer may still send. When the peer has
    /// ended too, `closed(.finished)` follows.
    public func shutdown(_ connection: ConnectionID) {
        guard let slot = unsafe openSlot(connection) else { return }
        unsafe slot.pointee.flags.insert(.shutdownWanted)
        unsafe shutdownIfDrained(slot)
    }

    private func queuedBytes(_ slot: SlotPointer) -> Int {
        guard let outbox = unsafe slot.pointee.outbox else { return 0 }
        return unsafe uv_stream_get_write_queue_size(slot.stream) + outbox.waitingCount
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ slot: SlotPointer) -> WriteOutcome {
        let queued = unsafe queuedBytes(slot)
        guard queued + bytes.count <= settings.queuedBytesMax else {
            counters.overflows += 1
            return .overflow(limit: settings.queuedBytesMax)
        }
        guard unsafe !bytes.isEmpty else { return .written }
        var sent = 0
        if unsafe slot.pointee.outbox == nil {
            sent = unsafe tryWrite(bytes, slot)
            guard sent >= 0 else {
                unsafe close(slot, CloseReason(code: Int32(sent)))
                return .gone
            }
        }
        counters.writtenBytes += bytes.count
        guard sent < bytes.count else { return .written }
        return unsafe enqueue(UnsafeRawBufferPointer(rebasing: bytes[sent...]), slot)
    }

    /// Returns how many bytes the kernel took at once, or libuv's code.
    private func tryWrite(_ bytes: UnsafeRawBufferPointer, _ slot: SlotPointer) -> Int {
        // libuv's buffers are mutable in type only; a write reads them.
        let base = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        var buffer = unsafe uv_buf_init(
            base?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
        let sent = unsafe uv_try_write(slot.stream, &buffer, 1)
        return sent == UV_EAGAIN.rawValue ? 0 : Int(sent)
    }

    private func enqueue(_ rest: UnsafeRawBufferPointer, _ slot: SlotPointer) -> WriteOutcome {
        counters.queuedWrites += 1
        if let outbox = unsafe slot.pointee.outbox {
            unsafe outbox.append(rest, capacityMax: settings.queuedBytesMax)
            return unsafe .queued(bytes: queuedBytes(slot))
        }
        let outbox = Outbox()
        unsafe outbox.append(rest, capacityMax: settings.queuedBytesMax)
        unsafe outbox.request.pointee.data = UnsafeMutableRawPointer(slot)
        unsafe slot.pointee.outbox = outbox
        return unsafe sendWaiting(outbox, slot) ? .queued(bytes: queuedBytes(slot)) : .gone
    }

    /// Hands what waits to libuv. The outbox lives until the slot's close callback or until drained,
    /// and both come after the write's own callback.
    private func sendWaiting(_ outbox: Outbox, _ slot: SlotPointer) -> Bool {
        let bytes = unsafe outbox.takeOff()
        var buffer = unsafe uv_buf_init(
            bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
        let code = unsafe uv_write(outbox.request, slot.stream, &buffer, 1, onWritten)
        if code != 0 { unsafe close(slot, CloseReason(code: code)) }
        return code == 0
    }

    fileprivate func written(_ slot: SlotPointer, status: Int32) {
        guard case .open = unsafe slot.pointee.state, let outbox = unsafe slot.pointee.outbox else {
            return
        }
        guard status == 0 else { return unsafe close(slot, CloseReason(code: status)) }
        if outbox.waitingCount > 0 {
            _ = unsafe sendWaiting(outbox, slot)
            return
        }
        unsafe slot.pointee.outbox = nil
        unsafe shutdownIfDrained(slot)
        owesTurnEnd = true
        handler?.drained(unsafe slot.pointee.id)
    }

    private func shutdownIfDrained(_ slot: SlotPointer) {
        let flags = unsafe slot.pointee.flags
        guard unsafe slot.pointee.outbox == nil, flags.contains(.shutdownWanted),
            !flags.contains(.shutdownDone)
        else { return }
        unsafe slot.pointee.flags.insert(.shutdownDone)
        let code = unsafe loop_shutdown_writing(slot.stream)
        guard code == 0 else { return unsafe close(slot, CloseReason(code: code)) }
        unsafe closeIfFinished(slot)
    }
}

private func onWritten(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: Int32) {
    guard let request = unsafe request, let slot = unsafe slot(of: request.pointee.data) else {
        return
    }
    unsafe owner(of: slot.tcp.pointee.loop)?.written(slot, status: status)
}
