// The tables of `fleetfoot.sqlite`, and the pragmas without which they would not keep their
// promises.

internal import GRDB

/// The database, version by version.
enum Schema {
    /// The version this code writes and reads.
    static let version = steps.count

    /// What leads from one version to the next; the first makes the tables of version 1. A step that
    /// was released is never changed.
    private static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: tables1) },
        { db in
            try db.execute(sql: tables2)
            try TrackTable.sealAll(db)
        },
        { try $0.execute(sql: tables3) },
        { try $0.execute(sql: tables4) },
    ]

    // STRICT, so that a column holds what it says; checksums and ids are UInt64 bit patterns.
    private static let tables1 = """
        CREATE TABLE schema (version INTEGER NOT NULL) STRICT;

        CREATE TABLE journal (
            position INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            version INTEGER NOT NULL,
            scope_kind INTEGER NOT NULL,
            scope_id INTEGER NOT NULL,
            body BLOB NOT NULL,
            personal BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX journal_scope ON journal (scope_kind, scope_id) WHERE scope_kind > 0;

        CREATE TABLE keys (
            scope_kind INTEGER NOT NULL,
            scope_id INTEGER NOT NULL,
            first_position INTEGER NOT NULL,
            key BLOB NOT NULL,
            PRIMARY KEY (scope_kind, scope_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tracks (
            order_id INTEGER NOT NULL,
            leg INTEGER NOT NULL,
            chunk_no INTEGER NOT NULL,
            from_time INTEGER NOT NULL,
            to_time INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (order_id, leg, chunk_no)
        ) STRICT;

        CREATE TABLE orders (
            order_id INTEGER PRIMARY KEY,
            owner TEXT NOT NULL,
            state INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX orders_owner ON orders (owner, order_id);
        CREATE INDEX orders_state ON orders (state, order_id);
        """

    // Snapshots, compaction, sealed tracks. A key's number tells it from a later one of the same
    // scope; a chunk carries the number of the key that sealed it. A snapshot's rows stand at
    // number * 2³² + place.
    private static let tables2 = """
        CREATE TABLE snapshots (
            number INTEGER PRIMARY KEY,
            position INTEGER NOT NULL,
            position_checksum INTEGER NOT NULL,
            at INTEGER NOT NULL,
            row_count INTEGER,
            rows_checksum INTEGER,
            checksum INTEGER
        ) STRICT;

        CREATE TABLE snapshot_rows (
            place INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            version INTEGER NOT NULL,
            scope_kind INTEGER NOT NULL,
            scope_id INTEGER NOT NULL,
            body BLOB NOT NULL,
            personal BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE gaps (
            first INTEGER PRIMARY KEY,
            last INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX journal_unscoped ON journal (position) WHERE scope_kind = 0;
        CREATE INDEX orders_finished ON orders (finished_at);
        CREATE UNIQUE INDEX gaps_last ON gaps (last);
        ALTER TABLE keys ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
        UPDATE keys SET number = random();
        ALTER TABLE tracks ADD COLUMN key_number INTEGER NOT NULL DEFAULT 0;
        """

    // The audit log.
    private static let tables3 = """
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            subject TEXT NOT NULL,
            role INTEGER NOT NULL,
            action TEXT NOT NULL,
            object TEXT,
            outcome INTEGER NOT NULL,
            code TEXT,
            reason TEXT
        ) STRICT;
        CREATE INDEX audit_subject ON audit (subject, number);
        CREATE INDEX audit_at ON audit (at);
        """

    // Whose site a line is of, so that who is bound to one finds its own. NULL is a line of before.
    private static let tables4 = """
        ALTER TABLE orders ADD COLUMN site TEXT;
        ALTER TABLE audit ADD COLUMN site TEXT;
        CREATE INDEX orders_site ON orders (site, order_id);
        CREATE INDEX audit_site ON audit (site, number);
        """

    /// Makes the writing connection durable, forgetful of deleted keys, and bounded. GRDB sets
    /// `synchronous` to NORMAL after its own preparation hook, which in WAL mode would sync at
    /// checkpoints only, so this must come after opening; what SQLite made of it is read back.
    static func prepareWriter(_ db: Database, settings: StoreSettings) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        let level = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        guard level == 2 else { throw StoreError.notDurable(level: level) }
        try db.execute(sql: "PRAGMA secure_delete = ON")
        try limitPages(db, to: settings.pageCountMax)
    }

    /// Bounds the size of the database; `nil` lifts the bound to SQLite's own.
    static func limitPages(_ db: Database, to pageCountMax: Int?) throws {
        try db.execute(sql: "PRAGMA max_page_count = \(max(1, pageCountMax ?? 1_073_741_823))")
    }

    /// Makes the tables in an empty database, brings an older one to this version in one
    /// transaction, refuses one of a newer version.
    static func prepareTables(_ db: Database, folder: String) throws {
        let found = try versionFound(db)
        guard found <= version else {
            throw StoreError.newerSchema(folder: folder, found: found, known: version)
        }
        guard found < version else { return }
        try db.inTransaction(.immediate) {
            for number in found..<version {
                try steps[number](db)
                try db.execute(
                    sql: "INSERT INTO schema (version) VALUES (?)", arguments: [number + 1])
            }
            return .commit
        }
        // The upgrade may have removed what nobody shall find in the WAL.
        try db.truncateWAL()
    }

    /// Throws unless the tables are those of this version; for who may only read.
    static func expectCurrent(_ db: Database, path: String) throws {
        let found = try versionFound(db)
        guard found <= version else {
            throw StoreError.newerSchema(folder: path, found: found, known: version)
        }
        guard found == version else {
            throw StoreError.olderSchema(path: path, found: found, known: version)
        }
    }

    private static func versionFound(_ db: Database) throws -> Int {
        guard try db.tableExists("schema") else { return 0 }
        return try Int.fetchOne(db, sql: "SELECT max(version) FROM schema") ?? 0
    }
}
