// Is all of it still what was written? The start asks that only of what it reads; this asks it of
// every row, gap, snapshot, sealed field and track.

internal import GRDB
public import Journal

/// The first damage of a kind that was found.
public struct StoreDamage: Hashable, Sendable {
    /// The position that it concerns; `nil` where it is not about one.
    public var position: JournalPosition?
    /// What is wrong, for the operator.
    public var reason: String
}

/// A snapshot as it was found.
public struct VerifiedSnapshot: Hashable, Sendable {
    /// The position that it stands for.
    public var position: JournalPosition
    /// How many entries it has.
    public var rowCount: Int
    /// What is wrong with it; `nil` if nothing is.
    public var damage: String?
}

/// What verifying a file came to.
public struct Verification: Hashable, Sendable {
    /// How many rows were verified before any damage.
    public var rowCount = 0
    /// How many rows were removed by compactions.
    public var removedRowCount = 0
    /// The last verified position, and the checksum there.
    public var end = JournalEnd.empty
    /// How many personal parts opened.
    public var openedCount = 0
    /// How many personal parts have lost their key.
    public var erasedCount = 0
    /// The snapshots, the newest first.
    public var snapshots: [VerifiedSnapshot] = []
    /// How many stretches of tracks can be read.
    public var trackChunkCount = 0
    /// The first damage of each kind; empty if everything is as it was written.
    public var damages: [StoreDamage] = []

    /// Whether everything is as it was written.
    public var isSound: Bool { damages.isEmpty }
}

extension StoreFile {
    /// Verifies the chain over all rows and gaps, every snapshot, every sealed field that has a key,
    /// every track, and SQLite's own structure. Reads everything once; O(file).
    public func verify() throws(StoreError) -> Verification {
        var found = Verification()
        try verifyPages(&found)
        do throws(StoreError) {
            try verifyChain(&found)
            try verifySnapshots(&found)
            try verifyTracks(&found)
        } catch .damagedFile(let reason) {
            found.damages.append(StoreDamage(position: nil, reason: reason))
        }
        return found
    }

    private func verifyPages(_ found: inout Verification) throws(StoreError) {
        let verdict = try StoreError.mapping {
            try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        }
        if let verdict, verdict != "ok" {
            found.damages.append(StoreDamage(position: nil, reason: "SQLite says: \(verdict)"))
        }
    }

    private func verifyChain(_ found: inout Verification) throws(StoreError) {
        // One transaction, so that a compaction beside it does not move rows into gaps unseen.
        var chain = ChainVerification()
        try StoreError.mapping {
            try database.read { db in
                chain.gaps = try GapTable.all(db)[...]
                chain.hasMisplaced = try JournalTable.hasMisplaced(db)
                let rows = try JournalTable.cursor(db, after: .none, upTo: .last, count: .max)
                while let columns = try rows.next() { try chain.take(columns, db) }
                chain.finish()
            }
        }
        chain.report(into: &found)
    }

    private func verifySnapshots(_ found: inout Verification) throws(StoreError) {
        let snapshots = try StoreError.mapping {
            try database.read { try SnapshotTable.finished($0) }
        }
        let reader = JournalReader(database: database)
        for snapshot in snapshots {
            let position = snapshot.header.end.position
            var damage = try reader.damage(in: snapshot)
            if damage == nil {
                do throws(StoreError) {
                    try reader.entries(of: snapshot) { _ in }
                } catch {
                    damage = "\(error)"
                }
            }
            found.snapshots.append(
                VerifiedSnapshot(
                    position: position, rowCount: Int(clamping: snapshot.rowsEnd.position.value),
                    damage: damage))
            if let damage {
                found.damages.append(
                    StoreDamage(position: position, reason: "its snapshot: \(damage)"))
            }
        }
    }

    private func verifyTracks(_ found: inout Verification) throws(StoreError) {
        var first: Int64 = .min
        var chunkCount = 0
        try JournalReader(database: database).pages { db in
            let orders = try TrackTable.orders(from: first, count: 200, db)
            for order in orders {
                chunkCount += try TrackTable.chunks(order: UInt64(bitPattern: order), db).count
            }
            guard let last = orders.last, last < .max else { return false }
            first = last + 1
            return true
        }
        found.trackChunkCount = chunkCount
    }
}

/// The chain over rows and gaps, and what its sealed fields are.
private struct ChainVerification {
    var gaps: ArraySlice<JournalGap> = []
    var hasMisplaced = false
    private var verifier = JournalVerifier()
    private var rowCount = 0
    private var removedRowCount = 0
    private var openedCount = 0
    private var erasedCount = 0
    private var unopened: JournalPosition?

    mutating func take(_ columns: Row, _ db: Database) throws {
        guard let row = JournalTable.row(columns) else {
            verifier.takeUnreadable(
                position: JournalPosition(columns.word(0) ?? 0), checksum: columns.word(7) ?? 0)
            return
        }
        while let gap = gaps.first, gap.first < row.position { skip(gap) }
        guard verifier.take(row) else { return }
        rowCount += 1
        do {
            let entry = try PersonalKeys.open(row, db)
            if entry.personalErased { erasedCount += 1 }
            if !entry.personal.isEmpty { openedCount += 1 }
        } catch StoreError.damagedPersonal(let position) {
            unopened = unopened ?? position
        }
    }

    /// The gaps behind the last row.
    mutating func finish() {
        while let gap = gaps.first { skip(gap) }
    }

    private mutating func skip(_ gap: JournalGap) {
        gaps.removeFirst()
        verifier.skip(gap)
        // What a damaged gap says of itself is not counted.
        if verifier.end == gap.last { removedRowCount += gap.rowCount }
    }

    func report(into found: inout Verification) {
        found.rowCount = rowCount
        found.removedRowCount = removedRowCount
        found.openedCount = openedCount
        found.erasedCount = erasedCount
        found.end = verifier.end
        switch verifier.verdict {
        case .ok:
            if hasMisplaced {
                found.damages.append(
                    StoreDamage(position: verifier.end.position.next, reason: "a misplaced row"))
            }
        case .damagedTail(let last):
            found.damages.append(
                StoreDamage(
                    position: last.next,
                    reason: "\(verifier.suspectCount) rows at the end, which a start would cut"))
        case .damagedMiddle(let position):
            found.damages.append(
                StoreDamage(position: position, reason: "damaged or missing, and rows follow it"))
        }
        if let unopened {
            found.damages.append(
                StoreDamage(position: unopened, reason: "its personal fields do not open"))
        }
    }
}
