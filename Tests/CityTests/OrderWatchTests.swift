// Each promise about an order's history and positions, broken on purpose: a check that can't fail checks
// nothing.

import Basics
import Engine
import Geo
import Testing

@testable import City
@testable import Wire

@Suite struct OrderWatchTests {
    static let order = OrderID(number: 7)
    static let start = MotionTests.origin

    /// A watch that has seen these states, one a second, the epoch growing with each assignment.
    private func watch(after states: [OrderState] = []) throws -> OrderWatch {
        var city = SmallCity()
        var watch = OrderWatch(try city.placement())
        watch.id = Self.order
        watch.isSubscribed = true
        for (index, state) in states.enumerated() {
            let epoch = states.prefix(index + 1).count { $0 == .assigned }
            let broken = watch.take(event(index + 1, state, epoch: epoch))
            #expect(broken == nil)
        }
        return watch
    }

    private func event(
        _ sequence: Int, _ state: OrderState, epoch: Int = 0, version: Int? = nil
    ) -> ReceivedEvent {
        ReceivedEvent(
            order: Self.order, sequence: sequence, epoch: epoch, leg: 0, state: state,
            at: Self.start + .seconds(Int64(sequence)), version: version ?? sequence, reason: nil)
    }

    private func position(second: Int64, epoch: Int = 1) -> ReceivedPosition {
        let time = Self.start + .seconds(second)
        return ReceivedPosition(
            update: PositionUpdate(
                order: Self.order, epoch: epoch, coordinate: CityPlan().center, fixTime: time,
                receivedAt: time), sentAt: time, age: .zero)
    }

    private static let carried: [OrderState] = [.matching, .offered, .assigned]

    @Test func everyPathOfTheMachineIsFine() throws {
        let paths: [[OrderState]] = [
            [.matching, .offered, .assigned, .atPickup, .pickedUp, .atDropoff, .delivered],
            [.matching, .noTaker, .offered, .matching, .offered, .assigned, .assigned, .cancelled],
            [.matching, .waitingForPool, .assigned, .pickedUp, .delivered],
        ]
        for path in paths { _ = try watch(after: path) }
    }

    @Test func aGapIsSeen() throws {
        var missed = try watch(after: Self.carried)
        #expect(missed.take(event(5, .atPickup, epoch: 1))?.0 == .sequenceGap)
        var repeated = try watch(after: Self.carried)
        #expect(repeated.take(event(3, .assigned, epoch: 1))?.0 == .sequenceGap)
    }

    @Test func aVersionThatGoesBackIsSeen() throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.take(event(4, .atPickup, epoch: 1, version: 2))?.0 == .versionBack)
    }

    @Test func anEpochThatGoesBackIsSeen() throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.take(event(4, .atPickup, epoch: 0))?.0 == .epochBack)
    }

    @Test(arguments: [OrderState.returned, .delivered, .offered, .atDropoff, .noTaker])
    func aStepThatIsNoneIsSeen(state: OrderState) throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.take(event(4, state, epoch: 1))?.0 == .illegalStep)
    }

    @Test func positionsComeOnlyWhileSomebodyCarries() throws {
        for states in [[], [OrderState.matching], [.matching, .offered]] {
            var watch = try watch(after: states)
            #expect(watch.take(position(second: 10, epoch: 0))?.0 == .positionOutside)
        }
        var carried = try watch(after: Self.carried)
        #expect(carried.take(position(second: 3)) == nil)
        #expect(carried.take(position(second: 3)) == nil)
        var delivered = try watch(after: Self.carried + [.pickedUp, .delivered])
        #expect(delivered.take(position(second: 10))?.0 == .positionOutside)
    }

    @Test func aPositionFromBeforeTheAssignmentIsSeen() throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.take(position(second: 2))?.0 == .positionOutside)
    }

    @Test func aPositionThatGoesBackIsSeen() throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.take(position(second: 10)) == nil)
        #expect(watch.take(position(second: 9))?.0 == .positionBack)
    }

    @Test func aPositionOfAFormerRunnerIsSeen() throws {
        var watch = try watch(after: Self.carried + [.assigned])
        #expect(watch.take(position(second: 10, epoch: 1))?.0 == .positionOfOtherEpoch)
        #expect(watch.take(position(second: 10, epoch: 2)) == nil)
    }

    @Test func nothingFollowsTheEnd() throws {
        var watch = try watch(after: [.matching, .cancelled])
        #expect(watch.take(ended: .cancelled) == nil)
        #expect(watch.take(ended: .cancelled)?.0 == .afterEnd)
        #expect(watch.take(position(second: 10))?.0 == .afterEnd)
        #expect(watch.take(event(3, .cancelled))?.0 == .afterEnd)
    }

    @Test func theEndIsTheLastEvent() throws {
        var other = try watch(after: [.matching, .cancelled])
        #expect(other.take(ended: .delivered)?.0 == .endMismatch)
        var early = try watch(after: Self.carried)
        #expect(early.take(ended: .assigned)?.0 == .endMismatch)
    }

    @Test func whatWasNotAskedForIsSeen() throws {
        var watch = try watch(after: Self.carried)
        watch.lostSocket()
        #expect(watch.take(event(4, .atPickup, epoch: 1))?.0 == .foreignOrder)
        #expect(watch.take(position(second: 10))?.0 == .foreignOrder)
        #expect(watch.take(ended: .cancelled)?.0 == .foreignOrder)
    }

    @Test func aShorterHistoryIsSeen() throws {
        var watch = try watch(after: Self.carried)
        #expect(watch.subscribed(upTo: 3) == nil)
        #expect(watch.subscribed(upTo: 2)?.0 == .historyShrank)
        #expect(watch.subscribed(upTo: 4)?.0 == .sequenceGap)
    }
}
