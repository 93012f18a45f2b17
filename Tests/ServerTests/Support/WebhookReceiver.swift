// The far end of the push port, as a script: it takes one connection after the other, reads requests
// as strictly as the daemon does, and answers what the test says.

import HTTP

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A listening socket on loopback.
final class WebhookReceiver {
    /// Where it listens.
    let port: Int
    private let descriptor: Int32

    /// Listens on a port, or on one that is free.
    init(port wanted: Int = 0) throws(SocketFailure) {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw .system(errno) }
        var on: Int32 = 1
        var time = timeval(tv_sec: BlockingSocket.watchdogSeconds, tv_usec: 0)
        // The options are copied by the calls; accept waits as long as a receive may.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(wanted).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        // A sockaddr_in may be looked at as the sockaddr it begins with; it is read, then written.
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { head in
                guard unsafe bind(descriptor, head, length) == 0, listen(descriptor, 16) == 0
                else { return false }
                return unsafe getsockname(descriptor, head, &length) == 0
            }
        }
        guard isBound else { throw .system(errno) }
        port = Int(in_port_t(bigEndian: address.sin_port))
    }

    deinit { _ = close(descriptor) }

    /// The next connection.
    func accept() throws(SocketFailure) -> WebhookCall {
        #if canImport(Glibc)
            let taken = Glibc.accept(descriptor, nil, nil)
        #else
            let taken = Darwin.accept(descriptor, nil, nil)
        #endif
        guard taken >= 0 else { throw errno == EAGAIN ? .timedOut : .system(errno) }
        return WebhookCall(BlockingSocket(taken: taken))
    }
}

/// A connection of the daemon.
final class WebhookCall {
    /// One push.
    struct Push {
        var request: Request
        var body: [UInt8]

        var json: JSONValue { (try? JSONValue(body)) ?? .null }

        func field(_ name: String) -> String? { request.fields[name] }
    }

    private let socket: BlockingSocket
    private var input: [UInt8] = []
    private var parser = RequestParser()

    init(_ socket: BlockingSocket) { self.socket = socket }

    /// The next push on this connection.
    func receive() throws -> Push {
        while true {
            let bytes = input
            if !bytes.isEmpty, case .request(let request) = try parser.read(bytes.span) {
                let body = request.body.bytes(in: bytes.span)
                input.removeFirst(request.consumed)
                return Push(request: request, body: body)
            }
            input += try socket.receive()
        }
    }

    /// Answers with that status.
    func answer(_ status: Int, _ fields: HeaderFields = HeaderFields()) throws {
        var bytes: [UInt8] = []
        ResponseWriter.write(ResponseHead(status: status, fields: fields), into: &bytes)
        try socket.send(bytes)
    }

    /// Closes the connection.
    func hangUp() { socket.hangUp() }

    /// Waits until the daemon closes the connection.
    func awaitEnd() throws {
        do throws(SocketFailure) {
            while true { _ = try socket.receive() }
        } catch {
            guard error == .ended else { throw error }
        }
    }
}
