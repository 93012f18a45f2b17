// Arrival times without a road router: great circle × detour ÷ speed.

public import Basics

/// The built-in estimate of travel times.
public struct TravelEstimate: Equatable, Sendable {
    /// Roads are longer than great circles by this factor, in percent.
    public var detourPercent = 130
    /// Metres an hour by `Vehicle.rawValue`.
    public var vehicleSpeedsMetersPerHour: [Int] = [5_000, 15_000, 20_000, 25_000, 30_000]
    /// No promise counts on more than this, whatever the vehicle.
    public static let promiseMetersPerHourMax = 15_000
    /// How long a runner spends at a stop.
    public var stopTime = Milliseconds.minutes(2)

    /// The defaults.
    public init() {}

    /// The time that `vehicle` needs for `meters` of great circle.
    public func travelTime(meters: Double, by vehicle: Vehicle) -> Milliseconds {
        time(meters: meters, metersPerHour: vehicleSpeedsMetersPerHour[Int(vehicle.rawValue)])
    }

    /// How far `vehicle` gets in that time, great circle: the inverse of `travelTime`.
    public func reachMeters(within time: Milliseconds, by vehicle: Vehicle) -> Double {
        let speed = vehicleSpeedsMetersPerHour[Int(vehicle.rawValue)]
        return Double(time.count) / 3_600_000 * Double(speed) * 100 / Double(detourPercent)
    }

    /// The time that a promise allows for `meters` of great circle.
    public func promisedTime(meters: Double) -> Milliseconds {
        time(meters: meters, metersPerHour: TravelEstimate.promiseMetersPerHourMax)
    }

    private func time(meters: Double, metersPerHour: Int) -> Milliseconds {
        let roadMeters = meters * Double(detourPercent) / 100
        return Milliseconds(Int64((roadMeters / Double(metersPerHour) * 3_600_000).rounded(.up)))
    }
}
