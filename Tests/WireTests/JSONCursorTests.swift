// What is JSON and what is not (RFC 8259), byte by byte.

import FoundationEssentials
import Testing

@testable import Wire

/// RFC 8259, after the cases of the JSON Parsing Test Suite (Seriot: "Parsing JSON is a Minefield").
struct JSONCursorTests {
    static func offset(ofErrorIn json: String) -> Int? {
        do throws(JSONSyntaxError) {
            try JSONCursor.check(Array(json.utf8).span)
            return nil
        } catch {
            return error.offset
        }
    }

    @Test(arguments: [
        "{}", "[]", " [ ] ", "\t\r\n{ \"a\" : [ 1 , 2 ] }", "\"\\u00e9\\n\\/\"", "-0", "0", "1e5",
        "1E+5",
        "1.5e-7", "-12.25", "123456789012345678901234567890", "true", "false", "null", "\"\"",
        "{\"a\":{\"a\":[{\"a\":null}]}}", "\"\u{7F}\"", "[1,[2,[3]]]", "\"\\ud83d\\ude00\"",
    ])
    func accepts(json: String) {
        #expect(Self.offset(ofErrorIn: json) == nil)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), ("}", 0), ("[1,]", 3), ("[,1]", 1), ("{\"a\":1,}", 7), ("{\"a\"}", 4),
        ("{a:1}", 1), ("01", 1), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e5", 2), ("1e", 2),
        ("1e+", 3), ("-01", 2), ("nul", 3), ("tru", 3), ("True", 0), ("\"", 1), ("\"\\x\"", 2),
        ("\"\\u12g4\"", 5), ("\"a\nb\"", 2), ("[1 2]", 3), ("{}x", 2), ("'a'", 0), ("[\"a\"", 4),
        ("NaN", 0), ("0x10", 1), ("[1}", 2), ("\u{FEFF}{}", 0), ("/**/1", 0), ("1\u{A0}", 1),
    ])
    func refuses(json: String, at offset: Int) {
        #expect(Self.offset(ofErrorIn: json) == offset)
    }

    @Test func depthIsBounded() {
        let most = JSONCursor.depthMax
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Self.offset(ofErrorIn: nested(most)) == nil)
        #expect(Self.offset(ofErrorIn: nested(most + 1)) == most)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12", 12), ("1.20e1", 12), ("120e-1", 12),
        ("12.000000000000000000000", 12),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
        ("1e18", 1_000_000_000_000_000_000),
        ("9223372036854775808", nil), ("1.5", nil), ("1e19", nil), ("12345678901234567890123", nil),
        ("1e999999999999", nil), ("1e-999999999999", nil), ("0e999999999999", 0),
        ("18446744073709551616", nil),
        ("10000000000000000000000e-20", 100),
    ])
    func integers(json: String, expected: Int64?) throws {
        var cursor = JSONCursor()
        #expect(try cursor.number(Array(json.utf8).span).integer == expected)
        #expect(cursor.index == json.utf8.count)
    }

    @Test(arguments: [
        ("31.2304", 312_304_000), ("31.23040004", 312_304_000), ("31.23040005", 312_304_001),
        ("-31.23040005", -312_304_001), ("3.12304e1", 312_304_000), ("0.00000005", 1),
        ("0.000000049999999999999999999", 0), ("312304e-4", 312_304_000), ("-0", 0), ("1e-30", 0),
        ("121.47370000000000000000000001", 1_214_737_000), ("9e99", nil), ("90", 900_000_000),
        ("0.00000004999999999999999999999999999", 0), ("1e-999999", 0),
    ])
    func anglesAreExact(json: String, expected: Int64?) throws {
        var cursor = JSONCursor()
        #expect(try cursor.number(Array(json.utf8).span).scaled(decimals: 7) == expected)
    }

    @Test(arguments: [
        "4.1", "0", "-17.25", "1e300", "1e-300", "123456.789", "0.1e1", "5e-324", "1e400",
    ])
    func doublesAreNear(json: String) throws {
        var cursor = JSONCursor()
        let value = try cursor.number(Array(json.utf8).span).double
        let expected = try #require(Double(json))
        #expect(value == expected || abs(value - expected) <= abs(expected) * 1e-12)
    }

    @Test(arguments: [
        ("\"abc\"", "abc"), ("\"a\\u0062c\"", "abc"), ("\"\\ud83d\\ude00\"", "😀"), ("\"张\"", "张"),
        ("\"\\ud83d\"", "\u{FFFD}"), ("\"\\ude00x\"", "\u{FFFD}x"),
        ("\"\\ud83d\\u0041\"", "\u{FFFD}A"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\"", ""),
        ("\"\\ud83d\\n\"", "\u{FFFD}\n"),
    ])
    func stringsAreUnescaped(json: String, expected: String) throws {
        var cursor = JSONCursor()
        #expect(try cursor.string(Array(json.utf8).span) == expected)
        var again = JSONCursor()
        #expect(try again.shortText(Array(json.utf8).span).equals(expected))
        var skipping = JSONCursor()
        try skipping.skipString(Array(json.utf8).span)
        #expect(skipping.index == cursor.index && again.index == cursor.index)
    }

    @Test func longTextsEqualNothing() throws {
        let long = String(repeating: "a", count: 33)
        var cursor = JSONCursor()
        let read = try cursor.shortText(Array("\"\(long)\"".utf8).span)
        #expect(read.count == 33 && !read.equals(long) && !read.equals("a"))
        cursor = JSONCursor()
        let most = String(repeating: "a", count: 32)
        #expect(try cursor.shortText(Array("\"\(most)\"".utf8).span).equals(most))
    }
}
