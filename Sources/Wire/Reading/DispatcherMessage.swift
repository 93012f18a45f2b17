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
    /// Sees to an exception.
    case claim(ExceptionReference)
    /// Ends an exception, with a reason.
    case resolve(ExceptionReference, reason: String?)

    static let types = ["watch", "claim", "resolve"]

    /// Reads a message whose head was read before; the corners are in `datum`.
    ///
    /// Throws `invalid`, `outOfRange`, `keyRequired` where a command has no id, and `notFound` for a text
    /// that cannot be an id.
    public static func decode(
        _ bytes: Span<UInt8>, head: MessageHead, datum: Datum
    ) throws(Refusal) -> DispatcherMessage {
        switch head.type {
        case "watch":
            return .watch(try AreaForm.decodeCold(bytes).area(datum: datum))
        case "claim":
            try head.requireKey()
            return .claim(try ExceptionForm.decodeCold(bytes).reference)
        case "resolve":
            try head.requireKey()
            let form = try ExceptionForm.decodeCold(bytes)
            return .resolve(
                try form.reference, reason: try Field("/reason").text(form.reason))
        default:
            throw head.unknownType(DispatcherMessage.types)
        }
    }
}

/// The fields that name an exception: its order, or the runner who called.
private struct ExceptionForm: Decodable {
    var exception: String
    var order: String?
    var runner: String?
    var reason: String?

    var reference: ExceptionReference {
        get throws(Refusal) {
            let names = ExceptionKind.allCases.map(\.name)
            let kind = try Field("/exception").word(exception, of: names) {
                ExceptionKind(name: $0)
            }
            guard order == nil, let runner else {
                return ExceptionReference(kind, order: try Field("/order").order(order))
            }
            return ExceptionReference(kind, runner: RunnerID(runner))
        }
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
