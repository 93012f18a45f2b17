// What is said where goods pass from hand to hand. An empty body is the empty object.

public import Engine
public import Geo

/// `POST /v1/orders/{id}/legs/{n}/code`: `{}` or `{"to":"runner"}`.
public struct CodeBody: Equatable, Sendable {
    /// The code is for another runner, although the leg ends at a station.
    public var toRunner: Bool

    /// Reads the body. Throws `invalid` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> CodeBody {
        guard !bytes.isEmpty, let word = try CodeForm.decodeCold(bytes).to else {
            return CodeBody(toRunner: false)
        }
        let isToRunner = try Field("/to").word(word, of: ["station", "runner"]) { $0 == "runner" }
        return CodeBody(toRunner: isToRunner)
    }
}

/// `POST /v1/scan` and a runner's `scan` message: `{"code":"…"}`.
public struct ScanBody: Equatable, Sendable {
    /// What the other side shows.
    public var code: String

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ScanBody {
        ScanBody(code: try Field("/code").nonEmpty(try ScanForm.decodeCold(bytes).code))
    }
}

/// `POST /v1/orders/{id}/gate`: `{"latitude":…,"longitude":…,"name":"东门"}`.
public struct GateBody: Equatable, Sendable {
    /// To where the recipient comes down, in WGS-84.
    public var coordinate: Coordinate
    /// What people call it.
    public var name: String

    /// Reads the body; the place is in `datum` unless it names its own. Throws `invalid` or `outOfRange`
    /// with the field.
    public static func decode(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> GateBody {
        let form = try GateForm.decodeCold(bytes)
        return GateBody(
            coordinate: try Field("").coordinate(
                latitude: form.latitude, longitude: form.longitude, own: form.datum, datum: datum),
            name: try Field("/name").nonEmpty(form.name))
    }
}

private struct CodeForm: Decodable {
    var to: String?
}

private struct ScanForm: Decodable {
    var code: String
}

private struct GateForm: Decodable {
    var latitude: Double
    var longitude: Double
    var datum: String?
    var name: String
}
