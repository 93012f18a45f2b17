// GPS jumps: what is dropped when fixes come one by one is dropped as well when they come late, in batches.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct JumpTests {
    /// A ride of a fix every four seconds, with jumps of 50 km for one or two fixes now and then.
    private func ride(seed: UInt64) -> (fixes: [Fix], jumps: Set<Int64>) {
        var generator = SeededGenerator(seed: seed)
        var jumps: Set<Int64> = []
        for start in stride(from: 5, to: 190, by: 12) where generator.chance(percent: 60) {
            jumps.insert(Int64(start))
            if generator.chance(percent: 40) { jumps.insert(Int64(start + 1)) }
        }
        let fixes = (Int64(1)...200).map { sequence in
            let far = jumps.contains(sequence) ? 50_000.0 : 0
            return Fix(
                coordinate: place(northMeters: Double(30 * sequence), eastMeters: far),
                fixTime: noon + .seconds(4 * sequence), sequence: sequence + 10, accuracyMeters: 5)
        }
        return (fixes, jumps)
    }

    private func cityWithOrder() throws -> (City, RunnerIndex, OrderID) {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        try city.bind(id, leg: 0, to: runner)
        return (city, runner, id)
    }

    private func track(_ city: City, _ id: OrderID) throws -> [Coordinate] {
        try city.order(id).track.points.map(\.coordinate)
    }

    private func shuffled(_ fixes: some Sequence<Fix>, _ generator: inout SeededGenerator) -> [Fix]
    {
        var fixes = Array(fixes)
        for place in fixes.indices.reversed() {
            fixes.swapAt(place, generator.below(place + 1))
        }
        return fixes
    }

    @Test func aJumpIsDroppedHoweverItComes() throws {
        for seed in UInt64(0)..<30 {
            var generator = SeededGenerator(seed: seed)
            let (fixes, jumps) = ride(seed: seed)
            let wanted = fixes.filter { !jumps.contains($0.sequence - 10) }.map(\.coordinate)
            let (inOrder, one, first) = try cityWithOrder()
            for fix in fixes {
                inOrder.now = fix.fixTime
                _ = inOrder.engine.observe(fix, of: one, at: inOrder.now, sentLive: true)
            }
            #expect(try track(inOrder, first) == wanted, "seed \(seed)")
            let (batched, two, second) = try cityWithOrder()
            batched.now = noon + .minutes(20)
            batched.send(shuffled(fixes, &generator), of: two)
            #expect(try track(batched, second) == wanted, "seed \(seed)")
            // All of it behind the newest, which has come already.
            let (late, three, third) = try cityWithOrder()
            late.now = noon + .seconds(800)
            late.send([fixes[199]], of: three)
            var rest = fixes.dropLast()
            while !rest.isEmpty {
                let part = rest.prefix(20 + generator.below(60))
                rest = rest.dropFirst(part.count)
                late.now = late.now + .seconds(1)
                late.send(shuffled(part, &generator), of: three)
            }
            #expect(try track(late, third) == wanted, "seed \(seed)")
        }
    }
}
