// Orders by HTTP: statuses, fields, entity tags, versions.

import Basics
import HTTP
import Testing

@testable import Gateway

@Suite struct OrderRequestTests {
    @Test func aPlacedOrderIsAnsweredWithItsPlaceAndVersion() throws {
        let shell = Shell()
        let answer = shell.ask(
            .post, "/v1/orders", as: "customer-c1", key: "k1", Shell.orderBody(pools: ["female"]))
        let id = try #require(answer.json["id"].text)
        #expect(answer.status == 201)
        #expect(answer.fields["location"] == "/v1/orders/\(id)")
        #expect(answer.fields["etag"] == "\"1\"")
        #expect(answer.fields["content-type"] == "application/json")
        #expect(answer.fields["cache-control"] == "no-store")
        #expect(answer.json["version"] == 1)
        #expect(answer.json["state"] == "matching")
        #expect(answer.json["runnerPools"] == .list(["female"]))
        #expect(answer.json["legs"][0]["holder"] == "sender")
        #expect(answer.json["legs"][0]["runner"] == nil)
        let read = shell.ask(.get, "/v1/orders/\(id)", as: "customer-c1")
        #expect(read.status == 200)
        #expect(read.json["id"].text == id)
        #expect(read.fields["etag"] == "\"\(read.json["version"].integer ?? 0)\"")
    }

    @Test func aCommandWithoutAKeyIs400AndLeavesNothing() {
        let shell = Shell()
        let answer = shell.ask(.post, "/v1/orders", as: "customer-c1", Shell.orderBody())
        #expect(answer.status == 400)
        #expect(answer.json["code"] == "keyRequired")
        #expect(answer.json["field"] == "Idempotency-Key")
        #expect(shell.gateway.coreCounters.ordersCreated == 0)
    }

    @Test(arguments: ["", String(repeating: "k", count: 129)])
    func aKeyHasOneTo128Bytes(key: String) {
        let answer = Shell().ask(
            .post, "/v1/orders", as: "customer-c1", key: key, Shell.orderBody())
        #expect(answer.status == 422)
        #expect(answer.json["code"] == "outOfRange")
        #expect(answer.json["limit"] == 128)
    }

    @Test func aKeyOf128BytesIsFine() {
        let key = String(repeating: "k", count: 128)
        let answer = Shell().ask(
            .post, "/v1/orders", as: "customer-c1", key: key, Shell.orderBody())
        #expect(answer.status == 201)
    }

    @Test func aRefusalIsAProblemThatNamesItsField() {
        let shell = Shell()
        let body = Shell.orderBody(pools: ["female", "male"])
        let answer = shell.ask(.post, "/v1/orders", as: "customer-c1", key: "k", body)
        #expect(answer.status == 422)
        #expect(answer.fields["content-type"] == "application/problem+json")
        #expect(answer.json["type"] == "/problems/pool-conflict")
        #expect(answer.json["title"] == "Pool conflict")
        #expect(answer.json["status"] == 422)
        #expect(answer.json["code"] == "poolConflict")
        #expect(answer.json["field"] == "/runnerPools")
        #expect(answer.json["detail"].text?.isEmpty == false)
    }

    @Test func aValueOutOfRangeNamesItsLimit() {
        let body = Shell.orderBody().replacing("31.2333", with: "91")
        let answer = Shell().ask(.post, "/v1/orders", as: "customer-c1", key: "k", body)
        #expect(answer.status == 422)
        #expect(answer.json["code"] == "outOfRange")
        #expect(answer.json["field"] == "/stops/1/latitude")
        #expect(answer.json["limit"] == 90)
    }

    @Test(arguments: ["", "{", "[]", "null", "\u{0}"])
    func aBodyThatIsNoOrderIsInvalid(body: String) {
        let answer = Shell().ask(.post, "/v1/orders", as: "customer-c1", key: "k", body)
        #expect(answer.status == 422)
        #expect(answer.json["code"] == "invalid")
    }

    @Test func aStaleVersionIs409WithTheCurrentOrder() {
        let shell = Shell()
        let id = shell.place()
        shell.pass(.seconds(2))  // A round finds nobody: the order has changed.
        let stale = shell.ask(
            .post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k",
            #"{"reason":"changedMyMind"}"#, fields: ["If-Match": "\"1\""])
        #expect(stale.status == 409)
        #expect(stale.json["code"] == "versionConflict")
        let current = shell.order(id)
        #expect(stale.json["order"] == current)
        let version = current["version"].integer ?? 0
        let fresh = shell.ask(
            .post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k",
            #"{"reason":"changedMyMind"}"#, fields: ["If-Match": "\"\(version)\""])
        #expect(fresh.status == 200)
        #expect(fresh.fields["etag"] == "\"\(version + 1)\"")
        #expect(fresh.json["cancellation"]["from"] == "noTaker")
        #expect(fresh.json["cancellation"]["fee"] == 0)
    }

    @Test(arguments: ["7", "\"\"", "\"seven\"", "W/\"7\"", "*"])
    func aVersionStandsInQuotes(text: String) {
        let shell = Shell()
        let id = shell.place()
        let answer = shell.ask(
            .post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k", "{}",
            fields: ["If-Match": text])
        #expect(answer.status == 422)
        #expect(answer.json["field"] == "If-Match")
    }

    @Test func anOrderUnderWayCanNotBeCancelled() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let id = shell.place()
        shell.assign(id, to: "r1")
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(id)","leg":0,"to":"pickedUp"}"#, on: runner)
        let answer = shell.ask(
            .post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k", "{}")
        #expect(answer.status == 409)
        #expect(answer.json["code"] == "stateConflict")
        #expect(answer.json["order"]["state"] == "pickedUp")
    }

    @Test func anAssignedOrderCostsAFeeToCancel() {
        let shell = Shell()
        _ = shell.runner("r1")
        let id = shell.place()
        shell.assign(id, to: "r1")
        let answer = shell.ask(
            .post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k", "{}")
        #expect(answer.status == 200)
        #expect(answer.json["state"] == "cancelled")
        #expect(answer.json["cancellation"]["from"] == "assigned")
        #expect((answer.json["cancellation"]["fee"].integer ?? 0) > 0)
    }

    @Test func anIneligibleRunnerIsRefusedByHandUnlessOverriddenWithAReason() {
        let shell = Shell()
        _ = shell.runner("r1", gender: "male")
        let id = shell.place(pools: ["female"])
        func assign(_ key: String, _ body: String) -> Answer {
            shell.ask(.post, "/v1/orders/\(id)/assign", as: "dispatcher-d1", key: key, body)
        }
        let refused = assign("a", #"{"runner":"r1","reason":"x"}"#)
        #expect(refused.status == 422)
        #expect(refused.json["code"] == "poolConflict")
        #expect(refused.json["filter"] == "pool")
        let bare = assign("b", #"{"runner":"r1","override":true}"#)
        #expect(bare.status == 422)
        #expect(bare.json["code"] == "reasonRequired")
        let done = assign("c", #"{"runner":"r1","reason":"parents agreed","override":true}"#)
        #expect(done.status == 200)
        #expect(done.json["state"] == "assigned")
        #expect(done.json["legs"][0]["runner"]["id"] == "r1")
        #expect(shell.gateway.coreCounters.poolViolations == 0)
    }

    @Test func aListIsPagedNewestFirst() {
        let shell = Shell()
        let ids = (1...5).map { shell.place(key: "k\($0)") }
        _ = shell.place(as: "customer-c2")
        var seen: [String] = []
        var target = "/v1/orders?limit=2"
        for _ in 0..<4 {
            let page = shell.ask(.get, target, as: "customer-c1").json
            seen += page["orders"].list.compactMap { $0["id"].text }
            guard let cursor = page["cursor"].text else { break }
            target = "/v1/orders?limit=2&cursor=\(cursor)"
        }
        #expect(seen == Array(ids.reversed()))
        #expect(shell.ask(.get, "/v1/orders", as: "dispatcher-d1").json["orders"].list.count == 6)
    }

    @Test func aListIsFilteredByState() {
        let shell = Shell()
        let id = shell.place(key: "k1")
        _ = shell.place(key: "k2")
        shell.ask(.post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "x", "{}")
        let page = shell.ask(.get, "/v1/orders?state=cancelled", as: "customer-c1").json
        #expect(page["orders"].list.map { $0["id"].text } == [id])
        let wrong = shell.ask(.get, "/v1/orders?state=lost", as: "customer-c1")
        #expect(wrong.status == 422)
        #expect(wrong.json["field"] == "state")
    }

    @Test(arguments: ["0", "201", "-1", "x"])
    func aLimitIsFrom1To200(limit: String) {
        let answer = Shell().ask(.get, "/v1/orders?limit=\(limit)", as: "customer-c1")
        #expect(answer.status == 422)
        #expect(answer.json["field"] == "limit")
        #expect(answer.json["limit"] == 200)
    }

    @Test func atMostSoManyOpenOrders() {
        let shell = Shell()
        for number in 1...20 { _ = shell.place(key: "k\(number)") }
        let answer = shell.ask(
            .post, "/v1/orders", as: "customer-c1", key: "k21", Shell.orderBody())
        #expect(answer.status == 429)
        #expect(answer.json["code"] == "rateLimited")
        #expect(answer.json["limit"] == 20)
        #expect(answer.fields["retry-after"] != nil)
    }

    @Test func theURLsDatumHoldsInAndOut() throws {
        let shell = Shell()
        let placed = shell.ask(
            .post, "/v1/orders?datum=gcj02", as: "customer-c1", key: "k", Shell.orderBody())
        let id = try #require(placed.json["id"].text)
        let asSent = try #require(placed.json["stops"][0]["latitude"].number)
        #expect(abs(asSent - Stage.latitude) < 2e-5)
        let inWGS84 = shell.order(id)["stops"][0]
        let latitude = try #require(inWGS84["latitude"].number)
        let longitude = try #require(inWGS84["longitude"].number)
        // In Shanghai the two differ by some 200 m south and 450 m west.
        #expect(abs(latitude - Stage.latitude) > 0.001)
        #expect(abs(longitude - Stage.longitude) > 0.003)
        let wrong = shell.ask(.get, "/v1/orders/\(id)?datum=mercator", as: "customer-c1")
        #expect(wrong.status == 422)
        #expect(wrong.json["field"] == "datum")
    }

    @Test func theDeliveredOrdersTrackIsReadByItsOwner() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let id = shell.place()
        shell.assign(id, to: "r1")
        for sequence in 2...4 {
            shell.pass(.seconds(5))
            shell.say(shell.fix(sequence, northMeters: 100 - Double(sequence) * 20), on: runner)
        }
        let track = shell.ask(.get, "/v1/orders/\(id)/track", as: "customer-c1")
        #expect(track.status == 200)
        #expect(track.json["points"].list.count == 3)
        #expect(track.json["points"][0]["epoch"] == 1)
        #expect(track.json["points"][0]["late"] == false)
        #expect(track.json["gaps"].list.isEmpty)
        #expect(shell.ask(.get, "/v1/orders/\(id)/track", as: "runner-r1").status == 403)
    }
}
