// Answers: written, read back, and read when others have written them.

import Basics
import HTTP
import Testing

@Suite struct ResponseTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func writesAnAnswer() {
        let head = ResponseHead(
            status: 404, fields: ["Content-Type": "application/problem+json"],
            date: "Sun, 06 Nov 1994 08:49:37 GMT", keepAlive: false)
        let expected =
            "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            + "Content-Type: application/problem+json\r\nConnection: close\r\n"
            + "Content-Length: 2\r\n\r\n"
        let body = Array("{}".utf8)
        #expect(
            written { ResponseWriter.write(head, body: body.span, into: &$0) } == expected + "{}")
        let toHead = written {
            ResponseWriter.write(head, body: body.span, omitsBody: true, into: &$0)
        }
        #expect(toHead == expected)
    }

    @Test func leavesOutTheLengthWhereThereIsNoContent() {
        #expect(
            written { ResponseWriter.write(ResponseHead(status: 204), into: &$0) }
                == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(
            written { ResponseWriter.write(ResponseHead(status: 200), into: &$0) }
                == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(written(ResponseWriter.writeContinue) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test func aValueCannotBeginAnotherField() {
        let head = ResponseHead(status: 200, fields: ["Location": "/a\r\nSet-Cookie: x\u{0}"])
        let text = written { ResponseWriter.write(head, into: &$0) }
        #expect(text.contains("Location: /a  Set-Cookie: x \r\n"))
    }

    @Test func readsBackWhatItWrites() {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var stream: [UInt8] = []
            var bodies: [[UInt8]] = []
            for _ in 0...generator.below(4) {
                let body = (0..<generator.below(80)).map { _ in UInt8(generator.below(256)) }
                bodies.append(body)
                let head = ResponseHead(status: 200, fields: ["X-Seed": "\(seed)"])
                if generator.chance(percent: 50) {
                    ResponseWriter.write(head, body: body.span, into: &stream)
                    continue
                }
                ResponseWriter.writeChunkedHead(head, into: &stream)
                let half = generator.below(body.count + 1)
                ResponseWriter.writeChunk(body.span.extracting(0..<half), into: &stream)
                ResponseWriter.writeChunk(body.span.extracting(half..<body.count), into: &stream)
                ResponseWriter.writeLastChunk(into: &stream)
            }
            let whole = receive([stream])
            #expect(whole.error == nil, "seed \(seed)")
            #expect(whole.bodies == bodies, "seed \(seed)")
            #expect(whole.messages.allSatisfy { $0.fields["x-seed"] == "\(seed)" && $0.keepAlive })
            let cut = pieces(of: stream, by: &generator)
            #expect(receive(cut) == whole, "seed \(seed)")
        }
    }

    @Test(arguments: [1, 9, 10, 15, 16, 255, 256, 4_096, 70_000])
    func aChunkIsFilledInAfterwards(byteCount: Int) {
        var stream: [UInt8] = []
        ResponseWriter.writeChunkedHead(ResponseHead(status: 200), into: &stream)
        ResponseWriter.writeChunk(into: &stream) { _ in }
        ResponseWriter.writeChunk(into: &stream) { bytes in
            for place in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: place)) }
        }
        ResponseWriter.writeChunk(into: &stream) { $0.append(7) }
        ResponseWriter.writeLastChunk(into: &stream)
        let expected = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) } + [7]
        let whole = receive([stream])
        #expect(whole.error == nil)
        #expect(whole.bodies == [expected])
    }

    @Test func readsBackRequestsItWrites() throws {
        var stream: [UInt8] = []
        let body = Array("{\"a\":1}".utf8)
        RequestWriter.write(
            .post, target: "/v1/orders?x=1", host: "a:80",
            fields: ["Idempotency-Key": "k"], body: body.span, into: &stream)
        RequestWriter.write(.post, target: "/v1/verify", host: "a", into: &stream)
        RequestWriter.write(.get, target: "/", host: "a", into: &stream)
        let outcome = serve(stream.map { [$0] })
        #expect(outcome.error == nil)
        #expect(outcome.messages.map(\.path) == ["/v1/orders", "/v1/verify", "/"])
        #expect(outcome.bodies == [body, [], []])
        #expect(outcome.messages[0].fields["idempotency-key"] == "k")
        #expect(outcome.messages[0].fields["content-length"] == "7")
        #expect(outcome.messages[1].fields["content-length"] == "0")
        #expect(outcome.messages[2].fields["content-length"] == nil)
    }

    @Test func theEndOfTheConnectionEndsABodyOfUnknownLength() throws {
        let bytes = Array("HTTP/1.1 200 OK\r\n\r\nall of this".utf8)
        let outcome = receive(bytes.map { [$0] })
        #expect(outcome.bodies == [Array("all of this".utf8)])
        #expect(outcome.messages.first?.keepAlive == false)
        #expect(receive([bytes], ended: false).messages.isEmpty)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func anEndWithinAnAnswerIsAnError(text: String) {
        #expect(receive([Array(text.utf8)]).error == .truncated)
    }

    @Test func anAnswerToHeadHasNoBody() {
        let text =
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 304\r\nContent-Length: 9\r\n\r\n"
        let outcome = receive([Array(text.utf8)], answering: .head)
        #expect(outcome.messages.map(\.status) == [200, 304])
        #expect(outcome.error == nil)
    }

    @Test func interimAnswersComeOutByThemselves() {
        let text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx"
        let outcome = receive([Array(text.utf8)], answering: .post)
        #expect(outcome.messages.map(\.status) == [100, 201])
        #expect(outcome.messages.map(\.reason) == ["Continue", "Created"])
    }

    @Test(
        arguments: [
            ("HTTP/1.1 20 OK\r\n\r\n", .badStatusLine),
            ("HTTP/1.1 2000 OK\r\n\r\n", .badStatusLine),
            ("HTTP/1.1 099 OK\r\n\r\n", .badStatusLine), ("HTTP/1.1  200 OK\r\n", .badStatusLine),
            ("HTTP/3.0 200 OK\r\n\r\n", .unsupportedVersion),
            ("ICY 200 OK, go\r\n", .badStatusLine),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                .conflictingFraming
            ),
        ] as [(String, HTTPError)])
    func refusesBadAnswers(text: String, error: HTTPError) {
        #expect(receive([Array(text.utf8)]).error == error)
    }
}
