// One number for a whole run. It covers what left the gateway, byte for byte and in order, so that two
// runs with one seed can differ nowhere without differing here.

internal import Basics
internal import Engine
internal import Gateway
internal import Journal
internal import Matching

/// A hash over effects.
struct Fingerprint: Sendable {
    private(set) var value: UInt64 = 0
    private(set) var recordCount = 0

    mutating func add(_ effects: borrowing Effects) {
        guard !effects.isQuiet else { return }
        value = XXHash64.digest(effects.bytes.span, seed: value)
        var words = StableHash()
        words.add(value)
        for write in effects.writes {
            add(write.connection, to: &words)
            words.add(UInt64(write.range.count))
        }
        for connection in effects.closes { add(connection, to: &words) }
        for (connection, span) in effects.deadlines {
            add(connection, to: &words)
            words.add(UInt64(bitPattern: span?.count ?? -1))
        }
        for (exchange, _) in effects.tickets { add(exchange.connection, to: &words) }
        for (round, snapshot) in effects.rounds {
            words.add(round.number)
            words.add(UInt64(snapshot.orders.count))
        }
        for (query, _) in effects.queries { words.add(query.number) }
        value = words.value
        for entry in effects.entries { add(entry) }
        for (order, chunk) in effects.chunks {
            value = XXHash64.digest(chunk.bytes.span, seed: value ^ order.number)
        }
    }

    private func add(_ connection: ConnectionID, to words: inout StableHash) {
        words.add(UInt64(connection.index) << 32 | UInt64(connection.generation))
    }

    private mutating func add(_ entry: JournalEntry) {
        recordCount += 1
        value = XXHash64.digest(entry.body.span, seed: value ^ entry.position.value)
        value = XXHash64.digest(entry.personal.span, seed: value)
        value = StableHash.mix(value ^ UInt64(bitPattern: entry.at.millisecondsSinceEpoch))
    }
}

extension Effects {
    /// Whether a turn wants nothing done.
    var isQuiet: Bool {
        writes.isEmpty && closes.isEmpty && deadlines.isEmpty && tickets.isEmpty
            && entries.isEmpty && chunks.isEmpty && rounds.isEmpty && queries.isEmpty
    }
}
