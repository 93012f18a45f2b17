// Every way the disk can say no, in words an operator can act on. Which of them may heal (a full
// disk) and which stop the start (damage, a newer schema) is told by the case.

internal import GRDB
public import Journal
internal import Tokens

/// Why the Store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder cannot be made, entered or written to.
    case folderUnusable(folder: String, reason: String)
    /// Another process, or another Store of this one, works in the folder.
    case folderInUse(folder: String)
    /// A file that would be overwritten is there already.
    case fileTaken(path: String)
    /// The file was written by a newer Fleetfoot.
    case newerSchema(folder: String, found: Int, known: Int)
    /// The file was written by an older Fleetfoot, and who looked at it may only read.
    case olderSchema(path: String, found: Int, known: Int)
    /// SQLite would not sync every commit: `PRAGMA synchronous` reads as `level`, not as 2 (FULL).
    case notDurable(level: Int)
    /// The file is no SQLite database or its pages are damaged.
    case damagedFile(reason: String)
    /// The journal's row at this position is damaged or missing, and rows written after it are
    /// there.
    case damagedMiddle(at: JournalPosition)
    /// The row is sound and its key is there, but the personal bytes do not open: the key is
    /// damaged.
    case damagedPersonal(at: JournalPosition)
    /// No snapshot is sound, and the journal before `at` has been compacted: nothing says what the
    /// city was at that position.
    case noSoundSnapshot(at: JournalPosition, reason: String)
    /// The closure that took the entries threw at this one.
    case replayStopped(at: JournalPosition, reason: String)
    /// An append before `replay`: the end of the journal is not verified yet.
    case notReplayed
    /// An entry does not continue the journal.
    case unexpectedPosition(expected: JournalPosition, found: JournalPosition)
    /// No space is left, on the disk or below `StoreSettings.pageCountMax`. May heal.
    case diskFull
    /// The operating system failed to read, write or sync. May heal.
    case inputOutput(reason: String)
    /// Another connection kept the database locked for longer than `busyTimeoutMilliseconds`. May
    /// heal.
    case busy
    /// SQLite refused for another reason.
    case database(reason: String)
    /// OpenSSL failed to seal or open personal bytes.
    case cipher(reason: String)
    /// The Store is closed.
    case closed

    /// One line for the log.
    public var description: String {
        switch self {
        case .folderUnusable(let folder, let reason): "cannot use the folder \(folder): \(reason)"
        case .folderInUse(let folder):
            "the folder \(folder) is in use by another fleetfootd: stop it or name another folder"
        case .fileTaken(let path): "\(path) is there already: name another, or move it away"
        case .newerSchema(let folder, let found, let known):
            "\(folder) has schema \(found), this fleetfootd knows up to \(known): use a newer one"
        case .olderSchema(let path, let found, let known):
            "\(path) has schema \(found), not \(known): start this fleetfootd on it once"
        case .notDurable(let level):
            "SQLite does not sync every commit (synchronous is \(level), should be 2)"
        case .damagedFile(let reason): "the database file is damaged: \(reason)"
        case .damagedMiddle(let position):
            "the journal is damaged at position \(position.value), not at its end: restore a backup"
        case .damagedPersonal(let position):
            "the personal fields at position \(position.value) do not open with their key"
        case .noSoundSnapshot(let position, let reason):
            """
            no snapshot can be trusted (\(reason)), and the journal up to position \(position.value) \
            has been compacted: restore a backup
            """
        case .replayStopped(let position, let reason):
            "the replay stopped at position \(position.value): \(reason)"
        case .notReplayed: "the journal has not been replayed yet"
        case .unexpectedPosition(let expected, let found):
            "the journal goes on at position \(expected.value), not at \(found.value)"
        case .diskFull: "no space is left for the database"
        case .inputOutput(let reason): "reading, writing or syncing failed: \(reason)"
        case .busy: "the database is locked by another program"
        case .database(let reason): "SQLite: \(reason)"
        case .cipher(let reason): "personal fields: \(reason)"
        case .closed: "the store is closed"
        }
    }

    /// The error that stands for whatever GRDB, the cipher or the Store itself threw.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as TokensError: self = .cipher(reason: error.description)
        case let error as DatabaseError: self.init(error)
        default: self = .database(reason: "\(error)")
        }
    }

    private init(_ error: DatabaseError) {
        let reason = "\(error.extendedResultCode.rawValue) \(error.message ?? "no message")"
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY: self = .inputOutput(reason: reason)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damagedFile(reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_MISUSE: self = .closed
        default: self = .database(reason: reason)
        }
    }

    /// The result of `body`, whose untyped errors become a `StoreError`.
    static func mapping<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch {
            throw StoreError(error)
        }
    }
}
