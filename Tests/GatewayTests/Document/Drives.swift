// How each operation of openapi.yaml comes about: the scene in which it makes sense, who asks, and what
// stands in its path. The body is the document's own example unless the scene makes one.

import Basics
import Engine
import Geo
import HTTP

@testable import Gateway

/// What a scene leaves to be said.
struct Call: Sendable {
    /// What stands for the path's parameters.
    var path: [String: String] = [:]
    var query = ""
    /// Instead of the document's example.
    var body: String?

    static func order(_ id: String) -> Call { Call(path: ["id": id]) }
    static func leg(_ id: String, body: String? = nil) -> Call {
        Call(path: ["id": id, "n": "0"], body: body)
    }
}

/// How one operation is driven.
struct Drive: Sendable {
    /// Who asks; `nil` without a token.
    var token: String?
    /// Makes the scene.
    var scene: @Sendable (Shell) -> Call

    init(_ token: String?, _ scene: @escaping @Sendable (Shell) -> Call) {
        self.token = token
        self.scene = scene
    }
}

enum Drives {
    /// All of them, by `operationId`.
    static let all: [String: Drive] = [orders, law, market, relay, runners, apps, places, open]
        .reduce(into: [:]) { all, part in all.merge(part) { _, second in second } }

    /// A gateway in which goods may be handed over anywhere.
    static func shell(
        mode: MatchingMode = .auto, sendsPushes: Bool = false, viewRunnersMax: Int = 1_000
    ) -> Shell {
        var policy = Policy()
        policy.deliveredMetersMax = 0
        policy.mode = mode
        var settings = GatewaySettings()
        settings.sendsPushes = sendsPushes
        settings.viewRunnersMax = viewRunnersMax
        settings.files = [
            StaticFile(
                path: "/docs", contentType: "text/html; charset=utf-8", etag: "\"1\"",
                bytes: Array("<!doctype html>".utf8))
        ]
        return Shell(settings: settings, policy: policy)
    }

    private static let orders: [String: Drive] = [
        "createOrder": Drive("customer-c1") { _ in Call() },
        "listOrders": Drive("customer-c1") { shell in
            _ = shell.place()
            return Call(query: "?limit=10")
        },
        "getOrder": Drive("customer-c1") { .order($0.place()) },
        "editOrder": Drive("customer-c1") { .order($0.place()) },
        "previewCancel": Drive("customer-c1") { .order($0.place()) },
        "cancelOrder": Drive("customer-c1") { .order($0.place()) },
        "assignOrder": Drive("dispatcher-d1") { shell in
            _ = shell.runner("r1")
            return .order(shell.place())
        },
        "shareOrder": Drive("customer-c1") { .order($0.place()) },
        "getTrack": Drive("customer-c1") { shell in
            let (order, socket) = shell.carried()
            shell.pass(.seconds(4))
            shell.say(shell.fix(2), on: socket)
            return .order(order)
        },
        "getEvents": Drive("customer-c1") { .order($0.carried().order) },
        "addToOrder": Drive("customer-c1") { .order($0.place()) },
        "quote": Drive("customer-c1") { _ in Call() },
        "getDecisions": Drive("dispatcher-d1") { shell in
            _ = shell.runner("r1")
            let order = shell.place()
            shell.pass(.seconds(2))
            return .order(order)
        },
    ]

    private static let law: [String: Drive] = [
        "payOrder": Drive("service-s1") { shell in
            let body = Shell.orderBody().dropLast() + ",\"payment\":\"awaiting\"}"
            let answer = shell.ask(
                .post, "/v1/orders", as: "service-s1", key: "unpaid", String(body))
            return .order(answer.json["id"].text ?? "")
        },
        "chooseForOrder": Drive("customer-c1") { shell in
            let order = shell.place(pools: ["female"])
            shell.pass(Policy().escalation + .seconds(5))
            return .order(order)
        },
        "failOrder": Drive("dispatcher-d1") { .order($0.carried().order) },
        "unlockCode": Drive("dispatcher-d1") { shell in
            let order = shell.pickedUp(code: "4821")
            for number in 1...5 {
                shell.ask(
                    .post, "/v1/orders/\(order)/legs/0/phase", as: "runner-r1",
                    key: "wrong-\(number)", #"{"to":"delivered","code":"0"}"#)
            }
            return .order(order)
        },
        "releaseLeg": Drive("runner-r1") { .leg($0.carried().order) },
        "undoPhase": Drive("runner-r1") { .leg($0.pickedUp()) },
        "noteAttempt": Drive("runner-r1") { .leg($0.pickedUp()) },
        "reportPhase": Drive("runner-r1") { .leg($0.pickedUp(code: "4821")) },
    ]

    private static let market: [String: Drive] = [
        "grabOrder": Drive("runner-r1") { shell in
            _ = shell.runner("r1")
            let order = shell.place()
            shell.pass(.seconds(1))
            return .order(order)
        },
        "getHall": Drive("runner-r1") { shell in
            _ = shell.runner("r1")
            _ = shell.place()
            shell.pass(.seconds(1))
            return Call()
        },
        "claimException": Drive("dispatcher-d1") { $0.untaken() },
        "resolveException": Drive("dispatcher-d1") { $0.untaken() },
        "claimRunnerException": Drive("dispatcher-d1") { $0.calledForHelp() },
        "resolveRunnerException": Drive("dispatcher-d1") { $0.calledForHelp() },
        "listExceptions": Drive("dispatcher-d1") { shell in
            _ = shell.calledForHelp()
            _ = shell.untaken()
            return Call()
        },
        "callForHelp": Drive("runner-r1") { shell in
            shell.register("r1")
            return Call()
        },
    ]

    private static let relay: [String: Drive] = [
        "issueHandoverCode": Drive("customer-c1") { .leg($0.place()) },
        "scanHandoverCode": Drive("runner-r1") { shell in
            _ = shell.runner("r1")
            let order = shell.place()
            let code = shell.ask(
                .post, "/v1/orders/\(order)/legs/0/code", as: "customer-c1", key: "code", "{}")
            return Call(body: "{\"code\":\"\(code.json["code"].text ?? "")\"}")
        },
        "recoverOrder": Drive("dispatcher-d1") { .order($0.pickedUp()) },
        "moveToGate": Drive("dispatcher-d1") { .order($0.place()) },
    ]

    private static let runners: [String: Drive] = [
        "createRunner": Drive("admin-a1") { _ in Call() },
        "getRunner": Drive("runner-r1") { $0.registered() },
        "changeRunner": Drive("runner-r1") { $0.registered() },
        "verifyRunner": Drive("admin-a1") { $0.registered() },
        "blockRunner": Drive("admin-a1") { $0.registered() },
        "unblockRunner": Drive("admin-a1") { $0.registered() },
        "putBlock": Drive("admin-a1") { shell in
            shell.register("r1")
            return Call()
        },
        "runnersNear": Drive("dispatcher-d1") { shell in
            _ = shell.runner("r1")
            return Call(query: "?latitude=31.2304&longitude=121.4737")
        },
    ]

    private static let apps: [String: Drive] = [
        "setDuty": Drive("runner-r1") { shell in
            shell.register("r1")
            return Call()
        },
        "sendFixes": Drive("runner-r1") { shell in
            _ = shell.runner("r1")
            return Call()
        },
        "myOffers": Drive("runner-r1") { shell in
            _ = shell.offered()
            return Call()
        },
        "ownStops": Drive("runner-r1") { shell in
            _ = shell.carried()
            return Call()
        },
        "offerSeen": Drive("runner-r1") { .order($0.offered()) },
        "acceptOffer": Drive("runner-r1") { .order($0.offered()) },
        "declineOffer": Drive("runner-r1") { .order($0.offered()) },
    ]

    private static let places: [String: Drive] = [
        "listZones": Drive("admin-a1") { shell in
            shell.putPlaces()
            return Call()
        },
        "getZone": Drive("admin-a1") { $0.placed("z1") },
        "putZone": Drive("admin-a1") { $0.placed("z2") },
        "pauseZone": Drive("dispatcher-d1") { $0.placed("z1") },
        "deleteZone": Drive("admin-a1") { $0.placed("z1") },
        "listStations": Drive("admin-a1") { shell in
            shell.putPlaces()
            return Call()
        },
        "getStation": Drive("admin-a1") { $0.placed("st1") },
        "putStation": Drive("admin-a1") { $0.placed("st3") },
        "deleteStation": Drive("admin-a1") { $0.placed("st2") },
        "listPools": Drive("admin-a1") { shell in
            shell.putPlaces()
            return Call()
        },
        "getPool": Drive("admin-a1") { $0.placed("night") },
        "putPool": Drive("admin-a1") { $0.placed("night") },
        "audit": Drive("admin-a1") { shell in
            shell.putPlaces()
            return Call()
        },
    ]

    private static let open: [String: Drive] = [
        "health": Drive(nil) { _ in Call() },
        "readiness": Drive(nil) { _ in Call() },
        "metrics": Drive(nil) { _ in Call() },
        "docs": Drive(nil) { _ in Call() },
    ]
}

extension Shell {
    /// An order that the runner r1 is bound to, and its socket.
    func carried(code: String? = nil) -> (order: String, socket: ConnectionID) {
        let socket = runner("r1")
        let order = place(code: code)
        assign(order, to: "r1")
        return (order, socket)
    }

    /// An order whose goods the runner r1 has.
    func pickedUp(code: String? = nil) -> String {
        let (order, _) = carried(code: code)
        ask(
            .post, "/v1/orders/\(order)/legs/0/phase", as: "runner-r1", key: "pickedUp",
            #"{"to":"pickedUp"}"#)
        return order
    }

    /// An order that nobody takes.
    func untaken() -> Call {
        let order = place()
        pass(Policy().escalation + .seconds(5))
        return Call(path: ["id": order, "kind": "noTaker"])
    }

    func calledForHelp() -> Call {
        register("r1")
        ask(.post, "/v1/sos", as: "runner-r1", key: "help", "{}")
        return Call(path: ["id": "r1", "kind": "sos"])
    }

    func registered() -> Call {
        register("r1")
        return .order("r1")
    }

    /// An offer to the runner r1.
    func offered() -> String {
        let socket = runner("r1")
        _ = place()
        return offer(on: socket)["offer"].text ?? ""
    }

    /// A zone, two stations and a pool.
    func putPlaces() {
        for name in ["st1", "st2"] {
            ask(
                .put, "/v1/stations/\(name)", as: "admin-a1",
                #"{"latitude":31.2331,"longitude":121.4799}"#)
        }
        ask(
            .put, "/v1/zones/z1", as: "admin-a1",
            """
            {"circle":{"latitude":31.2333,"longitude":121.4801,"radiusMeters":300},\
            "enterPools":["female"],"station":"st1","mode":"scan"}
            """)
        ask(
            .put, "/v1/pools/night", as: "admin-a1",
            #"{"name":"Night","members":{"skills":["night"]},"shifts":"mon-sun 22:00-06:00"}"#)
    }

    func placed(_ id: String) -> Call {
        register("r1")
        putPlaces()
        return .order(id)
    }
}
