// Requests as they should be.

import Basics
import HTTP
import Testing

@Suite struct RequestParserTests {
    @Test func readsARequestWithoutABody() throws {
        let text =
            "GET /v1/orders?state=matching&limit=5 HTTP/1.1\r\nHost: a.example\r\n"
            + "Accept:text/html\r\nX-Two: \t a  b \t\r\nX-TWO: c\r\n\r\n"
        let request = try #require(try parse(text))
        #expect(request.method == .get)
        #expect(request.path == "/v1/orders")
        #expect(request.query == "state=matching&limit=5")
        #expect(request.version == .http11)
        #expect(request.fields.all.map(\.name) == ["host", "accept", "x-two", "x-two"])
        #expect(request.fields["Host"] == "a.example")
        #expect(request.fields["accept"] == "text/html")
        #expect(request.fields["x-two"] == "a  b, c")
        #expect(request.fields["absent"] == nil)
        #expect(request.body.count == 0)
        #expect(request.keepAlive)
        #expect(request.consumed == text.utf8.count)
    }

    @Test func leavesABodyOfKnownLengthInTheBuffer() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        let request = try #require(try parse(head + "hello"))
        let start = head.utf8.count
        #expect(request.body == .range(start..<start + 5))
        #expect(serve([Array((head + "hello").utf8)]).bodies == [Array("hello".utf8)])
    }

    @Test func joinsChunksAndDropsExtensionsAndTrailers() throws {
        let text =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "5\r\nhello\r\n009;name=\"v\"\r\n, 世界!\r\n0\r\nX-Sum: 1\r\n\r\n"
        let request = try #require(try parse(text))
        #expect(request.body == .chunks(Array("hello, 世界!".utf8)))
        #expect(request.fields["x-sum"] == nil)
        #expect(request.consumed == text.utf8.count)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
        ("HTTP/1.1", "Connection: Upgrade, CLOSE\r\n", false),
        ("HTTP/1.1", "Connection: x\r\nConnection: close\r\n", false),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
    ])
    func knowsWhetherTheConnectionGoesOn(version: String, field: String, keepAlive: Bool) throws {
        let request = try #require(try parse("GET / \(version)\r\nHost: a\r\n\(field)\r\n"))
        #expect(request.keepAlive == keepAlive)
    }

    @Test(
        arguments: [
            ("GET", "/", "/", nil), ("GET", "/?", "/", ""), ("GET", "/a?b?c", "/a", "b?c"),
            ("OPTIONS", "*", "*", nil), ("GET", "http://a.example/b?c", "/b", "c"),
            ("GET", "HTTPS://a.example:80", "/", nil), ("GET", "http://a.example?q=1", "/", "q=1"),
        ] as [(String, String, String, String?)])
    func readsTargets(method: String, target: String, path: String, query: String?) throws {
        let request = try #require(try parse("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test func readsPipelinedRequestsOneByOne() {
        let text =
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
            + "\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1\r\nx\r\n0\r\n\r\n"
            + "HEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        let outcome = serve([Array(text.utf8)])
        #expect(outcome.messages.map(\.path) == ["/1", "/2", "/3"])
        #expect(outcome.messages.last?.method == .head)
        #expect(outcome.bodies == [Array("hi".utf8), Array("x".utf8), []])
        #expect(outcome.error == nil)
    }

    @Test func asksForTheBodyOnceWhenTheSenderWaits() throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        var parser = RequestParser()
        let waiting = Array(head.utf8)
        let steps = try [
            parser.read(Array(waiting.dropLast()).span), parser.read(waiting.span),
            parser.read(waiting.span),
        ]
        #expect(steps == [.needsMore, .continueExpected, .needsMore])
        guard case .request = try parser.read((waiting + Array("ok".utf8)).span) else {
            Issue.record("the body makes the request whole")
            return
        }
        #expect(parser.isIdle)
    }

    @Test func doesNotAskForABodyThatIsAlreadyHere() throws {
        let text =
            "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok"
        var parser = RequestParser()
        guard case .request = try parser.read(Array(text.utf8).span) else {
            Issue.record("a whole request is not asked for its body")
            return
        }
    }

    @Test func knowsWhetherARequestHasBegun() throws {
        var parser = RequestParser()
        #expect(parser.isIdle)
        let step = try parser.read(Array("G".utf8).span)
        #expect(step == .needsMore)
        #expect(!parser.isIdle)
    }

    @Test func anyCutGivesTheSameRequests() {
        let stream = Array(
            ("POST /v1/orders?x=%20 HTTP/1.1\r\nHost: a.example:8080\r\nContent-Length: 11\r\n\r\n"
                + "hello world\r\nGET /2 HTTP/1.0\r\n\r\n"
                + "PUT /3 HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nT: 1\r\n\r\n"
                + "DELETE /4 HTTP/1.1\r\nHost: c\r\nBad Name: 1\r\n\r\n").utf8)
        let whole = serve([stream])
        #expect(whole.messages.count == 3)
        #expect(whole.error == .badFieldName)
        #expect(serve(stream.map { [$0] }) == whole)
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            #expect(serve(pieces(of: stream, by: &generator)) == whole, "seed \(seed)")
        }
    }

    @Test func mutatedRequestsFailTheSameWayForAnyCut() {
        let stream = Array(
            ("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
                + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").utf8)
        let tight = HTTPLimits(
            requestLineBytesMax: 20, headerBytesMax: 60, headerCountMax: 3, bodyBytesMax: 4)
        for seed in 0..<2_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var mutated = stream
            for _ in 0...generator.below(3) {
                let alphabet = Array("\r\n :\t0aF;,\u{0}GZ/".utf8)
                let letter = alphabet[generator.below(alphabet.count)]
                let place = generator.below(mutated.count)
                if generator.chance(percent: 50) {
                    mutated[place] = letter
                } else {
                    mutated.insert(letter, at: place)
                }
            }
            let whole = serve([mutated], limits: tight)
            #expect(serve(mutated.map { [$0] }, limits: tight) == whole, "seed \(seed)")
            let cut = pieces(of: mutated, by: &generator)
            #expect(serve(cut, limits: tight) == whole, "seed \(seed)")
        }
    }
}
