// The scenes that most tests begin with: a registered runner on duty, an order, an assignment.

import Basics
import HTTP

/// The middle of the stage, and how to move from it.
enum Stage {
    static let latitude = 31.2304
    static let longitude = 121.4737

    /// Degrees of latitude for a distance to the north.
    static func north(_ meters: Double) -> Double { latitude + meters / 111_195 }
}

extension Shell {
    /// The body of an order from the middle of the stage.
    static func orderBody(
        pools: [String] = [], pickupNorthMeters: Double = 0, code: String? = nil
    ) -> String {
        let poolText = pools.map { "\"\($0)\"" }.joined(separator: ",")
        let codeText = code.map { ",\"code\":\"\($0)\"" } ?? ""
        return """
            {"type":"parcel","stops":[
            {"kind":"pickup","latitude":\(Stage.north(pickupNorthMeters)),"longitude":121.4737,
            "contact":{"name":"王小明","phone":"13800000000"}},
            {"kind":"dropoff","latitude":31.2333,"longitude":121.4801,
            "contact":{"name":"李","phone":"13900000000"}\(codeText)}],
            "items":[{"description":"小件","weightGrams":800}],"runnerPools":[\(poolText)]}
            """
    }

    /// Registers and verifies a runner.
    func register(_ name: String, gender: String? = nil) {
        let genderText = gender.map { ",\"gender\":\"\($0)\"" } ?? ""
        ask(
            .post, "/v1/runners", as: "admin-a1", key: "reg-\(name)",
            "{\"id\":\"\(name)\",\"name\":\"张伟\",\"vehicle\":\"bicycle\"\(genderText)}")
        ask(.post, "/v1/runners/\(name)/verify", as: "admin-a1", key: "ver-\(name)", "{}")
    }

    /// A registered runner, on its socket, on duty, with a position; what it heard is taken.
    func runner(
        _ name: String, gender: String? = nil, northMeters: Double = 100
    ) -> ConnectionID {
        register(name, gender: gender)
        let id = socket("/v1/runner", as: "runner-\(name)")
        say(#"{"type":"duty","id":"duty-\#(name)","on":true}"#, on: id)
        say(fix(1, northMeters: northMeters), on: id)
        _ = hear(id)
        return id
    }

    /// A fix message of this moment.
    func fix(_ sequence: Int, northMeters: Double = 100, ageMs: Int64 = 0) -> String {
        """
        {"type":"fix","seq":\(sequence),"latitude":\(Stage.north(northMeters)),\
        "longitude":121.4737,"accuracyMeters":6,"speedMetersPerSecond":4.1,"headingDegrees":87,\
        "fixTime":\(now.millisecondsSinceEpoch - ageMs)}
        """
    }

    /// Places an order and returns its id.
    func place(
        as token: String = "customer-c1", key: String = "place", pools: [String] = [],
        pickupNorthMeters: Double = 0, code: String? = nil
    ) -> String {
        let answer = ask(
            .post, "/v1/orders", as: token, key: key,
            Shell.orderBody(pools: pools, pickupNorthMeters: pickupNorthMeters, code: code))
        return answer.json["id"].text ?? "(no order: \(answer.text))"
    }

    /// The order as its customer sees it.
    func order(_ id: String, as token: String = "customer-c1") -> JSON {
        ask(.get, "/v1/orders/\(id)", as: token).json
    }

    /// Binds an order to a runner by hand.
    @discardableResult
    func assign(_ order: String, to runner: String, key: String = "assign") -> Answer {
        ask(
            .post, "/v1/orders/\(order)/assign", as: "dispatcher-d1", key: "\(key)-\(runner)",
            "{\"runner\":\"\(runner)\",\"reason\":\"test\"}")
    }

    /// Lets rounds go by until the runner's socket is offered something, and returns the offer.
    func offer(on id: ConnectionID) -> JSON {
        for _ in 0..<4 {
            if let offer = hear(id).first(where: { $0.type == "offer" }) { return offer }
            pass(.seconds(1))
        }
        return hear(id).first { $0.type == "offer" } ?? .null
    }

    /// Reports phases up to delivered.
    func deliver(_ order: String, on id: ConnectionID, code: String? = nil) {
        let codeText = code.map { ",\"code\":\"\($0)\"" } ?? ""
        for phase in ["atPickup", "pickedUp", "atDropoff", "delivered"] {
            let end = phase == "delivered" ? codeText : ""
            let head = #""type":"phase","id":"\#(phase)-\#(order)""#
            say(#"{\#(head),"order":"\#(order)","leg":0,"to":"\#(phase)"\#(end)}"#, on: id)
        }
    }
}

/// The first message of a type.
func first(_ type: String, in messages: [JSON]) -> JSON {
    messages.first { $0.type == type } ?? .null
}

/// The types of messages, in order.
func types(_ messages: [JSON]) -> [String] { messages.map(\.type) }
