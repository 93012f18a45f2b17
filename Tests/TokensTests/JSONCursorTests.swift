// The reader of headers and claims: what it takes, and what it refuses where others forgive.

import Testing

@testable import Tokens

@Suite struct JSONCursorTests {
    /// The string value of member `a`; skips others.
    func read(_ text: String) -> String? {
        var cursor = JSONCursor(Array(text.utf8))
        var found: String?
        do {
            while let name = try cursor.nextName() {
                if name == "a" { found = try cursor.string() } else { try cursor.skip() }
            }
            return found ?? "-"
        } catch {
            return nil
        }
    }

    @Test(arguments: [
        ("{\"a\":\"b\"}", "b"), (" {\t\"a\" :\r\n\"b\" } ", "b"), ("{\"a\":\"\"}", ""), ("{}", "-"),
        ("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\u{8}\u{C}\n\r\t"),
        ("{\"a\":\"\\u738b\\u5C0F\"}", "王小"), ("{\"a\":\"x\\ud83d\\udef5y\"}", "x🛵y"),
        ("{\"a\":\"王🛵\"}", "王🛵"), ("{\"\\u0061\":\"b\"}", "b"),
        (
            "{\"x\":{\"y\":[1,-0.5e+3,{}],\"z\":[]},\"a\":\"b\",\"t\":true,\"f\":false,\"n\":null}",
            "b"
        ),
    ])
    func takesJSON(text: String, value: String) {
        #expect(read(text) == value)
    }

    @Test(arguments: [
        "", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":\"b\"", "{\"a\":\"b}", "{\"a\":\"b\",}", "{,}",
        "{a:\"b\"}", "{\"a\":'b'}", "{\"a\":\"b\"}}", "{\"a\":\"b\"} x", "{\"a\":\"b\" \"c\":1}",
        "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\", "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12G4\"}",
        "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\ud83dx\"}", "{\"a\":\"\\udef5\"}",
        "{\"a\":\"\\ud83d\\u0041\"}",
        "{\"x\":tru}", "{\"x\":nul", "{\"x\":+1}", "{\"x\":01}", "{\"x\":.5}", "{\"x\":1.}",
        "{\"x\":1e}",
        "{\"x\":-}", "{\"x\":[1,]}", "{\"x\":[1 2]}", "{\"x\":{\"y\"}}", "{\"x\":NaN}", "{\"x\":[}",
        "{\"a\":\"b\",\"a\":\"b\"}", "\u{FEFF}{}",
    ])
    func refusesWhatIsNot(text: String) {
        #expect(read(text) == nil)
    }

    @Test func badUTF8IsRefused() {
        for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE7, 0x8E]] {
            var cursor = JSONCursor(Array("{\"a\":\"".utf8) + bad + Array("\"}".utf8))
            #expect(throws: JSONCursor.Malformed.self) {
                _ = try cursor.nextName()
                _ = try cursor.string()
            }
        }
    }

    @Test func depthAndMembersAreBounded() {
        let depth = JSONCursor.depthMax
        func nested(_ count: Int) -> String {
            "{\"x\":" + String(repeating: "[", count: count) + String(repeating: "]", count: count)
                + "}"
        }
        #expect(read(nested(depth + 1)) == "-")
        #expect(read(nested(depth + 2)) == nil)
        func members(_ count: Int) -> String {
            "{" + (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(read(members(JSONCursor.memberCountMax)) == "-")
        #expect(read(members(JSONCursor.memberCountMax + 1)) == nil)
    }

    @Test func everyCutOfAnObjectIsRefused() {
        let text = Array("{\"a\":\"b\\u738b\",\"x\":[1,{\"y\":null}],\"z\":-1.5e3}".utf8)
        for count in text.indices {
            #expect(read(String(decoding: text.prefix(count), as: UTF8.self)) == nil, "\(count)")
        }
    }
}

@Suite struct Base64URLTests {
    /// RFC 4648 §10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func agreesWithThePublishedVectors(clear: String, text: String) {
        #expect(Base64URL.encode(Array(clear.utf8)) == text)
        #expect(Base64URL.decode(Array(text.utf8).span) == Array(clear.utf8))
    }

    @Test func everyByteReturns() {
        let all = (0...255).map(UInt8.init)
        #expect(Base64URL.decode(Array(Base64URL.encode(all).utf8).span) == all)
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    }

    @Test(arguments: ["Zg=", "Zg==", "Z", "Zm9vY", "Zh", "Zm9", "Z+", "Z/", "Z g", "Zg\n", "é"])
    func refusesPaddingOtherAlphabetsAndLeftOverBits(text: String) {
        #expect(Base64URL.decode(Array(text.utf8).span) == nil)
    }
}

@Suite struct ECDSASignatureTests {
    @Test func shortNumbersKeepTheirPlace() {
        for zeros in 0...32 {
            for first: UInt8 in [0x01, 0x7F, 0x80, 0xFF] {
                var number = [UInt8](repeating: 0, count: zeros)
                if zeros < 32 { number.append(first) }
                number += [UInt8](repeating: 0xAB, count: 32 - number.count)
                let joined = number + number.reversed()
                let der = ECDSASignature.der(joined: joined)
                #expect(der.flatMap(ECDSASignature.joined(der:)) == joined)
            }
        }
    }

    @Test func otherLengthsAndOtherDERAreRefused() {
        #expect(ECDSASignature.der(joined: [UInt8](repeating: 1, count: 63)) == nil)
        #expect(ECDSASignature.der(joined: [UInt8](repeating: 1, count: 65)) == nil)
        #expect(ECDSASignature.der(joined: []) == nil)
        for der: [UInt8] in [
            [], [0x30], [0x30, 0], [0x30, 3, 2, 1, 1], [0x31, 6, 2, 1, 1, 2, 1, 1],
            [0x30, 6, 2, 9, 1, 2, 1, 1], [0x30, 7, 2, 1, 1, 2, 1, 1, 0],
        ] {
            #expect(ECDSASignature.joined(der: der) == nil)
        }
    }
}
