// Arithmetic of time, and the names of connections.

import Basics
import Testing

@Suite struct InstantTests {
    @Test func addsSubtractsAndCompares() {
        let start = Instant(millisecondsSinceEpoch: 1_000)
        let later = start + .seconds(2)
        #expect(later.millisecondsSinceEpoch == 3_000)
        #expect(later - start == .seconds(2))
        #expect(start - later == Milliseconds(-2_000))
        #expect(later - .seconds(2) == start)
        #expect(start < later && !(later < start) && !(start < start))
    }

    @Test func spansAddUp() {
        #expect(Milliseconds.minutes(2) == .seconds(120))
        #expect(Milliseconds.seconds(1) + Milliseconds(1) == Milliseconds(1_001))
        #expect(Milliseconds.zero - .seconds(1) < .zero)
        #expect(Milliseconds.zero.count == 0)
    }

    @Test func theEndsOfTimeCanBeSubtracted() {
        let span = Instant.distantFuture - Instant.distantPast
        #expect(span > .zero)
        #expect(Instant.distantPast + span == .distantFuture)
        #expect(Instant.distantPast < Instant(millisecondsSinceEpoch: 0))
    }

    @Test func randomSpansComeBack() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let start = Instant(millisecondsSinceEpoch: Int64(generator.below(1 << 50)))
            let span = Milliseconds(Int64(generator.number(in: -1_000_000...1_000_000)))
            #expect((start + span) - start == span)
            #expect((start + span) - span == start)
            #expect((start + span < start) == (span < .zero))
        }
    }

    @Test func aConnectionIsNotItsSuccessor() {
        let first = ConnectionID(index: 3, generation: 0)
        #expect(first != ConnectionID(index: 3, generation: 1))
        #expect(first == ConnectionID(index: 3, generation: 0))
    }
}
