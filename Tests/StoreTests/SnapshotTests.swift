// A start from a snapshot gives what a start from the whole journal gives; a snapshot that is torn,
// damaged or did not find room is as if it had never been begun.

import Basics
import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Snapshots")
struct SnapshotTests {
    /// A closed Store of 60 records with snapshots at 20 and 40, and the city it holds.
    private func makeFolder(seed: UInt64 = 1) async throws -> (TestFolder, ToyCity) {
        var generator = SeededGenerator(seed: seed)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        for last in [20, 40, 60] as [UInt64] {
            try await store.appendRecords(last - 19...last, &generator)
            if last < 60 { #expect(try store.takeSnapshot().position.value == last) }
        }
        let city = try store.city()
        try store.close()
        return (folder, city)
    }

    private func reopen(_ folder: TestFolder) throws -> (ReplaySummary, ToyCity) {
        let store = try Store.open(folder: folder.path)
        var city = ToyCity()
        let summary = try store.replay { city.apply($0) }
        try store.close()
        return (summary, city)
    }

    @Test func aStartBeginsWithTheNewest() async throws {
        for seed in 0..<5 as Range<UInt64> {
            let (folder, city) = try await makeFolder(seed: seed)
            let (summary, found) = try reopen(folder)
            #expect(summary.snapshot == JournalPosition(40), "seed \(seed)")
            #expect(summary.last == JournalPosition(60) && summary.damagedSnapshots.isEmpty)
            #expect(found == city, "seed \(seed)")
            // What the snapshot stands for is not read again: damage there is no matter.
            try folder.withDatabase {
                try $0.execute(sql: "UPDATE journal SET body = x'ff' WHERE position = 7")
            }
            #expect(try reopen(folder).1 == city, "seed \(seed)")
            // The whole journal gives the same city.
            try folder.withDatabase { db in
                try db.execute(sql: "DELETE FROM snapshots")
            }
            #expect(throws: StoreError.damagedMiddle(at: JournalPosition(7))) {
                _ = try reopen(folder)
            }
        }
    }

    @Test func entriesOfASnapshotStandAtItsPosition() async throws {
        let (folder, _) = try await makeFolder()
        let store = try Store.open(folder: folder.path)
        var positions: [UInt64] = []
        try store.replay { positions.append($0.position.value) }
        let folded = positions.prefix { $0 == 40 }
        #expect(!folded.isEmpty && Array(positions.dropFirst(folded.count)) == Array(41...60))
    }

    @Test func appendsGoOnBehindASnapshotWithoutRows() async throws {
        let folder = TestFolder()
        var store = try Store.openReplayed(folder)
        try store.takeSnapshot()
        _ = try await store.append([ToyCity.record(1, .order(1), add: 3, name: "a")])
        try store.takeSnapshot()
        try store.close()
        store = try Store.open(folder: folder.path)
        #expect(try store.replay { _ in }.last == JournalPosition(1))
        _ = try await store.append([ToyCity.record(2, .order(1), add: 4)])
        #expect(try store.city().lives == [.order(1): ToyCity.Life(sum: 7, name: "a")])
    }

    /// The files as they are between two slices: the snapshot is not there, and the next one removes
    /// what is left of it.
    @Test func aTornSnapshotIsIgnored() async throws {
        let (folder, city) = try await makeFolder()
        let store = try Store.openReplayed(folder)
        var folded = ToyCity()
        let fold = try store.fold { folded.apply($0) }
        var torn: TestFolder?
        try store.writeSnapshot(of: fold) { writer in
            for number in 0..<1_100 as Range<UInt64> {
                try writer.append(ToyCity.record(1, .order(number), add: 1))
            }
            torn = try folder.copy()
        }
        let copy = try #require(torn)
        let rows = try copy.withDatabase { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM snapshot_rows WHERE place >> 32 = 3")
        }
        #expect(rows == 1_000)
        let (summary, found) = try reopen(copy)
        #expect(summary.snapshot == JournalPosition(40) && found == city)
        let reopened = try Store.openReplayed(copy)
        try reopened.takeSnapshot()
        try reopened.close()
        let left = try copy.withDatabase { db in
            try Int.fetchAll(
                db, sql: "SELECT count(*) FROM snapshot_rows GROUP BY place >> 32 ORDER BY 1")
        }
        #expect(left.count == 2 && left.last == city.lives.count)
        #expect(try reopen(copy).0.snapshot == JournalPosition(60))
    }

    @Test func aBodyThatThrowsLeavesNothing() async throws {
        struct Refusal: Error {}
        let (folder, city) = try await makeFolder()
        let store = try Store.openReplayed(folder)
        let fold = try store.fold { _ in }
        #expect(throws: StoreError.replayStopped(at: JournalPosition(60), reason: "Refusal()")) {
            try store.writeSnapshot(of: fold) { writer in
                for _ in 0..<700 { try writer.append(ToyCity.record(1, .none, add: 1)) }
                throw Refusal()
            }
        }
        try store.close()
        let numbers = try folder.withDatabase { db in
            try Int.fetchAll(db, sql: "SELECT DISTINCT place >> 32 FROM snapshot_rows ORDER BY 1")
        }
        #expect(numbers == [1, 2])
        #expect(try reopen(folder).1 == city)
    }

    /// Every column of every row of the newest snapshot, and of its header, changed: the older one
    /// serves. Then both: the whole journal serves.
    @Test(arguments: [
        "snapshot_rows SET at = at + 1", "snapshot_rows SET version = 7",
        "snapshot_rows SET scope_id = scope_id + 1", "snapshot_rows SET scope_kind = 77",
        "snapshot_rows SET body = x'01ffff'", "snapshot_rows SET personal = x'01'",
        "snapshot_rows SET checksum = checksum + 1",
        "snapshots SET position = position - 1", "snapshots SET at = at + 1",
        "snapshots SET position_checksum = 1", "snapshots SET row_count = row_count - 1",
        "snapshots SET rows_checksum = 1", "snapshots SET checksum = 1",
    ])
    func aDamagedSnapshotIsPassedOver(change: String) async throws {
        let isHeader = change.hasPrefix("snapshots ")
        let (whole, city) = try await makeFolder()
        let rowCount = try whole.withDatabase { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM snapshot_rows WHERE place >> 32 = 2")
        }
        for row in 1...(isHeader ? 1 : try #require(rowCount)) {
            let folder = try whole.duplicate()
            for (number, expected) in [(2, 20), (1, nil)] as [(Int, UInt64?)] {
                let place = isHeader ? "number = \(number)" : "place = \(number << 32 + row)"
                try folder.withDatabase {
                    try $0.execute(sql: "UPDATE \(change) WHERE \(place)")
                }
                let (summary, found) = try reopen(folder)
                #expect(summary.snapshot?.value == expected, "\(place)")
                #expect(summary.damagedSnapshots.count == (expected == nil ? 2 : 1))
                #expect(found == city)
            }
        }
    }

    @Test func missingAndAddedRowsAreDamage() async throws {
        for change in [
            "DELETE FROM snapshot_rows WHERE place = (SELECT max(place) FROM snapshot_rows)",
            "DELETE FROM snapshot_rows WHERE place = (SELECT min(place) FROM snapshot_rows "
                + "WHERE place >> 32 = 2)",
            "INSERT INTO snapshot_rows SELECT max(place) + 1, 0, 1, 0, 0, x'', x'', 0 "
                + "FROM snapshot_rows",
        ] {
            let (folder, city) = try await makeFolder()
            try folder.withDatabase { try $0.execute(sql: change) }
            let (summary, found) = try reopen(folder)
            #expect(summary.snapshot == JournalPosition(20) && found == city, "\(change)")
        }
    }

    /// Room runs out at every stage; appends then fail and heal as ever, and so do snapshots.
    @Test func aFullDiskDuringASnapshotLeavesEverythingUsable() async throws {
        var generator = SeededGenerator(seed: 5)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        try await store.appendRecords(1...50, &generator)
        try store.takeSnapshot()
        let city = try store.city()
        let pageCount = try folder.withDatabase { try Int.fetchOne($0, sql: "PRAGMA page_count") }
        var refusedCount = 0
        for spare in [0, 3, 20, 60] {
            try store.limit(pageCountMax: try #require(pageCount) + spare)
            let fold = try store.fold { _ in }
            #expect(throws: StoreError.diskFull) {
                try store.writeSnapshot(of: fold) { writer in
                    for number in 0..<4_000 as Range<UInt64> {
                        var entry = ToyCity.record(1, .order(number), add: 1)
                        entry.body += [UInt8](repeating: 9, count: 500)
                        try writer.append(entry)
                    }
                }
            }
            refusedCount += 1
            #expect(try store.city() == city)
        }
        #expect(refusedCount == 4)
        try store.limit(pageCountMax: nil)
        try await store.appendRecords(51...60, &generator)
        #expect(try store.takeSnapshot().position == JournalPosition(60))
        let newest = try store.city()
        try store.close()
        let (summary, found) = try reopen(folder)
        #expect(summary.snapshot == JournalPosition(60) && found == newest)
    }

    /// Appends under way while a snapshot is folded and written are all there.
    @Test func appendsGoOnMeanwhile() async throws {
        var generator = SeededGenerator(seed: 8)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        try await store.appendRecords(1...500, &generator)
        try store.takeSnapshot {
            for position in 501...700 as ClosedRange<UInt64> {
                store.append(
                    StoreBatch(entries: [ToyCity.record(position, .order(1), add: 1)])
                ) { _ in }
            }
        }
        let city = try store.city()
        try store.close()
        let (summary, found) = try reopen(folder)
        #expect(summary.snapshot == JournalPosition(500) && summary.last == JournalPosition(700))
        #expect(found == city)
    }
}
