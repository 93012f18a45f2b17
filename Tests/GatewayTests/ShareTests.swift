// Links to an order: what their bearers see, what they may do, and when it ends.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct ShareTests {
    private static let parties = """
        {"type":"parcel","stops":[\
        {"kind":"pickup","latitude":31.2304,"longitude":121.4737,"address":"A","code":"1","contact":{"name":"甲","phone":"1"}},\
        {"kind":"dropoff","latitude":31.2333,"longitude":121.4801,"address":"B","code":"4821","contact":{"name":"乙","phone":"2","subject":"c2"}}]}
        """

    private func place(_ shell: Shell) throws -> String {
        let answer = shell.ask(
            .post, "/v1/orders", as: "customer-c1", key: "place", Self.parties)
        return try #require(answer.json["id"].text)
    }

    private func link(_ shell: Shell, _ order: String, as party: String) throws -> String {
        let answer = shell.ask(
            .post, "/v1/orders/\(order)/share", as: "customer-c1", key: "share-\(party)",
            #"{"as":"\#(party)"}"#)
        #expect(answer.status == 200 && answer.json["endsWith"] == "order")
        let token = try #require(answer.json["token"].text)
        #expect(answer.json["url"].text == "/#token=\(token)")
        return token
    }

    @Test func aLinkShowsItsOrderToItsPartyAndNothingElse() throws {
        let shell = Shell()
        let order = try place(shell)
        let expected = [
            ("sender", "A", "1", nil, nil), ("recipient", nil, nil, "B", "4821"),
            ("viewer", nil, nil, nil, nil),
        ]
        for (party, first, firstCode, last, lastCode) in expected {
            let token = try link(shell, order, as: party)
            let seen = shell.ask(.get, "/v1/orders/\(order)", as: token)
            #expect(seen.status == 200, "\(party)")
            #expect(seen.json["stops"][0]["address"].text == first, "\(party)")
            #expect(seen.json["stops"][0]["code"].text == firstCode, "\(party)")
            #expect(seen.json["stops"][1]["address"].text == last, "\(party)")
            #expect(seen.json["stops"][1]["code"].text == lastCode, "\(party)")
            #expect(!seen.json.has("price"), "\(party)")
            #expect(shell.ask(.get, "/v1/orders", as: token).status == 403)
            let cancel = shell.ask(
                .post, "/v1/orders/\(order)/cancel", as: token, key: "x", "{}")
            #expect(cancel.status == 403)
            #expect(shell.ask(.get, "/v1/orders/\(order)/track", as: token).status == 200)
        }
        let other = try #require(
            shell.ask(.post, "/v1/orders", as: "customer-c2", key: "o", Shell.orderBody())
                .json["id"].text)
        let token = try link(shell, order, as: "viewer")
        #expect(shell.ask(.get, "/v1/orders/\(other)", as: token).status == 404)
    }

    @Test func aLinkEndsWithItsOrderAndWithItsTime() throws {
        let shell = Shell()
        let order = try place(shell)
        let token = try link(shell, order, as: "viewer")
        let socket = shell.socket("/v1/customer", as: token)
        let heard = shell.converse(
            #"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: socket)
        #expect(first("snapshot", in: heard)["order"]["id"].text == order)
        _ = shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "c", "{}")
        #expect(types(shell.hear(socket)).last == "ended")
        let over = shell.ask(.get, "/v1/orders/\(order)", as: token)
        #expect(over.status == 401 && over.json["code"] == "unauthorized")

        let second = try place2(shell)
        let short = try link2(shell, second)
        shell.jump(Policy().shareLifetime - Milliseconds(1))
        #expect(shell.ask(.get, "/v1/orders/\(second)", as: short).status == 200)
        shell.jump(Milliseconds(1))
        #expect(shell.ask(.get, "/v1/orders/\(second)", as: short).status == 401)
    }

    private func place2(_ shell: Shell) throws -> String {
        let answer = shell.ask(.post, "/v1/orders", as: "customer-c1", key: "two", Self.parties)
        return try #require(answer.json["id"].text)
    }

    private func link2(_ shell: Shell, _ order: String) throws -> String {
        let answer = shell.ask(
            .post, "/v1/orders/\(order)/share", as: "customer-c1", key: "share2", "{}")
        return try #require(answer.json["token"].text)
    }

    @Test func aForgedLinkIsNone() throws {
        let shell = Shell()
        let order = try place(shell)
        let token = try link(shell, order, as: "viewer")
        for place in [4, 20, token.count - 2] {
            var letters = Array(token)
            letters[place] = letters[place] == "7" ? "8" : "7"
            let answer = shell.ask(.get, "/v1/orders/\(order)", as: String(letters))
            #expect(answer.status == 401, "letter \(place)")
        }
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "fs1_").status == 401)
    }

    @Test func aContactWithALoginSeesItsOwnStopAndThePayerDoesNot() throws {
        let shell = Shell()
        let order = try place(shell)
        let recipient = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c2").json
        #expect(recipient["stops"][1]["contact"]["phone"].text == "2")
        #expect(recipient["stops"][1]["code"].text == "4821")
        #expect(!recipient["stops"][0].has("contact") && !recipient.has("price"))
        let payer = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1").json
        #expect(payer["stops"][0]["contact"]["phone"].text == "1" && payer.has("price"))
        #expect(!payer["stops"][1].has("contact"))
        // The recipient sees it and commands nothing.
        let cancel = shell.ask(
            .post, "/v1/orders/\(order)/cancel", as: "customer-c2", key: "x", "{}")
        #expect(cancel.status == 403)
    }

    @Test func onlyWhoPlacedItGivesItAway() throws {
        let shell = Shell()
        let order = try place(shell)
        let path = "/v1/orders/\(order)/share"
        #expect(shell.ask(.post, path, as: "customer-c2", key: "k", "{}").status == 403)
        #expect(shell.ask(.post, path, as: "merchant-m1", key: "k", "{}").status == 404)
        #expect(shell.ask(.post, path, as: "dispatcher-d1", key: "k", "{}").status == 200)
        let unknown = shell.ask(.post, path, as: "customer-c1", key: "k", #"{"as":"boss"}"#)
        #expect(unknown.status == 422 && unknown.json["field"] == "/as")
    }

    @Test func linksOfAnOrderAreBounded() throws {
        let shell = Shell()
        let order = try place(shell)
        let most = Policy().sharesPerOrderMax
        for count in 1...most + 1 {
            let answer = shell.ask(
                .post, "/v1/orders/\(order)/share", as: "customer-c1", key: "s\(count)", "{}")
            #expect(answer.status == (count <= most ? 200 : 429), "link \(count)")
        }
    }

    @Test func aLinkOutlivesARestart() throws {
        let shell = Shell()
        let order = try place(shell)
        let token = try link(shell, order, as: "recipient")
        shell.restart()
        let seen = shell.ask(.get, "/v1/orders/\(order)", as: token)
        #expect(seen.status == 200 && seen.json["stops"][1]["code"].text == "4821")
    }
}
