// `fleetfootd journal dump`: every record on a line of JSON, for eyes and for jq.

import ArgumentParser
import Basics
import Engine
import Journal
import Server
import Store
import Wire

/// `fleetfootd journal dump`.
struct JournalDump: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Writes one line of JSON a record, in the order of positions.")

    @OptionGroup var options: JournalOptions

    @Option(help: "Only records after this position.")
    var after: UInt64 = 0

    @Option(help: "Only records of this order, ord_….")
    var order: String?

    @Flag(help: "Show personal fields too: names, phones, addresses, codes.")
    var personal = false

    func validate() throws {
        if let order, OrderID(order) == nil {
            throw ValidationError("--order takes an id of the form ord_…, not \(order)")
        }
    }

    func run() throws {
        let scope = order.flatMap { OrderID($0) }.map { PersonalScope.order($0.number) }
        try options.look { file in
            var writer = JSONWriter()
            try file.items(after: JournalPosition(after)) { item in
                if let scope {
                    guard case .entry(let entry, _) = item, entry.scope == scope else { return }
                }
                write(item, to: &writer)
                Console.write(String(decoding: writer.takeBytes(), as: UTF8.self) + "\n")
            }
        }
    }

    private func write(_ item: StoredItem, to writer: inout JSONWriter) {
        writer.beginObject()
        switch item {
        case .gap(let gap):
            writer.field("removedFrom", gap.first.value)
            writer.field("removedTo", gap.last.position.value)
        case .entry(let entry, let sealedByteCount):
            writer.field("position", entry.position.value)
            writer.field("at", entry.at)
            writer.field("version", entry.version)
            writer.field("kind", entry.body.first)
            writer.field("scope", Self.name(of: entry.scope))
            writer.field("bodyBytes", entry.body.count)
            writer.field("personalBytes", sealedByteCount)
            writer.field("erased", entry.personalErased)
            write(record: entry, to: &writer)
        }
        writer.endObject()
    }

    private func write(record entry: JournalEntry, to writer: inout JSONWriter) {
        var shown = entry
        if !personal {
            shown.personal = []
            shown.personalErased = true
        }
        do throws(JournalError) {
            writer.name("record")
            RecordJSON.write(try RecordCodec.decode(shown), to: &writer)
        } catch {
            writer.value("not a record of this version: \(error)")
        }
    }

    private static func name(of scope: PersonalScope) -> String? {
        switch scope {
        case .none: nil
        case .order(let number): OrderID(number: number).text
        case .runner(let index): "runner \(index)"
        }
    }
}
