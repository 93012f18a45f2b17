// Records as bytes: they come back whole, personal fields never stand in the open part, and bytes
// that are no record are an error and nothing worse.

import Basics
import Journal
import Testing

@testable import Engine

@Suite struct RecordCodecTests {
    @Test func everyKindComesBack() throws {
        for seed in UInt64(0)..<150 {
            var samples = RecordSamples(seed: seed)
            for kind in 0..<RecordSamples.kindCount {
                let record = samples.record(kind: kind)
                let entry = entry(of: record)
                let decoded = try RecordCodec.decode(entry)
                #expect(decoded == record, "seed \(seed) kind \(kind)")
                #expect(entry.scope == record.scope, "seed \(seed) kind \(kind)")
            }
        }
    }

    @Test func theOpenPartHoldsNothingPersonal() {
        let mark = Array(personalMark.utf8)
        var found = 0
        for seed in UInt64(0)..<150 {
            var samples = RecordSamples(seed: seed)
            for kind in 0..<RecordSamples.kindCount {
                let entry = entry(of: samples.record(kind: kind))
                #expect(!contains(entry.body, mark), "seed \(seed) kind \(kind)")
                if contains(entry.personal, mark) { found += 1 }
            }
        }
        // Else the search above would prove nothing.
        #expect(found > 300)
    }

    @Test func whatIsErasedComesBackEmpty() throws {
        for seed in UInt64(0)..<100 {
            var samples = RecordSamples(seed: seed)
            for kind in 0..<RecordSamples.kindCount {
                let record = samples.record(kind: kind)
                var entry = entry(of: record)
                entry.personal = []
                entry.personalErased = true
                let decoded = try RecordCodec.decode(entry)
                #expect(decoded == record.erased, "seed \(seed) kind \(kind)")
            }
        }
    }

    @Test func aCutOrLengthenedBodyIsAnError() {
        for seed in UInt64(0)..<20 {
            var samples = RecordSamples(seed: seed)
            for kind in 0..<RecordSamples.kindCount {
                let whole = entry(of: samples.record(kind: kind))
                var refused = 0
                for count in whole.body.indices where isRefused(whole, Array(whole.body[..<count]))
                {
                    refused += 1
                }
                #expect(refused == whole.body.count, "seed \(seed) kind \(kind)")
                #expect(isRefused(whole, whole.body + [0]), "seed \(seed) kind \(kind)")
            }
        }
    }

    @Test func changedAndRandomBytesNeverTrap() {
        var refused = 0
        for seed in UInt64(0)..<300 {
            var samples = RecordSamples(seed: seed)
            for kind in 0..<RecordSamples.kindCount {
                var entry = entry(of: samples.record(kind: kind))
                change(&entry.body, &samples.generator)
                change(&entry.personal, &samples.generator)
                if isRefused(entry, entry.body) { refused += 1 }
                let count = samples.generator.below(40)
                let noise = (0..<count).map { _ in UInt8(samples.generator.below(256)) }
                entry.personal = noise
                if isRefused(entry, [UInt8(kind + 1)] + noise) { refused += 1 }
            }
        }
        #expect(refused > 1_000)
    }

    @Test func unknownKindsAreRefused() {
        let entry = entry(of: .wrongCode(OrderID(number: 1), leg: 0))
        for kind in [0, 14, 15, 255] as [UInt8] { #expect(isRefused(entry, [kind, 1, 0])) }
        #expect(isRefused(entry, []))
    }

    /// The first format's bytes, written out: a change of them would orphan every journal.
    @Test func versionOneIsWrittenSo() {
        #expect(RecordCodec.version == 1)
        #expect(bodyOf(.dutyChanged(RunnerIndex(5), .paused)) == [3, 5, 2])
        #expect(bodyOf(.wrongCode(OrderID(number: 300), leg: 1)) == [11, 0xAC, 2, 1])
        #expect(bodyOf(.offerSeen(OfferID(number: 7), OrderID(number: 2))) == [7, 7, 2])
        let until = Instant(millisecondsSinceEpoch: 258)
        let ended = Record.offerEnded(
            OfferID(number: 7), OrderID(number: 2), .declined(reason: "no"), refusedUntil: until)
        #expect(
            bodyOf(ended)
                == [8, 7, 2, 0, 1, 2, 0x6E, 0x6F, 1, 2, 1, 0, 0, 0, 0, 0, 0])
        let assigned = Record.legAssigned(
            OrderID(number: 2), leg: 0, RunnerIndex(1), epoch: 3, .accepted(OfferID(number: 7)))
        #expect(bodyOf(assigned) == [9, 2, 0, 1, 3, 0, 7])
    }

    private func bodyOf(_ record: Record) -> [UInt8] { entry(of: record).body }

    private func isRefused(_ entry: JournalEntry, _ body: [UInt8]) -> Bool {
        var changed = entry
        changed.body = body
        return (try? RecordCodec.decode(changed)) == nil
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        for _ in 0...generator.below(3) {
            let place = generator.below(bytes.count)
            switch generator.below(3) {
            case 0: bytes[place] = UInt8(generator.below(256))
            case 1: bytes.insert(UInt8(generator.below(256)), at: place)
            default: bytes[place] = 0xFF
            }
        }
    }

    private func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == wanted[0] && Array(bytes[start..<(start + wanted.count)]) == wanted
        }
    }
}
