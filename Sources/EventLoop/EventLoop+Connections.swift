// The life of a connection: opened, read, closed. Whatever ends it goes through `close`, and only
// libuv's close callback, at the end of the turn, tells the handler and frees the slot.

public import Basics
internal import CLibUV

extension EventLoop {
    /// Begins a connection to a numeric address, from a local address if one is given. `opened` or
    /// `failedToConnect` follows, in a later turn.
    public func connect(
        host: String, port: Int, from localHost: String? = nil
    ) throws(LoopError) -> ConnectionID {
        let attempt = "connect to \(PeerAddress.text(host: host, port: port))"
        guard !isStopping else { throw LoopError(.stopped, "cannot \(attempt): the loop stopped") }
        let remote = try socketAddress(host: host, port: port, attempt: attempt)
        var local: sockaddr_storage?
        if let localHost {
            local = try socketAddress(
                host: localHost, port: 0, attempt: attempt + " from \(localHost)")
        }
        guard connections.count < settings.connectionsMax else {
            throw tooManyConnections(attempt: attempt)
        }
        let slot = unsafe takeSlot()
        let code = unsafe startConnecting(slot, to: remote, from: local)
        guard code == 0 else {
            unsafe discard(slot)
            throw LoopError(code: code, attempt: attempt)
        }
        return unsafe slot.pointee.id
    }

    /// Ends a connection now: what is queued is dropped, and bytes not yet read make it a reset for
    /// the peer. To end in good order, `shutdown` and await `closed(.finished)`, under a deadline.
    /// `closed` follows (`failedToConnect` while connecting); a stale id is ignored.
    public func close(_ connection: ConnectionID) {
        guard let slot = unsafe connections.slot(connection) else { return }
        unsafe close(slot, .closedHere)
    }

    /// Closes the connection after that time whatever comes in, in place of the idle timeout; `nil`
    /// goes back to the idle timeout. It may be late by one sweep. One set before `opened` bounds the
    /// connecting alone.
    public func setDeadline(_ connection: ConnectionID, after span: Milliseconds?) {
        guard let slot = unsafe connections.slot(connection) else { return }
        unsafe slot.pointee.deadlineMilliseconds = span.map { nowMilliseconds + $0.count }
        unsafe slot.pointee.lastHeardMilliseconds = nowMilliseconds
    }

    // MARK: - Inside the target

    /// The slot of a connection that is open for reading and writing.
    func openSlot(_ connection: ConnectionID) -> SlotPointer? {
        guard let slot = unsafe connections.slot(connection),
            case .open = unsafe slot.pointee.state
        else { return nil }
        return unsafe slot
    }

    /// A slot with a fresh libuv handle.
    func takeSlot() -> SlotPointer {
        let slot = unsafe connections.take(at: nowMilliseconds)
        unsafe slot.pointee.state = .discarded
        // Without a socket to make, this has no way to fail.
        unsafe uv_tcp_init(handles.loop, slot.tcp)
        unsafe slot.tcp.pointee.data = UnsafeMutableRawPointer(slot)
        return unsafe slot
    }

    /// Gives up a slot that the handler never heard of.
    func discard(_ slot: SlotPointer) {
        unsafe slot.pointee.state = .discarded
        unsafe uv_close(slot.handle, onClosed)
    }

    /// The connection is up: tells the handler and reads.
    func begin(_ slot: SlotPointer, peer: PeerAddress, listener: ListenerID?) {
        unsafe slot.pointee.state = .open
        unsafe slot.pointee.lastHeardMilliseconds = nowMilliseconds
        unsafe slot.pointee.deadlineMilliseconds = nil
        // Messages are small and final: Nagle's algorithm would only hold them back.
        unsafe uv_tcp_nodelay(slot.tcp, 1)
        if let wanted = settings.sendBufferBytes {
            var size = Int32(clamping: wanted)
            unsafe uv_send_buffer_size(slot.handle, &size)
        }
        unsafe startReading(slot)
        handler?.opened(unsafe slot.pointee.id, peer: peer, listener: listener)
    }

    /// The one way out of a connection. Does nothing the second time.
    func close(_ slot: SlotPointer, _ reason: CloseReason) {
        switch unsafe slot.pointee.state {
        case .open: unsafe slot.pointee.state = .closing(reason)
        case .connecting: unsafe slot.pointee.state = .failing(code: reason.connectCode)
        case .free, .closing, .failing, .discarded: return
        }
        unsafe uv_close(slot.handle, onClosed)
    }

    func tooManyConnections(attempt: String) -> LoopError {
        LoopError(
            .tooManyConnections,
            "cannot \(attempt): the limit of \(settings.connectionsMax) connections is reached")
    }

    func socketAddress(
        host: String, port: Int, attempt: String
    ) throws(LoopError) -> sockaddr_storage {
        var address = sockaddr_storage()
        guard let number = UInt16(exactly: port) else {
            throw LoopError(code: UV_EINVAL.rawValue, attempt: attempt)
        }
        // Both arguments live through the call; only `address` is written.
        let code = unsafe loop_address(host, Int32(number), &address)
        guard code == 0 else { throw LoopError(code: code, attempt: attempt) }
        return address
    }

    private func startConnecting(
        _ slot: SlotPointer, to remote: sockaddr_storage, from local: sockaddr_storage?
    ) -> Int32 {
        var remote = remote
        let descriptor = loop_socket(Int32(remote.ss_family))
        guard descriptor >= 0 else { return descriptor }
        let opened = unsafe uv_tcp_open(slot.tcp, descriptor)
        guard opened == 0 else {
            loop_close_descriptor(descriptor)
            return opened
        }
        if var local {
            // Addresses are only read.
            let code = unsafe uv_tcp_bind(slot.tcp, loop_sockaddr(&local), 0)
            guard code == 0 else { return code }
        }
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        unsafe request.initialize(to: uv_connect_t())
        unsafe request.pointee.data = UnsafeMutableRawPointer(slot)
        let code = unsafe uv_tcp_connect(request, slot.tcp, loop_sockaddr(&remote), onConnected)
        if code == 0 {
            unsafe slot.pointee.state = .connecting
        } else {
            unsafe request.deallocate()
        }
        return code
    }

    fileprivate func connected(_ slot: SlotPointer, status: Int32) {
        guard case .connecting = unsafe slot.pointee.state else { return }
        guard status == 0 else { return unsafe fail(slot, code: status) }
        var address = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        // `address` is written up to `length`; libuv takes it as the common head of all addresses.
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { head in
                unsafe uv_tcp_getpeername(slot.tcp, head, &length)
            }
        }
        guard code == 0 else { return unsafe fail(slot, code: code) }
        unsafe begin(slot, peer: PeerAddress(loop_peer_of(&address)), listener: nil)
    }

    private func fail(_ slot: SlotPointer, code: Int32) {
        unsafe slot.pointee.state = .failing(code: code)
        unsafe uv_close(slot.handle, onClosed)
    }

    fileprivate func handleClosed(_ slot: SlotPointer) {
        let id = unsafe slot.pointee.id
        let state = unsafe slot.pointee.state
        owesTurnEnd = true
        switch state {
        case .closing(let reason):
            counters.closed += 1
            handler?.closed(id, reason: reason)
        case .failing(let code):
            handler?.failedToConnect(id, error: LoopError(code: code, attempt: "connect"))
        case .free, .connecting, .open, .discarded: break
        }
        unsafe connections.release(slot)
    }
}

extension CloseReason {
    /// The reason that a failed read or write gives.
    init(code: Int32) {
        self =
            switch uv_errno_t(code) {
            case UV_ECONNRESET, UV_EPIPE, UV_ECONNABORTED, UV_ENOTCONN: .reset
            default: .failed(code: code)
            }
    }

    /// The error of a connection that was given up before it was open.
    fileprivate var connectCode: Int32 {
        switch self {
        case .idle, .deadline: UV_ETIMEDOUT.rawValue
        case .failed(let code): code
        case .reset: UV_ECONNRESET.rawValue
        case .finished, .closedHere, .loopStopped: UV_ECANCELED.rawValue
        }
    }
}

private func onConnected(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: Int32) {
    guard let request = unsafe request, let slot = unsafe slot(of: request.pointee.data) else {
        return
    }
    unsafe request.deallocate()
    unsafe owner(of: slot.tcp.pointee.loop)?.connected(slot, status: status)
}

func onClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    guard let handle = unsafe handle, let slot = unsafe slot(of: handle.pointee.data) else {
        return
    }
    unsafe owner(of: handle.pointee.loop)?.handleClosed(slot)
}
