// The small bodies of HTTP commands. An empty body is the empty object.

public import Engine

/// `PUT /v1/runners/me/duty`: `{"on":true}` or `{"duty":"paused"}`.
public struct DutyBody: Equatable, Sendable {
    /// The duty asked for: `on`, `off` or `paused`.
    public var duty: Duty
    /// The runner goes on though the day's hours are worked.
    public var confirmed = false

    /// Reads the body. Throws `invalid` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> DutyBody {
        let form = try DutyForm.decodeCold(bytes)
        if let word = form.duty {
            let legal: [Duty] = [.on, .off, .paused]
            return DutyBody(
                duty: try Field("/duty").word(word, of: legal.map(\.name)) { name in
                    legal.first { $0.name == name }
                }, confirmed: form.confirm ?? false)
        }
        return DutyBody(
            duty: try Field("/on").required(form.on) ? .on : .off, confirmed: form.confirm ?? false)
    }
}

/// `POST /v1/offers/{id}/accept`: `{"epoch":1}`.
public struct AcceptBody: Equatable, Sendable {
    /// The assignment that accepting creates.
    public var epoch: Int

    /// Reads the body. Throws `invalid` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> AcceptBody {
        AcceptBody(epoch: try Field("/epoch").required(try EpochForm.decode(bytes).epoch).value)
    }
}

/// `POST /v1/offers/{id}/decline` and `POST /v1/orders/{id}/cancel`: `{"reason":"tooFar"}`.
public struct ReasonBody: Equatable, Sendable {
    /// Why, if it was said.
    public var reason: String?
    /// What was said beside it.
    public var note: String?

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ReasonBody {
        guard !bytes.isEmpty else { return ReasonBody() }
        let form = try ReasonForm.decode(bytes)
        return ReasonBody(
            reason: try Field("/reason").text(form.reason),
            note: try Field("/note").text(form.note))
    }
}

/// The body of `POST /v1/offers/{id}/decline`.
public typealias DeclineBody = ReasonBody
/// The body of `POST /v1/orders/{id}/cancel`.
public typealias CancelBody = ReasonBody

/// `POST /v1/orders/{id}/legs/{n}/phase`.
public struct PhaseBody: Equatable, Sendable {
    /// The phase that was reached.
    public var phase: Phase
    /// The stop's code, where one is asked for.
    public var code: String?
    /// References to photos and signatures.
    public var proof: [String]
    /// Why, where the phase needs a reason.
    public var reason: String?
    /// What was said beside it.
    public var note: String?

    /// A report.
    public init(
        _ phase: Phase, code: String? = nil, proof: [String] = [], reason: String? = nil,
        note: String? = nil
    ) {
        self.note = note
        self.phase = phase
        self.code = code
        self.proof = proof
        self.reason = reason
    }

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> PhaseBody {
        let form = try PhaseForm.decode(bytes)
        let phase = try Field("/to").word(form.to, of: Phase.allCases.map(\.name)) {
            Phase(name: $0)
        }
        return PhaseBody(
            phase, code: try Field("/code").text(form.code),
            proof: try Field("/proof").texts(form.proof ?? []),
            reason: try Field("/reason").text(form.reason),
            note: try Field("/note").text(form.note))
    }
}

/// `POST /v1/orders/{id}/share`: `{"as":"recipient"}`.
public struct ShareBody: Equatable, Sendable {
    /// Whom the link is for.
    public var party: ShareParty

    /// Reads the body; without one the link is for somebody who only watches. Throws `invalid` with the
    /// field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ShareBody {
        guard !bytes.isEmpty, let word = try ShareForm.decodeCold(bytes).as else {
            return ShareBody(party: .viewer)
        }
        let legal = ShareParty.allCases.map(\.name)
        return ShareBody(
            party: try Field("/as").word(word, of: legal) { ShareParty(name: $0) })
    }
}

/// `POST /v1/orders/{id}/assign`.
public struct AssignBody: Equatable, Sendable {
    /// Who shall carry it.
    public var runner: RunnerID
    /// Why.
    public var reason: String?
    /// Assign although a filter says no.
    public var override: Bool

    /// An assignment by hand.
    public init(runner: RunnerID, reason: String? = nil, override: Bool = false) {
        self.runner = runner
        self.reason = reason
        self.override = override
    }

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> AssignBody {
        let form = try AssignForm.decode(bytes)
        return AssignBody(
            runner: RunnerID(try Field("/runner").nonEmpty(form.runner)),
            reason: try Field("/reason").text(form.reason), override: form.override ?? false)
    }
}

private struct DutyForm: Decodable {
    var on: Bool?
    var duty: String?
    var confirm: Bool?
}

struct EpochForm: Decodable {
    var epoch: WholeNumber?
}

struct ReasonForm: Decodable {
    var reason: String?
    var note: String?
}

struct PhaseForm: Decodable {
    var to: String
    var code: String?
    var proof: [String]?
    var reason: String?
    var note: String?
}

private struct ShareForm: Decodable {
    var `as`: String?
}

struct AssignForm: Decodable {
    var runner: String
    var reason: String?
    var override: Bool?
}
