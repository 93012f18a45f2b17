// What stops a start, and what a start repairs.

import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Opening and replaying")
struct OpeningTests {
    /// A closed Store of `count` entries.
    private func makeFolder(count: UInt64) async throws -> TestFolder {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        _ = try await store.append(makeEntries(1...count))
        try store.close()
        return folder
    }

    @Test func anEmptyFolderIsMadeAndReplaysNothing() async throws {
        let folder = TestFolder()
        let store = try Store.open(folder: folder.path + "/new/data")
        let summary = try store.replay { _ in Issue.record("there is no entry") }
        #expect(summary.last == .none && summary.cutRowCount == 0)
        #expect(try await store.append(makeEntries(1...1)).value == 1)
    }

    /// Keys lie in these files: nobody but their owner reads them, in a folder of any rights.
    @Test func filesArePrivate() throws {
        let folder = TestFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        let store = try Store.openReplayed(folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 4)
        for name in names {
            let path = "\(folder.path)/\(name)"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        try store.close()
    }

    /// Damage that turns up while the Store is open is no torn tail: nothing is cut.
    @Test func aLaterReplayCutsNothing() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        _ = try await store.append(makeEntries(1...3))
        try folder.withDatabase {
            try $0.execute(sql: "UPDATE journal SET at = 0 WHERE position = 3")
        }
        #expect(throws: StoreError.damagedMiddle(at: JournalPosition(3))) {
            try store.replay { _ in }
        }
        #expect(try await store.append(makeEntries(4...4)).value == 4)
    }

    @Test func aSecondStoreIsRefusedUntilTheFirstCloses() throws {
        let folder = TestFolder()
        let first = try Store.open(folder: folder.path)
        #expect(throws: StoreError.folderInUse(folder: folder.path)) {
            _ = try Store.open(folder: folder.path)
        }
        #expect(StoreError.folderInUse(folder: folder.path).description.contains(folder.path))
        try first.close()
        try Store.open(folder: folder.path).close()
    }

    @Test func aFolderThatIsAFileIsRefused() throws {
        let folder = TestFolder()
        #expect(FileManager.default.createFile(atPath: folder.path, contents: Data([1])))
        #expect {
            _ = try Store.open(folder: folder.path)
        } throws: { error in
            guard case .folderUnusable(folder.path, _)? = error as? StoreError else { return false }
            return true
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndTheFolderFree() throws {
        let folder = TestFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        let file = "\(folder.path)/\(Store.fileName)"
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: file))
        #expect {
            _ = try Store.open(folder: folder.path)
        } throws: { error in
            guard case .damagedFile? = error as? StoreError else { return false }
            return true
        }
        try FileManager.default.removeItem(atPath: file)
        try Store.open(folder: folder.path).close()
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let folder = try await makeFolder(count: 1)
        try folder.withDatabase { try $0.execute(sql: "INSERT INTO schema VALUES (5)") }
        let expected = StoreError.newerSchema(folder: folder.path, found: 5, known: 4)
        #expect(throws: expected) { _ = try Store.open(folder: folder.path) }
    }

    @Test func appendsWaitForTheReplayAndContinueTheJournal() async throws {
        let folder = try await makeFolder(count: 3)
        let store = try Store.open(folder: folder.path)
        let next = StoreBatch(entries: [makeEntry(4)])
        #expect(await store.append(next) == .failure(.notReplayed))
        #expect(try store.replay { _ in }.last == JournalPosition(3))
        for wrong in [0, 3, 5] as [UInt64] {
            let expected = StoreError.unexpectedPosition(
                expected: JournalPosition(4), found: JournalPosition(wrong))
            let batch = StoreBatch(entries: [makeEntry(wrong)])
            #expect(await store.append(batch) == .failure(expected))
        }
        // A gap inside a batch refuses all of it.
        #expect(
            await store.append(StoreBatch(entries: [makeEntry(4), makeEntry(6)]))
                == .failure(
                    .unexpectedPosition(expected: JournalPosition(5), found: JournalPosition(6))))
        #expect(await store.append(StoreBatch()) == .success(JournalPosition(3)))
        #expect(await store.append(next) == .success(JournalPosition(4)))
        #expect(try store.allEntries() == makeEntries(1...4))
    }

    @Test func anErrorOfTheReaderStopsTheReplay() async throws {
        struct Refusal: Error {}
        let folder = try await makeFolder(count: 5)
        let store = try Store.open(folder: folder.path)
        var taken = 0
        #expect(throws: StoreError.replayStopped(at: JournalPosition(3), reason: "Refusal()")) {
            try store.replay { entry in
                if entry.position == JournalPosition(3) { throw Refusal() }
                taken += 1
            }
        }
        #expect(taken == 2)
        #expect(await store.append(StoreBatch(entries: [makeEntry(6)])) == .failure(.notReplayed))
    }

    /// Each kind of damage to each of five rows: the last row is cut, any other stops the start.
    @Test(arguments: [
        "at = at + 1", "version = version | 2", "version = 999", "scope_id = 9",
        "scope_kind = 77, scope_id = 1", "body = x'00'", "body = CAST(body || x'00' AS BLOB)",
        "personal = x'01'", "checksum = checksum + 1",
    ])
    func damageIsCutOnlyAtTheEnd(change: String) async throws {
        for damaged in 1...5 as ClosedRange<UInt64> {
            let folder = try await makeFolder(count: 5)
            try folder.withDatabase { db in
                try db.execute(
                    sql: "UPDATE journal SET \(change) WHERE position = ?",
                    arguments: [Int(damaged)])
            }
            let store = try Store.open(folder: folder.path)
            var entries: [JournalEntry] = []
            guard damaged == 5 else {
                #expect(throws: StoreError.damagedMiddle(at: JournalPosition(damaged))) {
                    try store.replay { entries.append($0) }
                }
                #expect(entries.count == Int(damaged) - 1)
                let kept = try folder.withDatabase { db in
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM journal")
                }
                #expect(kept == 5, "a damaged middle must stay as it is")
                continue
            }
            let summary = try store.replay { entries.append($0) }
            #expect(summary.last == JournalPosition(4) && summary.cutRowCount == 1)
            #expect(entries == makeEntries(1...4))
            #expect(try await store.append(makeEntries(5...6)).value == 6)
            #expect(try store.replay { _ in }.cutRowCount == 0)
            #expect(try store.allEntries() == makeEntries(1...6))
        }
    }

    @Test func aMissingRowStopsTheStart() async throws {
        let folder = try await makeFolder(count: 4)
        try folder.withDatabase { try $0.execute(sql: "DELETE FROM journal WHERE position = 2") }
        let store = try Store.open(folder: folder.path)
        #expect(throws: StoreError.damagedMiddle(at: JournalPosition(2))) {
            try store.replay { _ in }
        }
    }
}
