// `fleetfootd journal`: looking after the journal. All but `restore` and `compact` may run beside the
// daemon.

import ArgumentParser
import Journal
import Server
import Store

/// `fleetfootd journal`.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Verifies, shows, compacts, copies and erases what the daemon keeps.",
        subcommands: [
            JournalVerify.self, JournalDump.self, JournalCompact.self, JournalBackup.self,
            JournalRestore.self, JournalErase.self,
        ])
}

/// The words that say which journal is meant.
struct JournalOptions: ParsableArguments {
    @OptionGroup var settings: SettingsOptions

    @Option(help: "The data folder; else data.folder of the settings.")
    var folder: String?

    /// The data folder.
    func dataFolder() throws -> String {
        try folder ?? settings.read().settings.data.folder
    }

    /// The journal for reading, and what `body` makes of it.
    func look<Value>(_ body: (StoreFile) throws -> Value) throws -> Value {
        let folder = try dataFolder()
        return try failing {
            let file = try StoreFile(folder: folder)
            let value = try body(file)
            try file.close()
            return value
        }
    }
}

/// Runs `body`; what the Store has to say becomes one line on standard error.
func failing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as StoreError {
        throw Failure("\(error)")
    }
}

extension Verification {
    /// What was found, a line each.
    var lines: [String] {
        let rows = "rows \(rowCount), removed \(removedRowCount), last \(end.position.value)"
        let sealed = "personal parts \(openedCount), erased \(erasedCount)"
        let tracks = "track chunks \(trackChunkCount)"
        return ["\(rows), \(sealed), \(tracks)"]
            + snapshots.map {
                "snapshot of position \($0.position.value): \($0.rowCount) entries, "
                    + ($0.damage ?? "sound")
            }
            + damages.map {
                "damage" + ($0.position.map { " at position \($0.value)" } ?? "") + ": \($0.reason)"
            }
    }
}
