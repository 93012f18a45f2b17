// A code that only the holder of a key can have made: hand-over codes are these, cut short and spelled
// in Crockford's digits. The key comes in as a parameter; nothing here prints it.

/// HMAC-SHA-256 (RFC 2104) under one key.
public struct KeyedHash: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The hashes that have read the padded key, so that each code costs its message only.
    private let inner: SHA256
    private let outer: SHA256

    /// The hash under `key`. Any length is taken; 32 bytes are as strong as it gets.
    public init(key: [UInt8]) {
        let short = key.count > SHA256.blockByteCount ? SHA256.digest(of: key) : key
        let zeros = repeatElement(UInt8(0), count: SHA256.blockByteCount - short.count)
        let block = short + zeros
        var (inner, outer) = (SHA256(), SHA256())
        inner.add(block.map { $0 ^ 0x36 })
        outer.add(block.map { $0 ^ 0x5C })
        (self.inner, self.outer) = (inner, outer)
    }

    /// The first `byteCount` bytes, 1 … 32, of the code of `message`. O(bytes).
    public func code(
        of message: some Sequence<UInt8>, byteCount: Int = SHA256.digestByteCount
    ) -> [UInt8] {
        precondition((1...SHA256.digestByteCount).contains(byteCount), "a code has 1 to 32 bytes")
        var (inner, outer) = (inner, outer)
        inner.add(message)
        outer.add(inner.digest())
        return Array(outer.digest().prefix(byteCount))
    }

    /// Whether `code` is the code of `message`, `byteCount` bytes long. How long it takes says nothing
    /// about how much of it is right.
    public func isCode(
        _ code: [UInt8], of message: some Sequence<UInt8>,
        byteCount: Int = SHA256.digestByteCount
    ) -> Bool {
        KeyedHash.areEqual(code, self.code(of: message, byteCount: byteCount))
    }

    /// Whether both are the same bytes, in a time that depends on their lengths only.
    public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }

    /// Not the key.
    public var description: String { "KeyedHash" }
    /// Not the key.
    public var debugDescription: String { description }
}
