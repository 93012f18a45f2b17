// Zones, stations, pools, blocks and quotes over HTTP.

import Basics
import HTTP
import Testing

@testable import Gateway

@Suite struct PlaceRequestTests {
    private static let square =
        "[[31.22,121.46],[31.22,121.49],[31.24,121.49],[31.24,121.46]]"

    private func zone(_ fields: String = "") -> String {
        "{\"polygon\":\(PlaceRequestTests.square),\"exclude\":false\(fields)}"
    }

    @Test func aZoneIsPutReadListedAndDeleted() {
        let shell = Shell()
        let made = shell.ask(
            .put, "/v1/zones/z1", as: "admin-a1",
            zone(",\"hours\":\"mon-sun 00:00-24:00\",\"mode\":\"wave\""))
        #expect(made.status == 200)
        #expect(made.json["polygon"].list.count == 4 && made.json["mode"].text == "wave")
        let etag = made.fields["etag"]
        #expect(etag == "\"\(made.json["version"].integer ?? -1)\"")
        let read = shell.ask(.get, "/v1/zones/z1", as: "dispatcher-d1")
        #expect(read.json == made.json && read.fields["etag"] == etag)
        #expect(
            shell.ask(.get, "/v1/zones", as: "admin-a1").json["zones"].list.count == 1)
        let paused = shell.ask(
            .put, "/v1/zones/z1/pause", as: "dispatcher-d1", "{\"paused\":true,\"reason\":\"ice\"}")
        #expect(paused.json["paused"] == true && paused.json["pauseReason"].text == "ice")
        let refused = shell.ask(
            .post, "/v1/orders", as: "customer-c1", key: "p", Shell.orderBody())
        #expect(refused.status == 422 && refused.json["code"].text == "outsideZone")
        #expect(refused.json["field"].text == "/stops/0")
        #expect(shell.ask(.delete, "/v1/zones/z1", as: "admin-a1").status == 200)
        #expect(shell.ask(.get, "/v1/zones/z1", as: "admin-a1").status == 404)
    }

    @Test func whatIsWrongWithAZoneIsSaid() {
        let shell = Shell()
        let cases = [
            ("{}", "/polygon"), ("{\"polygon\":[[31,121],[31,122]]}", "/polygon"),
            ("{\"polygon\":[[31,121],[31,200],[32,121]]}", "/polygon/1/longitude"),
            ("{\"polygon\":[[0,0],[1,1],[0,1],[1,0]]}", "/polygon"),
            (
                "{\"circle\":{\"latitude\":31,\"longitude\":121,\"radiusMeters\":0}}",
                "/circle/radiusMeters"
            ),
            (zone(",\"hours\":\"noon\""), "/hours"), (zone(",\"mode\":\"loud\""), "/mode"),
            (zone(",\"enterPools\":[\"knights\"]"), "/enterPools/0"),
            (zone(",\"enterPools\":[\"female\",\"male\"]"), "/enterPools"),
            (zone(",\"station\":\"nowhere\""), "/station"),
        ]
        for (body, field) in cases {
            let answer = shell.ask(.put, "/v1/zones/z", as: "admin-a1", body)
            #expect(answer.status == 422, "\(body)")
            #expect(answer.json["field"].text == field, "\(body): \(answer.text)")
        }
    }

    @Test func rolesAndVersions() {
        let shell = Shell()
        for token in ["runner-r1", "customer-c1", "merchant-m1", "service-s1"] {
            #expect(shell.ask(.put, "/v1/zones/z", as: token, zone()).status == 403, "\(token)")
            #expect(shell.ask(.put, "/v1/pools/p", as: token, "{}").status == 403, "\(token)")
        }
        #expect(shell.ask(.put, "/v1/zones/z", as: "dispatcher-d1", zone()).status == 403)
        let made = shell.ask(.put, "/v1/zones/z", as: "admin-a1", zone())
        let etag = made.fields["etag"] ?? ""
        let changed = shell.ask(
            .put, "/v1/zones/z", as: "admin-a1", zone(",\"mode\":\"hall\""),
            fields: ["If-Match": etag])
        #expect(changed.status == 200)
        let stale = shell.ask(
            .put, "/v1/zones/z", as: "admin-a1", zone(), fields: ["If-Match": etag])
        #expect(stale.status == 409 && stale.json["code"].text == "versionConflict")
    }

    @Test func stationsAndPools() {
        let shell = Shell()
        let station = shell.ask(
            .put, "/v1/stations/st1", as: "admin-a1",
            "{\"latitude\":31.23,\"longitude\":121.47,\"capacity\":20,\"dwellMinutes\":30,"
                + "\"unattended\":true}")
        #expect(station.status == 200 && station.json["dwellMinutes"].integer == 30)
        #expect(station.json["unattended"] == true)
        let pool = shell.ask(
            .put, "/v1/pools/night", as: "admin-a1",
            "{\"name\":\"Night\",\"members\":{\"skills\":[\"night\"]},\"shifts\":\"fri 22:00-06:00\"}"
        )
        #expect(pool.status == 200 && pool.json["shifts"].text == "fri 22:00-06:00")
        #expect(shell.ask(.get, "/v1/pools/female", as: "admin-a1").status == 200)
        #expect(shell.ask(.get, "/v1/pools/knights", as: "admin-a1").status == 404)
        #expect(shell.ask(.put, "/v1/pools/any", as: "admin-a1", "{}").status == 422)
        shell.restart()
        #expect(shell.ask(.get, "/v1/pools/night", as: "admin-a1").json == pool.json)
        #expect(shell.ask(.get, "/v1/stations/st1", as: "admin-a1").json == station.json)
    }

    @Test func aQuoteSaysWhatAnOrderWouldComeTo() {
        let shell = Shell()
        _ = shell.runner("r1", gender: "female")
        let quote = shell.ask(
            .post, "/v1/quotes", as: "customer-c1", Shell.orderBody(pools: ["female"]))
        #expect(quote.status == 200)
        #expect(quote.json["inRange"] == true)
        #expect(quote.json["price"]["total"].integer == 500)
        #expect(quote.json["pools"].list.first?["free"].text == "few")
        #expect((quote.json["eta"]["pickupSeconds"].integer ?? 1) % 60 == 0)
        shell.ask(.put, "/v1/zones/dorm", as: "admin-a1", zone(",\"enterPools\":[\"female\"]"))
        let conflict = shell.ask(
            .post, "/v1/quotes", as: "customer-c1", Shell.orderBody(pools: ["male"]))
        #expect(conflict.status == 422 && conflict.json["code"].text == "poolConflict")
        #expect(conflict.json["field"].text == "/runnerPools")
        #expect(conflict.json["detail"].text?.contains("dorm") == true)
        shell.ask(
            .put, "/v1/zones/far", as: "admin-a1",
            "{\"circle\":{\"latitude\":10,\"longitude\":10,\"radiusMeters\":100}}")
        // The dorm's zone holds both stops, so they are still in range.
        let inside = shell.ask(.post, "/v1/quotes", as: "customer-c1", Shell.orderBody())
        #expect(inside.json["inRange"] == true)
    }

    @Test func blocksOverHTTP() {
        let shell = Shell()
        shell.register("r1")
        let blocked = shell.ask(
            .post, "/v1/runners/r1/block", as: "dispatcher-d1", key: "b1", "{\"reason\":\"x\"}")
        #expect(blocked.status == 200)
        let duty = shell.ask(.put, "/v1/runners/me/duty", as: "runner-r1", "{\"on\":true}")
        #expect(duty.status == 409 && duty.json["code"].text == "blocked")
        #expect(
            shell.ask(.post, "/v1/runners/r1/unblock", as: "admin-a1", key: "b2", "{}").status
                == 200)
        let pair = shell.ask(
            .put, "/v1/blocks", as: "service-s1", "{\"runner\":\"r1\",\"customer\":\"c1\"}")
        #expect(pair.status == 200)
        #expect(
            shell.ask(
                .put, "/v1/blocks", as: "admin-a1", "{\"runner\":\"nobody\",\"customer\":\"c1\"}"
            ).status == 404)
    }
}
