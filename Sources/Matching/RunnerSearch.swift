// Who is near a pickup: the part of the round that Geo's cell index does.

import Geo

/// The runners of a board, found by distance.
struct RunnerSearch {
    /// A runner and the great-circle distance.
    struct Found {
        var runner: Int
        var distanceMeters: Double
    }

    private let coordinates: [Coordinate]

    /// A search over runners that stand at `coordinates`, named by their index.
    init(_ coordinates: [Coordinate]) {
        self.coordinates = coordinates
    }

    /// Replaces `found` by every runner at most `radiusMeters` away, by ascending index.
    func find(around center: Coordinate, withinMeters radiusMeters: Double, into found: inout [Found]) {
        found.removeAll(keepingCapacity: true)
        let ruler = Ruler(from: center)
        for (runner, coordinate) in coordinates.enumerated() {
            let distance = ruler.meters(to: coordinate)
            if distance <= radiusMeters {
                found.append(Found(runner: runner, distanceMeters: distance))
            }
        }
    }
}
