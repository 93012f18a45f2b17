// Personal fields lie on the disk under a key per order or runner, and the keys lie in a table of
// their own: erasing a person is deleting one row. Journal, snapshots and tracks are sealed with the
// same key, so all of them forget at once.

internal import Foundation
internal import GRDB
internal import Journal
internal import Tokens

/// The key of a scope.
struct PersonalKey: Sendable {
    /// 32 random bytes.
    let bytes: [UInt8]
    /// The first entry it seals. What is sealed in earlier entries was under a key that was
    /// deleted.
    let firstPosition: JournalPosition
    /// Tells it from the scope's deleted keys.
    let number: Int64
}

/// Reads and writes the table of keys; seals and opens with them.
enum PersonalKeys {
    /// The key of `scope`; `nil` if it was never needed or has been deleted.
    static func find(_ scope: PersonalScope, _ db: Database) throws -> PersonalKey? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT key, first_position, number FROM keys
                    WHERE scope_kind = ? AND scope_id = ?
                    """),
            arguments: [scope.kind, scope.id.column])
        guard let row, let bytes = row.bytes(0), let position = row.word(1),
            let number = row.integer(2)
        else { return nil }
        return PersonalKey(
            bytes: bytes, firstPosition: JournalPosition(position), number: number)
    }

    /// The key of `scope`, made now if there is none: then it seals from `position` on.
    static func findOrMake(
        _ scope: PersonalScope, from position: JournalPosition, _ cache: inout KeyCache,
        _ db: Database
    ) throws -> PersonalKey {
        if let key = cache[scope] { return key }
        let key = try find(scope, db) ?? make(scope, from: position, db)
        cache.insert(key, of: scope)
        return key
    }

    private static func make(
        _ scope: PersonalScope, from position: JournalPosition, _ db: Database
    ) throws -> PersonalKey {
        let key = PersonalKey(
            bytes: PersonalCipher.makeKey(), firstPosition: position,
            number: Int64.random(in: .min ... .max))
        try db.cachedStatement(
            sql: """
                INSERT INTO keys (scope_kind, scope_id, first_position, key, number)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            scope.kind, scope.id.column, position.value.column, key.bytes.column, key.number,
        ])
        return key
    }

    /// The personal bytes of `entry` under its scope's key, which is made now if it is the first
    /// time.
    static func seal(
        _ entry: JournalEntry, _ cache: inout KeyCache, _ db: Database
    ) throws -> [UInt8] {
        guard !entry.personal.isEmpty else { return [] }
        let key = try findOrMake(entry.scope, from: entry.position, &cache, db)
        return try PersonalCipher.seal(
            entry.personal, key: key.bytes,
            additional: JournalRow.additionalData(position: entry.position, scope: entry.scope))
    }

    /// The entry that `row` keeps, opened with its scope's key or marked as erased.
    static func open(_ row: JournalRow, key: PersonalKey?) throws(StoreError) -> JournalEntry {
        try open(
            row, as: row.position, key: key,
            additional: { row in
                JournalRow.additionalData(position: row.position, scope: row.scope)
            })
    }

    /// The entry that `row` keeps; looks the key up only if there is something to open.
    static func open(_ row: JournalRow, _ db: Database) throws -> JournalEntry {
        try open(row, key: row.sealed.isEmpty ? nil : find(row.scope, db))
    }

    /// The entry that a snapshot's row keeps. It stands at the position that the snapshot stands
    /// for, and is erased if its scope's key is younger than that.
    static func open(
        _ row: JournalRow, of snapshot: SnapshotHeader, _ db: Database
    ) throws -> JournalEntry {
        try open(
            row, as: snapshot.end.position, key: row.sealed.isEmpty ? nil : find(row.scope, db),
            additional: { snapshot.additionalData(place: $0.position, scope: $0.scope) })
    }

    private static func open(
        _ row: JournalRow, as position: JournalPosition, key: PersonalKey?,
        additional: (JournalRow) -> [UInt8]
    ) throws(StoreError) -> JournalEntry {
        var entry = JournalEntry(
            position: position, at: row.at, version: row.version, scope: row.scope, body: row.body)
        guard !row.sealed.isEmpty else { return entry }
        guard let key, position >= key.firstPosition else {
            entry.personalErased = true
            return entry
        }
        do {
            entry.personal = try PersonalCipher.open(
                row.sealed, key: key.bytes, additional: additional(row))
        } catch {
            throw .damagedPersonal(at: position)
        }
        return entry
    }

    /// Deletes the key of `scope`; whether there was one.
    static func delete(_ scope: PersonalScope, _ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "DELETE FROM keys WHERE scope_kind = ? AND scope_id = ?")
            .execute(arguments: [scope.kind, scope.id.column])
        return db.changesCount > 0
    }
}
