// The one message that comes a hundred thousand times a second. It is read in one pass over the bytes,
// in whatever order its fields come, without a heap allocation and without floating point on the way
// to a coordinate. Everything else a socket may say goes the cold way (`RunnerMessage`).

public import Engine
public import Geo

/// Reads fixes.
public enum FixScanner {
    /// Reads `{"type":"fix",…}`, whose coordinates are in `datum` unless it names its own.
    ///
    /// `nil` means that the message is not a fix (then it may not even be JSON; the cold way says so).
    /// Throws `invalid` with the place where the bytes stop being JSON or with the field that is missing
    /// or of a wrong type, and `outOfRange` with the field and its limit. O(bytes).
    public static func scanFix(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> Fix? {
        if datum == .wgs84, let fix = UsualFix.read(bytes) ?? UnorderedFix.read(bytes) {
            return fix
        }
        return try scanAnyFix(bytes, datum: datum)
    }

    /// Reads a fix in whatever form it comes.
    @inline(never)
    static func scanAnyFix(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> Fix? {
        var cursor = JSONCursor()
        var fields = FixFields(datum: datum)
        do throws(JSONSyntaxError) {
            cursor.skipSpace(bytes)
            guard cursor.peek(bytes) == UInt8(ascii: "{") else { return nil }
            guard try cursor.readFix(bytes, into: &fields), fields.kind == .named else {
                return nil
            }
            try cursor.finish(bytes)
        } catch {
            throw Refusal(error)
        }
        if fields.isGood { return fields.fix }
        if let refusal = fields.refusalOfShape(at: "") ?? fields.refusalOfRange(at: "") {
            throw refusal
        }
        return fields.fix
    }
}

extension Refusal {
    /// The refusal of bytes that are not JSON.
    init(_ error: JSONSyntaxError) {
        self.init(.invalid, field: "", detail: "this is not JSON from byte \(error.offset) on")
    }
}

extension JSONCursor {
    /// Reads the members of a fix at the cursor. False as soon as it names itself something else.
    mutating func readFix(
        _ bytes: Span<UInt8>, into fields: inout FixFields
    ) throws(JSONSyntaxError) -> Bool {
        guard try enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return true }
        repeat {
            let key = try fixKey(bytes)
            try punctuation(UInt8(ascii: ":"), bytes)
            let byte = peek(bytes)
            let isNumber = byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
            if isNumber, key.isNumber {
                let number = try number(bytes)
                if fields.isFirst(key) { fields.take(number, key) }
            } else if key == .type, byte == UInt8(ascii: "\"") {
                guard try readType(bytes, into: &fields) else { return false }
            } else {
                try readUnusual(key, bytes, into: &fields)
            }
        } while try hasAnother(closing: UInt8(ascii: "}"), bytes)
        return true
    }

    /// Reads the message's type; false if it is not `fix`.
    @inline(always)
    private mutating func readType(
        _ bytes: Span<UInt8>, into fields: inout FixFields
    ) throws(JSONSyntaxError) -> Bool {
        guard fields.isFirst(.type) else {
            try skipString(bytes)
            return true
        }
        if isPlainFix(bytes) {
            index &+= 5
            fields.kind = .named
            return true
        }
        fields.kind = try shortText(bytes).equals("fix") ? .named : .other
        return fields.kind == .named
    }

    @inline(always)
    private func isPlainFix(_ bytes: Span<UInt8>) -> Bool {
        index &+ 5 <= bytes.count && bytes[index &+ 1] == UInt8(ascii: "f")
            && bytes[index &+ 2] == UInt8(ascii: "i") && bytes[index &+ 3] == UInt8(ascii: "x")
            && bytes[index &+ 4] == UInt8(ascii: "\"")
    }

    /// Reads what is not a known field with a number in it: null, a datum, a wrong type, or a field that
    /// nobody reads.
    @inline(never)
    private mutating func readUnusual(
        _ key: FixKey, _ bytes: Span<UInt8>, into fields: inout FixFields
    ) throws(JSONSyntaxError) {
        let byte = peek(bytes)
        guard key != .other, key != .type, key != .fixes, fields.isFirst(key) else {
            return try skipValue(bytes)
        }
        if byte == UInt8(ascii: "n") {
            try expect(word: "null", bytes)
        } else if key == .datum, byte == UInt8(ascii: "\"") {
            let text = try shortText(bytes)
            guard let named = Datum.allCases.first(where: { text.equals($0.rawValue) }) else {
                return fields.markMistyped(key)
            }
            fields.datum = named
        } else {
            fields.markMistyped(key)
            try skipValue(bytes)
        }
    }
}
