// A place told only so far that a quarter is known and no door.

extension Coordinate {
    /// The nearest point of a grid of 0.001°, about a hundred metres wide. It is always the same for the
    /// same place, so that asking again tells no more.
    public var roughened: Coordinate {
        Coordinate(
            latitudeE7: Coordinate.rough(latitudeE7), longitudeE7: Coordinate.rough(longitudeE7))
    }

    private static func rough(_ degreesE7: Int32) -> Int32 {
        let steps = (Double(degreesE7) / 10_000).rounded()
        return Int32(steps) * 10_000
    }
}
