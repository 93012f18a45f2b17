// The operator's tools: what verify finds, that a backup taken beside a writing Store is whole, that
// a restore takes nothing away.

import Basics
import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Store files")
struct StoreFileTests {
    /// A closed Store of orders and runners with tracks, two snapshots and gaps.
    private func makeFolder() async throws -> TestFolder {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        for last in [6, 12, 18] as [UInt64] {
            let entries = (last - 5...last).map { position in
                let scopes: [PersonalScope] = [.none, .order(position % 2), .runner(position % 2)]
                let scope = scopes[Int(position) % 3]
                return ToyCity.record(
                    position, scope, add: 1, name: scope == .none ? "" : "name \(position)")
            }
            _ = await store.append(
                StoreBatch(
                    entries: entries, tracks: [makeChunk(order: 1, leg: 0, bytes: [1, 2, 3])]))
            if last < 18 { try store.takeSnapshot() }
        }
        let all = Instant(millisecondsSinceEpoch: .max / 2)
        #expect(try store.compact(Retention(othersUntil: all, ordersUntil: all)).rowCount > 0)
        try store.close()
        return folder
    }

    private func verify(_ folder: TestFolder) throws -> Verification {
        let file = try StoreFile(folder: folder.path)
        let found = try file.verify()
        try file.close()
        return found
    }

    @Test func aSoundFileIsCounted() async throws {
        let found = try verify(try await makeFolder())
        #expect(found.isSound)
        #expect(found.rowCount == 14 && found.removedRowCount == 4)
        #expect(found.end.position == JournalPosition(18))
        #expect(found.openedCount == 10 && found.erasedCount == 0)
        #expect(found.snapshots.map(\.position.value) == [12, 6])
        #expect(found.trackChunkCount == 3)
    }

    /// Every value of every table that is checked, a bit of it flipped: each is found.
    @Test func everyFlippedBitIsFound() async throws {
        let folder = try await makeFolder()
        var flippedCount = 0
        for (table, key, columns) in Self.checkedColumns {
            for column in columns {
                flippedCount += try flip(column, of: table, by: key, in: folder)
            }
        }
        #expect(flippedCount > 250)
        #expect(try verify(folder).isSound)
    }

    /// The tables that are checked, by what their rows are told apart.
    private static let checkedColumns = [
        (
            "journal", "position",
            [
                "at", "version", "scope_kind", "scope_id", "body", "personal", "checksum",
                "position",
            ]
        ),
        ("gaps", "first", ["last", "checksum", "first"]),
        (
            "snapshots", "number",
            ["position", "position_checksum", "at", "row_count", "rows_checksum", "checksum"]
        ),
        (
            "snapshot_rows", "place",
            ["at", "version", "scope_kind", "scope_id", "body", "personal", "checksum", "place"]
        ),
        ("keys", "scope_kind * 10 + scope_id", ["key"]),
        ("tracks", "rowid", ["from_time", "to_time", "bytes"]),
    ]

    /// Flips every value of a column, verifies, and puts it back; how many there were.
    private func flip(
        _ column: String, of table: String, by key: String, in folder: TestFolder
    ) throws -> Int {
        let values = try folder.withDatabase { db in
            try Row.fetchAll(db, sql: "SELECT \(key), \(column) FROM \(table)")
        }
        var flippedCount = 0
        for row in values {
            let place: DatabaseValue = row[0]
            let value: DatabaseValue = row[1]
            for flipped in Self.flips(of: value) {
                let sql = "UPDATE \(table) SET \(column) = ? WHERE \(key) = ?"
                // A flip that would make two rows one is refused by SQLite, and of no interest.
                let update = try folder.withDatabase { db in
                    Result { try db.execute(sql: sql, arguments: [flipped, place]) }
                }
                guard case .success = update else { continue }
                flippedCount += 1
                #expect(try !verify(folder).isSound, "\(table).\(column) of \(place)")
                let isMoved = column == key
                try folder.withDatabase { db in
                    try db.execute(sql: sql, arguments: [value, isMoved ? flipped : place])
                }
            }
        }
        return flippedCount
    }

    /// The value with one bit changed: a high or a low one of a number, one in the first and the last
    /// byte of a blob.
    private static func flips(of value: DatabaseValue) -> [DatabaseValue] {
        switch value.storage {
        case .int64(let number):
            return [(number ^ (1 << (number % 3 == 0 ? 33 : 0))).databaseValue]
        case .blob(let data) where !data.isEmpty:
            return Set([0, data.count - 1]).sorted().map { index in
                var bytes = [UInt8](data)
                bytes[index] ^= 0x10
                return Data(bytes).databaseValue
            }
        default:
            return []
        }
    }

    @Test func damageIsToldByPosition() async throws {
        let folder = try await makeFolder()
        try folder.withDatabase {
            try $0.execute(sql: "UPDATE journal SET at = at + 1 WHERE position = 14")
        }
        var found = try verify(folder)
        #expect(found.damages.map(\.position) == [JournalPosition(14)])
        try folder.withDatabase { try $0.execute(sql: "DELETE FROM journal WHERE position > 14") }
        found = try verify(folder)
        #expect(found.damages.first?.reason.contains("a start would cut") == true)
    }

    @Test func itemsComeInOrderWithTheirGaps() async throws {
        let folder = try await makeFolder()
        let file = try StoreFile(folder: folder.path)
        var position: UInt64 = 0
        var rowCount = 0
        try file.items { item in
            switch item {
            case .entry(let entry, let sealedByteCount):
                #expect(entry.position.value == position + 1)
                #expect((sealedByteCount > 0) == !entry.personal.isEmpty)
                position += 1
                rowCount += 1
            case .gap(let gap):
                #expect(gap.first.value == position + 1)
                position = gap.last.position.value
            }
        }
        #expect(position == 18 && rowCount == 14)
        rowCount = 0
        try file.items(after: JournalPosition(16)) { _ in rowCount += 1 }
        #expect(rowCount == 2)
    }

    @Test func aBackupBesideAWriterIsWhole() async throws {
        var generator = SeededGenerator(seed: 6)
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        try await store.appendRecords(1...300, &generator)
        try store.takeSnapshot()
        for position in 301...600 as ClosedRange<UInt64> {
            store.append(
                StoreBatch(entries: [ToyCity.record(position, .order(9), add: 1, name: "n")])
            ) { _ in }
        }
        let file = try StoreFile(folder: folder.path)
        let backup = folder.path + "/copy.sqlite"
        let found = try file.backUp(to: backup)
        #expect(found.isSound && found.rowCount >= 300)
        #expect(throws: StoreError.fileTaken(path: backup)) { _ = try file.backUp(to: backup) }
        try file.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: backup)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try store.close()

        let restored = TestFolder("restored")
        #expect(try StoreFile.restore(backup, toFolder: restored.path) == found)
        let again = try Store.open(folder: restored.path)
        #expect(try again.replay { _ in }.last == found.end.position)
        let next = found.end.position.value + 1
        _ = try await again.append([ToyCity.record(next, .order(9), add: 1)])
        #expect(try again.city().lives[.order(9)]?.name == "n" || next < 303)
        try again.close()
        let target = "\(restored.path)/\(Store.fileName)"
        #expect(throws: StoreError.fileTaken(path: target)) {
            _ = try StoreFile.restore(backup, toFolder: restored.path)
        }
    }

    @Test func aDamagedBackupIsNotRestored() async throws {
        let folder = try await makeFolder()
        try folder.withDatabase {
            try $0.execute(sql: "UPDATE journal SET at = at + 1 WHERE position = 14")
        }
        let restored = TestFolder("restored")
        let file = "\(folder.path)/\(Store.fileName)"
        #expect {
            _ = try StoreFile.restore(file, toFolder: restored.path)
        } throws: { error in
            guard case .damagedFile(let reason)? = error as? StoreError else { return false }
            return reason.contains("position 14")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: restored.path)
        #expect(names == ["lock"])
        // Nor is a damaged journal backed up as if it were sound.
        let damaged = try StoreFile(folder: folder.path)
        #expect(throws: StoreError.self) { _ = try damaged.backUp(to: folder.path + "/b") }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/b"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/b.partial"))
    }

    @Test func erasingBesideAWriterSaysWhatItErased() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let entries = (1...4 as ClosedRange<UInt64>).map {
            ToyCity.record($0, .order($0 % 2), add: 1, name: "n\($0)")
        }
        _ = await store.append(
            StoreBatch(
                entries: entries,
                tracks: [makeChunk(order: 1, leg: 0, bytes: Array("somewhere".utf8))]))
        try store.takeSnapshot()
        let key = try #require(
            try folder.withDatabase {
                try Data.fetchOne($0, sql: "SELECT key FROM keys WHERE scope_id = 1")
            })
        #expect(try folder.allBytes().range(of: key) != nil)
        #expect(try folder.allBytes().range(of: Data("somewhere".utf8)) == nil)
        #expect(try await store.tracks(order: 1).map(\.bytes) == [Array("somewhere".utf8)])
        let erasure = try StoreFile.erase(.order(1), inFolder: folder.path)
        #expect(
            erasure
                == Erasure(hadKey: true, rowCount: 2, snapshotRowCount: 1, trackChunkCount: 1))
        #expect(try folder.allBytes().range(of: key) == nil)
        #expect(try StoreFile.erase(.order(1), inFolder: folder.path) == Erasure())
        // The Store that was open all the while sees it.
        #expect(try store.city().lives[.order(1)]?.isErased == true)
        #expect(try await store.tracks(order: 1).isEmpty)
        // What comes later is kept, and what was erased stays so.
        let later = makeChunk(order: 1, leg: 0, bytes: [7])
        _ = await store.append(StoreBatch(tracks: [later]))
        #expect(try await store.tracks(order: 1) == [later])
        try store.close()
        #expect(try verify(folder).erasedCount == 2)
    }

    @Test func aFolderWithoutADatabaseIsNoneAfterwards() {
        let folder = TestFolder()
        #expect(throws: StoreError.self) { _ = try StoreFile(folder: folder.path) }
        #expect(throws: StoreError.self) {
            _ = try StoreFile.erase(.order(1), inFolder: folder.path)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
