// How a journal is read, by the daemon at its start and by whoever folds or examines it: from the
// newest snapshot that can be trusted, then row by row, page by page, so that no reader holds the
// database for longer than a page.

internal import Basics
internal import GRDB
internal import Journal

/// What reading a journal came to.
struct Reading {
    /// The chain after the last row read.
    var verifier: JournalVerifier
    /// When the last record was decided that the reading stands for.
    var lastAt: Instant
    /// The snapshot that it began with.
    var snapshot: JournalPosition?
    /// Newer snapshots that could not be trusted.
    var refused: [DamagedSnapshot]

    /// The end of the journal, or the damage that a reading which may not cut has met.
    func soundEnd() throws(StoreError) -> JournalEnd {
        switch verifier.verdict {
        case .ok: verifier.end
        case .damagedTail(let last): throw .damagedMiddle(at: last.next)
        case .damagedMiddle(let position): throw .damagedMiddle(at: position)
        }
    }
}

/// Reads the entries of a database.
struct JournalReader {
    let database: any DatabaseReader
    /// How it reads beside other work.
    var pace = Pace.full

    /// Rows of one read: whoever rests between them reads few at once.
    private var pageRowCount: Int { pace.rests ? 200 : 2_000 }

    /// Calls `body` with the newest sound snapshot's entries and those after it up to `last`.
    func read(
        upTo last: JournalPosition, _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) -> Reading {
        let (snapshots, lastRemoved) = try StoreError.mapping {
            try database.read { db in
                (
                    try SnapshotTable.finished(db).filter { $0.header.end.position <= last },
                    try GapTable.lastRemoved(db)
                )
            }
        }
        var refused: [DamagedSnapshot] = []
        for snapshot in snapshots {
            let position = snapshot.header.end.position
            if let reason = try damage(in: snapshot) {
                refused.append(DamagedSnapshot(position: position, reason: reason))
            } else if position >= lastRemoved {
                try entries(of: snapshot, body)
                var reading = Reading(
                    verifier: JournalVerifier(after: snapshot.header.end),
                    lastAt: snapshot.header.at, snapshot: position, refused: refused)
                try readRows(upTo: last, into: &reading, body)
                return reading
            }
        }
        guard lastRemoved == .none else {
            let reason = refused.first.map { "position \($0.position.value): \($0.reason)" }
            throw .noSoundSnapshot(at: lastRemoved, reason: reason ?? "there is none")
        }
        var reading = Reading(
            verifier: JournalVerifier(), lastAt: Instant(millisecondsSinceEpoch: 0), snapshot: nil,
            refused: refused)
        try readRows(upTo: last, into: &reading, body)
        return reading
    }

    /// What is wrong with a snapshot; `nil` if every row of it is the one that was written. Personal
    /// bytes are not opened.
    func damage(in snapshot: StoredSnapshot) throws(StoreError) -> String? {
        guard snapshot.isHeaderSound else { return "its header is damaged" }
        var verifier = JournalVerifier(after: snapshot.header.chainStart)
        var place = JournalPosition.none
        var isSound = true
        try pages { db in
            let rows = try SnapshotTable.cursor(
                db, of: snapshot.header.number, after: place, count: pageRowCount)
            var count = 0
            while isSound, let columns = try rows.next() {
                count += 1
                guard let row = JournalTable.row(columns), verifier.take(row) else {
                    isSound = false
                    break
                }
                place = row.position
            }
            return isSound && count == pageRowCount
        }
        if isSound, verifier.end == snapshot.rowsEnd { return nil }
        return "its row \(verifier.end.position.value + 1) is damaged or missing"
    }

    /// Calls `body` with the entries of a snapshot that was found sound.
    func entries(
        of snapshot: StoredSnapshot, _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) {
        var place = JournalPosition.none
        try pages { db in
            var page: [JournalEntry] = []
            let rows = try SnapshotTable.cursor(
                db, of: snapshot.header.number, after: place, count: pageRowCount)
            while let columns = try rows.next() {
                let row = try JournalTable.decode(columns)
                page.append(try PersonalKeys.open(row, of: snapshot.header, db))
                place = row.position
            }
            return page
        } body: { page throws(StoreError) in
            try hand(page, to: body)
            return page.count == pageRowCount
        }
    }

    /// Calls `body` with the entries of the rows after the verified end, up to `last`; what is
    /// damaged is left to the verifier.
    private func readRows(
        upTo last: JournalPosition, into reading: inout Reading,
        _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) {
        var verifier = reading.verifier
        var lastAt = reading.lastAt
        var position = verifier.end.position
        try pages { db in
            var page: [JournalEntry] = []
            var count = 0
            let rows = try JournalTable.cursor(
                db, after: position, upTo: last, count: pageRowCount)
            while let columns = try rows.next() {
                count += 1
                position = JournalPosition(columns.word(0) ?? position.next.value)
                guard let row = JournalTable.row(columns) else {
                    verifier.takeUnreadable(position: position, checksum: columns.word(7) ?? 0)
                    continue
                }
                if verifier.take(row) { page.append(try PersonalKeys.open(row, db)) }
            }
            return (page, count)
        } body: { (page, count) throws(StoreError) in
            try hand(page, to: body)
            lastAt = page.last?.at ?? lastAt
            return count == pageRowCount
        }
        reading.verifier = verifier
        reading.lastAt = lastAt
    }

    private func hand(
        _ page: [JournalEntry], to body: (JournalEntry) throws -> Void
    ) throws(StoreError) {
        for entry in page {
            do {
                try body(entry)
            } catch {
                throw .replayStopped(at: entry.position, reason: "\(error)")
            }
        }
    }

    /// Reads page after page, each in a transaction of its own, until `body`, outside of it, says
    /// that there are no more.
    func pages<Page>(
        _ read: (Database) throws -> Page, body: (Page) throws(StoreError) -> Bool
    ) throws(StoreError) {
        var pace = pace.begun
        while true {
            let page = try StoreError.mapping { try database.read { db in try read(db) } }
            guard try body(page) else { return }
            pace.rest()
        }
    }

    /// Reads page after page while there are more.
    func pages(_ hasMore: (Database) throws -> Bool) throws(StoreError) {
        try pages(hasMore) { more throws(StoreError) in more }
    }
}
