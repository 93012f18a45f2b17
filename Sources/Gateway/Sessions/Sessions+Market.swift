// Requests about the hall, exceptions and decisions.

internal import Engine
internal import HTTP
internal import Wire

extension Route {
    /// The market's routes.
    static let market: [Route] = [
        Route(.get, "/v1/hall", .runner, .hall),
        Route(.post, "/v1/orders/*/grab", .runner, .grab, needsKey: true),
        Route(.get, "/v1/orders/*/decisions", .staff, .getDecisions),
        Route(.get, "/v1/exceptions", .staff, .listExceptions),
        Route(
            .post, "/v1/orders/*/exceptions/*/claim", .staff, .claimException, needsKey: true),
        Route(
            .post, "/v1/orders/*/exceptions/*/resolve", .staff, .resolveException, needsKey: true),
        Route(
            .post, "/v1/runners/*/exceptions/*/claim", .staff, .claimRunnerException,
            needsKey: true),
        Route(
            .post, "/v1/runners/*/exceptions/*/resolve", .staff, .resolveRunnerException,
            needsKey: true),
        Route(.post, "/v1/sos", .runner, .callForHelp, needsKey: true),
    ]
}

extension RequestInput {
    func readMarket(_ endpoint: Endpoint) throws(Refusal) -> APIRequest {
        switch endpoint {
        case .hall: .hall
        case .grab: .command(.grab(try order()), key)
        case .getDecisions: .decisions(try order())
        case .listExceptions:
            .exceptions(
                limit: try number(
                    "limit", in: 1...limits.listLimitMax, default: limits.listLimitMax))
        case .callForHelp: .command(.exception(.sos), key)
        case .claimException:
            .command(.exception(.claim(try exception(order: try order()))), key)
        case .claimRunnerException:
            .command(.exception(.claim(try exception(runner: runner))), key)
        case .resolveException: try resolution(try exception(order: try order()))
        default: try resolution(try exception(runner: runner))
        }
    }

    private func resolution(_ reference: ExceptionReference) throws(Refusal) -> APIRequest {
        let reason = try ReasonBody.decode(body.span).reason
        return .command(.exception(.resolve(reference, reason: reason)), key)
    }

    /// The exception whose kind is the path's second star.
    private func exception(
        order: OrderID? = nil, runner: RunnerID? = nil
    ) throws(Refusal) -> ExceptionReference {
        guard stars.count > 1, let kind = ExceptionKind(name: stars[1]) else {
            throw .noException
        }
        return ExceptionReference(kind, order: order, runner: runner)
    }
}
