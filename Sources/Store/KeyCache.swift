// Keys that the writer used lately. An order's records come close together, and each would ask the
// table of keys again.

internal import GRDB
internal import Journal

/// Keys of personal fields by scope, as the table of keys has them. It belongs to the writer's
/// connection: whatever another connection commits empties it, so that a key which an operator's
/// tool erased beside the daemon seals nothing more.
struct KeyCache: Sendable {
    /// Keys are forgotten, all at once, beyond so many.
    static let countMax = 16_384

    private var keys: [PersonalScope: PersonalKey] = [:]
    /// SQLite's count of what other connections have committed.
    private var version: Int64?

    /// Forgets what another connection may have changed; for the start of a transaction.
    mutating func refresh(_ db: Database) throws {
        let statement = try db.cachedStatement(sql: "PRAGMA data_version")
        let now = try Int64.fetchOne(statement)
        if now != version { keys.removeAll() }
        version = now
    }

    /// The key of a scope, if it was used lately.
    subscript(_ scope: PersonalScope) -> PersonalKey? { keys[scope] }

    /// Remembers a key.
    mutating func insert(_ key: PersonalKey, of scope: PersonalScope) {
        if keys.count >= Self.countMax { keys.removeAll(keepingCapacity: true) }
        keys[scope] = key
    }
}
