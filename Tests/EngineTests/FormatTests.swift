// A journal written by every earlier version is read: its records decode, and make the city that they
// made then.

import Basics
import Journal
import Testing

@testable import Engine

@Suite struct FormatTests {
    private func entries(_ journal: String) throws -> [JournalEntry] {
        try journal.split(separator: "\n").enumerated().map { place, line in
            let words = line.split(separator: " ")
            let numbers = words.prefix(3).compactMap { UInt64($0) }
            try #require(numbers.count == 3 && words.count <= 5)
            let scope = PersonalScope(kind: UInt8(numbers[1]), id: numbers[2])
            return JournalEntry(
                position: JournalPosition(UInt64(place) + 1),
                at: noon + Milliseconds(Int64(numbers[0])), version: 1,
                scope: try #require(scope), body: try bytes(words[3]),
                personal: words.count == 5 ? try bytes(words[4]) : [])
        }
    }

    private func bytes(_ hex: Substring) throws -> [UInt8] {
        try stride(from: 0, to: hex.count, by: 2).map { offset in
            let start = hex.index(hex.startIndex, offsetBy: offset)
            return try #require(UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16))
        }
    }

    private func city(_ entries: [JournalEntry]) throws -> City {
        let city = City()
        for entry in entries {
            city.now = entry.at
            city.apply([try RecordCodec.decode(entry)])
            city.engine.pass(to: entry.at)
        }
        return city
    }

    @Test func theFirstFormatIsRead() throws {
        let entries = try entries(FirstFormat.journal)
        // Every kind of that release is among them.
        #expect(Set(entries.map { $0.body[0] }) == Set(1...13))
        let city = try city(entries)
        let states = city.engine.orderIDs.map { city.state($0) }
        #expect(states == [.noTaker, .cancelled, .assigned, .delivered])
        let first = try city.order(OrderID(number: 1))
        #expect(first.draft.stops[0].details.contactName == "Wang Xiaoming")
        #expect(first.draft.stops[1].details.code == "4821")
        #expect(first.number == "20270115-000001" && first.owner == .customer("c1"))
        #expect(first.legs.count == 1 && first.legs[0].epoch == 1 && first.wrongCodes == 1)
        #expect(first.custody == .recipient)
        let second = try city.order(OrderID(number: 2))
        #expect(second.legs[0].runner == RunnerIndex(1) && second.price.total == 500)
        let runner = city.runner(RunnerIndex(0))
        #expect(runner.profile.name == "Li Hua" && runner.ownCap == 3 && runner.duty == .off)
        #expect(runner.profile.gender == "female" && runner.profile.pools == ["gate"])
        // The city goes on from there.
        #expect(stateDifferences(city, try city.folded()) == [])
    }

    /// Erased personal parts leave the rest as it was.
    @Test func theFirstFormatIsReadWithoutItsPersonalParts() throws {
        let erased = try entries(FirstFormat.journal).map { entry in
            var erased = entry
            erased.personalErased = !entry.personal.isEmpty
            erased.personal = []
            return erased
        }
        let city = try city(erased)
        #expect(city.state(OrderID(number: 2)) == .assigned)
        #expect(city.runner(RunnerIndex(0)).profile.name == "")
        #expect(try city.order(OrderID(number: 1)).draft.stops[0].details == StopDetails())
    }

    /// The numbers on the disk. A kind that is not here was never released.
    @Test func kindsKeepTheirNumbers() {
        let kinds: [(RecordCodec.Kind, UInt8)] = [
            (.runnerRegistered, 1), (.runnerPatched, 2), (.dutyChanged, 3), (.orderCreated, 4),
            (.waiting, 5), (.offerMade, 6), (.offerSeen, 7), (.offerEnded, 8), (.legAssigned, 9),
            (.phaseReported, 10), (.wrongCode, 11), (.orderCancelled, 12), (.answered, 13),
            (.orderPlaced, 14), (.offerIssued, 15), (.market, 30), (.place, 40),
            (.foldedCity, 200), (.foldedRunner, 201), (.foldedOrder, 202), (.foldedOffer, 203),
            (.foldedAnswer, 204),
        ]
        for (kind, number) in kinds { #expect(kind.rawValue == number) }
    }
}
