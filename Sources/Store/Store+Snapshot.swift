// Writing a snapshot beside the appends: sealed on the caller's thread, written in slices between
// which batches get their turn, valid only by the last of them, and believed only after it was read
// back. Whatever fails on the way leaves the journal and the older snapshots as they were.

internal import Basics
internal import Foundation
internal import GRDB
public import Journal
internal import Tokens

/// A snapshot on the disk.
public struct SnapshotSummary: Hashable, Sendable {
    /// The position that it stands for.
    public var position: JournalPosition
    /// How many entries it has.
    public var rowCount: Int
}

extension Store {
    /// Writes a snapshot that stands for `fold`, of the entries that `body` appends, while the caller
    /// waits: their `position` is not looked at. Proves it by reading it back, then removes those
    /// that are older than the `StoreSettings.snapshotCountKept` newest.
    ///
    /// Personal bytes of a scope whose key was deleted meanwhile are kept as erased. After an error,
    /// also one of `body` (`.replayStopped`), the journal and the older snapshots are as they were.
    /// One snapshot is written at a time. Not to be called from a completion.
    @discardableResult
    public func writeSnapshot(
        of fold: FoldedJournal, _ body: (inout SnapshotWriter) throws -> Void
    ) throws(StoreError) -> SnapshotSummary {
        do throws(StoreError) {
            let header = try beginSnapshot(fold)
            var writer = SnapshotWriter(store: self, header: header)
            do {
                try body(&writer)
            } catch let error as StoreError {
                throw error
            } catch {
                throw StoreError.replayStopped(at: fold.end.position, reason: "\(error)")
            }
            try writer.finish()
            try prove(header)
            try removeSnapshots(butTheNewest: settings.snapshotCountKept)
            return SnapshotSummary(position: fold.end.position, rowCount: writer.rowCount)
        } catch {
            // On a full disk this may fail as well; the next snapshot removes what is left.
            try? removeSnapshots(butTheNewest: settings.snapshotCountKept)
            throw error
        }
    }

    private func beginSnapshot(_ fold: FoldedJournal) throws(StoreError) -> SnapshotHeader {
        try removeSnapshots(butTheNewest: settings.snapshotCountKept)
        return try upkeep { db in
            let header = SnapshotHeader(
                number: try SnapshotTable.nextNumber(db), end: fold.end, at: fold.at)
            try SnapshotTable.insert(header, db)
            return header
        }
    }

    private func prove(_ header: SnapshotHeader) throws(StoreError) {
        let written = try StoreError.mapping {
            try pool.read { db in
                try SnapshotTable.finished(db).first { $0.header.number == header.number }
            }
        }
        let reader = JournalReader(database: pool, pace: pace)
        guard let written, written.header == header, try reader.damage(in: written) == nil else {
            // What was just written and cannot be read must not stand before what can.
            try upkeep { db in
                try db.execute(
                    sql: "DELETE FROM snapshots WHERE number = ?", arguments: [header.number.column]
                )
            }
            throw .damagedFile(reason: "a snapshot that was just written cannot be read back")
        }
    }

    /// Removes what was never finished, and all but the newest `count` of the others, in steps.
    private func removeSnapshots(butTheNewest count: Int) throws(StoreError) {
        let kept = try upkeep { db in
            let kept = try SnapshotTable.finished(db).prefix(max(1, count)).map(\.header.number)
            try SnapshotTable.removeHeaders(notOf: kept, db)
            return kept
        }
        let step = SnapshotWriter.sliceRowCountMax
        while try upkeep({ try SnapshotTable.removeRows(notOf: kept, count: step, $0) }) == step {}
    }

    /// Snapshots and compactions, from now on.
    var pace: Pace { Pace(percent: settings.upkeepPercent, until: hurry) }

    /// The result of one transaction on the writer's thread, and a rest after it.
    func upkeep<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        var pace = pace
        let value = try transaction(body)
        pace.rest()
        return value
    }

    /// The result of one transaction on the writer's thread.
    fileprivate func transaction<Value>(
        _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try refuseIfClosed()
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try body(db)
                    return .commit
                }
                guard let value else { throw StoreError.closed }
                return value
            }
        }
    }
}

/// Takes the entries of a snapshot, one after the other.
public struct SnapshotWriter {
    /// How much one transaction writes: little enough that a batch of commands which comes meanwhile
    /// does not wait longer than for another batch.
    static let sliceRowCountMax = 200
    private static let sliceByteCountMax = 128 * 1_024

    private let store: Store
    private let header: SnapshotHeader
    private var end: JournalEnd
    private var slice: [JournalEntry] = []
    private var sliceByteCount = 0
    private var pace: Pace

    init(store: Store, header: SnapshotHeader) {
        self.store = store
        self.header = header
        end = header.chainStart
        pace = store.pace
    }

    /// How many entries were taken.
    public var rowCount: Int { Int(clamping: end.position.value) + slice.count }

    /// Takes the next entry. From time to time it writes what has come together, and waits for that.
    public mutating func append(_ entry: JournalEntry) throws(StoreError) {
        slice.append(entry)
        sliceByteCount += entry.body.count + entry.personal.count
        if slice.count >= Self.sliceRowCountMax || sliceByteCount >= Self.sliceByteCountMax {
            try flush()
        }
    }

    mutating func finish() throws(StoreError) {
        try flush()
        let end = end
        let header = header
        try store.upkeep { try SnapshotTable.finish(header, rowsEnd: end, $0) }
    }

    private mutating func flush() throws(StoreError) {
        guard !slice.isEmpty else { return }
        let rows = try seal(slice)
        let number = header.number
        try store.transaction { try SnapshotTable.insert(rows, of: number, $0) }
        end = rows.last.map { JournalEnd(position: $0.position, checksum: $0.checksum) } ?? end
        slice.removeAll(keepingCapacity: true)
        sliceByteCount = 0
        // What the caller did to make these entries is a part of the step.
        pace.rest()
    }

    /// Sealed here and not on the writer's thread. A key that is deleted between this and the
    /// writing takes what it sealed with it.
    private func seal(_ entries: [JournalEntry]) throws(StoreError) -> [JournalRow] {
        let header = header
        var end = end
        return try StoreError.mapping {
            try store.pool.read { db in
                try entries.map { entry in
                    var placed = entry
                    placed.position = end.position.next
                    let sealed = try Self.sealed(placed, header, db)
                    let row = JournalRow(placed, sealed: sealed, after: end.checksum)
                    end = JournalEnd(position: row.position, checksum: row.checksum)
                    return row
                }
            }
        }
    }

    /// The personal bytes under their key. Where there is none any more, or only one that was made
    /// after what the snapshot stands for, they were erased while it was folded: one byte, which no
    /// key opens, says that there were some.
    private static func sealed(
        _ entry: JournalEntry, _ header: SnapshotHeader, _ db: Database
    ) throws -> [UInt8] {
        guard !entry.personal.isEmpty || entry.personalErased else { return [] }
        guard !entry.personalErased, let key = try PersonalKeys.find(entry.scope, db),
            key.firstPosition <= header.end.position
        else { return [0] }
        return try PersonalCipher.seal(
            entry.personal, key: key.bytes,
            additional: header.additionalData(place: entry.position, scope: entry.scope))
    }
}
