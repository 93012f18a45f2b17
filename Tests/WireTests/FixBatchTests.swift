// Batches of fixes: all of a message or nothing of it.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

struct FixBatchTests {
    /// What a scan of one message gave.
    struct Outcome {
        var isBatch = false
        var fixes: [Fix] = []
        var drops = FixCounts()
        var refusal: Refusal?
    }

    static func scan(_ json: String, max: Int = 500, requiresType: Bool = true) -> Outcome {
        var outcome = Outcome()
        outcome.refusal = refusal { () throws(Refusal) in
            outcome.isBatch = try FixScanner.scanFixes(
                Array(json.utf8).span, datum: .wgs84, max: max, requiresType: requiresType,
                into: &outcome.fixes, drops: &outcome.drops)
        }
        return outcome
    }

    static func fixes(_ count: Int, seed: UInt64) -> [Fix] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Samples.fix(&random) }
    }

    static let good = #"{"seq":1,"latitude":31,"longitude":121,"fixTime":5}"#

    @Test(arguments: [0, 1, 2, 37, 500])
    func whatWasWrittenIsRead(count: Int) {
        let fixes = Self.fixes(count, seed: UInt64(count))
        let outcome = Self.scan(text { $0.writeClientFixes(fixes) })
        #expect(outcome.isBatch && outcome.fixes == fixes && outcome.drops.isEmpty)
        let body = text { $0.writeClientFixes(fixes, hasType: false) }
        #expect(Self.scan(body, requiresType: false).fixes == fixes)
        #expect(!Self.scan(body).isBatch)
    }

    @Test func tooManyAreRefusedWhole() {
        let outcome = Self.scan(text { $0.writeClientFixes(Self.fixes(501, seed: 1)) })
        #expect(outcome.refusal?.code == .outOfRange && outcome.refusal?.field == "/fixes")
        #expect(outcome.refusal?.limit == 500 && outcome.fixes.isEmpty)
        #expect(Self.scan(#"{"type":"fixes","fixes":[\#(Self.good)]}"#, max: 0).refusal?.limit == 0)
    }

    @Test func aNumberOutOfRangeCostsThatFix() {
        let bad = Self.good.replacing("31", with: "91")
        let list = [Self.good, bad, Self.good, bad.replacing("121", with: "181")]
        let outcome = Self.scan(
            #"{"fixes":[\#(list.joined(separator: ","))],"type":"fixes"}"#)
        #expect(outcome.refusal == nil && outcome.fixes.count == 2)
        #expect(outcome.drops[.outOfRange] == 2 && outcome.drops.dropped == 2)
    }

    @Test(arguments: [
        (
            #"{"type":"fixes","fixes":[G,G,G,{"seq":1,"latitude":"x","longitude":1,"fixTime":1}]}"#,
            "/fixes/3/latitude"
        ),
        (
            #"{"type":"fixes","fixes":[G,{"seq":1,"latitude":95,"longitude":1}]}"#,
            "/fixes/1/fixTime"
        ),
        (#"{"type":"fixes","fixes":[7]}"#, "/fixes/0"), (#"{"type":"fixes","fixes":{}}"#, "/fixes"),
        (#"{"type":"fixes"}"#, "/fixes"), (#"{"type":"fixes","fixes":null}"#, "/fixes"),
        (#"{"type":"fixes","fixes":[G,G],}"#, ""), (#"{"type":"fixes","fixes":[G,]}"#, ""),
        (#"{"type":"fixes","fixes":[G]"#, ""),
    ])
    func refusesTheWholeMessage(json: String, pointer: String) {
        let outcome = Self.scan(json.replacing("G", with: Self.good))
        #expect(outcome.refusal?.code == .invalid && outcome.refusal?.field == pointer)
        #expect(outcome.fixes.isEmpty && outcome.drops.isEmpty && !outcome.isBatch)
    }

    @Test(arguments: [
        #"{"type":"fix"}"#, #"{"fixes":[7],"type":"other"}"#, "[]", "", #"{"fixes":[G]}"#,
        #"{"fixes":7}"#,
    ])
    func leavesOthersAlone(json: String) {
        let outcome = Self.scan(json.replacing("G", with: Self.good))
        #expect(!outcome.isBatch && outcome.fixes.isEmpty)
        #expect(outcome.refusal == nil || json.isEmpty)
    }

    @Test func appendsBehindWhatIsThere() {
        var fixes = Self.fixes(2, seed: 3)
        let before = fixes
        var drops = FixCounts()
        let broken = Array(#"{"type":"fixes","fixes":[\#(Self.good),3]}"#.utf8)
        let no = refusal { () throws(Refusal) in
            _ = try FixScanner.scanFixes(
                broken.span, datum: .wgs84, max: 9, into: &fixes, drops: &drops)
        }
        #expect(no != nil && fixes == before)
        // The elements may call themselves what they like.
        let named = Self.good.replacing("{", with: #"{"type":"point","#)
        let fine = Array(#"{"type":"fixes","fixes":[\#(named)]}"#.utf8)
        #expect(
            refusal { () throws(Refusal) in
                _ = try FixScanner.scanFixes(
                    fine.span, datum: .wgs84, max: 9, into: &fixes, drops: &drops)
            } == nil)
        #expect(fixes.count == 3 && Array(fixes[..<2]) == before)
    }

    @Test func countsAddUp() {
        var counts = FixCounts()
        #expect(counts.isEmpty)
        counts.add(.live)
        counts.add(.late)
        for drop in FixDrop.allCases { counts.add(.dropped(drop)) }
        var twice = counts
        twice.merge(counts)
        #expect(twice.accepted == 4 && twice.dropped == 14 && twice != counts)
        for drop in FixDrop.allCases { #expect(twice[drop] == 2) }
    }
}
