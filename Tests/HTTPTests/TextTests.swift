// Percent-encoding, queries and dates.

import Basics
import HTTP
import Testing

@Suite struct TextTests {
    @Test func decodesWhatItEncodes() throws {
        for seed in 0..<500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let scalars = (0..<generator.below(20)).compactMap { _ in
                Unicode.Scalar(UInt32(1 + generator.below(0x2_0000)))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = PercentEncoding.encode(text)
            #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "seed \(seed)")
            let decoded = try PercentEncoding.decode(encoded)
            #expect(decoded == text, "seed \(seed)")
        }
    }

    @Test(arguments: ["%", "%4", "%zz", "%4g", "a%", "%FF", "%C3", "%ED%A0%80", "%00", "%C0%AF"])
    func refusesBadEscapes(text: String) {
        #expect(throws: HTTPError.badPercentEncoding) { try PercentEncoding.decode(text) }
    }

    @Test func splitsThePathBeforeItDecodes() throws {
        let request = try #require(
            try parse("GET /v1/orders/a%2Fb/%E5%A5%B3 HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try request.segments() == ["v1", "orders", "a/b", "女"])
        let slash = try #require(try parse("GET /v1/ HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try slash.segments() == ["v1", ""])
    }

    @Test func readsAQuery() throws {
        let items = try QueryItems(parsing: "a=1&b=x+y%2B&&c&a=2&=e&d=%E7%8B%97=k")
        #expect(items["a"] == "1")
        #expect(items.values(of: "a") == ["1", "2"])
        #expect(items["b"] == "x y+")
        #expect(items["c"] == "")
        #expect(items["d"] == "狗=k")
        #expect(items["z"] == nil)
        #expect(items.all.count == 6)
        #expect(throws: HTTPError.badPercentEncoding) { try QueryItems(parsing: "a=%") }
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400_999, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_795_219_199_000, "Fri, 20 Nov 2026 23:59:59 GMT"),
            (4_107_542_400_000, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (-62_135_596_800_000, "Mon, 01 Jan 0001 00:00:00 GMT"),
            (253_402_300_799_999, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func writesDates(milliseconds: Int64, text: String) {
        #expect(HTTPDate.text(of: Instant(millisecondsSinceEpoch: milliseconds)) == text)
    }
}
