// Tracks and the list of finished orders.

import Basics
import GRDB
import Journal
import Store
import Testing

@Suite("Tracks and finished orders")
struct OrderTablesTests {
    private func order(_ number: UInt64, owner: String, state: UInt8) -> FinishedOrder {
        FinishedOrder(
            order: number, owner: owner, state: state,
            createdAt: Instant(millisecondsSinceEpoch: Int64(number) * 10),
            finishedAt: Instant(millisecondsSinceEpoch: Int64(number) * 10 + 5))
    }

    @Test func chunksComeBackByLegInTheirOrder() async throws {
        let folder = TestFolder()
        var store = try Store.openReplayed(folder)
        let first = [
            makeChunk(order: 1, leg: 1, bytes: [9]), makeChunk(order: 1, leg: 0, bytes: [1]),
            makeChunk(order: 2, leg: 0, bytes: [7]), makeChunk(order: 1, leg: 0, bytes: []),
        ]
        #expect(await store.append(StoreBatch(tracks: first)) == .success(.none))
        // The numbering goes on after a restart, whatever the writer remembers.
        try store.close()
        store = try Store.openReplayed(folder)
        let later = makeChunk(order: 1, leg: 0, bytes: [3])
        _ = await store.append(StoreBatch(tracks: [later]))
        #expect(try await store.tracks(order: 1) == [first[1], first[3], later, first[0]])
        #expect(try await store.tracks(order: 2) == [first[2]])
        #expect(try await store.tracks(order: 3).isEmpty)
    }

    /// Every combination of owner, state, cursor and limit against filtering an array.
    @Test func listsAgreeWithFiltering() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder, settings: StoreSettings(queryRowsMax: 30))
        var generator = SeededGenerator(seed: 11)
        let all = (1...60 as ClosedRange<UInt64>).map { number in
            order(number, owner: "c\(generator.below(3))", state: UInt8(generator.below(3)))
        }
        #expect(await store.append(StoreBatch(finishedOrders: all)) == .success(.none))
        for owner in [nil, "c0", "c1", "nobody' OR 1=1"] {
            for state in [nil, 0, 2, 255] as [UInt8?] {
                for before in [nil, 0, 1, 31, 61, .max >> 1] as [UInt64?] {
                    for limit in [-1, 0, 1, 7, 30, 31, .max] {
                        let expected = all.reversed().filter { line in
                            (owner.map { $0 == line.owner } ?? true)
                                && (state.map { $0 == line.state } ?? true)
                                && (before.map { line.order < $0 } ?? true)
                        }.prefix(max(0, min(limit, 30)))
                        let query = FinishedOrderQuery(
                            owner: owner, state: state, before: before, limit: limit)
                        #expect(try await store.finishedOrders(query) == Array(expected))
                    }
                }
            }
        }
    }

    @Test func anOrderIsListedOnce() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        _ = await store.append(StoreBatch(finishedOrders: [order(1, owner: "a", state: 1)]))
        let corrected = order(1, owner: "a", state: 2)
        _ = await store.append(StoreBatch(finishedOrders: [corrected]))
        #expect(try await store.finishedOrders(FinishedOrderQuery(limit: 9)) == [corrected])
    }

    /// Lines of a site, those of no site, and those of before lines had one.
    @Test func aSiteFindsItsOwnBehindThoseOfOthers() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let lines = (1...50 as ClosedRange<UInt64>).map { number in
            var line = order(number, owner: "c", state: 9)
            line.site = number < 3 ? "north" : number % 2 == 0 ? "south" : nil
            return line
        }
        #expect(await store.append(StoreBatch(finishedOrders: lines)) == .success(.none))
        let north = FinishedOrderQuery(site: "north", limit: 5)
        #expect(try await store.finishedOrders(north) == [lines[1], lines[0]])
        #expect(try await store.finishedOrders(FinishedOrderQuery(limit: 50)) == lines.reversed())
        try store.close()
        try folder.withDatabase { db in
            try db.execute(sql: "UPDATE orders SET site = NULL WHERE order_id = 40")
        }
        let again = try Store.openReplayed(folder)
        #expect(try await again.finishedOrders(north).map(\.order) == [40, 2, 1])
    }

    /// An end that was taken back takes its line with it, also one that comes again in the same batch.
    @Test func aReopenedOrderIsNotListed() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let both = [order(1, owner: "a", state: 1), order(2, owner: "a", state: 1)]
        _ = await store.append(StoreBatch(finishedOrders: both))
        let again = order(2, owner: "a", state: 2)
        _ = await store.append(StoreBatch(finishedOrders: [again], reopenedOrders: [1, 2]))
        #expect(try await store.finishedOrders(FinishedOrderQuery(limit: 9)) == [again])
    }
}
