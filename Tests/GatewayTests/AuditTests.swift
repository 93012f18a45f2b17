// The audit log: what staff did, what was refused because it was not the asker's, who read somebody's past.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct AuditTests {
    private func entries(_ shell: Shell, _ query: String = "") -> [JSON] {
        shell.ask(.get, "/v1/audit\(query)", as: "admin-a1").json["entries"].list
    }

    private func find(_ action: String, in entries: [JSON]) -> JSON {
        entries.last { $0["action"].text == action } ?? .null
    }

    @Test func onlyAdminsReadIt() {
        let shell = Shell()
        for token in ["runner-r1", "customer-c1", "merchant-m1", "dispatcher-d1", "service-s1"] {
            #expect(shell.ask(.get, "/v1/audit", as: token).status == 403, "\(token)")
        }
        let refused = entries(shell)
        #expect(refused.count == 5)
        #expect(refused.allSatisfy { $0["action"].text == "audit" && $0["code"] == "forbidden" })
        #expect(refused.map { $0["role"].text }.contains("dispatcher"))
    }

    @Test func foreignAndMissingOrdersAreWrittenDownAlike() {
        let shell = Shell()
        let order = shell.place()
        shell.ask(.get, "/v1/orders/\(order)", as: "customer-c2")
        let line = find("getOrder", in: entries(shell, "?subject=c2"))
        #expect(line["object"].text == order && line["outcome"] == "refused")
        #expect(line["code"] == "notFound" && line["role"] == "customer")
        let socket = shell.socket("/v1/customer", as: "customer-c2")
        shell.say("{\"type\":\"subscribe\",\"id\":1,\"order\":\"\(order)\"}", on: socket)
        #expect(find("subscribe", in: entries(shell))["object"].text == order)
        #expect(entries(shell, "?subject=c1").isEmpty)
    }

    @Test func anOverrideIsWrittenDownWithItsReason() {
        let shell = Shell()
        shell.register("r1", gender: "male")
        let order = shell.place(pools: ["female"])
        let body = { (reason: String) in
            "{\"runner\":\"r1\",\"override\":true\(reason)}"
        }
        let path = "/v1/orders/\(order)/assign"
        let silent = shell.ask(.post, path, as: "dispatcher-d1", key: "k1", body(""))
        #expect(silent.status == 422 && silent.json["code"] == "reasonRequired")
        #expect(shell.ask(.post, path, as: "merchant-m1", key: "k2", body("")).status == 403)
        let done = shell.ask(
            .post, path, as: "dispatcher-d1", key: "k3", body(",\"reason\":\"by phone\""))
        #expect(done.status == 200)
        let lines = entries(shell).filter { $0["action"].text == "assignOrder" }
        #expect(lines.map { $0["outcome"].text } == ["refused", "refused", "done"])
        #expect(lines.map { $0["code"].text } == ["reasonRequired", "forbidden", nil])
        #expect(lines.last?["reason"] == "by phone" && lines.last?["subject"] == "d1")
    }

    @Test func theRegistryAndReadsOfFinishedTracksAreWrittenDown() {
        let shell = Shell()
        let runner = shell.runner("r1")
        shell.ask(
            .put, "/v1/stations/st1", as: "admin-a1", "{\"latitude\":31.23,\"longitude\":121.47}")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        #expect(find("getTrack", in: entries(shell)) == .null)
        shell.deliver(order, on: runner)
        shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        let lines = entries(shell)
        #expect(find("putStation", in: lines)["object"] == "st1")
        let read = find("getTrack", in: lines)
        #expect(read["subject"] == "c1" && read["object"].text == order)
        #expect(read["outcome"] == "done")
        // Long after, from the Store.
        shell.pass(.minutes(11))
        shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1")
        shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c2")
        let later = entries(shell).filter { $0["action"].text == "getTrack" }
        #expect(later.map { $0["outcome"].text } == ["done", "done", "refused"])
    }

    @Test func aLinkReadsNoFinishedTrackAndAServicesReadIsWrittenDown() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place(as: "service-s1")
        let link = shell.ask(
            .post, "/v1/orders/\(order)/share", as: "service-s1", key: "link", "{}"
        ).json["token"].text
        shell.assign(order, to: "r1")
        #expect(shell.ask(.get, "/v1/orders/\(order)/track", as: link).status == 200)
        shell.deliver(order, on: runner)
        #expect(shell.ask(.get, "/v1/orders/\(order)/track", as: link).status == 401)
        #expect(find("getTrack", in: entries(shell)) == .null)
        shell.ask(.get, "/v1/orders/\(order)/track", as: "service-s1")
        let read = find("getTrack", in: entries(shell))
        #expect(read["subject"] == "s1" && read["role"] == "service")
    }

    @Test func anIdThatIsNotTheTokensIsNotYours() {
        let shell = Shell()
        let runner = shell.runner("r1")
        shell.register("r2")
        shell.say(#"{"type":"duty","id":"d9","on":false,"runner":"r2"}"#, on: runner)
        let error = first("error", in: shell.hear(runner))
        #expect(error["code"] == "notYours" && error["field"] == "/runner" && error["re"] == "d9")
        shell.say(#"{"type":"duty","id":"d10","on":false,"runner":"r1"}"#, on: runner)
        #expect(first("ok", in: shell.hear(runner))["duty"] == "off")
        let duty = shell.ask(
            .put, "/v1/runners/me/duty", as: "runner-r1", "{\"on\":true,\"runner\":\"r2\"}")
        #expect(duty.status == 403 && duty.json["code"] == "notYours")
        let lines = entries(shell).filter { $0["code"] == "notYours" }
        #expect(lines.count == 2 && lines.allSatisfy { $0["subject"] == "r1" })
    }

    @Test func itIsReadPageByPage() {
        let shell = Shell()
        for number in 0..<7 {
            shell.ask(.get, "/v1/zones/z\(number)", as: "admin-a1")
        }
        let newest = shell.ask(.get, "/v1/audit?limit=3", as: "admin-a1").json
        #expect(newest["entries"].list.map { $0["object"].text } == ["z4", "z5", "z6"])
        var found: [String] = []
        var cursor = "0"
        for _ in 0..<3 {
            let page = shell.ask(.get, "/v1/audit?limit=3&since=\(cursor)", as: "admin-a1").json
            found += page["entries"].list.compactMap { $0["object"].text }
            cursor = page["cursor"].text ?? ""
        }
        #expect(found == (0..<7).map { "z\($0)" })
        let last = shell.ask(.get, "/v1/audit?since=\(cursor)", as: "admin-a1").json
        #expect(last["entries"].list.isEmpty && last["cursor"].text == cursor)
        #expect(shell.ask(.get, "/v1/audit?limit=0", as: "admin-a1").status == 422)
        #expect(shell.ask(.get, "/v1/audit?since=yesterday", as: "admin-a1").status == 422)
    }

    @Test func aDiskThatRefusesBoundsWhatWaits() {
        var settings = GatewaySettings()
        settings.auditBacklogMax = 3
        let shell = Shell(settings: settings)
        shell.disk.mood = .failing
        _ = shell.place()
        for _ in 0..<5 { shell.ask(.get, "/v1/zones/z", as: "admin-a1") }
        #expect(shell.gateway.coreCounters.auditsDropped == 2)
    }

    /// Who is bound to a site reads the lines of its tokens, and no others.
    @Test func aSiteReadsItsOwnLines() {
        let shell = Shell()
        for site in ["north", "south"] {
            shell.ask(.get, "/v1/orders/ord_0000000000000", as: "dispatcher-\(site)")
        }
        shell.ask(.get, "/v1/orders/ord_0000000000000", as: "dispatcher-d1")
        func subjects(_ token: String) -> [String?] {
            shell.ask(.get, "/v1/audit", as: token).json["entries"].list.map { $0["subject"].text }
        }
        #expect(subjects("admin-north") == ["north"])
        #expect(subjects("admin-south") == ["south"])
        #expect(subjects("admin-a1") == ["north", "south", "d1"])
    }
}
