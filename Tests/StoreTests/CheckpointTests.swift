// The WAL is moved into the database beside the writer: it stays short, and nothing of it is lost.

import Foundation
import Journal
import Store
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private static let settings = StoreSettings(checkpointPageCount: 40)

    /// Twenty times as much as the WAL may gather goes through it while others read, and the file
    /// never grows to more than a part of that.
    @Test func theWALStaysShortAndNothingIsLost() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder, settings: Self.settings)
        let wal = URL(fileURLWithPath: "\(folder.path)/\(Store.fileName)-wal")
        var position: UInt64 = 0
        for _ in 0..<200 {
            let entries = makeEntries(position + 1...position + 10, bodyCount: 1_500)
            position = try await store.append(entries).value
            if position % 500 == 0 { #expect(try store.allEntries().count == Int(position)) }
        }
        // Ten entries of 1,500 bytes are five pages at least.
        let size = try size(of: wal)
        #expect(size < 200 * 5 * 4_096 / 2, "the WAL has \(size) bytes")
        try store.close()
        let left = try? Data(contentsOf: wal)
        #expect(left?.isEmpty ?? true)
        let again = try Store.openReplayed(folder)
        #expect(try again.allEntries() == makeEntries(1...position, bodyCount: 1_500))
        try again.close()
    }

    /// What is erased leaves no trace in any file, whatever checkpoint is under way.
    @Test func anErasureWaitsForACheckpoint() async throws {
        let folder = TestFolder()
        let wal = URL(fileURLWithPath: "\(folder.path)/\(Store.fileName)-wal")
        let store = try Store.openReplayed(folder, settings: Self.settings)
        var position: UInt64 = 0
        for round in 0..<20 as Range<UInt64> {
            var entries = makeEntries(position + 1...position + 30, bodyCount: 1_500)
            entries.append(
                makeEntry(position + 31, scope: .order(round), personal: "Li, 138 0000 0000"))
            position = try await store.append(entries).value
            #expect(try await store.erase(.order(round)))
            #expect(try size(of: wal) == 0, "the WAL still has what was erased")
        }
        let left = try store.allEntries().filter { !$0.personal.isEmpty }
        #expect(left.isEmpty)
        try store.close()
    }

    private func size(of file: URL) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    }

    @Test func itIsOpenedAndClosedWhileOneIsUnderWay() async throws {
        let folder = TestFolder()
        var position: UInt64 = 0
        for _ in 0..<10 {
            let store = try Store.openReplayed(folder, settings: Self.settings)
            for _ in 0..<9 {
                let entries = makeEntries(position + 1...position + 10, bodyCount: 1_500)
                position = try await store.append(entries).value
            }
            try store.close()
        }
        let store = try Store.openReplayed(folder)
        #expect(try store.allEntries().count == Int(position))
        try store.close()
    }
}
