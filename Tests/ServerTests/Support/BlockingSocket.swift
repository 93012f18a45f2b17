// TCP as a test reads best: one call after the other, each waiting for its bytes. A time-out on every
// call is the watchdog that turns a daemon that hangs into a failed test.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What ends a conversation.
enum SocketFailure: Error, Equatable {
    /// Nothing listens there.
    case refused
    /// The other side has closed, or is gone.
    case ended
    /// The watchdog.
    case timedOut
    /// A call of the system failed.
    case system(Int32)
}

/// A connection to a port of this machine.
final class BlockingSocket {
    /// How long any call may wait.
    static let watchdogSeconds = 20

    private let descriptor: Int32
    private var isOpen = true

    /// Connects; `receiveBufferBytes` asks the kernel to take in little that was not read.
    init(port: Int, receiveBufferBytes: Int? = nil) throws(SocketFailure) {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw .system(errno) }
        setOptions()
        if let receiveBufferBytes { setReceiveBuffer(receiveBufferBytes) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address is only read; a sockaddr_in may be looked at as the sockaddr it begins with.
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, length)
            }
        }
        guard result == 0 else {
            throw errno == ECONNREFUSED ? .refused : .system(errno)
        }
    }

    /// A connection that was accepted; it is this object's to close.
    init(taken descriptor: Int32) {
        self.descriptor = descriptor
        setOptions()
    }

    deinit {
        hangUp()
    }

    /// Closes the connection.
    func hangUp() {
        if isOpen { _ = close(descriptor) }
        isOpen = false
    }

    private func setOptions() {
        var time = timeval(tv_sec: BlockingSocket.watchdogSeconds, tv_usec: 0)
        let timeLength = socklen_t(MemoryLayout<timeval>.size)
        // The options are copied by the calls.
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, timeLength)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, timeLength)
        #if canImport(Darwin)
            var on: Int32 = 1
            _ = unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    private func setReceiveBuffer(_ bytes: Int) {
        var size = Int32(bytes)
        // The option is copied by the call.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends all of `bytes`.
    func send(_ bytes: [UInt8]) throws(SocketFailure) {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            #if canImport(Glibc)
                let flags = Int32(MSG_NOSIGNAL)
                let count = unsafe Glibc.send(descriptor, rest, rest.count, flags)
            #else
                let count = unsafe Darwin.send(descriptor, rest, rest.count, 0)
            #endif
            guard count > 0 else { throw failure() }
            sent += count
        }
    }

    /// The next bytes; never none.
    func receive() throws(SocketFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count != 0 else { throw .ended }
        guard count > 0 else { throw failure() }
        buffer.removeLast(buffer.count - count)
        return buffer
    }

    /// Whether `receive` would return at once.
    var hasInput: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // One element is polled.
        return unsafe poll(&wanted, 1, 0) == 1
    }

    /// Waits until one of `sockets` has input, or so long; returns the places of those that have.
    static func awaitInput(of sockets: [BlockingSocket], milliseconds: Int) -> [Int] {
        var wanted = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        // As many elements are polled as there are.
        _ = unsafe poll(&wanted, nfds_t(wanted.count), Int32(milliseconds))
        return wanted.indices.filter { wanted[$0].revents != 0 }
    }

    private func failure() -> SocketFailure {
        switch errno {
        case EAGAIN, EWOULDBLOCK: .timedOut
        case ECONNRESET, EPIPE: .ended
        default: .system(errno)
        }
    }
}
