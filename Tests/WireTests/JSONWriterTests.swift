// The one writer of JSON: escapes, numbers, nesting.

import Basics
import FoundationEssentials
import Geo
import Testing
import Wire

@testable import Engine

struct JSONWriterTests {
    @Test func fieldsComeInTheOrderOfTheCalls() {
        let json = text { writer in
            writer.beginObject()
            writer.field("z", 1)
            writer.field("a", Int64.min)
            writer.field("at", instant(-5))
            writer.field("none", nil as String?)
            writer.field("gone", nil as Int?)
            writer.field("yes", true)
            writer.field("list", ["x", "y"])
            writer.name("nested")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.raw(Array("[1]".utf8))
            writer.value(UInt8(7))
            writer.endArray()
            writer.field("raw", raw: Array("{}".utf8))
            writer.endObject()
        }
        #expect(
            json == #"{"z":1,"a":-9223372036854775808,"at":-5,"none":null,"gone":null,"yes":true,"#
                + #""list":["x","y"],"nested":[{},[],[1],7],"raw":{}}"#)
    }

    @Test(arguments: [
        (312_304_000, "31.2304"), (0, "0"), (310_000_000, "31"), (1, "0.0000001"),
        (-1, "-0.0000001"), (-1_800_000_000, "-180"), (900_000_000, "90"),
        (-5_000_000, "-0.5"), (1_214_737_001, "121.4737001"),
    ])
    func anglesAreExact(degreesE7: Int32, expected: String) {
        #expect(text { $0.value(degreesE7: degreesE7) } == expected)
    }

    @Test(arguments: [
        (4.1, 1, "4.1"), (6, 2, "6"), (0.005, 2, "0.01"), (-0.004, 2, "0"), (359.96, 1, "360"),
        (.infinity, 1, "null"), (.nan, 0, "null"), (1e300, 3, "null"), (-2.5, 0, "-3"),
        (123.456, 9, "123.456"),
    ])
    func numbersHaveFixedDecimals(number: Double, decimals: Int, expected: String) {
        #expect(text { $0.value(number, decimals: decimals) } == expected)
    }

    @Test func textsSurviveFoundation() throws {
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let original = Samples.text(&random)
            let json = text { writer in
                writer.beginArray()
                writer.value(original)
                writer.endArray()
            }
            let back = try JSONDecoder().decode([String].self, from: Data(json.utf8))
            #expect(back == [original], "seed \(seed)")
        }
    }

    @Test func escapesAreTheShortOnes() {
        #expect(
            text { $0.value("\"\\/\u{8}\u{9}\u{A}\u{C}\u{D}\u{1}\u{1F}\u{7F}😀") }
                == #""\"\\/\b\t\n\f\r\u0001\u001f"# + "\u{7F}😀\"")
    }

    @Test func writesIdsAsTheEngineDoes() {
        var random = SeededGenerator(seed: 1)
        for number in [0, 1, 17, .max] + (0..<200).map({ _ in random.next() }) {
            let order = OrderID(number: number)
            let offer = OfferID(number: number)
            let json = text { writer in
                writer.beginObject()
                writer.field("order", order)
                writer.field("offer", offer)
                writer.endObject()
            }
            #expect(json == #"{"order":"\#(order.text)","offer":"\#(offer.text)"}"#)
        }
    }

    @Test func keepsItsMemory() {
        var writer = JSONWriter()
        writer.reserveCapacity(1_000)
        writer.value("one")
        writer.removeAll()
        #expect(writer.byteCount == 0)
        writer.value("two")
        #expect(writer.takeBytes() == Array(#""two""#.utf8))
        #expect(writer.bytes.isEmpty)
        writer.value(1)
        #expect(writer.bytes == Array("1".utf8))
    }
}
