// The orders of a city, one after the other, each with its time and its customer. The stream knows
// nothing of what becomes of them: a slow daemon does not slow it down.

public import Basics
public import Engine
internal import Geo

/// An order that somebody is about to place.
public struct Placement: Equatable, Sendable {
    /// When.
    public var at: Instant
    /// Which of the customers.
    public var customer: Int
    /// What is asked for.
    public var draft: OrderDraft
    /// How long after placing it the customer wants it cancelled, if ever.
    public var cancelAfter: Milliseconds?
}

/// An endless, seeded sequence of orders in the order of their times.
public struct OrderStream: Sendable {
    private let plan: CityPlan
    private let map: CityMap
    private let codes: DoorCodes
    private var generator: SeededGenerator
    private var hourStart: Instant
    /// The times of this hour's orders that are still to come, the next one last.
    private var times: [Instant] = []
    private var count = 0
    /// The order that comes next; `nil` after the last.
    public private(set) var next: Placement?

    /// The orders of the city from `start` on.
    public init(plan: CityPlan, map: CityMap, from start: Instant) {
        self.plan = plan
        self.map = map
        codes = DoorCodes(seed: plan.seed)
        generator = SeededGenerator(seed: StableHash.mix(plan.seed ^ 0x04D))
        hourStart = start
        fillHour()
        draw()
    }

    /// Takes the next order if its time has come.
    public mutating func take(dueAt now: Instant) -> Placement? {
        guard let due = next, due.at <= now else { return nil }
        draw()
        return due
    }

    /// So many instants uniformly in an hour, sorted, are what a Poisson process gives, given its count.
    private mutating func fillHour() {
        times = (0..<plan.ordersPerHour).map { _ in
            hourStart + Milliseconds(Int64(generator.below(3_600_000)))
        }
        times.sort(by: >)
        hourStart = hourStart + .minutes(60)
    }

    private mutating func draw() {
        next = nil
        guard plan.ordersPerHour > 0, plan.customerCount > 0, count < plan.ordersMax else { return }
        if times.isEmpty { fillHour() }
        guard let at = times.popLast() else { return }
        count += 1
        next = Placement(
            at: at, customer: generator.below(plan.customerCount), draft: draft(),
            cancelAfter: generator.chance(percent: plan.cancelPercent)
                ? Milliseconds(Int64(generator.below(600_000))) : nil)
    }

    private mutating func draft() -> OrderDraft {
        let shop = map.shop(&generator)
        let home = map.home(near: shop, rangeMeters: plan.deliveryRangeMeters, &generator)
        let phone = People.phone(&generator)
        let hasCode = generator.chance(percent: plan.codePercent)
        let pickup = Stop(
            kind: .pickup, coordinate: shop,
            details: StopDetails(
                address: "商店 \(generator.number(in: 1...99)) 号",
                contactName: People.name(isFemale: generator.chance(percent: 50), &generator),
                contactPhone: People.phone(&generator)))
        let dropoff = Stop(
            kind: .dropoff, coordinate: home,
            details: StopDetails(
                address: "宿舍 \(generator.number(in: 1...40)) 栋",
                contactName: People.name(isFemale: generator.chance(percent: 50), &generator),
                contactPhone: phone, code: hasCode ? codes.code(phone: phone) : nil))
        return OrderDraft(
            type: "parcel", stops: [pickup, dropoff],
            items: [Item(description: "小件", weightGrams: generator.number(in: 200...3_000))],
            runnerPools: pools(), addition: generator.chance(percent: 10) ? 200 : 0,
            externalId: "city-\(plan.seed)-\(count)")
    }

    private mutating func pools() -> [String] {
        guard generator.chance(percent: plan.restrictedPercent) else { return [] }
        return [generator.chance(percent: 60) ? "female" : "male"]
    }
}
