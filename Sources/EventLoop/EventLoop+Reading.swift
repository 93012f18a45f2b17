// Reading: every connection reads into the loop's one buffer, and the handler looks at the bytes
// where they lie.

public import Basics
internal import CLibUV

extension EventLoop {
    /// Stops reading from a connection, so that its peer must wait. It is not idle meanwhile; its end
    /// is not noticed before reading resumes.
    public func pauseReading(_ connection: ConnectionID) {
        guard let slot = unsafe openSlot(connection) else { return }
        unsafe slot.pointee.flags.insert(.paused)
        unsafe uv_read_stop(slot.stream)
    }

    /// Reads again after `pauseReading`.
    public func resumeReading(_ connection: ConnectionID) {
        guard let slot = unsafe openSlot(connection), unsafe slot.pointee.flags.contains(.paused)
        else { return }
        unsafe slot.pointee.flags.remove(.paused)
        unsafe slot.pointee.lastHeardMilliseconds = nowMilliseconds
        if unsafe !slot.pointee.flags.contains(.peerEnded) { unsafe startReading(slot) }
    }

    // MARK: - Inside the target

    func startReading(_ slot: SlotPointer) {
        let code = unsafe uv_read_start(slot.stream, onBufferWanted, onRead)
        if code != 0 { unsafe close(slot, CloseReason(code: code)) }
    }

    fileprivate func read(_ count: Int, from slot: SlotPointer) {
        if count > 0 {
            counters.receivedBytes += count
            unsafe slot.pointee.lastHeardMilliseconds = nowMilliseconds
            let id = unsafe slot.pointee.id
            let bytes = unsafe UnsafeBufferPointer(
                start: state.pointee.receiveBuffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
                count: count)
            handler?.received(unsafe bytes.span, on: id)
        } else if count == Int(UV_EOF.rawValue) {
            unsafe peerEnded(slot)
        } else if count < 0 {
            unsafe close(slot, CloseReason(code: Int32(count)))
        }
    }

    private func peerEnded(_ slot: SlotPointer) {
        unsafe slot.pointee.flags.insert(.peerEnded)
        handler?.ended(unsafe slot.pointee.id)
        unsafe closeIfFinished(slot)
    }

    /// Closes a connection that has nothing more to come in either direction.
    func closeIfFinished(_ slot: SlotPointer) {
        if unsafe slot.pointee.flags.isSuperset(of: [.peerEnded, .shutdownDone]) {
            unsafe close(slot, .finished)
        }
    }
}

private func onBufferWanted(
    _ handle: UnsafeMutablePointer<uv_handle_t>?, _: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
    guard let handle = unsafe handle, let loop = unsafe owner(of: handle.pointee.loop) else {
        return
    }
    let shared = unsafe loop.state.pointee.receiveBuffer
    unsafe buffer?.pointee = uv_buf_init(
        shared.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(shared.count))
}

private func onRead(
    _ stream: UnsafeMutablePointer<uv_stream_t>?, _ count: Int, _: UnsafePointer<uv_buf_t>?
) {
    guard let stream = unsafe stream, let slot = unsafe slot(of: stream.pointee.data) else {
        return
    }
    unsafe owner(of: stream.pointee.loop)?.read(count, from: slot)
}
