// What a socket's message is and under which key, read before anything else: every refusal of a
// message whose id can be read says which message it refuses.

public import Engine

/// A message's `id`: written back in the answer as it came.
public enum MessageKey: Hashable, Sendable {
    case text(String)
    case number(Int64)

    /// The key's text, for the one key space of a subject: 17 and "17" are the same key.
    public var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        }
    }
}

/// A name that a message gives to somebody who may be its sender.
public struct IDClaim: Equatable, Sendable {
    /// The field: `runner`, `customer` or `merchant`.
    public var field: String
    /// Whom it names.
    public var text: String
}

extension Principal {
    /// Why a message that says so is not taken: an id in a payload never replaces the token's.
    public func refusal(of claims: [IDClaim]) -> Refusal? {
        for claim in claims where claim.field == role.name && claim.text != subject {
            return Refusal(
                .notYours, field: "/" + claim.field,
                detail: "the token is \(subject)'s; leave the field out")
        }
        return nil
    }
}

/// A message's type and key.
public struct MessageHead: Equatable, Sendable {
    /// The type, if it could be read.
    public var type: String?
    /// The key, if there is one and it could be read.
    public var key: MessageKey?
    /// Those whom the message names and who may be its sender.
    public var claims: [IDClaim] = []

    /// A head.
    public init(type: String? = nil, key: MessageKey? = nil) {
        self.type = type
        self.key = key
    }

    /// Reads the head of a message, as far as the bytes are JSON; never fails. O(bytes).
    public static func read(_ bytes: Span<UInt8>) -> MessageHead {
        var head = MessageHead()
        var cursor = JSONCursor()
        do throws(JSONSyntaxError) {
            try head.read(bytes, &cursor)
        } catch {
            // The decoding that follows says where; what was read until then counts.
        }
        return head
    }

    private mutating func read(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) {
        cursor.skipSpace(bytes)
        guard try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return }
        repeat {
            let name = try cursor.shortText(bytes)
            try cursor.punctuation(UInt8(ascii: ":"), bytes)
            if name.equals("type"), type == nil, cursor.peek(bytes) == UInt8(ascii: "\"") {
                type = try cursor.string(bytes)
            } else if let field = MessageHead.claim(name), cursor.peek(bytes) == UInt8(ascii: "\"")
            {
                claims.append(IDClaim(field: field, text: try cursor.string(bytes)))
            } else if name.equals("id"), key == nil {
                key = try MessageHead.key(bytes, &cursor)
            } else {
                try cursor.skipValue(bytes)
            }
        } while try cursor.hasAnother(closing: UInt8(ascii: "}"), bytes)
    }

    private static func claim(_ name: ShortText) -> String? {
        ["runner", "customer", "merchant"].first { name.equals($0) }
    }

    private static func key(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> MessageKey? {
        switch cursor.peek(bytes) {
        case UInt8(ascii: "\""):
            let text = try cursor.string(bytes)
            return text.isEmpty || text.utf8.count > 128 ? nil : .text(text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try cursor.number(bytes).integer.map(MessageKey.number)
        default:
            try cursor.skipValue(bytes)
            return nil
        }
    }
}
