// A city small enough to see through: per order or runner a sum and the last name. Its records add;
// the entries of its snapshots set.

import Basics
import Journal
import Store

/// What the records of a test come to.
struct ToyCity: Equatable {
    struct Life: Equatable {
        var sum: Int
        var name: String
        var isErased = false
    }

    var lives: [PersonalScope: Life] = [:]

    /// An entry that adds `amount` to the sum of `scope`.
    static func record(
        _ position: UInt64, _ scope: PersonalScope, add amount: UInt8, name: String = ""
    ) -> JournalEntry {
        JournalEntry(
            position: JournalPosition(position),
            at: Instant(millisecondsSinceEpoch: Int64(position) * 1_000), scope: scope,
            body: [0, amount], personal: Array(name.utf8))
    }

    mutating func apply(_ entry: JournalEntry) {
        var life = lives[entry.scope] ?? Life(sum: 0, name: "")
        if entry.body[0] == 1 {
            life.sum = entry.body[1...].reduce(0) { $0 << 8 | Int($1) }
        } else {
            life.sum += Int(entry.body[1])
        }
        if entry.personalErased {
            life.name = ""
            life.isErased = true
        } else if !entry.personal.isEmpty {
            life.name = String(decoding: entry.personal, as: UTF8.self)
            life.isErased = false
        }
        lives[entry.scope] = life
    }

    /// The city as entries of a snapshot, in an order of their own.
    var folded: [JournalEntry] {
        let scopes = lives.keys.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) }
        return scopes.compactMap { scope in
            guard let life = lives[scope] else { return nil }
            let sum = [16, 8, 0].map { UInt8(life.sum >> $0 & 255) }
            return JournalEntry(
                position: .none, at: Instant(millisecondsSinceEpoch: 0), scope: scope,
                body: [1] + sum, personal: Array(life.name.utf8), personalErased: life.isErased)
        }
    }
}

extension Store {
    /// The city of the journal as a start would see it.
    func city() throws -> ToyCity {
        var city = ToyCity()
        try replay { city.apply($0) }
        return city
    }

    /// Folds and writes a snapshot, as the daemon does.
    @discardableResult
    func takeSnapshot(meanwhile: () throws -> Void = {}) throws -> SnapshotSummary {
        var city = ToyCity()
        let fold = try fold { city.apply($0) }
        try meanwhile()
        return try writeSnapshot(of: fold) { writer in
            for entry in city.folded { try writer.append(entry) }
        }
    }

    /// Appends random records about a few orders and runners.
    func appendRecords(
        _ positions: ClosedRange<UInt64>, _ generator: inout SeededGenerator
    ) async throws {
        let entries = positions.map { position in
            let id = UInt64(generator.below(4))
            let scope = [PersonalScope.none, .order(id), .runner(id)][generator.below(3)]
            let name = scope != .none && generator.chance(percent: 50) ? "name \(position)" : ""
            return ToyCity.record(
                position, scope, add: UInt8(generator.below(200)), name: name)
        }
        _ = try await append(entries)
    }
}
