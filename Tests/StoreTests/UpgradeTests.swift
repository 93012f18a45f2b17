// A folder that version 1 of the schema wrote is read, and becomes one of this version.

import Basics
import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Upgrades")
struct UpgradeTests {
    /// The tables as the first release made them.
    private static let tables = """
        CREATE TABLE schema (version INTEGER NOT NULL) STRICT;
        INSERT INTO schema VALUES (1);
        CREATE TABLE journal (
            position INTEGER PRIMARY KEY, at INTEGER NOT NULL, version INTEGER NOT NULL,
            scope_kind INTEGER NOT NULL, scope_id INTEGER NOT NULL, body BLOB NOT NULL,
            personal BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
        CREATE INDEX journal_scope ON journal (scope_kind, scope_id) WHERE scope_kind > 0;
        CREATE TABLE keys (
            scope_kind INTEGER NOT NULL, scope_id INTEGER NOT NULL,
            first_position INTEGER NOT NULL, key BLOB NOT NULL,
            PRIMARY KEY (scope_kind, scope_id)) STRICT, WITHOUT ROWID;
        CREATE TABLE tracks (
            order_id INTEGER NOT NULL, leg INTEGER NOT NULL, chunk_no INTEGER NOT NULL,
            from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (order_id, leg, chunk_no)) STRICT;
        CREATE TABLE orders (
            order_id INTEGER PRIMARY KEY, owner TEXT NOT NULL, state INTEGER NOT NULL,
            created_at INTEGER NOT NULL, finished_at INTEGER NOT NULL) STRICT;
        CREATE INDEX orders_owner ON orders (owner, order_id);
        CREATE INDEX orders_state ON orders (state, order_id);
        """

    /// Three rows, the second with a field sealed under a key of zeros: the first release's bytes.
    private func makeFolder() throws -> TestFolder {
        let folder = TestFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        let sealed: [UInt8] = Self.sealedName
        var end: UInt64 = 0
        var rows: [JournalRow] = []
        for position in 1...3 as ClosedRange<UInt64> {
            let entry = JournalEntry(
                position: JournalPosition(position),
                at: Instant(millisecondsSinceEpoch: 1_000), scope: .order(7),
                body: [UInt8(position)])
            rows.append(JournalRow(entry, sealed: position == 2 ? sealed : [], after: end))
            end = rows[rows.count - 1].checksum
        }
        try folder.withDatabase { db in
            try db.execute(sql: Self.tables)
            for row in rows {
                try db.execute(
                    sql: "INSERT INTO journal VALUES (?, ?, 1, 1, 7, ?, ?, ?)",
                    arguments: [
                        Int64(row.position.value), row.at.millisecondsSinceEpoch, Data(row.body),
                        Data(row.sealed), Int64(bitPattern: row.checksum),
                    ])
            }
            try db.execute(sql: "INSERT INTO keys VALUES (1, 7, 2, zeroblob(32))")
            try db.execute(
                sql: """
                    INSERT INTO tracks VALUES (7, 0, 0, 10, 20, CAST('by the river' AS BLOB)),
                        (8, 0, 0, 10, 20, CAST('by the river' AS BLOB))
                    """)
            try db.execute(sql: "INSERT INTO orders VALUES (7, 'c', 9, 1, 2)")
        }
        return folder
    }

    /// "Li Hua", sealed for position 2 and order 7 under 32 zeros.
    private static let sealedName: [UInt8] = [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
        0xc4, 0xa2, 0x13, 0x1a, 0x75, 0x9c,
        0x20, 0x8b, 0x50, 0xad, 0x71, 0x7b, 0x28, 0xb8,
        0x09, 0x10, 0x5f, 0x78, 0x39, 0x38, 0x24, 0xcf,
    ]

    @Test func aFolderOfVersion1IsReadAndItsTracksAreSealed() async throws {
        let folder = try makeFolder()
        #expect(throws: StoreError.self) { _ = try StoreFile(folder: folder.path) }
        let store = try Store.open(folder: folder.path)
        var entries: [JournalEntry] = []
        #expect(try store.replay { entries.append($0) }.last == JournalPosition(3))
        #expect(entries.map(\.body) == [[1], [2], [3]])
        #expect(entries[1].personal == Array("Li Hua".utf8))
        let chunks = try await store.tracks(order: 7)
        #expect(chunks.map(\.bytes) == [Array("by the river".utf8)])
        #expect(chunks.first?.to == Instant(millisecondsSinceEpoch: 20))
        // The key of order 8 had been deleted: its track goes now.
        #expect(try await store.tracks(order: 8).isEmpty)
        #expect(try await store.finishedOrders(FinishedOrderQuery(limit: 9)).count == 1)
        #expect(try folder.allBytes().range(of: Data("by the river".utf8)) == nil)
        #expect(try await store.append([makeEntry(4, scope: .order(7), personal: "x")]).value == 4)
        try store.close()
        #expect(try StoreFile(folder: folder.path).verify().isSound)
    }
}
