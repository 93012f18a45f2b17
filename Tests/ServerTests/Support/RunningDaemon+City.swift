// What most tests begin with: runners on duty, orders placed, a look at both.

import HTTP

extension RunningDaemon {
    /// Registers and verifies a runner.
    func register(_ id: String, gender: String = "female", capacity: Int = 4) throws {
        let service = try http("backend", "service")
        let body = """
            {"id":"\(id)","name":"赵敏","gender":"\(gender)","vehicle":"bicycle","skills":[],
             "pools":["\(gender)"],"capacity":{"orders":\(capacity),"grams":15000}}
            """
        let registered = try service.post("/v1/runners", body)
        guard registered.status == 201 else { throw Unexpected(registered) }
        let verified = try service.post("/v1/runners/\(id)/verify", "{}")
        guard verified.status == 200 else { throw Unexpected(verified) }
    }

    /// Registers a runner and puts it on duty somewhere.
    func runner(
        _ id: String, at northMeters: Double, gender: String = "female", capacity: Int = 4
    ) throws -> RunnerPhone {
        try register(id, gender: gender, capacity: capacity)
        return try onDuty(id, at: northMeters)
    }

    /// Puts a registered runner on duty somewhere.
    func onDuty(_ id: String, at northMeters: Double) throws -> RunnerPhone {
        let phone = try RunnerPhone(id, at: self)
        try phone.goOnDuty()
        try phone.report(northMeters)
        return phone
    }

    /// Places an order and returns it.
    func place(_ body: String = Street.order(), by customer: String = "c1") throws -> JSONValue {
        let answer = try http(customer, "customer").post("/v1/orders", body)
        guard answer.status == 201 else { throw Unexpected(answer) }
        return answer.json
    }

    /// The order as a dispatcher sees it.
    func order(_ id: String?) throws -> JSONValue {
        let answer = try http("desk", "dispatcher").get("/v1/orders/\(id ?? "")")
        guard answer.status == 200 else { throw Unexpected(answer) }
        return answer.json
    }

    /// The runner as a dispatcher sees it.
    func runner(_ id: String) throws -> JSONValue {
        let answer = try http("desk", "dispatcher").get("/v1/runners/\(id)")
        guard answer.status == 200 else { throw Unexpected(answer) }
        return answer.json
    }

    /// `/metrics`, read.
    func metrics() throws -> MetricsText {
        try MetricsText(http().get("/metrics").text)
    }
}
