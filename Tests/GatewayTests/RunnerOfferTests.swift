// Offers, assignments and phases on a runner's socket.

import Basics
import Engine
import HTTP
import Testing
import WebSocket
import Wire

@testable import Gateway

@Suite struct RunnerOfferTests {
    @Test func anOfferIsMaskedSeenAndAccepted() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place(code: "4821")
        let offer = shell.offer(on: id)
        #expect(offer["order"].text == order)
        #expect(offer["epoch"] == 1)
        #expect(offer["leg"] == 0)
        #expect((14_000...15_000).contains(offer["remainingMs"].integer ?? 0))
        #expect(abs((offer["pickupDistanceMeters"].number ?? 0) - 100) < 2)
        #expect((offer["fee"].integer ?? 0) > 0)
        #expect(!offer["stops"][0].has("contact"))
        #expect(offer["stops"][1]["latitude"].number == 31.233)
        let name = try #require(offer["offer"].text)
        let seen = shell.converse(#"{"type":"offerSeen","offer":"\#(name)"}"#, on: id)
        #expect(types(seen) == ["ok"])
        #expect(shell.order(order)["state"] == "offered")
        let accepted = shell.converse(
            #"{"type":"accept","id":"a2","offer":"\#(name)","epoch":1}"#, on: id)
        #expect(types(accepted) == ["stops", "ok"])
        let ok = first("ok", in: accepted)
        #expect(ok["re"] == "a2")
        #expect(ok["order"]["state"] == "assigned")
        #expect(ok["order"]["stops"][0]["contact"]["phone"] == "13800000000")
        #expect(!ok["order"]["stops"][1].has("code"))
        let stops = first("stops", in: accepted)
        #expect(stops["stops"].list.count == 2)
        #expect((stops["version"].integer ?? 0) > 0)
    }

    @Test func aDeclinedOfferIsNotRepeated() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place()
        let name = try #require(shell.offer(on: id)["offer"].text)
        let declined = shell.converse(
            #"{"type":"decline","id":"a3","offer":"\#(name)","reason":"tooFar"}"#, on: id)
        #expect(types(declined) == ["ok"])
        #expect(declined.first?["re"] == "a3")
        shell.pass(.seconds(5))
        #expect(!types(shell.hear(id)).contains("offer"))
        #expect(shell.order(order)["state"] == "noTaker")
        let late = shell.converse(
            #"{"type":"accept","id":"a4","offer":"\#(name)","epoch":1}"#, on: id)
        #expect(late.first?["code"] == "offerExpired")
        #expect(late.first?["claimable"] == false)
    }

    @Test func anOfferExpires() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        _ = shell.place()
        let name = try #require(shell.offer(on: id)["offer"].text)
        shell.say(#"{"type":"offerSeen","offer":"\#(name)"}"#, on: id)
        shell.pass(.seconds(16))
        let withdrawn = first("withdrawn", in: shell.hear(id))
        #expect(withdrawn["offer"].text == name)
        #expect(withdrawn["reason"] == "expired")
    }

    @Test func anOfferThatNobodyShowsIsWithdrawn() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place()
        let name = try #require(shell.offer(on: id)["offer"].text)
        shell.pass(Milliseconds(4_999))
        #expect(shell.order(order)["state"] == "offered")
        shell.pass(Milliseconds(1))
        let withdrawn = first("withdrawn", in: shell.hear(id))
        #expect(withdrawn["offer"].text == name)
        #expect(withdrawn["reason"] == "notSeen")
    }

    @Test func whoHasNoSocketIsNotPassedOver() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.drop(id)
        let order = shell.place()
        shell.pass(.seconds(6))
        #expect(shell.order(order)["state"] == "offered")
        let offers = shell.ask(.get, "/v1/runners/me/offers", as: "runner-r1").json
        #expect(offers["offers"][0]["order"].text == order)
    }

    @Test func aWrongEpochIsStale() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        _ = shell.place()
        let name = try #require(shell.offer(on: id)["offer"].text)
        let stale = shell.converse(
            #"{"type":"accept","id":"a","offer":"\#(name)","epoch":2}"#, on: id)
        #expect(stale.first?["code"] == "staleEpoch")
        let right = shell.converse(
            #"{"type":"accept","id":"a","offer":"\#(name)","epoch":1}"#, on: id)
        #expect(types(right).contains("ok"))
    }

    @Test func aCancelledOrderWithdrawsItsOffer() throws {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place()
        let name = try #require(shell.offer(on: id)["offer"].text)
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "x", "{}")
        let withdrawn = first("withdrawn", in: shell.hear(id))
        #expect(withdrawn["offer"].text == name)
        #expect(withdrawn["reason"] == "cancelled")
        let late = shell.converse(
            #"{"type":"accept","id":"a","offer":"\#(name)","epoch":1}"#, on: id)
        #expect(late.first?["code"] == "offerWithdrawn")
    }

    @Test func anAssignmentByHandIsToldToBothRunners() {
        let shell = Shell()
        let (one, two) = (shell.runner("r1"), shell.runner("r2"))
        let order = shell.place()
        shell.assign(order, to: "r1")
        let assigned = first("assigned", in: shell.hear(one))
        #expect(assigned["order"]["id"].text == order)
        #expect(assigned["order"]["legs"][0]["epoch"] == 1)
        shell.assign(order, to: "r2")
        let unassigned = first("unassigned", in: shell.hear(one))
        #expect(unassigned["order"].text == order)
        #expect(unassigned["reason"] == "reassigned")
        #expect(first("assigned", in: shell.hear(two))["order"]["legs"][0]["epoch"] == 2)
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "x", "{}")
        #expect(first("unassigned", in: shell.hear(two))["reason"] == "cancelled")
    }

    // MARK: Phases

    @Test func phasesLeadToTheDoor() {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place(code: "4821")
        shell.assign(order, to: "r1")
        _ = shell.hear(id)
        func report(_ phase: String, _ more: String = "") -> JSON {
            let head = #""type":"phase","id":"\#(phase)\#(more.count)""#
            return shell.converse(
                #"{\#(head),"order":"\#(order)","leg":0,"to":"\#(phase)"\#(more)}"#, on: id
            ).first { ["ok", "error"].contains($0.type) } ?? .null
        }
        #expect(report("delivered")["code"] == "stateConflict")
        #expect(report("atPickup")["order"]["state"] == "atPickup")
        #expect(report("pickedUp")["order"]["legs"][0]["holder"] == "runner")
        #expect(report("atDropoff")["order"]["state"] == "atDropoff")
        let wrong = report("delivered", #","code":"0000""#)
        #expect(wrong["code"] == "wrongCode")
        #expect(wrong["limit"] == 4)
        let done = report("delivered", #","code":"4821" "#)
        #expect(done["order"]["state"] == "delivered")
        #expect(done["order"]["legs"][0]["holder"] == "recipient")
        #expect(shell.order(order)["state"] == "delivered")
    }

    @Test func aPhaseConflictShowsTheOrder() {
        let shell = Shell()
        let id = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        let conflict = shell.converse(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"atDropoff"}"#, on: id)
        let error = first("error", in: conflict)
        #expect(error["code"] == "stateConflict")
        #expect(error["order"]["state"] == "assigned")
    }
}
