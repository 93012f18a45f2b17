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

    @Test func onlyAMistakeIsTakenBackAfterAnEndAndEveryStateIsReached() {
        for row in OrderMachine.table where row.from?.isFinal == true {
            guard case .undo = row.cause else {
                Issue.record("\(row.cause) follows an end")
                continue
            }
        }
        let reached = Set(OrderMachine.table.map(\.to))
        #expect(reached == Set(OrderState.allCases))
        let left = Set(OrderMachine.table.compactMap(\.from))
        #expect(left.isSuperset(of: OrderState.allCases.filter { !$0.isFinal }))
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
        ("createMatching", .create(.matching)), ("createScheduled", .create(.scheduled)),
        ("createUnpaid", .create(.awaitingPayment)), ("payNow", .pay(.matching)),
        ("payLater", .pay(.scheduled)), ("unpaid", .paymentTimedOut), ("release", .release),
        ("offer", .offer), ("offerEnded", .offerEnded), ("nobodyFree", .nobodyFree),
        ("poolEmpty", .poolEmpty), ("poolFilled", .poolFilled),
        ("accept", .accept), ("claim", .claim), ("scan", .scan),
        ("assign", .assign), ("cancel", .cancel), ("fail", .fail), ("giveBack", .giveBack),
        ("transfer", .transfer), ("deposit", .deposit), ("abandon", .abandon),
        ("standDown", .standDown), ("bypass", .bypass),
        ("atPickup", .report(.atPickup)), ("pickedUp", .report(.pickedUp)),
        ("atDropoff", .report(.atDropoff)), ("delivered", .report(.delivered)),
        ("returning", .report(.returning)), ("returned", .report(.returned)),
        ("undoAssigned", .undo(.assigned)), ("undoAtPickup", .undo(.atPickup)),
        ("undoPickedUp", .undo(.pickedUp)), ("undoAtDropoff", .undo(.atDropoff)),
        ("undoReturning", .undo(.returning)),
    ]
    static let parties: [Substring: RoleSet] = [
        "placers": [.customer, .merchant, .service], "system": [],
        "staff": [.dispatcher, .admin], "runner": [.runner], "payers": [.service, .admin],
        "carriers": [.runner, .dispatcher, .admin], "keepers": [.runner, .station],
        "returners": [.runner, .customer, .merchant, .service, .dispatcher, .admin],
        "cancellers": [.customer, .merchant, .service, .dispatcher, .admin],
    ]
    static let text = """
        -               createMatching  matching        placers
        -               createScheduled scheduled       placers
        -               createUnpaid    awaitingPayment placers
        awaitingPayment payNow          matching        payers
        awaitingPayment payLater        scheduled       payers
        awaitingPayment unpaid          cancelled       system
        awaitingPayment cancel          cancelled       cancellers
        scheduled       release         matching        system
        scheduled       cancel          cancelled       cancellers
        scheduled       fail            failed          staff
        scheduled       bypass          cancelled       staff
        matching        offer           offered         system
        matching        nobodyFree      noTaker         system
        matching        poolEmpty       waitingForPool  system
        matching        claim           assigned        system
        matching        scan            assigned        runner
        matching        assign          assigned        staff
        matching        cancel          cancelled       cancellers
        matching        fail            failed          staff
        matching        standDown       scheduled       system
        waitingForPool  offer           offered         system
        waitingForPool  nobodyFree      noTaker         system
        waitingForPool  poolEmpty       waitingForPool  system
        waitingForPool  poolFilled      matching        system
        waitingForPool  claim           assigned        system
        waitingForPool  scan            assigned        runner
        waitingForPool  assign          assigned        staff
        waitingForPool  cancel          cancelled       cancellers
        waitingForPool  fail            failed          staff
        waitingForPool  standDown       scheduled       system
        noTaker         offer           offered         system
        noTaker         nobodyFree      noTaker         system
        noTaker         poolEmpty       waitingForPool  system
        noTaker         claim           assigned        system
        noTaker         scan            assigned        runner
        noTaker         assign          assigned        staff
        noTaker         cancel          cancelled       cancellers
        noTaker         fail            failed          staff
        noTaker         standDown       scheduled       system
        offered         offer           offered         system
        offered         accept          assigned        runner
        offered         offerEnded      matching        system
        offered         scan            assigned        runner
        offered         assign          assigned        staff
        offered         cancel          cancelled       cancellers
        offered         fail            failed          staff
        offered         standDown       scheduled       system
        assigned        atPickup        atPickup        runner
        assigned        pickedUp        pickedUp        runner
        assigned        giveBack        matching        runner
        assigned        assign          assigned        staff
        assigned        cancel          cancelled       cancellers
        assigned        fail            failed          staff
        assigned        standDown       scheduled       system
        atPickup        pickedUp        pickedUp        runner
        atPickup        giveBack        matching        runner
        atPickup        assign          assigned        staff
        atPickup        cancel          cancelled       cancellers
        atPickup        fail            failed          staff
        atPickup        standDown       scheduled       system
        atPickup        undoAssigned    assigned        runner
        pickedUp        atDropoff       atDropoff       runner
        pickedUp        delivered       delivered       carriers
        pickedUp        returning       returning       returners
        pickedUp        transfer        pickedUp        runner
        pickedUp        deposit         atStation       keepers
        pickedUp        abandon         failed          staff
        pickedUp        fail            failed          staff
        pickedUp        undoAtPickup    atPickup        runner
        pickedUp        undoAssigned    assigned        runner
        atDropoff       delivered       delivered       carriers
        atDropoff       returning       returning       returners
        atDropoff       transfer        pickedUp        runner
        atDropoff       deposit         atStation       keepers
        atDropoff       abandon         failed          staff
        atDropoff       fail            failed          staff
        atDropoff       undoPickedUp    pickedUp        runner
        returning       returned        returned        runner
        returning       transfer        returning       runner
        returning       abandon         failed          staff
        returning       fail            failed          staff
        returning       undoPickedUp    pickedUp        runner
        returning       undoAtDropoff   atDropoff       runner
        delivered       undoAtDropoff   atDropoff       runner
        delivered       undoPickedUp    pickedUp        runner
        returned        undoReturning   returning       runner
        atStation       fail            failed          staff
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
