// A failed call of the system, told so that the reader of one log line knows what to change.

internal import CLibUV

/// Why a call of the loop failed.
public struct LoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that a caller may treat differently.
    public enum Kind: Hashable, Sendable {
        case addressInUse
        case addressUnavailable
        case badAddress
        case notPermitted
        case connectionRefused
        case unreachable
        case timedOut
        case outOfDescriptors
        case tooManyConnections
        case cancelled
        case stopped
        case other
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// libuv's code (a negated errno); 0 if no call failed.
    public var code: Int32
    /// One line: what was tried, what went wrong and what would be right.
    public var description: String

    init(_ kind: Kind, code: Int32 = 0, _ description: String) {
        self.kind = kind
        self.code = code
        self.description = description
    }

    /// The failure `code` of what `attempt` names ("listen on 127.0.0.1:8080").
    init(code: Int32, attempt: String) {
        let kind = Kind(code: code)
        let advice = kind.advice.map { "; \($0)" } ?? ""
        self.init(kind, code: code, "cannot \(attempt): \(Self.text(of: code))\(advice)")
    }

    /// libuv's words for a code. The buffer is ours because `uv_strerror` leaks on unknown codes.
    private static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // The call writes at most `count` bytes, with a terminating zero.
        _ = unsafe uv_strerror_r(code, &buffer, buffer.count)
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension LoopError.Kind {
    init(code: Int32) {
        self =
            switch uv_errno_t(code) {
            case UV_EADDRINUSE: .addressInUse
            case UV_EADDRNOTAVAIL: .addressUnavailable
            case UV_EINVAL, UV_EAFNOSUPPORT: .badAddress
            case UV_EACCES, UV_EPERM: .notPermitted
            case UV_ECONNREFUSED: .connectionRefused
            case UV_EHOSTUNREACH, UV_ENETUNREACH: .unreachable
            case UV_ETIMEDOUT: .timedOut
            case UV_EMFILE, UV_ENFILE: .outOfDescriptors
            case UV_ECANCELED: .cancelled
            default: .other
            }
    }

    /// What would be right, where one sentence can say it.
    fileprivate var advice: String? {
        switch self {
        case .addressInUse: "end the process that holds the port, or choose another port"
        case .addressUnavailable: "choose an address of this machine, 0.0.0.0 or ::"
        case .badAddress: "give a numeric IPv4 or IPv6 address and a port from 0 to 65535"
        case .notPermitted: "choose a port from 1024 up, or grant the right to use this one"
        case .outOfDescriptors: "raise the limit of open descriptors (ulimit -n, LimitNOFILE=)"
        case .tooManyConnections, .connectionRefused, .unreachable, .timedOut, .cancelled,
            .stopped, .other:
            nil
        }
    }
}
