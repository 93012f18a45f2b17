// Who is let in, who may, and what those who may not can learn.

import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct RightsTests {
    @Test func aMissingTokenIs401() {
        let answer = Shell().ask(.get, "/v1/orders")
        #expect(answer.status == 401)
        #expect(answer.fields["www-authenticate"] == "Bearer")
        #expect(answer.json["code"] == "unauthorized")
        #expect(answer.fields["content-type"] == "application/problem+json")
    }

    @Test func aRefusedTokenIs401WithItsReason() {
        let shell = Shell()
        let answer = shell.ask(.get, "/v1/orders", as: "forged")
        #expect(answer.status == 401)
        #expect(answer.fields["www-authenticate"] == "Bearer error=\"invalid_token\"")
        #expect(answer.json["detail"].text?.contains("unknown key") == true)
        #expect(shell.gateway.sessionCounters.tokensRefused == 1)
    }

    @Test(arguments: ["Basic dXNlcjpwYXNz", "Bearer", "customer-c1", "Bearer  "])
    func whatIsNoBearerTokenIs401(field: String) {
        let answer = Shell().ask(.get, "/v1/orders", fields: ["Authorization": field])
        #expect(answer.status == 401)
    }

    @Test func aSocketWithoutATokenIs401BeforeTheUpgrade() {
        let shell = Shell()
        let id = shell.socket("/v1/customer", as: "forged")
        #expect(shell.answers(id).map(\.status) == [401])
    }

    @Test func aSocketOfAnotherRoleIs403() {
        let shell = Shell()
        let id = shell.socket("/v1/dispatcher", as: "customer-c1")
        #expect(shell.answers(id).map(\.status) == [403])
    }

    @Test func anUnregisteredRunnerGetsNoSocket() {
        let shell = Shell()
        let id = shell.socket("/v1/runner", as: "runner-stranger")
        #expect(shell.answers(id).map(\.status) == [403])
        #expect(shell.answers(id).first?.json["code"] == "forbidden")
    }

    @Test func everyRouteRefusesEveryOtherRole() {
        let shell = Shell()
        for route in Route.table {
            for (token, principal) in Shell.tokens.sorted(by: { $0.key < $1.key }) {
                guard !route.roles.contains(principal.role) else { continue }
                if case .openSocket = route.endpoint { continue }
                let target = "/" + route.pattern.map { $0 == "*" ? "x" : $0 }.joined(separator: "/")
                let answer = shell.ask(route.method, target, as: token, key: "k", "{}")
                #expect(answer.status == 403, "\(route.method) \(target) as \(token)")
                #expect(answer.json["code"] == "forbidden")
            }
        }
    }

    @Test func theRoleIsCheckedBeforeTheObject() {
        let shell = Shell()
        let id = shell.place()
        let foreign = shell.ask(.post, "/v1/orders/\(id)/assign", as: "customer-c2", key: "k", "{}")
        let none = shell.ask(.post, "/v1/orders/ord_x/assign", as: "customer-c2", key: "k", "{}")
        #expect(foreign.status == 403)
        #expect(foreign.body == none.body)
    }

    /// An order that is not there, whether its id could be one or not.
    private static let nobodys = ["ord_0000000000000", "ord_nope", "17"]

    @Test(arguments: nobodys)
    func aForeignOrderAndNoneAreTheSame404(nobodys: String) {
        let shell = Shell()
        _ = shell.runner("r1")
        let id = shell.place()
        let paths: [(HTTP.Method, String, String)] = [
            (.get, "", "customer-c2"), (.get, "", "runner-r1"), (.get, "", "service-s1"),
            (.get, "/track", "customer-c2"), (.get, "/track", "merchant-m1"),
            (.post, "/cancel", "customer-c2"), (.post, "/cancel", "service-s1"),
        ]
        for (method, suffix, token) in paths {
            let foreign = shell.ask(method, "/v1/orders/\(id)\(suffix)", as: token, key: "k", "{}")
            let none = shell.ask(
                method, "/v1/orders/\(nobodys)\(suffix)", as: token, key: "k", "{}")
            #expect(foreign.status == 404)
            #expect(foreign.body == none.body, "\(method) \(suffix) as \(token)")
            #expect(foreign.fields == none.fields)
        }
    }

    @Test func aForeignLegAndNoneAreTheSame404() {
        let shell = Shell()
        _ = shell.runner("r1")
        _ = shell.runner("r2")
        let id = shell.place()
        shell.assign(id, to: "r1")
        func report(_ path: String) -> Answer {
            shell.ask(.post, path, as: "runner-r2", key: "k", #"{"to":"atPickup"}"#)
        }
        let foreign = report("/v1/orders/\(id)/legs/0/phase")
        #expect(foreign.status == 404)
        #expect(foreign.body == report("/v1/orders/ord_0000000000000/legs/0/phase").body)
        #expect(foreign.body == report("/v1/orders/\(id)/legs/7/phase").body)
        #expect(foreign.body == report("/v1/orders/\(id)/legs/x/phase").body)
    }

    @Test func aForeignOfferAndNoneAreTheSame404() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        shell.register("r2")
        _ = shell.place()
        let offer = try #require(shell.offer(on: runner)["offer"].text)
        for verb in ["seen", "accept", "decline"] {
            let foreign = shell.ask(
                .post, "/v1/offers/\(offer)/\(verb)", as: "runner-r2", key: "k", #"{"epoch":1}"#)
            let none = shell.ask(
                .post, "/v1/offers/off_nope/\(verb)", as: "runner-r2", key: "k", #"{"epoch":1}"#)
            #expect(foreign.status == 404)
            #expect(foreign.body == none.body, "\(verb)")
        }
    }

    @Test func aRunnerSeesItselfOnly() {
        let shell = Shell()
        shell.register("r1")
        shell.register("r2")
        #expect(shell.ask(.get, "/v1/runners/r1", as: "runner-r1").json["id"] == "r1")
        #expect(shell.ask(.get, "/v1/runners/me", as: "runner-r1").json["id"] == "r1")
        let foreign = shell.ask(.get, "/v1/runners/r2", as: "runner-r1")
        #expect(foreign.status == 404)
        #expect(foreign.body == shell.ask(.get, "/v1/runners/r9", as: "runner-r1").body)
        #expect(shell.ask(.get, "/v1/runners/r2", as: "dispatcher-d1").status == 200)
        #expect(shell.ask(.get, "/v1/runners/r9", as: "dispatcher-d1").status == 404)
    }

    @Test(
        arguments: [
            #"{"verified":true}"#, #"{"pools":["vip"]}"#, #"{"gender":"female"}"#,
            #"{"capacity":{"orders":40}}"#,
        ])
    func aRunnerDoesNotChangeItsOwnRights(patch: String) {
        let shell = Shell()
        shell.ask(
            .post, "/v1/runners", as: "admin-a1", key: "k",
            #"{"id":"r1","name":"张伟","gender":"male","vehicle":"bicycle"}"#)
        let before = shell.ask(.get, "/v1/runners/r1", as: "runner-r1")
        let answer = shell.ask(.patch, "/v1/runners/r1", as: "runner-r1", patch)
        #expect(answer.status == 403)
        #expect(shell.ask(.get, "/v1/runners/r1", as: "runner-r1").body == before.body)
    }

    @Test func aRunnerMayLowerItsOwnCap() {
        let shell = Shell()
        shell.register("r1")
        let answer = shell.ask(.patch, "/v1/runners/me", as: "runner-r1", #"{"ownCap":2}"#)
        #expect(answer.status == 200)
        #expect(answer.json["ownCap"] == 2)
        for cap in [1, 13] {
            let refused = shell.ask(
                .patch, "/v1/runners/r1", as: "runner-r1", "{\"ownCap\":\(cap)}")
            #expect(refused.status == 422)
            #expect(refused.json["field"] == "/ownCap")
        }
    }

    @Test func aCustomerSeesTheRunnersCardADispatcherItsId() {
        let shell = Shell()
        _ = shell.runner("r1")
        let id = shell.place()
        shell.assign(id, to: "r1")
        let shown = shell.order(id)["legs"][0]["runner"]
        #expect(shown["name"] == "张*")
        #expect(!shown.has("id"))
        #expect(shell.order(id, as: "dispatcher-d1")["legs"][0]["runner"]["id"] == "r1")
    }

    @Test func nearIsForStaffAndServices() {
        let shell = Shell()
        _ = shell.runner("r1", northMeters: 100)
        _ = shell.runner("r2", northMeters: 400)
        let target = "/v1/runners/near?latitude=31.2304&longitude=121.4737"
        #expect(shell.ask(.get, target, as: "customer-c1").status == 403)
        let all = shell.ask(.get, target, as: "service-s1").json["runners"]
        #expect(all.list.map { $0["id"] } == ["r1", "r2"])
        #expect(abs((all[0]["distanceMeters"].number ?? 0) - 100) < 2)
        #expect(all[0]["geohash"].text?.hasPrefix("wtw3s") == true)
        let close = shell.ask(.get, target + "&radiusMeters=200", as: "dispatcher-d1").json
        #expect(close["runners"].list.map { $0["id"] } == ["r1"])
        let one = shell.ask(.get, target + "&limit=1", as: "admin-a1").json
        #expect(one["runners"].list.map { $0["id"] } == ["r1"])
        let none = shell.ask(.get, target + "&pool=female", as: "admin-a1").json
        #expect(none["runners"].list.isEmpty)
    }

    @Test(
        arguments: [
            ("latitude=91&longitude=0", "latitude"), ("latitude=x&longitude=0", "latitude"),
            ("longitude=0", "latitude"), ("latitude=0&longitude=181", "longitude"),
            ("latitude=0&longitude=0&radiusMeters=0", "radiusMeters"),
            ("latitude=nan&longitude=0", "latitude"),
        ])
    func nearChecksItsNumbers(query: String, field: String) {
        let answer = Shell().ask(.get, "/v1/runners/near?\(query)", as: "admin-a1")
        #expect(answer.status == 422)
        #expect(answer.json["field"].text == field)
    }
}
