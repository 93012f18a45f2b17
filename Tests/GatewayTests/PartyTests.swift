// What the parties to an order are shown of it, over every way by which it is read, and that who is no party
// any more is shown nothing.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct PartyTests {
    /// An order of c1 to c2, as its contact.
    private func place(_ shell: Shell) throws -> String {
        let body = """
            {"type":"parcel","stops":[\
            {"kind":"pickup","latitude":31.2304,"longitude":121.4737},\
            {"kind":"dropoff","latitude":31.2333,"longitude":121.4801,\
            "contact":{"name":"乙","phone":"2","subject":"c2"}}]}
            """
        let answer = shell.ask(.post, "/v1/orders", as: "customer-c1", key: "place", body)
        return try #require(answer.json["id"].text)
    }

    // MARK: Coarse until the pickup

    @Test func beforeThePickupNobodyButTheStaffSeesWhereExactly() throws {
        var policy = Policy()
        policy.isCoarseUntilPickup = true
        let shell = Shell(policy: policy)
        let runner = shell.runner("r1")
        let order = try place(shell)
        shell.assign(order, to: "r1")
        let socket = shell.socket("/v1/customer", as: "customer-c1")
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: socket)
        _ = shell.hear(socket)
        shell.pass(.seconds(5))
        shell.say(shell.fix(2, northMeters: 173), on: runner)
        shell.pass(.seconds(1))
        let exact = Stage.north(173)
        func isExact(_ value: JSON) throws -> Bool {
            abs(try #require(value["latitude"].number) - exact) < 0.000_01
        }
        func last(_ token: String) throws -> JSON {
            let track = shell.ask(.get, "/v1/orders/\(order)/track", as: token)
            return try #require(track.json["points"].list.last)
        }
        let position = try #require(shell.hear(socket).last { $0.type == "position" })
        #expect(try !isExact(position))
        let polled = shell.ask(.get, "/v1/orders/\(order)/events?since=0", as: "customer-c1")
        #expect(try !isExact(polled.json["position"]))
        for token in ["customer-c1", "customer-c2"] {
            #expect(try !isExact(last(token)), "\(token)")
        }
        #expect(try isExact(last("dispatcher-d1")))
        // What was coarse stays so; what comes with the goods is exact.
        let pickedUp = #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#
        shell.say(pickedUp, on: runner)
        #expect(try !isExact(last("customer-c1")))
        shell.pass(.seconds(5))
        shell.say(shell.fix(3, northMeters: 173), on: runner)
        shell.pass(.seconds(1))
        #expect(try isExact(last("customer-c1")))
        let points = shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1").json["points"]
        #expect(points.list.count == 2)
    }

    // MARK: Another contact

    @Test func whoIsNoContactAnyMoreHearsNothing() throws {
        let shell = Shell()
        let order = try place(shell)
        let socket = shell.socket("/v1/customer", as: "customer-c2")
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: socket)
        #expect(first("snapshot", in: shell.hear(socket))["order"]["id"].text == order)
        func edit(_ contact: String, key: String) {
            let body = #"{"stops":[{"index":1,"contact":\#(contact)}]}"#
            let answer = shell.ask(
                .patch, "/v1/orders/\(order)", as: "customer-c1", key: key, body)
            #expect(answer.status == 200)
        }
        edit(#"{"name":"丙","phone":"3"}"#, key: "e1")
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "customer-c2").status == 404)
        _ = shell.hear(socket)
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "c", "{}")
        #expect(shell.hear(socket).isEmpty)
    }

    @Test func theNewContactIsAParty() throws {
        let shell = Shell()
        let order = shell.place()
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "customer-c2").status == 404)
        let body = #"{"stops":[{"index":1,"contact":{"name":"丙","subject":"c2"}}]}"#
        let answer = shell.ask(
            .patch, "/v1/orders/\(order)", as: "customer-c1", key: "e", body)
        #expect(answer.status == 200)
        let seen = shell.order(order, as: "customer-c2")
        #expect(seen["stops"][1]["contact"]["name"] == "丙")
    }

    // MARK: Prices

    @Test func whatACancelCostIsForThoseWhoSeePrices() throws {
        let shell = Shell()
        _ = shell.runner("r1")
        let order = try place(shell)
        shell.assign(order, to: "r1")
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "c", "{}")
        #expect(shell.order(order)["cancellation"].has("fee"))
        let seen = shell.order(order, as: "customer-c2")["cancellation"]
        #expect(seen["from"] == "assigned" && !seen.has("fee"))
    }

    // MARK: Gates

    @Test func theGateIsNamedWhereItMatters() throws {
        let shell = Shell()
        _ = shell.runner("r1")
        let order = try place(shell)
        shell.assign(order, to: "r1")
        let body = #"{"latitude":31.2331,"longitude":121.4795,"name":"东门"}"#
        let moved = shell.ask(
            .post, "/v1/orders/\(order)/gate", as: "dispatcher-d1", key: "g", body)
        #expect(moved.status == 200 && moved.json["gate"]["name"] == "东门")
        for token in ["customer-c1", "customer-c2", "runner-r1"] {
            let gate = shell.order(order, as: token)["gate"]
            #expect(gate["name"] == "东门" && gate["latitude"].number == 31.2331, "\(token)")
        }
        let stops = shell.ask(.get, "/v1/runners/me/stops", as: "runner-r1").json["stops"].list
        #expect(stops.map { $0["gate"].text } == [nil, "东门"])
    }

    // MARK: Empty pools

    @Test func whoWaitsForAPoolIsToldOfItsNextShift() throws {
        var policy = Policy()
        policy.mode = .manual
        let shell = Shell(policy: policy)
        shell.ask(
            .put, "/v1/pools/night", as: "admin-a1", key: "n", #"{"shifts":"mon-sun 22:00-06:00"}"#)
        let order = shell.place(pools: ["night"])
        shell.pass(.seconds(3))
        #expect(shell.order(order)["state"] == "waitingForPool")
        shell.pass(policy.escalation)
        let choices = shell.order(order)["choices"].list
        let wait = try #require(choices.first { $0["choice"] == "wait" })
        #expect(
            wait["nextShift"].number.map { $0 > Double(shell.now.millisecondsSinceEpoch) } == true)
        let open = shell.ask(.get, "/v1/exceptions", as: "dispatcher-d1").json["exceptions"][0]
        #expect(open["exception"] == "poolEmpty")
        #expect(open["choices"][0]["nextShift"] == wait["nextShift"])
    }
}
