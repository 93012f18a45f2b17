// A dispatcher's socket: the runners in view, what changes, cells where there are too many.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct DispatcherSocketTests {
    private let box = #""south":31.1,"west":121.3,"north":31.4,"east":121.6,"zoom":14"#

    private func watch(_ shell: Shell, on id: ConnectionID) -> [JSON] {
        shell.converse("{\"type\":\"watch\",\"id\":\"c1\",\(box)}", on: id)
    }

    @Test func aWatchShowsTheRunnersInView() throws {
        let shell = Shell()
        _ = shell.runner("r1", gender: "female")
        _ = shell.runner("r2", northMeters: 30_000)
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let messages = watch(shell, on: id)
        #expect(types(messages) == ["runners"])
        let picture = try #require(messages.first)
        #expect(picture["re"] == "c1")
        #expect(picture["runners"].list.map { $0["id"] } == ["r1"])
        let row = picture["runners"][0]
        #expect(row["state"] == "free")
        #expect(row["load"]["orders"] == 0)
        #expect(row["pools"] == .list(["female"]))
    }

    @Test func changesComeOnceASecond() {
        let shell = Shell()
        let runner = shell.runner("r1")
        _ = shell.runner("r2")
        let id = shell.socket("/v1/dispatcher", as: "admin-a1")
        _ = watch(shell, on: id)
        shell.pass(.seconds(3))
        #expect(shell.hear(id).isEmpty)
        var changes: [(at: Instant, JSON)] = []
        for sequence in 2...31 {
            shell.say(shell.fix(sequence, northMeters: 100 + Double(sequence)), on: runner)
            shell.pass(Milliseconds(100))
            for message in shell.hear(id) { changes.append((shell.now, message)) }
        }
        #expect((2...4).contains(changes.count))
        for (_, change) in changes {
            #expect(!change.has("re"))
            #expect(change["runners"].list.map { $0["id"] } == ["r1"])
        }
        for (earlier, later) in zip(changes, changes.dropFirst()) {
            #expect(later.at - earlier.at >= Milliseconds(1_000))
        }
    }

    @Test func whoLeavesTheViewIsGone() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let other = shell.runner("r2")
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        _ = watch(shell, on: id)
        shell.say(#"{"type":"duty","id":"off","on":false}"#, on: runner)
        shell.pass(.seconds(2))
        #expect(shell.hear(id).map { $0["gone"] } == [.list(["r1"])])
        // A runner whose phone is silent leaves the map too.
        _ = other
        shell.pass(.seconds(40))
        #expect(shell.hear(id).contains { $0["gone"] == .list(["r2"]) })
    }

    /// A dead phone with goods stays where it was last seen, until it is heard of or has no goods any more.
    @Test func whoCarriesGoodsStaysInView() {
        let shell = Shell()
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#, on: runner)
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        func state(_ messages: [JSON]) -> [String?] {
            messages.filter { $0.type == "runners" }.flatMap { message in
                message["runners"].list.map { $0["state"].text }
                    + message["gone"].list.map { _ in "gone" }
            }
        }
        #expect(state(watch(shell, on: id)) == ["busy"])
        shell.pass(.seconds(35))
        #expect(state(shell.hear(id)) == ["silent"])
        #expect(state(watch(shell, on: id)) == ["silent"])
        shell.say(shell.fix(2, northMeters: 110), on: runner)
        shell.pass(.seconds(2))
        #expect(state(shell.hear(id)) == ["busy"])
        shell.pass(.seconds(35))
        #expect(state(shell.hear(id)) == ["silent"])
        shell.ask(
            .post, "/v1/orders/\(order)/fail", as: "dispatcher-d1", key: "f",
            #"{"reason":"accident"}"#)
        shell.pass(.seconds(2))
        #expect(state(shell.hear(id)) == ["gone"])
    }

    @Test func anAssignmentChangesTheRow() {
        let shell = Shell()
        _ = shell.runner("r1")
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        _ = watch(shell, on: id)
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.pass(.seconds(2))
        let row = shell.hear(id).last?["runners"][0] ?? .null
        #expect(row["state"] == "busy")
        #expect(row["load"]["orders"] == 1)
        #expect(row["load"]["grams"] == 800)
    }

    @Test func aWideViewIsShownInCells() throws {
        var settings = GatewaySettings()
        settings.viewRunnersMax = 2
        let shell = Shell(settings: settings)
        for (place, name) in ["r1", "r2", "r3"].enumerated() {
            _ = shell.runner(name, northMeters: Double(place))
        }
        _ = shell.place(pools: ["female"])
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let messages = watch(shell, on: id)
        #expect(types(messages) == ["cells"])
        let cells = try #require(messages.first)["cells"].list
        #expect(cells.compactMap { $0["runners"].integer }.reduce(0, +) == 3)
        #expect(cells.compactMap { $0["orders"].integer }.reduce(0, +) == 1)
        #expect(cells.allSatisfy { $0["cell"].text?.hasPrefix("wtw3s") == true })
        let narrow = #""south":31.2303,"west":121.4,"north":31.230401,"east":121.5,"zoom":18"#
        let near = shell.converse(
            #"{"type":"watch","id":2,\#(narrow)}"#, on: id)
        #expect(types(near) == ["runners"])
        #expect(near.first?["re"] == 2)
    }

    @Test func theURLsDatumHoldsForTheView() throws {
        let shell = Shell()
        _ = shell.runner("r1", northMeters: 0)
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1", query: "?datum=bd09")
        let row = try #require(watch(shell, on: id).first)["runners"][0]
        #expect(abs((row["latitude"].number ?? 0) - Stage.latitude) > 0.001)
    }

    @Test(
        arguments: [
            (#""south":91,"west":0,"north":92,"east":1,"zoom":1"#, "outOfRange", "/south"),
            (#""south":2,"west":0,"north":1,"east":1,"zoom":1"#, "invalid", "/south"),
            (#""south":0,"west":0,"north":1,"east":1,"zoom":23"#, "outOfRange", "/zoom"),
            (#""south":0,"west":0,"north":1,"east":1"#, "invalid", "/zoom"),
        ])
    func aViewIsChecked(box: String, code: String, field: String) {
        let shell = Shell()
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let error = first("error", in: shell.converse(#"{"type":"watch","id":1,\#(box)}"#, on: id))
        #expect(error["code"].text == code)
        #expect(error["field"].text == field)
    }

    @Test func aClosedSocketIsNoLongerWatching() {
        let shell = Shell()
        _ = shell.runner("r1")
        let id = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        _ = watch(shell, on: id)
        shell.drop(id)
        let deadline = shell.gateway.nextDeadline(after: shell.now)
        #expect(deadline <= shell.now + .seconds(1))
        shell.pass(.seconds(3))
        #expect(shell.gateway.connectionCount == 1)
    }
}
