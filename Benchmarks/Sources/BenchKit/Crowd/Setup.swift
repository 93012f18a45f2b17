// Who must be known before anything moves: runners are registered and verified, a request each.

internal import Basics
internal import CityTraffic
internal import Engine
internal import HTTP
internal import Wire

/// Bodies and targets of the requests that benches make.
struct Requests {
    let desk: TokenDesk
    /// New in each run: a key used again would give the answer of another run.
    let keyPrefix: String

    private static let emptyBody = Array("{}".utf8)

    func register(_ runner: String, tag: Int, capacityOrders: Int) -> PoolRequest {
        var writer = JSONWriter()
        writer.writeRunnerBody(
            RunnerProfile(
                id: RunnerID(runner), name: runner, vehicle: .car,
                capacity: Capacity(orders: capacityOrders, grams: 100_000)))
        return post(
            "/v1/runners", tag: tag, "bench", .service, key: "register-" + runner,
            writer.takeBytes())
    }

    func verify(_ runner: String, tag: Int) -> PoolRequest {
        post(
            "/v1/runners/\(runner)/verify", tag: tag, "bench", .service, key: "verify-" + runner,
            Requests.emptyBody)
    }

    func place(_ draft: OrderDraft, tag: Int, customer: String, key: String) -> PoolRequest {
        var writer = JSONWriter()
        writer.writeOrderBody(draft)
        return post("/v1/orders", tag: tag, customer, .customer, key: key, writer.takeBytes())
    }

    func assign(_ order: OrderID, to runner: String, tag: Int) -> PoolRequest {
        var writer = JSONWriter()
        writer.writeAssignBody(
            AssignBody(runner: RunnerID(runner), reason: "a bench binds it", override: true))
        return post(
            "/v1/orders/\(order.text)/assign", tag: tag, "bench", .dispatcher,
            key: "assign-" + order.text, writer.takeBytes())
    }

    func order(_ order: OrderID, tag: Int) -> PoolRequest {
        PoolRequest(
            tag: tag, .get, "/v1/orders/" + order.text, token: desk.token("bench", .dispatcher))
    }

    private func post(
        _ target: String, tag: Int, _ subject: String, _ role: Role, key: String, _ body: [UInt8]
    ) -> PoolRequest {
        command(target, tag: tag, token: desk.token(subject, role), key: key, body)
    }

    /// A command of a bearer whose token was made before.
    func command(
        _ target: String, tag: Int, token: String, key: String, _ body: [UInt8]
    ) -> PoolRequest {
        PoolRequest(
            tag: tag, .post, target, token: token, key: keyPrefix + "-" + key, body: body)
    }
}

extension PoolAnswer {
    /// Whether the command was carried out.
    var isFine: Bool { status == 200 || status == 201 }

    /// The answer for an error message.
    var brief: String {
        status == 0
            ? "the connection was lost again and again"
            : "\(status) " + String(decoding: body.prefix(200), as: UTF8.self)
    }
}
