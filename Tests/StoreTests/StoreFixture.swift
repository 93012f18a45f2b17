// What every test of the Store needs: a folder of its own, entries to write, and a way to wait for
// them.

import Basics
import Foundation
import GRDB
import Journal
import Store

/// A folder that goes away with the value.
final class TestFolder: Sendable {
    let path: String

    init(_ name: String = "store") {
        path = NSTemporaryDirectory() + "fleetfoot-\(name)-\(UUID().uuidString)"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The database as another program sees it.
    func withDatabase<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: "\(path)/\(Store.fileName)")
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    /// The files as they are at this moment, as after the power was cut: what is not in a file is
    /// lost. The shared-memory index is rebuilt by whoever opens the copy.
    func copy() throws -> TestFolder {
        let folder = TestFolder("copy")
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        for name in [Store.fileName, Store.fileName + "-wal"] {
            try FileManager.default.copyItem(
                atPath: "\(path)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        return folder
    }

    /// The files of a closed Store.
    func duplicate() throws -> TestFolder {
        let folder = TestFolder("duplicate")
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(path)/\(Store.fileName)", toPath: "\(folder.path)/\(Store.fileName)")
        return folder
    }

    /// Every byte of every file.
    func allBytes() throws -> Data {
        var bytes = Data()
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            bytes += try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        return bytes
    }
}

extension Store {
    /// A Store ready for appends.
    static func openReplayed(
        _ folder: TestFolder, settings: StoreSettings = StoreSettings()
    ) throws -> Store {
        let store = try Store.open(folder: folder.path, settings: settings)
        try store.replay { _ in }
        return store
    }

    /// Everything in the journal.
    func allEntries() throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        try replay { entries.append($0) }
        return entries
    }

    func append(_ batch: StoreBatch) async -> Result<JournalPosition, StoreError> {
        await withCheckedContinuation { waiting in append(batch) { waiting.resume(returning: $0) } }
    }

    func append(_ entries: [JournalEntry]) async throws -> JournalPosition {
        try await append(StoreBatch(entries: entries)).get()
    }

    func erase(_ scope: PersonalScope) async throws -> Bool {
        try await withCheckedContinuation { waiting in
            erase(scope) { waiting.resume(returning: $0) }
        }.get()
    }

    func entries(scope: PersonalScope) async throws -> [JournalEntry] {
        try await withCheckedContinuation { waiting in
            entries(scope: scope) { waiting.resume(returning: $0) }
        }.get()
    }

    func entry(at position: UInt64) async throws -> JournalEntry? {
        try await withCheckedContinuation { waiting in
            entry(at: JournalPosition(position)) { waiting.resume(returning: $0) }
        }.get()
    }

    func tracks(order: UInt64) async throws -> [TrackChunk] {
        try await withCheckedContinuation { waiting in
            tracks(order: order) { waiting.resume(returning: $0) }
        }.get()
    }

    func finishedOrders(_ query: FinishedOrderQuery) async throws -> [FinishedOrder] {
        try await withCheckedContinuation { waiting in
            finishedOrders(query) { waiting.resume(returning: $0) }
        }.get()
    }
}

/// An entry whose every field follows from its position.
func makeEntry(
    _ position: UInt64, scope: PersonalScope = .none, personal: String = "", bodyCount: Int = 24
) -> JournalEntry {
    JournalEntry(
        position: JournalPosition(position),
        at: Instant(millisecondsSinceEpoch: 1_700_000_000_000 + Int64(position)),
        scope: scope, body: (0..<bodyCount).map { UInt8(truncatingIfNeeded: $0 &+ Int(position)) },
        personal: Array(personal.utf8))
}

/// Entries at those positions, about nobody.
func makeEntries(_ positions: ClosedRange<UInt64>, bodyCount: Int = 24) -> [JournalEntry] {
    positions.map { makeEntry($0, bodyCount: bodyCount) }
}
