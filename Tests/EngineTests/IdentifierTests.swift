// Ids as the outside sees them: there and back, and nothing else is one.

import Basics
import Testing

@testable import Engine

@Suite struct IdentifierTests {
    @Test func numbersGoThereAndBack() {
        var generator = SeededGenerator(seed: 1)
        let edges: [UInt64] = [0, 1, 2, 31, 32, .max, .max - 1, 1 << 63]
        for number in edges + (0..<2_000).map({ _ in generator.next() }) {
            let text = OrderID(number: number).text
            #expect(OrderID(text) == OrderID(number: number))
            #expect(text.utf8.count == 17 && text.hasPrefix("ord_"))
            #expect(OfferID(text) == nil)
            #expect(OfferID(OfferID(number: number).text) == OfferID(number: number))
        }
    }

    @Test func theyStayAsTheyAre() {
        #expect(OrderID(number: 0).text == "ord_0000000000000")
        #expect(OrderID(number: 1).text == "ord_5d4gp3m80p1f5")
        #expect(OfferID(number: 1).text == "off_5d4gp3m80p1f5")
    }

    @Test func neighboursDoNotLookAlike() {
        let texts = (1...500).map { OrderID(number: $0).text }
        #expect(Set(texts).count == texts.count)
        #expect(texts != texts.sorted())
    }

    @Test(arguments: [
        "", "ord_", "ord_000000000000", "ord_00000000000000", "off_0000000000000",
        "ORD_0000000000000", "ord_000000000000O", "ord_000000000000i", "ord_000000000000l",
        "ord_000000000000u", "ord_000000000000-", "ord_g000000000000", "ord_z000000000000",
        "0000000000000", "ord_00000000000é", " ord_0000000000000", "ord_000000000000A",
    ])
    func otherTextsAreNone(text: String) {
        #expect(OrderID(text) == nil)
    }

    @Test func everyDigitCounts() {
        let text = OrderID(number: 123_456).text
        for place in 4..<17 {
            var bytes = Array(text.utf8)
            bytes[place] = bytes[place] == 0x31 ? 0x32 : 0x31
            let other = OrderID(String(decoding: bytes, as: UTF8.self))
            #expect(other != OrderID(number: 123_456), "digit \(place)")
        }
    }
}
