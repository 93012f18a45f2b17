// Who is let in, and what each may see and do.

import Engine
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct AccessTests {
        /// The status of a read and of an upgrade with a token.
        func statuses(_ token: String?, at daemon: RunningDaemon) throws -> [Int] {
            let read = try daemon.http(token: token).get("/v1/orders").status
            do {
                _ = try SocketClient(port: daemon.port, "/v1/customer", token: token)
                return [read, 101]
            } catch let refused as SocketClient.Refused {
                return [read, refused.status]
            }
        }

        @Test func tokensThatAreNotBelieved() throws {
            let daemon = try RunningDaemon()
            let good = try TestTokens.mint("c1", "customer")
            #expect(try statuses(good, at: daemon) == [200, 101])
            let bad: [(String, String?)] = [
                ("missing", nil), ("no token", "nonsense"),
                ("expired", try TestTokens.mint("c1", "customer", seconds: -5)),
                ("alg none", try TestTokens.mintUnsigned("c1", "customer")),
                ("HS256 with the public key", try TestTokens.mintConfused("c1", "customer")),
                ("changed", String(good.dropLast(8)) + "AAAAAAAA"),
                ("another key's name", try mintUnderAnotherName()),
            ]
            for (what, token) in bad {
                #expect(try statuses(token, at: daemon) == [401, 401], "\(what)")
            }
            let query = try daemon.http().get("/v1/orders?access_token=\(good)")
            #expect(query.status == 401, "no token in a query")
        }

        private func mintUnderAnotherName() throws -> String {
            try TestTokens.mint("c1", "customer", keyID: "p256", pem: PublishedKeys.rsaPrivate)
        }

        @Test func everyKindOfKeyIsBelieved() throws {
            let daemon = try RunningDaemon()
            let keys = [
                ("rsa", PublishedKeys.rsaPrivate), ("p256", PublishedKeys.p256Private),
                ("ed25519", PublishedKeys.ed25519Private),
            ]
            for (key, pem) in keys {
                let token = try TestTokens.mint("c1", "customer", keyID: key, pem: pem)
                #expect(try statuses(token, at: daemon) == [200, 101], "\(key)")
            }
        }

        @Test func issuerAndAudienceCountOnceTheyAreSet() throws {
            let daemon = try RunningDaemon(["auth.issuer=campus"])
            #expect(try statuses(TestTokens.mint("c1", "customer"), at: daemon) == [401, 401])
        }

        @Test func theRoleIsLookedAtFirst() throws {
            let daemon = try RunningDaemon()
            try daemon.register("r1")
            let customer = try daemon.http("c1", "customer")
            let runner = try daemon.http("r1", "runner")
            let near = "/v1/runners/near?latitude=31.23&longitude=121.47&radiusMeters=1000"
            #expect(try customer.get(near).status == 403)
            #expect(try runner.get(near).status == 403)
            #expect(try daemon.http("desk", "dispatcher").get(near).status == 200)
            #expect(try runner.post("/v1/orders", Street.order()).status == 403)
            #expect(try customer.post("/v1/runners", "{}").status == 403)
            #expect(try customer.post("/v1/runners/r1/verify", "{}").status == 403)
            #expect(try customer.post("/v1/orders/ord_x/assign", "{}").status == 403)
            #expect(try customer.get("/v1/runners/r1").status == 403)
            #expect(throws: SocketClient.Refused.self) {
                try SocketClient(port: daemon.port, "/v1/runner", token: customer.token)
            }
            #expect(throws: SocketClient.Refused.self) {
                try SocketClient(port: daemon.port, "/v1/dispatcher", token: runner.token)
            }
        }

        @Test func aForeignOrderIsNoOrder() throws {
            let daemon = try RunningDaemon()
            try daemon.register("r1")
            let order = try daemon.place(by: "c1")["id"].text ?? ""
            let stranger = try daemon.http("c2", "customer")
            let runner = try daemon.http("r1", "runner")
            for client in [stranger, runner] {
                let foreign = try client.get("/v1/orders/\(order)")
                #expect(foreign.status == 404)
                for id in [OrderID(number: 999).text, "ord_doesnotexist"] {
                    let none = try client.get("/v1/orders/\(id)")
                    #expect(none.status == 404)
                    #expect(none.body == foreign.body)
                }
            }
            let foreign = try stranger.post("/v1/orders/\(order)/cancel", "{}")
            let none = try stranger.post("/v1/orders/ord_doesnotexist/cancel", "{}")
            #expect(foreign.status == 404 && none.status == 404)
            #expect(foreign.body == none.body)
            #expect(try stranger.get("/v1/orders/\(order)/track").status == 404)
            #expect(try stranger.get("/v1/orders").json["orders"] == [])

            let socket = try daemon.socket("c2", "customer")
            let answers = try [OrderID(number: 999).text, order].map {
                try socket.ask(#"{"type":"subscribe","id":"s","order":"\#($0)"}"#, id: "s")
            }
            #expect(answers[0]["code"] == "notFound")
            #expect(answers[0] == answers[1])
            #expect(try daemon.order(order)["cancellation"] == .null)
        }

        @Test(arguments: [
            #"{"verified":true}"#, #"{"pools":["male"]}"#, #"{"gender":"male"}"#,
            #"{"capacity":{"orders":12}}"#,
        ])
        func aRunnerDoesNotChangeItsOwnRights(patch: String) throws {
            let daemon = try RunningDaemon()
            try daemon.register("r1")
            let runner = try daemon.http("r1", "runner")
            let before = try runner.get("/v1/runners/r1")
            let answer = try runner.request(.patch, "/v1/runners/r1", patch, key: "p")
            #expect(answer.status == 403 && answer.code == "forbidden")
            #expect(try runner.get("/v1/runners/r1").body == before.body)
            let cap = try runner.request(.patch, "/v1/runners/r1", #"{"ownCap":2}"#, key: "c")
            #expect(cap.status == 200 && cap.json["ownCap"] == 2)
        }

        @Test func anotherRunnersOffersAndOrdersAreNone() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100"])
            let phone = try daemon.runner("r1", at: 100)
            try daemon.register("r2")
            let order = try daemon.place()["id"].text ?? ""
            let offer = try phone.nextOffer()["offer"].text ?? ""
            let other = try daemon.http("r2", "runner")
            let foreign = try other.post("/v1/offers/\(offer)/accept", #"{"epoch":1}"#)
            let none = try other.post("/v1/offers/off_doesnotexist/accept", #"{"epoch":1}"#)
            #expect(foreign.status == 404 && none.status == 404)
            #expect(foreign.body == none.body)
            let phase = try other.post("/v1/orders/\(order)/legs/0/phase", #"{"to":"pickedUp"}"#)
            #expect(phase.status == 404)
            #expect(try other.get("/v1/runners/r1").status == 404)
        }
    }
}
