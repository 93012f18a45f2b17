// `fleetfootd journal compact`: the journal as short as its settings allow.

import ArgumentParser
import Server

/// `fleetfootd journal compact`.
struct JournalCompact: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Takes a snapshot, removes what is no longer kept, and shrinks the file.",
        discussion: """
            For a stopped daemon; a running one does it by itself (journal.snapshotEvery), without \
            shrinking. Orders stay for orders.keepMs after their end.
            """)

    @OptionGroup var options: JournalOptions

    func run() throws {
        let settings = try options.settings.read().settings
        do {
            let done = try OfflineCompaction(settings, folder: options.folder)
            Console.write(
                """
                snapshot of position \(done.position): \(done.entryCount) entries; removed \
                \(done.removedRowCount) rows and \(done.removedOrderCount) orders

                """)
        } catch {
            throw Failure("\(error)")
        }
    }
}
