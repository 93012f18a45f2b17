// Requests about an order that goes another way than planned, and the version they expect.

internal import Engine
internal import Wire

extension RequestInput {
    /// What is asked of the order in the path.
    func readLaw(_ endpoint: Endpoint) throws(Refusal) -> LawCommand {
        switch endpoint {
        case .editOrder:
            .edit(try OrderEditBody.decode(body.span, datum: try datum()).stops)
        case .addToOrder: .add(amount: try AdditionBody.decode(body.span).amount)
        case .chooseForOrder: .choose(try ChoiceBody.decode(body.span).choice)
        case .failOrder: .fail(try ExplanationBody.decode(body.span).explanation)
        case .unlockCode: .unlockCode(try ExplanationBody.decode(body.span).explanation)
        default: .pay
        }
    }

    /// What the runner (or a dispatcher) says of the leg in the path.
    func readLegCommand(_ endpoint: Endpoint) throws(Refusal) -> Command {
        let order = try order()
        guard stars.count > 1, let leg = Int(stars[1]), leg >= 0 else { throw .noOrder }
        switch endpoint {
        case .releaseLeg:
            let explanation = try ExplanationBody.decode(body.span).explanation
            return .law(order, .giveBack(leg: leg, explanation))
        case .undoPhase: return .law(order, .undo(leg: leg))
        case .noteAttempt: return .law(order, .attempt(leg: leg))
        default:
            let phase = try PhaseBody.decode(body.span)
            return .reportPhase(
                order, leg: leg, phase.phase, code: phase.code, reason: phase.reason,
                note: phase.note)
        }
    }
}

extension APIRequest {
    /// The same request, which only counts while its order is at that version (`If-Match`). What is about
    /// no order has no version.
    func expecting(_ version: Int?) -> APIRequest {
        guard let version, case .command(let command, let key) = self else { return self }
        return .command(.expecting(version: version, command), key)
    }
}
