// Answers to commands: yes in its variants, and no as problem+json (RFC 9457) or as a socket's error.

public import Engine
public import Geo

extension JSONWriter {
    /// Writes `{"type":"ok","re":…}`.
    public mutating func writeOk(re: MessageKey?) {
        beginMessage("ok", re: re)
        endObject()
    }

    /// Writes the `ok` of a duty command with the duty that now holds.
    public mutating func writeOk(re: MessageKey?, duty: Duty) {
        beginMessage("ok", re: re)
        field("duty", duty.name)
        endObject()
    }

    /// Writes the `ok` of a subscription with the newest sequence.
    public mutating func writeOk(re: MessageKey?, sequence: Int) {
        beginMessage("ok", re: re)
        field("seq", sequence)
        endObject()
    }

    /// Writes the `ok` of a command that changed an order, with the order as it now is.
    public mutating func writeOk(re: MessageKey?, order picture: OrderPicture, datum: Datum) {
        beginMessage("ok", re: re)
        name("order")
        writeOrder(picture, datum: datum)
        endObject()
    }

    /// Writes `{"order":…}`, the answer to an accept over HTTP.
    public mutating func writeAccepted(_ picture: OrderPicture, datum: Datum) {
        beginObject()
        name("order")
        writeOrder(picture, datum: datum)
        endObject()
    }

    /// Writes `{"duty":…}`, the answer to a duty command over HTTP.
    public mutating func writeDuty(_ duty: Duty) {
        beginObject()
        field("duty", duty.name)
        endObject()
    }

    /// Writes a refusal as problem+json; `order` is the current order, where the code asks for it.
    public mutating func writeProblem(
        _ refusal: Refusal, order: OrderPicture? = nil, datum: Datum = .wgs84
    ) {
        let words = refusal.code.words
        beginObject()
        field("type", "/problems/" + words.joined(separator: "-"))
        field("title", Self.sentence(words))
        field("status", refusal.status)
        field("code", refusal.code.rawValue)
        refusalFields(refusal, order: order, datum: datum)
        endObject()
    }

    /// Writes a refusal as a socket's `error`.
    public mutating func writeSocketError(
        _ refusal: Refusal, re: MessageKey?, order: OrderPicture? = nil, datum: Datum = .wgs84
    ) {
        beginMessage("error")
        field("code", refusal.code.rawValue)
        refusalFields(refusal, order: order, datum: datum)
        optionalField("re", re)
        endObject()
    }

    private mutating func refusalFields(
        _ refusal: Refusal, order: OrderPicture?, datum: Datum
    ) {
        optionalField("field", refusal.field)
        optionalField("limit", refusal.limit)
        field("detail", refusal.detail)
        optionalField("filter", refusal.filter)
        if let needsConfirmation = refusal.needsConfirmation {
            field("needsConfirmation", needsConfirmation)
        }
        if let claimable = refusal.claimable { field("claimable", claimable) }
        if let opensAt = refusal.opensAt { field("opensAt", opensAt) }
        optionalField("claimedBy", refusal.holder)
        if let wait = refusal.retryAfterMs { field("retryAfterMs", wait) }
        if !refusal.choices.isEmpty { field("choices", refusal.choices) }
        guard let order else { return }
        name("order")
        writeOrder(order, datum: datum)
    }

    private static func sentence(_ words: [String]) -> String {
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}

extension RefusalCode {
    /// The words of the code's name, in lower case: `poolConflict` is `pool`, `conflict`.
    var words: [String] {
        var words = [""]
        for character in rawValue {
            if character.isUppercase { words.append("") }
            words[words.count - 1] += character.lowercased()
        }
        return words
    }
}

extension Refusal {
    /// The HTTP status that goes with the code.
    public var status: Int {
        switch code {
        case .keyRequired: 400
        case .unauthorized: 401
        case .forbidden, .notYours: 403
        case .notFound: 404
        case .offerTaken, .offerWithdrawn, .offerExpired, .staleEpoch, .capacityReached,
            .versionConflict, .stateConflict, .alreadyExists, .notVerified, .resting,
            .offShift, .blocked:
            409
        case .invalid, .outOfRange, .poolConflict, .ineligible, .reasonRequired, .wrongCode,
            .codeLocked, .codeUsed, .codeExpired, .sameRunner, .tooFarFromStop, .notYet, .keyReused,
            .outsideZone:
            422
        case .rateLimited: 429
        case .notReady, .overloaded: 503
        }
    }
}
