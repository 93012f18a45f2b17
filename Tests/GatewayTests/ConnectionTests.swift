// HTTP as a connection: methods, pipelining, keep-alive, half-closed peers, health, files, limits.

import Basics
import HTTP
import Testing

@testable import Gateway

@Suite struct ConnectionTests {
    @Test func anUnknownPathIs404() {
        let answer = Shell().ask(.get, "/v1/unicorns", as: "admin-a1")
        #expect(answer.status == 404)
        #expect(answer.json["code"] == "notFound")
    }

    @Test func aWrongMethodIs405AndSaysWhichAreRight() {
        let shell = Shell()
        let orders = shell.ask(.delete, "/v1/orders", as: "admin-a1")
        #expect(orders.status == 405)
        #expect(orders.fields["allow"] == "GET, HEAD, POST")
        #expect(orders.json["code"] == "wrongMethod")
        let runner = shell.ask(.post, "/v1/runners/r1", as: "admin-a1")
        #expect(runner.fields["allow"] == "GET, HEAD, PATCH")
        for path in ["/healthz", "/readyz", "/metrics"] {
            let health = shell.ask(.post, path)
            #expect(health.status == 405)
            #expect(health.fields["allow"] == "GET, HEAD")
        }
    }

    @Test func headIsGetWithoutABody() {
        let shell = Shell()
        let id = shell.place()
        let get = shell.ask(.get, "/v1/orders/\(id)", as: "customer-c1")
        let head = shell.ask(.head, "/v1/orders/\(id)", as: "customer-c1")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.fields["content-length"] == "\(get.body.count)")
        #expect(head.fields["etag"] == get.fields["etag"])
    }

    @Test func aConnectionIsUsedAgain() {
        let shell = Shell()
        let id = shell.connect()
        for number in 1...5 {
            shell.ask(on: id, .get, "/healthz")
            #expect(shell.answers(id).count == number)
        }
        #expect(!shell.isClosed(id))
        shell.ask(on: id, .get, "/healthz", fields: ["Connection": "close"])
        #expect(shell.answers(id).last?.keepAlive == false)
        #expect(shell.isClosed(id))
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() {
        let shell = Shell()
        let id = shell.connect()
        shell.holdsTickets = true
        var bytes: [UInt8] = []
        shell.change(id) { $0.asked = [.post, .get, .get, .get] }
        bytes += Shell.request(
            .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        bytes += Shell.request(.get, "/healthz")
        bytes += Shell.request(.get, "/v1/orders", as: "forged")
        bytes += Shell.request(.get, "/v1/orders", as: "customer-c1")
        shell.send(bytes, on: id)
        #expect(shell.answers(id).isEmpty)
        for _ in 0..<4 { shell.checkTokens() }
        #expect(shell.answers(id).map(\.status) == [201, 200, 401, 200])
        #expect(shell.answers(id).last?.json["orders"].list.count == 1)
    }

    @Test func bytesMayComeOneByOne() {
        let shell = Shell()
        let id = shell.connect()
        shell.change(id) { $0.asked = [.post] }
        for byte in Shell.request(
            .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        {
            shell.send([byte], on: id)
        }
        #expect(shell.answers(id).map(\.status) == [201])
    }

    @Test func anExpectationIsMetBeforeTheBody() {
        let shell = Shell()
        let id = shell.connect()
        shell.change(id) { $0.asked = [.post] }
        let bytes = Shell.request(
            .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody(),
            fields: ["Expect": "100-continue"])
        let body = Array(Shell.orderBody().utf8)
        shell.send(Array(bytes.dropLast(body.count)), on: id)
        #expect(shell.answers(id).map(\.status) == [100])
        shell.send(body, on: id)
        #expect(shell.answers(id).map(\.status) == [100, 201])
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("NONSENSE\r\n\r\n", 400),
            ("GET /x HTTP/3.0\r\nHost: h\r\n\r\n", 505),
            ("POST /v1/orders HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n", 413),
        ])
    func whatIsNoRequestIsRefusedAndClosed(text: String, status: Int) {
        let shell = Shell()
        let id = shell.connect()
        shell.change(id) { $0.asked = [.get] }
        shell.send(Array(text.utf8), on: id)
        #expect(shell.answers(id).map(\.status) == [status])
        #expect(shell.answers(id).first?.fields["content-type"] == "application/problem+json")
        #expect(shell.isClosed(id))
    }

    @Test func whoHasSentItsLastByteIsStillAnswered() {
        let shell = Shell()
        let id = shell.connect()
        shell.disk.mood = .held
        shell.ask(on: id, .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        shell.halfClose(id)
        #expect(shell.answers(id).isEmpty)
        #expect(!shell.isClosed(id))
        shell.sync()
        #expect(shell.answers(id).map(\.status) == [201])
        #expect(shell.isClosed(id))
    }

    @Test func allThatWasAskedBeforeTheLastByteIsAnswered() {
        let shell = Shell()
        let id = shell.connect()
        shell.holdsTickets = true
        shell.change(id) { $0.asked = [.get, .get] }
        shell.send(
            Shell.request(.get, "/v1/orders", as: "customer-c1")
                + Shell.request(.get, "/v1/orders", as: "customer-c2"), on: id)
        shell.halfClose(id)
        for _ in 0..<3 { shell.checkTokens() }
        #expect(shell.answers(id).map(\.status) == [200, 200])
        #expect(shell.isClosed(id))
    }

    @Test func aPeerThatLeavesWithoutAskingIsClosed() {
        let shell = Shell()
        let silent = shell.connect()
        shell.halfClose(silent)
        #expect(shell.isClosed(silent))
        let half = shell.connect()
        shell.send(Array("GET /healthz HT".utf8), on: half)
        shell.halfClose(half)
        #expect(shell.isClosed(half))
        #expect(shell.gateway.connectionCount == 0)
    }

    @Test func aReaderThatDoesNotReadIsNotReadFromEither() {
        let shell = Shell()
        let id = shell.connect()
        shell.change(id) { $0.isSlow = true }
        var most = 0
        for _ in 0..<400 {
            shell.change(id) { $0.asked += Array(repeating: .get, count: 20) }
            let bytes = (0..<20).flatMap { _ in Shell.request(.get, "/healthz") }
            shell.send(bytes, on: id)
            most = max(most, shell.gateway.outboxBytesMost)
        }
        #expect(most <= 2 * 65_536)
    }

    @Test func healthIsTrueWhileItLives() {
        let shell = Shell()
        let answer = shell.ask(.get, "/healthz")
        #expect(answer.status == 200)
        #expect(answer.text == "ok\n")
        #expect(shell.ask(.get, "/readyz").status == 200)
        let metrics = shell.ask(.get, "/metrics")
        #expect(metrics.text == "metric 1\n")
        #expect(metrics.fields["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    }

    @Test func nothingIsReadyBeforeTheReplay() {
        let shell = Shell()
        _ = shell.place()
        shell.restart(replayed: false)
        #expect(shell.ask(.get, "/healthz").status == 200)
        let ready = shell.ask(.get, "/readyz")
        #expect(ready.status == 503)
        #expect(ready.text.contains("replaying"))
        #expect(ready.fields["retry-after"] == "1")
        let read = shell.ask(.get, "/v1/orders", as: "customer-c1")
        #expect(read.status == 503)
        #expect(read.json["code"] == "notReady")
        #expect(read.fields["retry-after"] == "1")
        shell.finishReplay()
        #expect(shell.ask(.get, "/readyz").status == 200)
        #expect(shell.ask(.get, "/v1/orders", as: "customer-c1").json["orders"].list.count == 1)
    }

    @Test func filesAreServedWithTheirTags() {
        var settings = GatewaySettings()
        settings.files = [
            StaticFile(
                path: "/", contentType: "text/html", etag: "\"abc\"", bytes: Array("<p>".utf8),
                contentSecurityPolicy: "default-src 'self'")
        ]
        let shell = Shell(settings: settings)
        let page = shell.ask(.get, "/")
        #expect(page.status == 200)
        #expect(page.text == "<p>")
        #expect(page.fields["content-security-policy"] == "default-src 'self'")
        #expect(page.fields["x-content-type-options"] == "nosniff")
        let again = shell.ask(.get, "/", fields: ["If-None-Match": "\"abc\""])
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
        #expect(shell.ask(.post, "/").status == 405)
    }

    // MARK: Limits

    @Test func moreConnectionsThanTheLimitAre503() {
        var settings = GatewaySettings()
        settings.connectionsMax = 2
        let shell = Shell(settings: settings)
        let ids = (0..<3).map { _ in shell.connect() }
        shell.change(ids[2]) { $0.asked = [.get] }
        #expect(shell.isClosed(ids[2]))
        #expect(shell.gateway.sessionCounters.connectionsRefused == 1)
        #expect(shell.gateway.connectionCount == 2)
        let text = String(decoding: shell.peers[ids[2]]?.writes.first ?? [], as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 503 "))
        #expect(text.contains("Retry-After: "))
        shell.drop(ids[0])
        #expect(!shell.isClosed(shell.connect()))
    }

    @Test func moreConnectionsOfOneAddressThanTheLimitAre503() {
        var settings = GatewaySettings()
        settings.connectionsPerAddressMax = 2
        let shell = Shell(settings: settings)
        let first = shell.connect(address: 7)
        _ = shell.connect(address: 7)
        #expect(shell.isClosed(shell.connect(address: 7)))
        #expect(!shell.isClosed(shell.connect(address: 8)))
        shell.drop(first)
        #expect(!shell.isClosed(shell.connect(address: 7)))
    }

    @Test func aNewConnectionHasADeadlineUntilItsFirstRequest() {
        let shell = Shell()
        let id = shell.connect()
        #expect(shell.peers[id]?.deadline == .seconds(10))
        shell.send(Array("GET /healthz HTTP/1.1\r\n".utf8), on: id)
        #expect(shell.peers[id]?.deadline == .seconds(10))
        shell.change(id) { $0.asked = [.get] }
        shell.send(Array("Host: h\r\n\r\n".utf8), on: id)
        #expect(shell.answers(id).map(\.status) == [200])
        #expect(shell.peers[id]?.deadline == nil)
    }
}
