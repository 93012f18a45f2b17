// Ended orders leave memory after their time; whoever may still reads them, out of the Store.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct EvictedOrderTests {
    /// A city in which ended orders are forgotten after a minute.
    private func shell() -> Shell {
        var policy = Policy()
        policy.finishedInMemory = .minutes(1)
        return Shell(policy: policy)
    }

    /// An order that was delivered and then forgotten.
    private func delivered(_ shell: Shell, key: String = "place") -> String {
        let runner = shell.runner("r1")
        let order = shell.place(key: key)
        shell.assign(order, to: "r1")
        for sequence in 2...5 {
            shell.pass(.seconds(5))
            shell.say(shell.fix(sequence, northMeters: 100 - Double(sequence)), on: runner)
        }
        shell.deliver(order, on: runner)
        return order
    }

    private func forget(_ shell: Shell) { shell.pass(.seconds(70)) }

    @Test func itReadsTheSame() {
        let shell = shell()
        let order = delivered(shell)
        let before = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1")
        let track = shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        #expect(track.json["points"].list.count == 4)
        forget(shell)
        #expect(shell.gateway.withEngine { $0.orderIDs.isEmpty })
        let after = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1")
        #expect(after.status == 200)
        #expect(after.body == before.body)
        #expect(after.fields["etag"] == before.fields["etag"])
        #expect(shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1").body == track.body)
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "dispatcher-d1").status == 200)
    }

    @Test func itStaysHiddenFromOthers() {
        let shell = shell()
        let order = delivered(shell)
        forget(shell)
        let none = shell.ask(.get, "/v1/orders/ord_0000000000000", as: "customer-c2")
        for token in ["customer-c2", "runner-r1", "service-s1"] {
            let answer = shell.ask(.get, "/v1/orders/\(order)", as: token)
            #expect(answer.status == 404)
            #expect(answer.body == none.body)
        }
        #expect(shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c2").status == 404)
    }

    @Test func aSubscriptionShowsItsEnd() {
        let shell = shell()
        let order = delivered(shell)
        forget(shell)
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let messages = shell.converse(
            #"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: customer)
        #expect(types(messages) == ["snapshot", "ended"])
        #expect(messages.first?["re"] == "b")
        #expect(messages.last?["state"] == "delivered")
        let foreigner = shell.socket("/v1/customer", as: "customer-c2")
        let foreign = shell.converse(
            #"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: foreigner)
        #expect(foreign.first?["code"] == "notFound")
    }

    @Test func aListHasBothPartsInOrder() {
        let shell = shell()
        var ids: [String] = []
        for number in 1...4 {
            ids.append(shell.place(key: "k\(number)"))
            if number <= 3 {
                shell.ask(
                    .post, "/v1/orders/\(ids[number - 1])/cancel", as: "customer-c1",
                    key: "x\(number)", "{}")
            }
            if number == 2 { forget(shell) }
        }
        _ = shell.place(as: "customer-c2")
        var seen: [String] = []
        var target = "/v1/orders?limit=3"
        for _ in 0..<4 {
            let page = shell.ask(.get, target, as: "customer-c1").json
            seen += page["orders"].list.compactMap { $0["id"].text }
            guard let cursor = page["cursor"].text else { break }
            target = "/v1/orders?limit=3&cursor=\(cursor)"
        }
        #expect(seen == Array(ids.reversed()))
        let cancelled = shell.ask(.get, "/v1/orders?state=cancelled", as: "customer-c1").json
        #expect(cancelled["orders"].list.compactMap { $0["id"].text } == [ids[2], ids[1], ids[0]])
        shell.pass(.seconds(2))
        let open = shell.ask(.get, "/v1/orders?state=noTaker", as: "dispatcher-d1").json
        #expect(open["orders"].list.count == 2)
    }

    @Test func aStoreThatRefusesIs503() {
        let shell = shell()
        let order = delivered(shell)
        forget(shell)
        shell.disk.refusesQueries = true
        let answer = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1")
        #expect(answer.status == 503)
        #expect(answer.json["code"] == "notReady")
        #expect(answer.fields["retry-after"] != nil)
    }

    @Test func whoLeftBeforeTheRowsCameIsForgotten() {
        let shell = shell()
        let order = delivered(shell)
        forget(shell)
        shell.holdsQueries = true
        let id = shell.connect()
        shell.ask(on: id, .get, "/v1/orders/\(order)", as: "customer-c1")
        let socket = shell.socket("/v1/customer", as: "customer-c1")
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: socket)
        shell.drop(id)
        shell.drop(socket)
        shell.answerQueries()
        #expect(shell.answers(id).isEmpty)
        #expect(shell.hear(socket).isEmpty)
    }

    @Test func aRestartForgetsThemToo() {
        let shell = shell()
        let order = delivered(shell)
        let before = shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1")
        forget(shell)
        shell.restart()
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1").body == before.body)
        let next = shell.place(key: "next")
        #expect(next != order)
    }

    @Test func theTrackOfAnOpenOrderOutlivesARestart() {
        let shell = shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        for sequence in 2...4 {
            shell.pass(.seconds(5))
            shell.say(shell.fix(sequence, northMeters: 100 - Double(sequence)), on: runner)
        }
        shell.pass(.seconds(6))
        let before = shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        #expect(before.json["points"].list.count == 3)
        shell.restart()
        let after = shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        #expect(after.body == before.body)
    }

    /// A site's staff finds its own ended orders, however many of another one's are newer.
    @Test func aSiteFindsItsOwnBehindThoseOfOthers() {
        let shell = shell()
        let own = shell.place(as: "customer-north", key: "own")
        let others = (0..<3).map { shell.place(as: "customer-south", key: "other\($0)") }
        for order in [own] + others {
            shell.ask(.post, "/v1/orders/\(order)/cancel", as: "admin-a1", key: "x\(order)", "{}")
        }
        forget(shell)
        #expect(shell.gateway.withEngine { $0.orderIDs.isEmpty })
        func page(_ token: String) -> [String?] {
            shell.ask(.get, "/v1/orders?limit=2", as: token).json["orders"].list.map {
                $0["id"].text
            }
        }
        #expect(page("dispatcher-north") == [own])
        #expect(page("dispatcher-south") == [others[2], others[1]])
        #expect(page("dispatcher-d1") == [others[2], others[1]])
    }

    /// An end that was taken back leaves no line in the Store's list: a compaction would go by it.
    @Test func aReopenedOrderLeavesTheList() {
        let shell = shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.deliver(order, on: runner)
        #expect(shell.disk.finished.map(\.order.text) == [order])
        shell.say(#"{"type":"undo","id":"u","order":"\#(order)","leg":0}"#, on: runner)
        #expect(shell.order(order)["state"] == "atDropoff")
        #expect(shell.disk.finished.isEmpty)
        let again = #""type":"phase","id":"again","order":"\#(order)","leg":0,"to":"delivered""#
        shell.say("{\(again)}", on: runner)
        #expect(shell.disk.finished.map(\.order.text) == [order])
    }
}
