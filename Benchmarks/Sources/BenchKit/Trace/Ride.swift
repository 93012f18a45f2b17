// From points to what happens in a replay: each cab's points in order, and its rides. A ride is a stretch
// of points with a passenger; it becomes an order from the first of them to the last.

/// A stretch of a cab's points with a passenger.
struct Ride: Equatable, Sendable {
    /// The cab, by its place in the plan.
    var cab: Int
    /// Its points, as places in the plan's `points`.
    var first: Int
    /// The last of them.
    var last: Int
}

/// A window of a recording, made ready for a replay.
struct RidePlan: Equatable, Sendable {
    /// All points of the window in the order of time; `cab` is the place in `cabs`.
    private(set) var points: [TracePoint]
    /// The recorded numbers of the cabs, ascending.
    let cabs: [Int]
    /// The rides in the order of their beginnings.
    private(set) var rides: [Ride] = []
    /// Which ride each point belongs to, if any.
    private(set) var rideOfPoint: [Int?]

    /// The plan of a recording.
    init(_ trace: Trace) {
        points = trace.points
        cabs = Set(trace.points.map(\.cab)).sorted()
        rideOfPoint = [Int?](repeating: nil, count: trace.points.count)
        var placeOfCab: [Int: Int] = [:]
        for (place, cab) in cabs.enumerated() { placeOfCab[cab] = place }
        var open = [Int?](repeating: nil, count: cabs.count)
        for index in points.indices {
            let cab = placeOfCab[points[index].cab] ?? 0
            points[index].cab = cab
            guard points[index].isOccupied else {
                open[cab] = nil
                continue
            }
            if let ride = open[cab] {
                rides[ride].last = index
            } else {
                open[cab] = rides.count
                rides.append(Ride(cab: cab, first: index, last: index))
            }
            rideOfPoint[index] = open[cab]
        }
    }
}
