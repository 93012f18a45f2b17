// Commands come by the thousand a second, and JSONDecoder takes forty microseconds for an order. What apps
// usually send is read by hand into the same form; anything else, right or wrong, is JSONDecoder's, which
// also names the mistakes. So a field that a form's reader does not know costs time, never meaning.

import Engine

/// A body or message that is read by hand where it is plain.
protocol UsualForm: Decodable {
    /// Reads the object at the cursor. Throws where it is not plain: an unknown or repeated field, a value
    /// of another type, bytes that are not UTF-8. Never gives anything else than JSONDecoder would.
    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> Self
}

extension UsualForm {
    /// Decodes a message or body. Throws `invalid` with the field that is wrong.
    static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> Self {
        if let form = usual(bytes) { return form }
        return try decodeCold(bytes)
    }

    /// The form if it is plain.
    static func usual(_ bytes: Span<UInt8>) -> Self? {
        var cursor = JSONCursor()
        do throws(JSONSyntaxError) {
            cursor.skipSpace(bytes)
            let form = try readUsual(bytes, &cursor)
            try cursor.finish(bytes)
            return form
        } catch {
            return nil
        }
    }
}

/// A field's name: the cases are the fields, the raw values how they are written.
typealias FieldName = CaseIterable & RawRepresentable<String>

extension JSONCursor {
    /// Reads an object; `read` takes the value of each field that is there and not null.
    mutating func plainObject<Name: FieldName>(
        _ bytes: Span<UInt8>, _ names: Name.Type,
        _ read: (Name, inout JSONCursor) throws(JSONSyntaxError) -> Void
    ) throws(JSONSyntaxError) {
        guard try enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return }
        var seen: UInt64 = 0
        repeat {
            let text = try shortText(bytes)
            var bit: UInt64 = 1
            var found: Name?
            for name in names.allCases {
                if text.equals(name.rawValue) {
                    found = name
                    break
                }
                bit <<= 1
            }
            guard let found, seen & bit == 0 else { throw failure }
            seen |= bit
            try punctuation(UInt8(ascii: ":"), bytes)
            if peek(bytes) == UInt8(ascii: "n") {
                try expect(word: "null", bytes)
            } else {
                try read(found, &self)
            }
        } while try hasAnother(closing: UInt8(ascii: "}"), bytes)
    }

    /// Reads a list of anything.
    mutating func plainList<Value>(
        _ bytes: Span<UInt8>,
        _ read: (inout JSONCursor) throws(JSONSyntaxError) -> Value
    ) throws(JSONSyntaxError) -> [Value] {
        guard try enter(UInt8(ascii: "["), closing: UInt8(ascii: "]"), bytes) else { return [] }
        var values: [Value] = []
        repeat {
            values.append(try read(&self))
        } while try hasAnother(closing: UInt8(ascii: "]"), bytes)
        return values
    }

    /// Reads a text without escapes.
    mutating func plainText(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        try expect(UInt8(ascii: "\""), bytes)
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\\") else { throw failure }
            index += 1
        }
        let range = start..<index
        try expect(UInt8(ascii: "\""), bytes)
        var copy: [UInt8] = []
        copy.append(addingCapacity: range.count) { output in
            for place in range { output.append(bytes[place]) }
        }
        let text = String(decoding: copy, as: UTF8.self)
        // Where it had to be mended it was not UTF-8.
        guard text.utf8.elementsEqual(copy) else { throw failure }
        return text
    }

    /// Reads a list of texts without escapes.
    mutating func plainTexts(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> [String] {
        try plainList(bytes) { cursor throws(JSONSyntaxError) in try cursor.plainText(bytes) }
    }

    /// Reads a whole number without a point or an exponent.
    mutating func plainWhole(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> WholeNumber {
        let number = try number(bytes)
        guard number.exponent == 0, let integer = number.integer else { throw failure }
        return WholeNumber(Int(integer))
    }

    /// Reads a number that is one rounding away from its digits, as every way of reading it is.
    mutating func plainDouble(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Double {
        let number = try number(bytes)
        guard number.digits < 1 << 53, (-19...0).contains(number.exponent), !number.truncated
        else { throw failure }
        return number.double
    }

    /// Reads `true` or `false`.
    mutating func plainFlag(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
        let isTrue = peek(bytes) == UInt8(ascii: "t")
        try expect(word: isTrue ? "true" : "false", bytes)
        return isTrue
    }

    /// The value, or the error that makes JSONDecoder say that it is missing.
    func plain<Value>(_ value: Value?) throws(JSONSyntaxError) -> Value {
        guard let value else { throw failure }
        return value
    }
}
