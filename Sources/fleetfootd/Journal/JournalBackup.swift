// `fleetfootd journal backup` and `restore`: copies that were verified before anybody relies on them.

import ArgumentParser
import Server
import Store

/// `fleetfootd journal backup`.
struct JournalBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Writes a verified copy of journal, snapshots, tracks and keys to a file.",
        discussion: """
            The daemon may go on. The copy holds the keys of personal fields: keep it as safe as the \
            data folder. What is erased later is still in it: erase it again after a restore.
            """)

    @OptionGroup var options: JournalOptions

    @Argument(help: "The file to write; it must not be there yet.", completion: .file())
    var file: String

    func run() throws {
        let found = try options.look { try $0.backUp(to: file) }
        for line in found.lines { Console.write(line + "\n") }
        Console.write("backed up to \(file)\n")
    }
}

/// `fleetfootd journal restore`.
struct JournalRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Verifies a backup and puts it into an empty data folder.")

    @OptionGroup var options: JournalOptions

    @Argument(help: "The backup.", completion: .file())
    var file: String

    func run() throws {
        let folder = try options.dataFolder()
        let found = try failing { try StoreFile.restore(file, toFolder: folder) }
        for line in found.lines { Console.write(line + "\n") }
        Console.write("restored to \(folder)\n")
    }
}
