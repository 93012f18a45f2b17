// systemd starts what depends on the daemon when it says that it is ready, not when it was forked.

internal import CLibUV

/// Tells the service manager how the daemon is (sd_notify(3)). Without a manager it does nothing.
public struct ServiceNotifier: Sendable {
    private let socketPath: String?

    /// A notifier for the socket that `NOTIFY_SOCKET` names, if it names one.
    public init() {
        self.init(socketPath: Self.environmentVariable("NOTIFY_SOCKET"))
    }

    /// A notifier for the Unix datagram socket at that path; a leading `@` is an abstract one.
    public init(socketPath: String?) {
        self.socketPath = socketPath
    }

    /// The daemon serves. Returns whether a manager was told.
    @discardableResult
    public func ready() -> Bool { send("READY=1") }

    /// The daemon ends. Returns whether a manager was told.
    @discardableResult
    public func stopping() -> Bool { send("STOPPING=1") }

    /// One line for whoever asks the manager. Returns whether a manager was told.
    @discardableResult
    public func status(_ text: String) -> Bool {
        send("STATUS=" + text.replacing("\n", with: " "))
    }

    private func send(_ message: String) -> Bool {
        guard let socketPath else { return false }
        // Both texts are passed with their lengths and are only read.
        return unsafe loop_notify(
            socketPath, socketPath.utf8.count, message, message.utf8.count) == 0
    }

    private static func environmentVariable(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        var length = buffer.count
        // The call writes at most `length` bytes and sets it to what it wrote.
        guard unsafe uv_os_getenv(name, &buffer, &length) == 0 else { return nil }
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
