// `fleetfootd journal erase`: the personal fields of one order or runner become unreadable.

import ArgumentParser
import Engine
import Journal
import Server
import Store

/// `fleetfootd journal erase`.
struct JournalErase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Deletes the key of an order's or a runner's personal fields, for ever.",
        discussion: """
            Names, phones, addresses, notes, codes and tracks under that key can't be read any more, in \
            the journal and in every snapshot. That it happened stays. A running daemon may hold them in \
            memory until it is started again; backups that were made before hold the key.
            """)

    @OptionGroup var options: JournalOptions

    @Option(help: "The order, ord_….")
    var order: String?

    @Option(help: "The runner.")
    var runner: String?

    func validate() throws {
        guard (order == nil) != (runner == nil) else {
            throw ValidationError("name one: --order ord_… or --runner ID")
        }
        if let order, OrderID(order) == nil {
            throw ValidationError("--order takes an id of the form ord_…, not \(order)")
        }
    }

    func run() throws {
        let scope = try scope()
        let folder = try options.dataFolder()
        let erasure = try failing { try StoreFile.erase(scope, inFolder: folder) }
        let name = order ?? "runner \(runner ?? "")"
        guard erasure.hadKey else {
            throw Failure("\(name) has no key: nothing personal is kept, or it was erased before")
        }
        Console.write(
            """
            erased \(name): \(erasure.rowCount) records, \(erasure.snapshotRowCount) entries of \
            snapshots, \(erasure.trackChunkCount) track chunks

            """)
    }

    private func scope() throws -> PersonalScope {
        if let id = order.flatMap({ OrderID($0) }) { return .order(id.number) }
        let wanted = RunnerID(runner ?? "")
        let found: RunnerIndex? = try options.look { file in
            var found: RunnerIndex?
            _ = try file.fold { entry in
                switch try RecordCodec.decode(entry) {
                case .runnerRegistered(let index, let profile) where profile.id == wanted:
                    found = index
                case .folded(.runner(let index, let runner)) where runner.profile.id == wanted:
                    found = index
                default: break
                }
            }
            return found
        }
        guard let found else { throw Failure("no runner \(wanted.text) was ever registered") }
        return .runner(UInt64(found.value))
    }
}
