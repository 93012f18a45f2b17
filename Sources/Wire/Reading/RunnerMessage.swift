// What a runner's app says on its socket, fixes apart.

public import Engine
public import Geo

/// A runner's message.
public enum RunnerMessage: Equatable, Sendable {
    /// `confirmed`: the runner goes on though the day's hours are worked.
    case duty(Duty, confirmed: Bool = false)
    case offerSeen(OfferID)
    case accept(OfferID, epoch: Int)
    case decline(OfferID, reason: String?)
    case phase(PhaseReport)
    /// `release`, `undo`, `attempt`.
    case law(OrderID, LawCommand)
    /// What may be claimed.
    case hall
    case grab(OrderID)
    /// A call for help.
    case sos
    case fix(Fix)
    /// A batch, and how many of it were out of range.
    case fixes([Fix], FixCounts)

    static let types = [
        "duty", "fix", "fixes", "offerSeen", "accept", "decline", "phase", "release", "undo",
        "attempt", "hall", "grab", "sos",
    ]

    /// The most fixes in a message.
    public static let fixesMax = 500

    /// Reads a message whose head was read before.
    ///
    /// Throws `invalid` (no JSON, an unknown type, a field missing or of a wrong type), `outOfRange`,
    /// `keyRequired` where a command has no id, and `notFound` for a text that cannot be an id.
    public static func decode(
        _ bytes: Span<UInt8>, head: MessageHead, datum: Datum
    ) throws(Refusal) -> RunnerMessage {
        switch head.type {
        case "duty":
            try head.requireKey()
            let body = try DutyBody.decode(bytes)
            return .duty(body.duty, confirmed: body.confirmed)
        case "offerSeen":
            return .offerSeen(try OfferForm.decodeCold(bytes).id)
        case "accept":
            try head.requireKey()
            let form = try OfferForm.decodeCold(bytes)
            return .accept(try form.id, epoch: try Field("/epoch").required(form.epoch).value)
        case "decline":
            try head.requireKey()
            let form = try OfferForm.decodeCold(bytes)
            return .decline(try form.id, reason: try Field("/reason").text(form.reason))
        case "phase":
            try head.requireKey()
            return .phase(try PhaseReport(bytes))
        case "release", "undo", "attempt":
            try head.requireKey()
            return try decodeLaw(bytes, head: head)
        case "hall":
            return .hall
        case "grab":
            try head.requireKey()
            return .grab(try Field("/order").order(try LegForm.decodeCold(bytes).order))
        case "sos":
            try head.requireKey()
            return .sos
        case "fix", "fixes":
            return try decodeFixes(bytes, datum: datum)
        default:
            throw head.unknownType(RunnerMessage.types)
        }
    }

    private static func decodeLaw(
        _ bytes: Span<UInt8>, head: MessageHead
    ) throws(Refusal) -> RunnerMessage {
        let (order, leg) = try LegForm.decodeCold(bytes).place
        switch head.type {
        case "release":
            let explanation = try ExplanationBody.decode(bytes).explanation
            return .law(order, .giveBack(leg: leg, explanation))
        case "undo": return .law(order, .undo(leg: leg))
        default: return .law(order, .attempt(leg: leg))
        }
    }

    private static func decodeFixes(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> RunnerMessage {
        if let fix = try FixScanner.scanFix(bytes, datum: datum) { return .fix(fix) }
        var fixes: [Fix] = []
        var drops = FixCounts()
        guard
            try FixScanner.scanFixes(
                bytes, datum: datum, max: fixesMax, into: &fixes, drops: &drops)
        else { throw Field("/type").invalid("is one of \(types.joined(separator: ", "))") }
        return .fixes(fixes, drops)
    }
}

/// A runner's report of progress on a leg.
public struct PhaseReport: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// The leg of it.
    public var leg: Int
    /// What was reported.
    public var body: PhaseBody

    /// A report.
    public init(order: OrderID, leg: Int, body: PhaseBody) {
        self.order = order
        self.leg = leg
        self.body = body
    }

    init(_ bytes: Span<UInt8>) throws(Refusal) {
        (order, leg) = try LegForm.decodeCold(bytes).place
        body = try PhaseBody.decode(bytes)
    }
}

/// The fields of a message about an offer.
private struct OfferForm: Decodable {
    var offer: String
    var epoch: WholeNumber?
    var reason: String?

    var id: OfferID {
        get throws(Refusal) { try Field("/offer").offer(offer) }
    }
}

/// The fields that name a leg.
private struct LegForm: Decodable {
    var order: String
    var leg: WholeNumber?

    var place: (OrderID, Int) {
        get throws(Refusal) {
            let index = try Field("/leg").number(leg?.value ?? 0, in: 0...LegID.legsMax)
            return (try Field("/order").order(order), index)
        }
    }
}

extension MessageHead {
    /// Makes sure that a command has a key.
    func requireKey() throws(Refusal) {
        guard key == nil else { return }
        throw Refusal(
            .keyRequired, field: "/id",
            detail: "a command carries an id: a text of 1 to 128 bytes or a whole number")
    }

    /// The refusal of a message whose type is none of `known`.
    func unknownType(_ known: [String]) -> Refusal {
        Refusal(.invalid, field: "/type", detail: "type is one of \(known.joined(separator: ", "))")
    }
}
