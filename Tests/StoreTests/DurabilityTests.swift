// The promise: what was acknowledged is there after any crash, and a batch is there whole or not at
// all.

import Basics
import Foundation
import Journal
import Store
import Synchronization
import Testing

@Suite("Durability")
struct DurabilityTests {
    /// Whether syncs are what they should be, and what happens when the disk refuses them: one
    /// test, since the counters are the process's.
    @Test func oneSyncABatchAndNoneWithoutADisk() async throws {
        #expect(SyncProbe.install)
        let folder = TestFolder(SyncProbe.mark)
        let store = try Store.openReplayed(folder)
        // The first commit after a checkpoint also syncs the head of the WAL.
        _ = try await store.append(makeEntries(1...1))
        let before = SyncProbe.count.load(ordering: .relaxed)
        var position: UInt64 = 1
        for _ in 0..<20 {
            let entries = makeEntries(position + 1...position + 20)
            #expect(try await store.append(entries).value == position + 20)
            position += 20
        }
        #expect(SyncProbe.count.load(ordering: .relaxed) - before == 20)

        SyncProbe.isFailing.store(true, ordering: .relaxed)
        let batch = StoreBatch(entries: makeEntries(position + 1...position + 5))
        guard case .failure(.inputOutput) = await store.append(batch) else {
            Issue.record("a commit that was not synced was acknowledged")
            return
        }
        #expect(try store.allEntries().count == Int(position))
        SyncProbe.isFailing.store(false, ordering: .relaxed)
        #expect(try await store.append(batch).get().value == position + 5)
        #expect(try store.allEntries() == makeEntries(1...position + 5))
        try store.close()
    }

    /// The files are copied after each acknowledged batch while the Store stays open, as kill -9
    /// leaves them: the copy holds everything acknowledged.
    @Test func acknowledgedBatchesSurviveAKill() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        var position: UInt64 = 0
        for _ in 0..<8 {
            var entries = makeEntries(position + 1...position + 3)
            entries.append(
                makeEntry(position + 4, scope: .order(position), personal: "Li, 138 0000 0000"))
            position = try await store.append(entries).value
            let copy = try folder.copy()
            let reopened = try Store.open(folder: copy.path)
            let found = try reopened.allEntries()
            #expect(found.count == Int(position))
            #expect(found.last?.personal == entries.last?.personal)
            try reopened.close()
        }
        try store.close()
    }

    /// The WAL cut at many places: the journal is a prefix that ends between two batches.
    @Test func aTornWALEndsBetweenBatches() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        for batch in 0..<10 as Range<UInt64> {
            _ = try await store.append(makeEntries(batch * 7 + 1...batch * 7 + 7, bodyCount: 700))
        }
        let whole = try folder.copy()
        try store.close()
        let wal = "\(whole.path)/\(Store.fileName)-wal"
        let byteCount = try Data(contentsOf: URL(fileURLWithPath: wal)).count
        var counts: Set<Int> = []
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<25 {
            let cut = generator.below(byteCount)
            let torn = try whole.copy()
            let file = URL(fileURLWithPath: "\(torn.path)/\(Store.fileName)-wal")
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: UInt64(cut))
            try handle.close()
            let reopened = try Store.open(folder: torn.path)
            let found = try reopened.allEntries()
            #expect(found.count % 7 == 0, "cut at \(cut)")
            #expect(found == makeEntries(1...70, bodyCount: 700).prefix(found.count).map { $0 })
            counts.insert(found.count)
            try reopened.close()
        }
        #expect(counts.count > 5)
    }

    @Test func aFullDiskLosesNothingAndHeals() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder, settings: StoreSettings(pageCountMax: 60))
        var position: UInt64 = 0
        var refused: StoreBatch?
        while refused == nil, position < 1_000 {
            let batch = StoreBatch(
                entries: makeEntries(position + 1...position + 5, bodyCount: 1_500)
                    + [makeEntry(position + 6, scope: .order(position), personal: "note")],
                tracks: [makeChunk(order: position, leg: 0, bytes: [1])])
            switch await store.append(batch) {
            case .success(let last): position = last.value
            case .failure(let error):
                #expect(error == .diskFull)
                refused = batch
            }
        }
        let batch = try #require(refused)
        #expect(position > 0)
        #expect(try store.allEntries().count == Int(position))
        #expect(try await store.tracks(order: position).isEmpty)
        // It goes on refusing, and answers queries, until there is room.
        #expect(await store.append(batch) == .failure(.diskFull))
        #expect(try await store.entry(at: position) != nil)
        try store.limit(pageCountMax: nil)
        #expect(try await store.append(batch).get().value == position + 6)
        #expect(try await store.tracks(order: position).count == 1)
        #expect(try await store.entry(at: position + 6)?.personal == Array("note".utf8))
        try store.close()
        let reopened = try Store.open(folder: folder.path)
        #expect(try reopened.allEntries().count == Int(position) + 6)
    }

    /// Appends that are under way when the Store closes are written; later ones are refused.
    @Test func closeDrains() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let acknowledged = Mutex<[JournalPosition]>([])
        for position in 1...50 as ClosedRange<UInt64> {
            store.append(StoreBatch(entries: [makeEntry(position)])) { result in
                guard case .success(let last) = result else { return }
                acknowledged.withLock { $0.append(last) }
            }
        }
        try store.close()
        #expect(acknowledged.withLock { $0 } == (1...50).map { JournalPosition($0) })
        #expect(await store.append(StoreBatch(entries: [makeEntry(51)])) == .failure(.closed))
        await #expect(throws: StoreError.closed) { _ = try await store.entry(at: 1) }
        #expect(throws: StoreError.closed) { try store.replay { _ in } }
        try store.close()
        let reopened = try Store.open(folder: folder.path)
        #expect(try reopened.allEntries() == makeEntries(1...50))
    }
}

/// A chunk whose times follow from its leg.
func makeChunk(order: UInt64, leg: UInt8, bytes: [UInt8]) -> TrackChunk {
    TrackChunk(
        order: order, leg: leg, from: Instant(millisecondsSinceEpoch: Int64(leg)),
        to: Instant(millisecondsSinceEpoch: Int64(leg) + 5_000), bytes: bytes)
}
