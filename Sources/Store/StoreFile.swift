// A journal for those who only look: the tools of an operator, beside a daemon that goes on writing,
// or on a backup that no daemon will ever open.

internal import GRDB
public import Journal

/// One thing that a journal's file holds, as it lies there.
public enum StoredItem: Hashable, Sendable {
    /// A row with its personal bytes opened, and how many bytes they take sealed.
    case entry(JournalEntry, sealedByteCount: Int)
    /// Rows that a compaction removed.
    case gap(JournalGap)
}

/// The database of a folder, or a backup of it, for reading. It takes no lock and writes nothing.
public struct StoreFile: Sendable {
    let database: DatabaseQueue
    /// The file.
    public let path: String

    /// Opens the database in a data folder.
    public init(folder: String) throws(StoreError) {
        try self.init(path: "\(folder)/\(Store.fileName)")
    }

    /// Opens a file. Refuses one of another schema.
    public init(path: String) throws(StoreError) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.label = "fleetfoot.look"
        self.path = path
        database = try StoreError.mapping {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.read { try Schema.expectCurrent($0, path: path) }
            return database
        }
    }

    /// Lets go of the file.
    public func close() throws(StoreError) {
        try StoreError.mapping { try database.close() }
    }

    /// Calls `body` with the newest sound snapshot's entries and those after it, as a start would
    /// replay them.
    public func fold(_ body: (JournalEntry) throws -> Void) throws(StoreError) -> FoldedJournal {
        let reading = try JournalReader(database: database).read(upTo: .last, body)
        return FoldedJournal(end: try reading.soundEnd(), at: reading.lastAt)
    }

    /// Calls `body` with every row and every gap after `position`, in their order, whatever their
    /// checksums say; rows that came after the call are among them or not. Personal bytes that do
    /// not open are given as erased: `verify` tells which.
    public func items(
        after position: JournalPosition = .none, _ body: (StoredItem) throws -> Void
    ) throws(StoreError) {
        var gaps = try StoreError.mapping { try database.read { try GapTable.all($0) } }
            .filter { $0.last.position > position }[...]
        var last = position
        try JournalReader(database: database).pages { db in
            var page: [StoredItem] = []
            let rows = try JournalTable.cursor(db, after: last, upTo: .last, count: 2_000)
            while let columns = try rows.next() {
                let row = try JournalTable.decode(columns)
                last = row.position
                page.append(.entry(try Self.open(row, db), sealedByteCount: row.sealed.count))
            }
            return page
        } body: { page throws(StoreError) in
            try StoreError.mapping {
                for item in page {
                    if case .entry(let entry, _) = item {
                        while let gap = gaps.first, gap.first < entry.position {
                            try body(.gap(gaps.removeFirst()))
                        }
                    }
                    try body(item)
                }
            }
            return !page.isEmpty
        }
        try StoreError.mapping { for gap in gaps { try body(.gap(gap)) } }
    }

    private static func open(_ row: JournalRow, _ db: Database) throws -> JournalEntry {
        do {
            return try PersonalKeys.open(row, db)
        } catch StoreError.damagedPersonal {
            return try PersonalKeys.open(row, key: nil)
        }
    }
}
