// Recordings: what is written is read again, what is wrong is named, and a seed names one recording.

import Basics
import Foundation
import Geo
import Testing

@testable import BenchKit

/// A path in the system's folder for temporary files, removed afterwards.
private func withFile<Value>(_ name: String, _ body: (String) throws -> Value) rethrows -> Value {
    let path = NSTemporaryDirectory() + "/fleetfoot-\(UUID().uuidString)-\(name)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

@Suite struct TraceTests {
    @Test(arguments: ["trace.csv", "trace.csv.gz"])
    func whatIsWrittenIsReadAgain(name: String) throws {
        let trace = TraceMaker().make()
        #expect(!trace.points.isEmpty)
        try withFile(name) { path in
            try trace.write(to: path)
            #expect(try Trace.read(path) == trace)
            let isCompressed = FileManager.default.contents(atPath: path)?.first == 0x1F
            #expect(isCompressed == name.hasSuffix(".gz"))
        }
    }

    @Test func aSeedNamesOneRecording() {
        var maker = TraceMaker()
        let first = maker.make()
        #expect(maker.make() == first)
        #expect(first.hashText == maker.make().hashText)
        maker.seed = 2
        #expect(maker.make() != first)
    }

    @Test func aRecordingHasItsCabsAndMinutes() throws {
        var maker = TraceMaker()
        maker.cabCount = 7
        maker.minutes = 3
        let trace = maker.make()
        #expect(Set(trace.points.map(\.cab)) == Set(0..<7))
        let last = try #require(trace.points.last?.time)
        #expect(last < maker.start + .minutes(3) && last > maker.start + .minutes(2))
        #expect(trace.points.map(\.time) == trace.points.map(\.time).sorted())
    }

    @Test func aRealLineIsRead() throws {
        try withFile("a.csv") { path in
            let text = "\(Trace.header)\r\n1211526000,39,37.59118,-122.36073,1\r\n5,0,-0.5,180,0"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let trace = try Trace.read(path)
            #expect(
                trace.points == [
                    TracePoint(
                        time: Instant(millisecondsSinceEpoch: 5_000), cab: 0,
                        coordinate: Coordinate(
                            latitudeE7: -5_000_000, longitudeE7: 1_800_000_000),
                        isOccupied: false),
                    TracePoint(
                        time: Instant(millisecondsSinceEpoch: 1_211_526_000_000), cab: 39,
                        coordinate: Coordinate(
                            latitudeE7: 375_911_800, longitudeE7: -1_223_607_300),
                        isOccupied: true),
                ])
        }
    }

    @Test(arguments: [
        "1,2,3,4", "1,2,3,4,5", "1,2,90.1,4,0", "1,2,3,180.00001,0", "x,2,3,4,0", "1,2,3,4,0,0",
        "1,2,3..1,4,0", "1.5,2,3,4,0", "1,2,,4,0", "1,2,3,4,-1",
    ])
    func aWrongLineIsNamed(line: String) throws {
        try withFile("a.csv") { path in
            let text = "\(Trace.header)\n1,2,3,4,0\n\(line)\n"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: FileError.self) { try Trace.read(path) }
            #expect(error?.description.contains("line 3") == true)
        }
    }

    @Test func filesThatAreNoRecordingsAreRefused() throws {
        #expect(throws: FileError.self) { try Trace.read("/nowhere/at/all.csv") }
        try withFile("a.csv") { path in
            try "unix,cab\n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: FileError.self) { try Trace.read(path) }
        }
    }

    @Test func aFileThatWasCutIsRefused() throws {
        try withFile("a.csv.gz") { path in
            try TraceMaker().make().write(to: path)
            let whole = try #require(FileManager.default.contents(atPath: path))
            try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
            #expect(throws: FileError.self) { try Trace.read(path) }
        }
    }
}

@Suite struct RidePlanTests {
    private func plan(_ marks: [(cab: Int, isOccupied: Bool)]) -> RidePlan {
        RidePlan(
            Trace(
                marks.enumerated().map { second, mark in
                    TracePoint(
                        time: Instant(millisecondsSinceEpoch: Int64(second) * 1_000),
                        cab: mark.cab, coordinate: Coordinate(latitudeE7: 0, longitudeE7: 0),
                        isOccupied: mark.isOccupied)
                }))
    }

    @Test func aStretchOfOneCabIsARide() {
        let plan = plan([
            (9, false), (9, true), (4, true), (9, true), (4, false), (9, false), (9, true),
        ])
        #expect(plan.cabs == [4, 9])
        #expect(
            plan.rides == [
                Ride(cab: 1, first: 1, last: 3), Ride(cab: 0, first: 2, last: 2),
                Ride(cab: 1, first: 6, last: 6),
            ])
        #expect(plan.rideOfPoint == [nil, 0, 1, 0, nil, nil, 2])
        #expect(plan.points.map(\.cab) == [1, 1, 0, 1, 0, 1, 1])
    }

    @Test func everyOccupiedPointIsInOneRide() {
        for seed in 0..<20 as Range<UInt64> {
            var maker = TraceMaker()
            maker.seed = seed
            let plan = RidePlan(maker.make())
            for (index, point) in plan.points.enumerated() {
                #expect((plan.rideOfPoint[index] != nil) == point.isOccupied, "seed \(seed)")
                guard let ride = plan.rideOfPoint[index] else { continue }
                let range = plan.rides[ride].first...plan.rides[ride].last
                #expect(range.contains(index), "seed \(seed)")
                #expect(plan.rides[ride].cab == point.cab, "seed \(seed)")
            }
        }
    }
}

@Suite struct ReplayWorkTests {
    private let trace = Trace([
        TracePoint(
            time: Instant(millisecondsSinceEpoch: 7_300_000), cab: 1,
            coordinate: Coordinate(latitudeE7: 0, longitudeE7: 0), isOccupied: false)
    ])

    @Test(arguments: [
        (nil, 7_300_000), ("7300", 7_300_000), ("00:00", 7_200_000), ("01:30", 12_600_000),
    ])
    func theBeginningIsRead(text: String?, milliseconds: Int64) throws {
        let start = try ReplayWork.start(text, in: trace)
        #expect(start.millisecondsSinceEpoch == milliseconds)
    }

    @Test(arguments: ["12", "noon", "1:2:3", "48:00", "00:60", ":", ""])
    func otherBeginningsAreRefused(text: String) {
        if Int64(text) != nil { return }
        #expect(throws: BenchError.self) { try ReplayWork.start(text, in: trace) }
    }

    @Test func anEmptyWindowIsRefused() throws {
        let start = Instant(millisecondsSinceEpoch: 7_300_001)
        #expect(throws: BenchError.self) {
            try ReplayWork(trace, from: start, minutes: 1, speed: 60)
        }
    }

    @Test func aClockThatIsAboutToComeThereMovesNothing() throws {
        let start = Instant(millisecondsSinceEpoch: 7_300_000)
        let work = try ReplayWork(trace, from: start, minutes: 1, speed: 60)
        #expect(work.shift(on: work.clockOrigin()) == .zero)
        #expect(work.shift(on: start - .seconds(60 * 60)) == .zero)
        #expect(work.shift(on: start - .seconds(12)) == .zero)
        let late = start + .minutes(90)
        #expect(start + work.shift(on: late) == late + .seconds(60))
        let early = start - .seconds(60 * 60 + 1)
        #expect(start + work.shift(on: early) == early + .seconds(60))
    }
}
