// What a compaction removes nobody can miss, and the chain goes on over the gaps it leaves.

import Basics
import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Compaction")
struct CompactionTests {
    private let never = Instant(millisecondsSinceEpoch: 0)

    private func retention(others: Int64, orders: Int64 = 0) -> Retention {
        Retention(
            othersUntil: Instant(millisecondsSinceEpoch: others),
            ordersUntil: Instant(millisecondsSinceEpoch: orders))
    }

    private func verify(_ folder: TestFolder) throws -> Verification {
        let file = try StoreFile(folder: folder.path)
        let found = try file.verify()
        try file.close()
        return found
    }

    @Test func nothingGoesBeforeThereAreSnapshots() async throws {
        var generator = SeededGenerator(seed: 2)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        try await store.appendRecords(1...30, &generator)
        let all = retention(others: .max / 2)
        #expect(try store.compact(all) == CompactionSummary())
        try store.takeSnapshot()
        #expect(try store.compact(all) == CompactionSummary())
        try store.takeSnapshot()
        let summary = try store.compact(all)
        #expect(summary.cut == JournalPosition(30) && summary.rowCount > 0)
        #expect(try verify(folder).isSound)
    }

    /// A damaged snapshot might be the one that is needed: nothing is removed.
    @Test func nothingGoesWhileASnapshotIsDamaged() async throws {
        var generator = SeededGenerator(seed: 3)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        for last in [10, 20] as [UInt64] {
            try await store.appendRecords(last - 9...last, &generator)
            try store.takeSnapshot()
        }
        try folder.withDatabase {
            try $0.execute(sql: "UPDATE snapshot_rows SET at = 1 WHERE place >> 32 = 1")
        }
        #expect(try store.compact(retention(others: .max / 2)) == CompactionSummary())
    }

    /// Rows before the time go, those of orders and those behind the cut stay.
    @Test func theRightRowsGo() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let scopes: [PersonalScope] = [.none, .order(1), .runner(1)]
        func records(_ positions: ClosedRange<UInt64>) -> [JournalEntry] {
            positions.map { ToyCity.record($0, scopes[Int($0) % 3], add: 1, name: "") }
        }
        for last in [12, 24, 36] as [UInt64] {
            _ = try await store.append(records(last - 11...last))
            if last > 12 { try store.takeSnapshot() }
        }
        #expect(try store.compact(retention(others: 10_000)).rowCount == 6)
        #expect(try store.compact(retention(others: .max / 2)).rowCount == 10)
        #expect(try store.compact(retention(others: .max / 2)).rowCount == 0)
        for position in 1...36 as ClosedRange<UInt64> {
            let isThere = position > 24 || position % 3 == 1
            let entry = try await store.entry(at: position)
            #expect((entry != nil) == isThere, "\(position)")
        }
        let found = try verify(folder)
        #expect(found.isSound && found.rowCount == 20 && found.removedRowCount == 16)
        #expect(found.end.position == JournalPosition(36))
    }

    /// A finished order goes whole when its time has come: rows, track, line and key. One that has
    /// records behind the cut stays whole.
    @Test func finishedOrdersGoAfterTheirRetention() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        func line(_ order: UInt64) -> FinishedOrder {
            FinishedOrder(
                order: order, owner: "c", state: 9, createdAt: never,
                finishedAt: Instant(millisecondsSinceEpoch: Int64(order) * 1_000))
        }
        let first = (1...4 as ClosedRange<UInt64>).map {
            ToyCity.record($0, .order($0), add: 1, name: "n\($0)")
        }
        _ = await store.append(
            StoreBatch(
                entries: first,
                tracks: (1...4).map { makeChunk(order: $0, leg: 0, bytes: [1, 2]) },
                finishedOrders: (1...3).map { line($0) }))
        for _ in 0..<2 { try store.takeSnapshot() }
        _ = try await store.append([ToyCity.record(5, .order(2), add: 1)])
        let summary = try store.compact(retention(others: 0, orders: 3_000))
        #expect(summary.orderCount == 1 && summary.rowCount == 1)
        #expect(try await store.entries(scope: .order(1)).isEmpty)
        #expect(try await store.tracks(order: 1).isEmpty)
        for order in 2...4 as ClosedRange<UInt64> {
            #expect(try await store.entries(scope: .order(order)).first?.personal != [])
            #expect(try await store.tracks(order: order).count == 1)
        }
        let lines = try await store.finishedOrders(FinishedOrderQuery(limit: 9))
        #expect(lines.map(\.order) == [3, 2])
        #expect(try await store.erase(.order(1)) == false)
        #expect(try verify(folder).isSound)
    }

    /// Damaged snapshots of a compacted journal: the older serves while there is one, then the start
    /// stops and says where.
    @Test func withoutASoundSnapshotTheStartStops() async throws {
        var generator = SeededGenerator(seed: 4)
        let folder = TestFolder()
        var store = try Store.openReplayed(folder)
        for last in [10, 20, 30] as [UInt64] {
            try await store.appendRecords(last - 9...last, &generator)
            if last < 30 { try store.takeSnapshot() }
        }
        #expect(try store.compact(retention(others: .max / 2)).rowCount > 0)
        let city = try store.city()
        try store.close()
        func damage(_ number: Int) throws {
            try folder.withDatabase {
                try $0.execute(
                    sql: "UPDATE snapshot_rows SET at = 1 WHERE place = ?",
                    arguments: [number << 32 + 2])
            }
        }
        try damage(2)
        store = try Store.open(folder: folder.path)
        var found = ToyCity()
        let summary = try store.replay { found.apply($0) }
        #expect(summary.snapshot == JournalPosition(10) && found == city)
        try store.close()
        try damage(1)
        store = try Store.open(folder: folder.path)
        #expect {
            try store.replay { _ in Issue.record("nothing can be trusted") }
        } throws: { error in
            guard case .noSoundSnapshot(let position, let reason)? = error as? StoreError else {
                return false
            }
            return position.value > 0 && position.value <= 10 && reason.contains("its row 2")
        }
        try store.close()
    }

    /// Random lives: appends, erasures, snapshots, compactions, restarts; the city is always the
    /// model's, the chain always sound, and every position a row or in a gap.
    @Test func randomLivesAgreeWithAModel() async throws {
        for seed in 0..<5 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let folder = TestFolder()
            var store = try Store.openReplayed(folder)
            var model = ToyCity()
            var last: UInt64 = 0
            for _ in 0..<40 {
                switch generator.below(8) {
                case 0:
                    try store.close()
                    store = try Store.openReplayed(folder)
                case 1...2:
                    try store.takeSnapshot()
                case 3:
                    let until = Int64(generator.below(Int(last) + 2)) * 1_000
                    _ = try store.compact(retention(others: until))
                case 4:
                    let scope = PersonalScope.order(UInt64(generator.below(4)))
                    if try await store.erase(scope) {
                        model.lives[scope]?.name = ""
                        model.lives[scope]?.isErased = true
                    }
                default:
                    let count = UInt64(generator.below(12)) + 1
                    try await store.appendRecords(last + 1...last + count, &generator)
                    for position in last + 1...last + count {
                        try await store.entry(at: position).map { model.apply($0) }
                    }
                    last += count
                }
                #expect(try store.city() == model, "seed \(seed)")
            }
            let found = try verify(folder)
            #expect(found.isSound, "seed \(seed): \(found.damages)")
            #expect(found.rowCount + found.removedRowCount == Int(last), "seed \(seed)")
        }
    }
}
