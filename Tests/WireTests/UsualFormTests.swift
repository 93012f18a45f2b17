// The quick readers of usual messages never differ from the general ones.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

/// The hot messages in their usual form are read by words: the same answer as the general scanner's,
/// and really on that way, not on the slow one.
struct UsualFormTests {
    @Test(
        arguments: [
            (Phrase.fixStart, #"{"type":"fix","seq":"#), (.latitude, #","latitude":"#),
            (.longitude, #","longitude":"#), (.accuracy, #","accuracyMeters":"#),
            (.speed, #","speedMetersPerSecond":"#), (.heading, #","headingDegrees":"#),
            (.fixTime, #","fixTime":"#), (.typeName, #""type":"#), (.fixWord, #""fix""#),
            (.sequenceName, #""seq":"#), (.latitudeName, #""latitude":"#),
            (.longitudeName, #""longitude":"#), (.accuracyName, #""accuracyMeters":"#),
            (.speedName, #""speedMetersPerSecond":"#), (.headingName, #""headingDegrees":"#),
            (.fixTimeName, #""fixTime":"#), (.positionStart, #"{"type":"position","#),
            (.order, #""order":"ord_"#), (.epoch, #"","epoch":"#),
            (.receivedAt, #","receivedAt":"#),
            (.sentAt, #","sentAt":"#), (.positionAge, #","positionAgeMs":"#),
            (.remaining, #","remainingSeconds":"#), (.brace, "{"), (.endBrace, "}"),
            (.null, "null"),
            (.lastNull, "null}"), (.ackStart, #"{"type":"fixesAck","upToSeq":"#),
            (.accepted, #","accepted":"#), (.nothingDropped, #","dropped":{}}"#),
        ] as [(Phrase, String)])
    func phrasesSayWhatTheyMean(phrase: Phrase, text: String) {
        let words = [phrase.words.0, phrase.words.1, phrase.words.2, phrase.words.3]
        let bytes = words.flatMap { word in (0..<8).map { UInt8(word >> ($0 * 8) & 0xFF) } }
        #expect(String(decoding: bytes.prefix(phrase.count), as: UTF8.self) == text)
        #expect(bytes.dropFirst(phrase.count).allSatisfy { $0 == 0 })
    }

    /// What the general scanner says, refusals as `nil`.
    static func general(_ bytes: [UInt8]) -> Fix? {
        (try? FixScanner.scanAnyFix(bytes.span, datum: .wgs84)) ?? nil
    }

    @Test func usualFixesAreReadByWords() {
        for seed in 0..<3_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var fix = Samples.fix(&random)
            fix.fixTime = instant(1_763_700_000_000 + Int64(random.below(1_000_000_000)))
            fix.sequence = Int64(random.below(9_999_999))
            if fix.accuracyMeters >= 0 { fix.accuracyMeters = Float(random.below(99_999)) / 100 }
            let bytes = Array(text { $0.writeClientFix(fix) }.utf8)
            let read = UsualFix.read(bytes.span)
            #expect(read == Self.general(bytes) && read != nil, "seed \(seed)")
        }
    }

    /// The members of a fix in a random order, some with a blank behind the colon or the comma.
    static func reordered(_ json: String, _ random: inout SeededGenerator) -> [UInt8] {
        var members = json.dropFirst().dropLast().split(separator: ",").map(String.init)
        for index in members.indices.reversed() {
            members.swapAt(index, random.below(index + 1))
        }
        let hasBlanks = random.chance(percent: 50)
        let text = members.joined(separator: hasBlanks ? ", " : ",")
        return Array("{\(hasBlanks ? text.replacing(":", with: ": ") : text)}".utf8)
    }

    @Test func unorderedFixesAreReadByWords() {
        var readCount = 0
        for seed in 0..<3_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var fix = Samples.fix(&random)
            fix.fixTime = instant(1_763_700_000_000 + Int64(random.below(1_000_000_000)))
            fix.sequence = Int64(random.below(9_999_999))
            let bytes = Self.reordered(text { $0.writeClientFix(fix) }, &random)
            guard let read = UnorderedFix.read(bytes.span) else { continue }
            readCount += 1
            #expect(read == Self.general(bytes), "seed \(seed)")
        }
        // The rest ends with a whole number of metres or degrees.
        #expect(readCount > 2_950, "an order of its own is no reason to be slow")
    }

    @Test func anUnorderedFixIsTheGeneralOneOrNone() {
        var readCount = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = FixTexts.mutated(
                Self.reordered(FixScannerTests.example, &random), &random)
            guard let fix = UnorderedFix.read(bytes.span) else { continue }
            readCount += 1
            #expect(fix == Self.general(bytes), "seed \(seed)")
        }
        #expect(readCount > 500, "the corpus must contain fixes")
    }

    @Test func aUsualFixIsTheGeneralOneOrNone() {
        var readCount = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = FixTexts.mutated(Array(FixScannerTests.example.utf8), &random)
            guard let fix = UsualFix.read(bytes.span) else { continue }
            readCount += 1
            #expect(fix == Self.general(bytes), "seed \(seed)")
        }
        #expect(readCount > 500, "the corpus must contain usual fixes")
    }

    @Test(arguments: [
        "0", "7", "10", "99", "100", "999", "1000", "00", "01", "0.5", "0.05", "4.10", "4.105",
        "12.", "-0", "-1", "1e2", "1E2", "1.5e1", "179.9999999", "179.99999999", "1.00000000",
        "359.99", "360", "360.01", ".5", "", "null", "\"1\"", "9999999", "12345678", "1\u{66A}",
    ])
    func everyNumberIsTheGeneralOneOrNone(number: String) {
        let example = FixScannerTests.example
        for old in [":12,", ":31.2301,", ":121.4731,", ":6,", ":4.1,", ":87,"] {
            for tail in ["", "        "] {
                let bytes = Array((example.replacing(old, with: ":\(number),") + tail).utf8)
                for fix in [UsualFix.read(bytes.span), UnorderedFix.read(bytes.span)]
                where fix != nil {
                    #expect(fix == Self.general(bytes), "\(number) for \(old)")
                }
            }
        }
        let time = example.replacing("1763711836000", with: number)
        let bytes = Array(time.utf8)
        for fix in [UsualFix.read(bytes.span), UnorderedFix.read(bytes.span)] where fix != nil {
            #expect(fix == Self.general(bytes))
        }
    }

    @Test func everyTruncationIsGivenUp() {
        let fix = Array(FixScannerTests.example.utf8)
        let position = Self.position(seed: 1)
        let ack = Array(text { $0.writeFixesAck(upToSequence: 99, FixCounts()) }.utf8)
        for count in fix.indices {
            #expect(UsualFix.read(Array(fix[..<count]).span) == nil)
            #expect(UnorderedFix.read(Array(fix[..<count]).span) == nil)
        }
        for count in position.indices {
            #expect(UsualPosition.read(Array(position[..<count]).span) == nil)
        }
        for count in ack.indices { #expect(UsualAck.read(Array(ack[..<count]).span) == nil) }
        #expect(UsualAck.read(ack.span)?.sequence == 99)
        #expect(UsualAck.read((ack + [0x20]).span) == nil)
    }

    static func position(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let fix = Samples.fix(&random)
        let time = instant(1_763_700_000_000 + Int64(random.below(1_000_000_000)))
        let heading = random.chance(percent: 20) ? -1 : Float(random.below(3_600)) / 10
        let update = PositionUpdate(
            order: OrderID(number: random.next()), epoch: random.below(1_000),
            coordinate: fix.coordinate, headingDegrees: heading, fixTime: time,
            receivedAt: time + Milliseconds(7),
            remainingSeconds: random.chance(percent: 50) ? random.below(9_999) : nil)
        let sentAt = time + Milliseconds(Int64(random.below(99_999)))
        return Array(text { $0.writePosition(update, sentAt: sentAt, datum: .wgs84) }.utf8)
    }

    @Test func positionsAreReadByWords() {
        for seed in 0..<3_000 as Range<UInt64> {
            let bytes = Self.position(seed: seed)
            let read = UsualPosition.read(bytes.span)
            #expect(read == ServerScanner.position(bytes.span) && read != nil, "seed \(seed)")
        }
    }

    @Test func aUsualPositionIsTheGeneralOneOrNone() {
        var readCount = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = FixTexts.mutated(Self.position(seed: seed % 100), &random)
            guard let position = UsualPosition.read(bytes.span) else { continue }
            readCount += 1
            #expect(position == ServerScanner.position(bytes.span), "seed \(seed)")
        }
        #expect(readCount > 500, "the corpus must contain usual positions")
    }

    @Test func theLongestPositionHasRoom() {
        let update = PositionUpdate(
            order: OrderID(number: .max), epoch: .min,
            coordinate: coordinate(-899_999_999, -1_799_999_999),
            headingDegrees: .greatestFiniteMagnitude, fixTime: instant(.min / 2),
            receivedAt: instant(.min), remainingSeconds: .min)
        let json = text { $0.writePosition(update, sentAt: instant(.max / 2), datum: .wgs84) }
        #expect(json.contains(#""epoch":-9223372036854775808,"latitude":-89.9999999,"#))
        #expect(json.contains(#""headingDegrees":null,"fixTime":-4611686018427387904,"#))
        #expect(json.hasSuffix(#""remainingSeconds":-9223372036854775808}"#))
    }

    @Test func digitsAreThoseOfTheStandardLibrary() {
        var random = SeededGenerator(seed: 17)
        for exponent in 0..<64 {
            for _ in 0..<50 {
                let number = Int64(bitPattern: random.next() >> UInt64(exponent))
                #expect(text { $0.value(number) } == String(number))
            }
        }
        for number in [0, 9, 10, 99_999_999, 100_000_000, 9_999_999_999_999_999] as [Int64] {
            #expect(text { $0.value(number) } == String(number))
            #expect(text { $0.value(-number) } == String(-number))
        }
    }
}
