// The judge of a replay must find what it looks for: each kind of breach, alone, in an otherwise fine ride.

import Basics
import Engine
import Geo
import Testing

@testable import BenchKit

private func at(_ seconds: Int64) -> Instant { Instant(millisecondsSinceEpoch: seconds * 1_000) }

private func place(_ seconds: Int64) -> Coordinate {
    Coordinate(latitudeE7: Int32(seconds), longitudeE7: 0)
}

/// A cab with an accepted fix each second up to 20.
private func makeCab() -> CabState {
    var cab = CabState()
    for second in 0..<20 as Range<Int64> {
        cab.sent.append(
            SentFix(fixTime: at(second), coordinate: place(second), dueNanoseconds: 0))
    }
    cab.acknowledge(accepted: 20, dropped: 0)
    return cab
}

private func seen(_ second: Int64) -> SeenPosition {
    SeenPosition(
        fixTime: at(second), coordinate: place(second), receivedAt: at(second), epoch: 1,
        isAfterEnd: false)
}

/// A ride from second 5 to second 15 of which some points were seen.
private func makeRide() -> RideState {
    var ride = RideState()
    ride.order = OrderID(number: 1)
    ride.assignedAt = at(5)
    ride.deliveredAt = at(15)
    ride.epoch = 1
    ride.firstSureFix = 6
    ride.seen = [seen(5), seen(6), seen(9), seen(15)]
    return ride
}

@Suite struct JudgeTests {
    @Test func aFineRideHasNoBreach() {
        #expect(RideJudge(makeRide(), of: makeCab()).breaches == [])
    }

    /// What is wrong with a ride, and the words that name it.
    enum Flaw: String, CaseIterable {
        case notNewer = "not newer"
        case afterEnd = "after the end"
        case otherEpoch = "another assignment"
        case beforeAssignment = "before the assignment"
        case afterDelivery = "after the delivery"
        case otherPlace = "no fix of the cab"

        func spoil(_ ride: inout RideState) {
            switch self {
            case .notNewer: ride.seen[2].fixTime = at(6)
            case .afterEnd: ride.seen[3].isAfterEnd = true
            case .otherEpoch: ride.seen[1].epoch = 2
            case .beforeAssignment: ride.assignedAt = at(6)
            case .afterDelivery: ride.deliveredAt = at(14)
            case .otherPlace: ride.seen[1].coordinate = place(7)
            }
        }
    }

    @Test(arguments: Flaw.allCases)
    func eachBreachIsFound(flaw: Flaw) {
        var ride = makeRide()
        flaw.spoil(&ride)
        let breaches = RideJudge(ride, of: makeCab()).breaches
        #expect(breaches.count == 1)
        #expect(breaches.contains { $0.contains(flaw.rawValue) }, "\(breaches)")
    }

    @Test func aRideThatWasNeverAssignedMustNotBeSeen() {
        var ride = makeRide()
        ride.assignedAt = nil
        #expect(RideJudge(ride, of: makeCab()).breaches.count == 4)
    }

    @Test func aDroppedFixMustNotBeSeen() {
        var cab = makeCab()
        cab.sent[9].fate = .dropped
        #expect(RideJudge(makeRide(), of: cab).breaches.count == 1)
        // An acknowledgement of several fixes does not say which of them was dropped.
        cab.sent[9].fate = .mixed
        #expect(RideJudge(makeRide(), of: cab).breaches == [])
    }

    @Test func onlySureFixesMustHaveBeenSeen() {
        let ride = makeRide()
        #expect(RideJudge(ride, of: makeCab()).mustHaveBeenSeen(before: at(7)))
        #expect(!RideJudge(ride, of: makeCab()).mustHaveBeenSeen(before: at(6)))
        var unsure = ride
        unsure.firstSureFix = nil
        #expect(!RideJudge(unsure, of: makeCab()).mustHaveBeenSeen(before: at(15)))
        var cab = makeCab()
        for index in cab.sent.indices { cab.sent[index].fate = .dropped }
        #expect(!RideJudge(ride, of: cab).mustHaveBeenSeen(before: at(15)))
    }

    @Test func acknowledgementsSettleTheOldestFixes() {
        var cab = CabState()
        for second in 0..<6 as Range<Int64> {
            cab.sent.append(
                SentFix(fixTime: at(second), coordinate: place(second), dueNanoseconds: 0))
        }
        cab.acknowledge(accepted: 2, dropped: 0)
        cab.acknowledge(accepted: 0, dropped: 1)
        cab.acknowledge(accepted: 1, dropped: 1)
        #expect(
            cab.sent.map(\.fate) == [.accepted, .accepted, .dropped, .mixed, .mixed, .unknown])
        cab.acknowledge(accepted: 9, dropped: 0)
        #expect(cab.acknowledgedCount == 6)
    }

    @Test func fixesOfOneSecondAreAllFound() {
        var cab = CabState()
        for second in [1, 2, 2, 2, 5] as [Int64] {
            cab.sent.append(
                SentFix(fixTime: at(second), coordinate: place(second), dueNanoseconds: 0))
        }
        #expect(cab.fixes(at: at(2)).count == 3)
        #expect(cab.fixes(at: at(5)).count == 1)
        #expect(cab.fixes(at: at(3)).isEmpty && cab.fixes(at: at(6)).isEmpty)
    }
}
