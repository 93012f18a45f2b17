// The order machine against a table written by hand: what is in it happens, all else is refused.

import Testing

@testable import Engine

@Suite struct OrderMachineTests {
    @Test func everyStateAndCauseIsAsTheTableSays() throws {
        let expected = try Fixture.rows()
        #expect(expected.count == OrderMachine.table.count)
        let states: [OrderState?] = [nil] + OrderState.allCases
        for from in states {
            for cause in Fixture.causes {
                let row = OrderMachine.transition(from: from, cause.value)
                let wanted = expected[Fixture.Key(from: from, cause: cause.value)]
                let position = "\(from?.name ?? "-") \(cause.name)"
                #expect(row?.to == wanted?.to, "\(position)")
                #expect(row?.who == wanted?.who, "\(position)")
            }
        }
    }

    @Test func aStepIsUnambiguousAndSaysWhatItMeans() {
        var seen: Set<Fixture.Key> = []
        for row in OrderMachine.table {
            #expect(seen.insert(Fixture.Key(from: row.from, cause: row.cause)).inserted)
            #expect(!row.meaning.isEmpty)
        }
    }

    @Test func nothingFollowsAnEndAndEveryStateIsReached() {
        for row in OrderMachine.table { #expect(row.from?.isFinal != true) }
        let reached = Set(OrderMachine.table.map(\.to))
        #expect(reached == Set(OrderState.allCases))
        let left = Set(OrderMachine.table.compactMap(\.from))
        #expect(left == Set(OrderState.allCases.filter { !$0.isFinal }))
    }

    @Test func namesGoThereAndBack() {
        for state in OrderState.allCases { #expect(OrderState(name: state.name) == state) }
        for phase in Phase.allCases {
            #expect(Phase(name: phase.name) == phase)
            #expect(phase.name == phase.state.name)
        }
        #expect(OrderState(name: "lost") == nil)
        #expect(Phase(name: "assigned") == nil)
    }
}

/// The machine as PROTOCOL and DESIGN tell it: from, cause, to, who.
private enum Fixture {
    struct Key: Hashable {
        var from: OrderState?
        var cause: Cause
    }
    struct Unreadable: Error { var line: Substring }

    static let causes: [(name: String, value: Cause)] = [
        ("create", .create), ("offer", .offer), ("offerEnded", .offerEnded),
        ("nobodyFree", .nobodyFree), ("poolEmpty", .poolEmpty), ("accept", .accept),
        ("assign", .assign), ("cancel", .cancel), ("atPickup", .report(.atPickup)),
        ("pickedUp", .report(.pickedUp)), ("atDropoff", .report(.atDropoff)),
        ("delivered", .report(.delivered)),
    ]
    static let parties: [Substring: RoleSet] = [
        "placers": [.customer, .merchant, .service], "system": [],
        "staff": [.dispatcher, .admin], "runner": [.runner],
        "cancellers": [.customer, .merchant, .service, .dispatcher, .admin],
    ]
    static let text = """
        -              create     matching       placers
        matching       offer      offered        system
        matching       nobodyFree noTaker        system
        matching       poolEmpty  waitingForPool system
        matching       assign     assigned       staff
        matching       cancel     cancelled      cancellers
        waitingForPool offer      offered        system
        waitingForPool nobodyFree noTaker        system
        waitingForPool poolEmpty  waitingForPool system
        waitingForPool assign     assigned       staff
        waitingForPool cancel     cancelled      cancellers
        noTaker        offer      offered        system
        noTaker        nobodyFree noTaker        system
        noTaker        poolEmpty  waitingForPool system
        noTaker        assign     assigned       staff
        noTaker        cancel     cancelled      cancellers
        offered        accept     assigned       runner
        offered        offerEnded matching       system
        offered        assign     assigned       staff
        offered        cancel     cancelled      cancellers
        assigned       atPickup   atPickup       runner
        assigned       pickedUp   pickedUp       runner
        assigned       assign     assigned       staff
        assigned       cancel     cancelled      cancellers
        atPickup       pickedUp   pickedUp       runner
        atPickup       assign     assigned       staff
        atPickup       cancel     cancelled      cancellers
        pickedUp       atDropoff  atDropoff      runner
        pickedUp       delivered  delivered      runner
        atDropoff      delivered  delivered      runner
        """

    static func rows() throws -> [Key: (to: OrderState, who: RoleSet)] {
        var rows: [Key: (to: OrderState, who: RoleSet)] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 4, let cause = causes.first(where: { $0.name == words[1] }),
                let to = OrderState(name: String(words[2])), let who = parties[words[3]],
                words[0] == "-" || OrderState(name: String(words[0])) != nil
            else { throw Unreadable(line: line) }
            rows[Key(from: OrderState(name: String(words[0])), cause: cause.value)] = (to, who)
        }
        return rows
    }
}
