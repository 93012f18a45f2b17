// Two cities side by side: what the journal decides must be equal in both, field by field. What is
// only live (positions, the index, notices) is not the journal's.

@testable import Engine

/// Where two cities differ in what the journal decides, in words; empty if nowhere.
func differences(_ one: City, _ other: City) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ left: Value, _ right: Value, _ name: String) {
        if left != right { found.append("\(name): \(left) and \(right)") }
    }
    compare(one.engine.orderIDs, other.engine.orderIDs, "orders")
    compare(one.engine.waitingLegs, other.engine.waitingLegs, "waiting")
    compare(one.engine.openExceptions, other.engine.openExceptions, "exceptions")
    compare(one.engine.aside, other.engine.aside, "aside")
    compare(one.engine.orderCounts, other.engine.orderCounts, "counts")
    compare(one.engine.openOrders, other.engine.openOrders, "open orders")
    compare(one.engine.runnerCount, other.engine.runnerCount, "runners")
    compare(one.engine.placedOrderCount, other.engine.placedOrderCount, "placed")
    compare(one.engine.numbers.lastOffer, other.engine.numbers.lastOffer, "offers")
    compare(one.engine.numbers.ordersOfDay, other.engine.numbers.ordersOfDay, "orders of day")
    compare(one.engine.stations, other.engine.stations, "stations")
    compare(one.engine.access, other.engine.access, "access")
    compare(one.engine.places, other.engine.places, "places")
    compare(one.engine.pools.names, other.engine.pools.names, "pools")
    compare(one.engine.skills.names, other.engine.skills.names, "skills")
    guard found.isEmpty else { return found }
    for id in one.engine.orderIDs {
        guard let left = one.engine.order(id), let right = other.engine.order(id) else { continue }
        found += differences(left, right).map { "order \(id.number) \($0)" }
    }
    for slot in 0..<one.engine.runnerCount {
        let (left, right) = (one.runner(RunnerIndex(slot)), other.runner(RunnerIndex(slot)))
        found += differences(left, right).map { "runner \(slot) \($0)" }
        let index = RunnerIndex(slot)
        compare(
            one.engine.work(of: index, at: max(one.now, other.now)),
            other.engine.work(of: index, at: max(one.now, other.now)), "runner \(slot) work")
    }
    for number in 0...one.engine.numbers.lastOffer {
        let id = OfferID(number: number)
        let (left, right) = (one.engine.offer(id), other.engine.offer(id))
        compare(left?.state, right?.state, "offer \(number) state")
        compare(left?.runner, right?.runner, "offer \(number) runner")
        compare(left?.epoch, right?.epoch, "offer \(number) epoch")
        compare(left?.expiresAt, right?.expiresAt, "offer \(number) deadline")
        compare(left?.endedAt, right?.endedAt, "offer \(number) end")
    }
    return found
}

private func differences(_ left: Order, _ right: Order) -> [String] {
    var found: [String] = []
    func compare(_ equal: Bool, _ name: String) { if !equal { found.append(name) } }
    compare(left.number == right.number, "number")
    compare(left.owner == right.owner, "owner")
    compare(left.draft == right.draft, "draft")
    compare(left.price == right.price && left.meters == right.meters, "price")
    compare(left.createdAt == right.createdAt && left.promisedBy == right.promisedBy, "times")
    compare(left.version == right.version, "version")
    compare(left.state == right.state && left.reason == right.reason, "state")
    compare(left.events == right.events, "events")
    compare(left.cancellation == right.cancellation, "cancellation")
    compare(left.finishedAt == right.finishedAt, "finishedAt")
    compare(left.wrongCodes == right.wrongCodes, "wrong codes")
    compare(left.booking == right.booking && left.isPaid == right.isPaid, "booking")
    compare(left.choices == right.choices, "choices")
    compare(left.flags == right.flags && left.note == right.note, "flags")
    compare(left.forgetAt == right.forgetAt, "when to forget it")
    compare(
        left.legs[0].poolMask == right.legs[0].poolMask && left.skillMask == right.skillMask,
        "masks")
    let (one, other) = (left.legs[0], right.legs[0])
    compare(one.plan == other.plan, "the leg's plan")
    compare(one.atPickupSince == other.atPickupSince, "at pickup since")
    compare(one.atDropoffSince == other.atDropoffSince, "at drop-off since")
    compare(one.contactAttempts == other.contactAttempts, "attempts")
    compare(one.lastReport == other.lastReport, "last report")
    compare(one.state == other.state && one.epoch == other.epoch, "leg")
    compare(one.runner == other.runner && left.custody == right.custody, "carrier")
    compare(one.offers == other.offers, "offer")
    compare(one.poolWatch == other.poolWatch && one.plan == other.plan, "pools")
    compare(one.refusals == other.refusals, "refusals")
    compare(one.market == other.market, "market")
    compare(one.refusals == other.refusals && one.wait == other.wait, "refusals")
    return found
}

private func differences(_ left: Runner, _ right: Runner) -> [String] {
    var found: [String] = []
    func compare(_ equal: Bool, _ name: String) { if !equal { found.append(name) } }
    compare(left.profile == right.profile, "profile")
    compare(left.verified == right.verified && left.ownCap == right.ownCap, "rights")
    compare(left.duty == right.duty && left.dutySince == right.dutySince, "duty")
    compare(left.carried == right.carried && left.load == right.load, "load")
    compare(left.pendingOffer == right.pendingOffer, "offer")
    compare(left.isBlocked == right.isBlocked && left.site == right.site, "blocks")
    compare(left.shifts == right.shifts && left.refusals == right.refusals, "shifts")
    compare(left.toldHold == right.toldHold && left.toldWarning == right.toldWarning, "told")
    compare(left.claims == right.claims && left.hallWins == right.hallWins, "claims")
    compare(left.stopsVersion == right.stopsVersion, "stops version")
    compare(left.poolMask == right.poolMask && left.skillMask == right.skillMask, "masks")
    return found
}
