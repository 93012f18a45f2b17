// Tracks: points at their places, and chunks that give back what they took.

import Basics
import Geo
import Journal
import Testing

@testable import Engine

@Suite struct TrackTests {
    @Test func pointsStandInTheOrderOfTheirTimes() {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            let points = (0..<60).map { _ in point(&generator) }
            var track = Track()
            for point in points { track.insert(point) }
            let times = track.points.map(\.fixTime)
            #expect(times == times.sorted(), "seed \(seed)")
            var backwards = Track()
            for point in points.reversed() { backwards.insert(point) }
            #expect(backwards.points == track.points, "seed \(seed)")
            for point in points { track.insert(point) }
            #expect(backwards.points == track.points, "seed \(seed): points came twice")
        }
    }

    @Test func chunksGiveTheTrackBack() throws {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            var track = Track()
            var copy = Track()
            for _ in 0..<(1 + generator.below(4)) {
                let points = (0..<generator.below(30)).map { _ in point(&generator) }
                for point in points { track.insert(point) }
                #expect(track.hasUnsaved == !points.isEmpty, "seed \(seed)")
                guard let chunk = track.takeChunk() else { continue }
                let second = track.takeChunk()
                #expect(!track.hasUnsaved && second == nil, "seed \(seed)")
                let times = points.map(\.fixTime)
                #expect(chunk.from == times.min() && chunk.to == times.max(), "seed \(seed)")
                try copy.add(chunk: chunk.bytes)
            }
            #expect(copy.points == track.points, "seed \(seed)")
            #expect(!copy.hasUnsaved)
        }
    }

    @Test func aRideTakesFewBytesAPoint() {
        var track = Track()
        for number in 0..<100 {
            track.insert(
                TrackPoint(
                    coordinate: place(northMeters: Double(number) * 20),
                    fixTime: noon + .seconds(Int64(number) * 4), leg: 0, epoch: 1, late: false,
                    clockCorrected: false))
        }
        let count = track.takeChunk()?.bytes.count ?? 0
        #expect(count > 100 && count < 1_000)
    }

    @Test func bytesThatAreNoChunkAreAnErrorAndNothingWorse() {
        var refused = 0
        for seed in UInt64(0)..<300 {
            var generator = SeededGenerator(seed: seed)
            var track = Track()
            for _ in 0..<5 { track.insert(point(&generator)) }
            guard var bytes = track.takeChunk()?.bytes else { continue }
            switch generator.below(3) {
            case 0: bytes.removeLast(1 + generator.below(bytes.count))
            case 1: bytes[generator.below(bytes.count)] = UInt8(generator.below(256))
            default: bytes = (0..<generator.below(60)).map { _ in UInt8(generator.below(256)) }
            }
            var copy = Track()
            if (try? copy.add(chunk: bytes)) == nil { refused += 1 }
        }
        #expect(refused > 100)
    }

    @Test func anUnreadableChunkLeavesTheTrackAsItWas() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.now = city.now + .seconds(5)
        city.locate(runner, place(northMeters: 10))
        let before = try city.order(id).track.points
        let chunks = city.engine.takeTrackChunks()
        let chunk = try #require(chunks.first)
        #expect(chunk.order == id)
        let none = city.engine.takeTrackChunks().isEmpty
        #expect(none)
        city.engine.restore(Array(chunk.chunk.bytes.dropLast()), of: id)
        city.engine.restore([], of: id)
        city.engine.restore(chunk.chunk.bytes, of: OrderID(number: 99))
        let after = try city.order(id).track.points
        #expect(after == before)

        let other = try city.replayed()
        other.engine.restore(chunk.chunk.bytes, of: id)
        let restored = try other.order(id).track.points
        #expect(restored == before)
        // The phone did not hear that its fix had come, and sends it again.
        other.locate(runner, place(northMeters: 10))
        let resent = try other.order(id).track.points
        #expect(resent == before)
    }

    /// Each order's points leave by their own time, the oldest first, and a few at once.
    @Test func chunksLeaveByTheirTime() throws {
        let city = City()
        var orders: [OrderID] = []
        for number in 0..<3 {
            let runner = city.addRunner("r\(number)")
            let id = city.placeOrder()
            city.carry(id, by: runner)
            city.now = city.now + .seconds(10)
            city.locate(runner, place(northMeters: 10))
            orders.append(id)
        }
        let last = city.now
        #expect(city.engine.oldestUnsavedPoint == last - .seconds(20))
        let none = city.engine.takeTrackChunks(since: last - .seconds(21)).map(\.order)
        #expect(none.isEmpty)
        let first = city.engine.takeTrackChunks(since: last - .seconds(10), limit: 1)
        #expect(first.map(\.order) == [orders[0]])
        let second = city.engine.takeTrackChunks(since: last - .seconds(10), limit: 5)
        #expect(second.map(\.order) == [orders[1]])
        #expect(city.engine.oldestUnsavedPoint == last)
        #expect(city.engine.takeTrackChunks().map(\.order) == [orders[2]])
        #expect(city.engine.oldestUnsavedPoint == nil)
    }

    private func point(_ generator: inout SeededGenerator) -> TrackPoint {
        TrackPoint(
            coordinate: place(
                northMeters: Double(generator.number(in: -5_000...5_000)),
                eastMeters: Double(generator.number(in: -5_000...5_000))),
            fixTime: noon + .seconds(Int64(generator.number(in: -50...50))), leg: 0,
            epoch: generator.number(in: 1...3), late: generator.chance(percent: 20),
            clockCorrected: generator.chance(percent: 20))
    }
}
