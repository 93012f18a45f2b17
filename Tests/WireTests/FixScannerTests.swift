// The hand scanner of fixes against a general reader of JSON.

import Basics
import FoundationEssentials
import Geo
import Testing

@testable import Engine
@testable import Wire

/// The opinion of Foundation, to which the scanner is held.
private struct FixOpinion: Decodable {
    var type: String?
    var seq: Int64
    var latitude: Double
    var longitude: Double
    var fixTime: Int64
    var accuracyMeters: Double?
    var speedMetersPerSecond: Double?
    var headingDegrees: Double?
}

/// Every number of an object, because Foundation does not look at those that nobody decodes.
private struct AllNumbers: Decodable {
    struct Number: Decodable {
        init(from decoder: any Decoder) throws {
            do {
                _ = try decoder.singleValueContainer().decode(Double.self)
            } catch DecodingError.typeMismatch {
            } catch DecodingError.valueNotFound {
            }
        }
    }

    init(from decoder: any Decoder) throws {
        _ = try decoder.singleValueContainer().decode([String: Number?].self)
    }
}

struct FixScannerTests {
    static func scan(_ json: String, datum: Datum = .wgs84) throws(Refusal) -> Fix? {
        try FixScanner.scanFix(Array(json.utf8).span, datum: datum)
    }

    static let example =
        #"{"type":"fix","seq":12,"latitude":31.2301,"longitude":121.4731,"accuracyMeters":6,"#
        + #""speedMetersPerSecond":4.1,"headingDegrees":87,"fixTime":1763711836000}"#

    @Test func readsTheExample() throws {
        let expected = Fix(
            coordinate: coordinate(312_301_000, 1_214_731_000), fixTime: instant(1_763_711_836_000),
            sequence: 12, accuracyMeters: 6, speedMetersPerSecond: 4.1, headingDegrees: 87)
        #expect(try Self.scan(Self.example) == expected)
        #expect(text { $0.writeClientFix(expected) } == Self.example)
    }

    @Test func whatWasWrittenIsRead() throws {
        for seed in 0..<2_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let fix = Samples.fix(&random)
            let json = text { $0.writeClientFix(fix) }
            #expect(try Self.scan(json) == fix, "seed \(seed): \(json)")
        }
    }

    @Test func anyOrderOfFieldsWithStrangersBetween() throws {
        for seed in 0..<2_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let fix = Samples.fix(&random)
            let json = FixTexts.disguised(fix, &random)
            #expect(try Self.scan(json) == fix, "seed \(seed): \(json)")
        }
    }

    @Test func everyTruncationIsRefused() throws {
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = Array(FixTexts.disguised(Samples.fix(&random), &random).utf8)
            let end = (bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0) + 1
            for count in 0..<end {
                let cut = Array(bytes[..<count])
                var fix: Fix?
                let no = refusal { () throws(Refusal) in
                    fix = try FixScanner.scanFix(cut.span, datum: .wgs84)
                }
                #expect(fix == nil, "seed \(seed), \(count) bytes")
                // Blank bytes are no object: the cold way refuses them.
                #expect(no?.code == .invalid || cut.allSatisfy { $0 <= 0x20 }, "seed \(seed)")
            }
        }
    }

    @Test func agreesWithFoundationOnMutations() {
        var accepted = 0
        for seed in 0..<6_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = FixTexts.mutated(Array(Self.example.utf8), &random)
            let mine = try? FixScanner.scanFix(bytes.span, datum: .wgs84)
            let theirs = Self.opinion(of: bytes)
            guard (mine != nil) == (theirs != nil) else {
                Issue.record("seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            guard let mine, let theirs else { continue }
            accepted += 1
            #expect(mine.sequence == theirs.seq, "seed \(seed)")
            #expect(mine.fixTime == instant(theirs.fixTime), "seed \(seed)")
            #expect(abs(mine.coordinate.latitude - theirs.latitude) <= 1e-7, "seed \(seed)")
            #expect(abs(mine.coordinate.longitude - theirs.longitude) <= 1e-7, "seed \(seed)")
        }
        #expect(accepted > 500, "the corpus must contain fixes")
    }

    /// What Foundation and the documented ranges say of the bytes.
    private static func opinion(of bytes: [UInt8]) -> FixOpinion? {
        guard let fix = try? JSONDecoder().decode(FixOpinion.self, from: Data(bytes)),
            (try? JSONDecoder().decode(AllNumbers.self, from: Data(bytes))) != nil,
            fix.type == "fix", fix.seq >= 0, abs(fix.latitude) <= 90, abs(fix.longitude) <= 180,
            fix.fixTime >= 0, fix.fixTime <= FixFields.fixTimeMax,
            (0...1e9).contains(fix.accuracyMeters ?? 0),
            (0...1e9).contains(fix.speedMetersPerSecond ?? 0),
            (0...360).contains(fix.headingDegrees ?? 0)
        else { return nil }
        return fix
    }

    @Test(arguments: [
        (#""latitude":91"#, RefusalCode.outOfRange, "/latitude", 90 as Int?),
        (#""latitude":-90.0000001"#, .outOfRange, "/latitude", -90),
        (#""latitude":1e99"#, .outOfRange, "/latitude", 90),
        (#""latitude":"31""#, .invalid, "/latitude", nil),
        (#""latitude":null"#, .invalid, "/latitude", nil),
        (#""latitude":[31]"#, .invalid, "/latitude", nil),
        (#""longitude":180.0000001"#, .outOfRange, "/longitude", 180),
        (#""seq":-1"#, .outOfRange, "/seq", 0), (#""seq":1.5"#, .invalid, "/seq", nil),
        (#""seq":true"#, .invalid, "/seq", nil),
        (#""fixTime":-1"#, .outOfRange, "/fixTime", 0),
        (#""fixTime":253402300800000"#, .outOfRange, "/fixTime", 253_402_300_799_999),
        (#""accuracyMeters":-0.1"#, .outOfRange, "/accuracyMeters", 0),
        (#""speedMetersPerSecond":{}"#, .invalid, "/speedMetersPerSecond", nil),
        (#""headingDegrees":360.5"#, .outOfRange, "/headingDegrees", 360),
        (#""headingDegrees":-1"#, .outOfRange, "/headingDegrees", 0),
        (#""datum":"mars""#, .invalid, "/datum", nil), (#""datum":3"#, .invalid, "/datum", nil),
    ])
    func refusesWithTheField(field: String, code: RefusalCode, pointer: String, limit: Int?) {
        let rest = #""type":"fix","seq":1,"latitude":31,"longitude":121,"fixTime":1"#
        // The first of two fields with one name counts.
        let found = refusal { () throws(Refusal) in _ = try Self.scan("{\(field),\(rest)}") }
        #expect(found?.code == code && found?.field == pointer && found?.limit == limit)
    }

    @Test(arguments: ["seq", "latitude", "longitude", "fixTime"])
    func requires(name: String) {
        let json = Self.example.replacing("\"\(name)\"", with: "\"x\(name)\"")
        let found = refusal { () throws(Refusal) in _ = try Self.scan(json) }
        #expect(found?.code == .invalid && found?.field == "/\(name)")
    }

    @Test(arguments: [
        #"{"type":"accept","id":"a"}"#, #"{"type":"fix\u0065s","fixes":[]}"#, "[]", "3", "",
        #"{"seq":1}"#,
        #"{"type":3}"#, #"{"type":"fixx","latitude":"#, #"{"latitude":91,"type":"phase"}"#, "{}",
    ])
    func leavesOthersAlone(json: String) throws {
        #expect(try Self.scan(json) == nil)
    }

    @Test func oddButLegal() throws {
        let odd =
            #" { "headingDegrees" : 360 , "\u0074ype" : "f\u0069x" , "accuracyMeters" : null , "seq" : 1e1 ,"#
            + #" "latitude" : -0 , "longitude" : 1.8E2 , "fixTime" : 10.0 , "type":"other" } "#
        let fix = try #require(try Self.scan(odd))
        #expect(fix.headingDegrees == 0 && fix.accuracyMeters == -1 && fix.sequence == 10)
        #expect(fix.coordinate == coordinate(0, 1_800_000_000) && fix.fixTime == instant(10))
        #expect(try Self.scan(Self.example.replacing("4.1", with: "-0"))?.speedMetersPerSecond == 0)
    }

    @Test func datumsAreConverted() throws {
        let place = coordinate(312_301_000, 1_214_731_000)
        for datum in Datum.allCases {
            let expected = place.converted(from: datum, to: .wgs84)
            #expect(try Self.scan(Self.example, datum: datum)?.coordinate == expected)
            let own = Self.example.dropLast() + #","datum":"\#(datum.rawValue)"}"#
            #expect(try Self.scan(String(own), datum: .bd09)?.coordinate == expected)
        }
    }
}
