// Records that must never be written, and the ledger that notices.

import Basics
import City
import Engine
import Geo
import Journal
import Testing

@testable import Simulation

@Suite struct LedgerTests {
    private static let start = World.origin
    private static let order = OrderID(number: 1)

    /// Feeds records, a second apart, and returns the last finding.
    private func lastFinding(_ records: [Record]) -> Violation.Kind? {
        var ledger = Ledger()
        var found: Violation.Kind?
        for (index, record) in records.enumerated() {
            found = ledger.take(entry(record, UInt64(index + 1)))?.0
        }
        return found
    }

    private func entry(_ record: Record, _ position: UInt64) -> JournalEntry {
        var body = ByteWriter()
        var personal = ByteWriter()
        let scope = RecordCodec.encode(record, body: &body, personal: &personal)
        return JournalEntry(
            position: JournalPosition(position), at: Self.start + .seconds(Int64(position)),
            version: RecordCodec.version, scope: scope, body: body.bytes, personal: personal.bytes)
    }

    private var created: Record {
        placed(Self.order)
    }

    private func placed(_ id: OrderID) -> Record {
        let place = CityPlan().center
        return .orderCreated(
            id,
            PlacedOrder(
                number: "1", owner: Principal(subject: "c", role: .customer),
                draft: OrderDraft(
                    type: "parcel",
                    stops: [
                        Stop(kind: .pickup, coordinate: place),
                        Stop(kind: .dropoff, coordinate: place),
                    ], externalId: "x"),
                price: Price(currency: "CNY", base: 1, distance: 1, addition: 0, tariff: "t"),
                meters: 0, promisedBy: Self.start))
    }

    private func offer(_ number: UInt64, seconds: Int64 = 60, epoch: Int = 1) -> Record {
        .offerMade(
            OfferID(number: number), LegID(order: Self.order, leg: 0),
            OfferTerms(
                runner: RunnerIndex(0), epoch: epoch, expiresAt: Self.start + .seconds(seconds),
                pickupDistanceMeters: 1, fee: 1))
    }

    private func accepted(_ offer: UInt64, epoch: Int = 1) -> Record {
        .legAssigned(
            Self.order, leg: 0, RunnerIndex(0), epoch: epoch, .accepted(OfferID(number: offer)))
    }

    private func assigned(epoch: Int) -> Record {
        .legAssigned(
            Self.order, leg: 0, RunnerIndex(1), epoch: epoch,
            .manual(by: "d", reason: nil, override: false))
    }

    private func ended(_ offer: UInt64, _ end: OfferEnd) -> Record {
        .offerEnded(OfferID(number: offer), Self.order, end, refusedUntil: nil)
    }

    private func phase(_ phase: Phase) -> Record {
        .phaseReported(Self.order, leg: 0, phase, reason: nil)
    }

    private var cancelled: Record {
        .orderCancelled(
            Self.order, by: "c", Cancellation(from: .assigned, fee: 0, reason: nil))
    }

    @Test func aWholeLifeIsFine() {
        let life = [
            created, offer(1), ended(1, .expired), offer(2), accepted(2), assigned(epoch: 2),
            phase(.atPickup), phase(.pickedUp), phase(.atDropoff), phase(.delivered),
        ]
        for count in 1...life.count { #expect(lastFinding(Array(life.prefix(count))) == nil) }
        #expect(lastFinding([created, offer(1), accepted(1), cancelled]) == nil)
    }

    @Test func aDeadOfferIsNotAccepted() {
        for end in [OfferEnd.declined(reason: nil), .expired, .withdrawn(reason: "x")] {
            let records = [created, offer(1), ended(1, end), accepted(1)]
            #expect(lastFinding(records) == .deadOfferAssigned)
        }
        #expect(lastFinding([created, offer(1, seconds: 3), accepted(1)]) == .deadOfferAssigned)
        #expect(lastFinding([created, offer(1, seconds: 4), accepted(1)]) == nil)
        #expect(lastFinding([created, accepted(9)]) == .deadOfferAssigned)
    }

    @Test func aRefusalIsRemembered() {
        let refused: Record = .offerEnded(
            OfferID(number: 1), Self.order, .declined(reason: nil),
            refusedUntil: Self.start + .seconds(5))
        let early = [created, offer(1), refused, offer(2)]
        #expect(lastFinding(early) == .askedAgain)
        #expect(
            lastFinding([created, offer(1), ended(1, .withdrawn(reason: "x")), offer(2)]) == nil)
        let expired: Record = .offerEnded(
            OfferID(number: 1), Self.order, .expired, refusedUntil: Self.start + .seconds(4))
        #expect(lastFinding([created, offer(1), expired, offer(2)]) == nil)
    }

    @Test func aLegHasOneRunner() {
        let twice = [created, offer(1), accepted(1), offer(2, epoch: 2), accepted(2, epoch: 2)]
        #expect(lastFinding(twice) == .doubleAssignment)
        #expect(lastFinding([created, offer(1), accepted(1), accepted(1, epoch: 2)]) != nil)
        #expect(lastFinding([accepted(1)]) == .doubleAssignment)
        #expect(lastFinding([created, assigned(epoch: 2)]) == .epochBack)
        #expect(lastFinding([created, cancelled, assigned(epoch: 1)]) == .doubleAssignment)
    }

    @Test func goodsHaveOneHolder() {
        #expect(lastFinding([created, phase(.pickedUp)]) == .wrongHolder)
        let carried = [created, assigned(epoch: 1)]
        #expect(lastFinding(carried + [phase(.delivered)]) == .wrongHolder)
        let picked = carried + [phase(.pickedUp)]
        #expect(lastFinding(picked + [phase(.pickedUp)]) == .wrongHolder)
        #expect(lastFinding(picked + [cancelled]) == .wrongHolder)
        #expect(lastFinding(picked + [assigned(epoch: 2)]) == .wrongHolder)
        let delivered = picked + [phase(.delivered)]
        #expect(lastFinding(delivered + [phase(.delivered)]) == .wrongHolder)
        #expect(lastFinding(delivered + [cancelled]) == .illegalStep)
    }

    @Test func anOrderIsPlacedOnce() {
        #expect(lastFinding([created, placed(OrderID(number: 2))]) == .placedTwice)
    }

    @Test func recordsAreNumberedWithoutGaps() {
        var ledger = Ledger()
        #expect(ledger.take(entry(created, 1)) == nil)
        #expect(ledger.take(entry(offer(1), 3))?.0 == .seamBroken)
    }
}
