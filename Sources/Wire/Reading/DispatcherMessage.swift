// What a dispatcher's page says on its socket.

public import Engine
public import Geo

/// The part of the map that a dispatcher looks at.
public struct WatchedArea: Equatable, Sendable {
    /// The south-western corner, in WGS-84.
    public var southWest: Coordinate
    /// The north-eastern corner, in WGS-84; west of the other where the view crosses the antimeridian.
    public var northEast: Coordinate
    /// The map's zoom, 0 (the world) … 22.
    public var zoom: Int

    /// A view.
    public init(southWest: Coordinate, northEast: Coordinate, zoom: Int) {
        self.southWest = southWest
        self.northEast = northEast
        self.zoom = zoom
    }
}

/// A dispatcher's message.
public enum DispatcherMessage: Equatable, Sendable {
    case watch(WatchedArea)

    static let types = ["watch"]

    /// Reads a message whose head was read before; the corners are in `datum`.
    ///
    /// Throws `invalid` or `outOfRange`.
    public static func decode(
        _ bytes: Span<UInt8>, head: MessageHead, datum: Datum
    ) throws(Refusal) -> DispatcherMessage {
        guard head.type == "watch" else { throw head.unknownType(DispatcherMessage.types) }
        return .watch(try AreaForm.decodeCold(bytes).area(datum: datum))
    }
}

private struct AreaForm: Decodable {
    var south: Double
    var west: Double
    var north: Double
    var east: Double
    var zoom: Double

    func area(datum: Datum) throws(Refusal) -> WatchedArea {
        _ = try Field("/south").degrees(south, upTo: 90)
        _ = try Field("/north").degrees(north, upTo: 90)
        _ = try Field("/west").degrees(west, upTo: 180)
        _ = try Field("/east").degrees(east, upTo: 180)
        guard south <= north else { throw Field("/south").invalid("is at most north") }
        // Maps zoom in fractions; a cell's size is chosen by whole steps.
        guard zoom >= 0, zoom <= 22 else {
            throw Field("/zoom").outOfRange(zoom < 0 ? 0 : 22, "is a number from 0 to 22")
        }
        let corner = Field("")
        return WatchedArea(
            southWest: try corner.coordinate(latitude: south, longitude: west, datum: datum),
            northEast: try corner.coordinate(latitude: north, longitude: east, datum: datum),
            zoom: Int(zoom))
    }
}
