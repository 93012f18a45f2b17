// The tables of `fleetfoot.sqlite`, and the pragmas without which they would not keep their
// promises.

internal import GRDB

/// The database as version 1 knows it.
enum Schema {
    /// The version this code writes and reads.
    static let version = 1

    // STRICT, so that a column holds what it says; checksums and ids are UInt64 bit patterns.
    private static let tables = """
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

    /// Makes the tables in an empty database; refuses one of a newer version.
    static func prepareTables(_ db: Database, folder: String) throws {
        guard try db.tableExists("schema") else {
            try db.inTransaction(.immediate) {
                try db.execute(sql: tables)
                try db.execute(sql: "INSERT INTO schema (version) VALUES (?)", arguments: [version])
                return .commit
            }
            return
        }
        let found = try Int.fetchOne(db, sql: "SELECT max(version) FROM schema") ?? 0
        guard found <= version else {
            throw StoreError.newerSchema(folder: folder, found: found, known: version)
        }
    }
}
