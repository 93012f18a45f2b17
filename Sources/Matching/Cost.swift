// What it costs to send a runner to an order, in parts that a dispatcher can read. Costs are tenths of a
// second in Int32; sums over a plan are Int64.

public import Basics

/// The cost of one candidate and what it is made of.
public struct Cost: Sendable, Equatable {
    /// How far the pickup is, great circle, to the nearest metre.
    public var pickupMeters: Int32
    /// The runner's expected time to the pickup.
    public var pickupDeciseconds: Int32
    /// What the runner's load adds.
    public var loadDeciseconds: Int32
    /// What the order's waiting takes off.
    public var ageDeciseconds: Int32

    /// A cost of those parts.
    public init(
        pickupMeters: Int32, pickupDeciseconds: Int32, loadDeciseconds: Int32 = 0,
        ageDeciseconds: Int32 = 0
    ) {
        self.pickupMeters = pickupMeters
        self.pickupDeciseconds = pickupDeciseconds
        self.loadDeciseconds = loadDeciseconds
        self.ageDeciseconds = ageDeciseconds
    }

    /// The cost: travel and load, less the age.
    @inlinable
    public var totalDeciseconds: Int32 { pickupDeciseconds + loadDeciseconds - ageDeciseconds }
}

extension Parameters {
    /// No part of a cost is above this, so that no sum of parts leaves Int32.
    static let partDecisecondsMax: Int64 = 500_000_000

    /// The cost of sending `runner` over `distanceMeters` to `order`'s pickup, as of `at`.
    public func cost(
        order: OrderRow, runner: RunnerRow, distanceMeters: Double, at: Instant
    ) -> Cost {
        Cost(
            pickupMeters: Int32(distanceMeters.rounded()),
            pickupDeciseconds: travelDeciseconds(
                distanceMeters: distanceMeters, speedMetersPerHour: speedMetersPerHour(of: runner)),
            loadDeciseconds: loadDeciseconds(orders: runner.loadOrders),
            ageDeciseconds: ageDeciseconds(of: order, at: at))
    }

    /// The time for a great-circle distance at a speed: centimetres × 360 ÷ (metres an hour) tenths of a
    /// second, stretched by the detour, to the nearest tenth. It grows with the distance and falls with
    /// the speed without exception, which the bounds of the search rely on.
    func travelDeciseconds(distanceMeters: Double, speedMetersPerHour: Int32) -> Int32 {
        let centimeters = Int64((distanceMeters * 100).rounded())
        let divisor = Int64(speedMetersPerHour) * 100
        let tenths = (centimeters * 360 * Int64(detourPercent) + divisor / 2) / divisor
        return Int32(min(tenths, Self.partDecisecondsMax))
    }

    /// What that many orders on board add.
    func loadDeciseconds(orders: Int32) -> Int32 {
        let tenths = Int64(loadStepDeciseconds) * Int64(max(0, orders))
        return Int32(min(tenths, Self.partDecisecondsMax))
    }

    /// What the order's waiting takes off; nothing if its clock is ahead of the snapshot's.
    func ageDeciseconds(of order: OrderRow, at: Instant) -> Int32 {
        let waited = min(max(0, (at - order.waitingSince).count), 1_000_000_000_000)
        let tenths = waited * Int64(agePercent) / 10_000
        return Int32(min(tenths, Int64(ageDecisecondsMax), Self.partDecisecondsMax))
    }
}
