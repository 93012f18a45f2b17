// Lines come back by themselves, not all at once, and not for ever faster.

import Basics
import Engine
import HTTP
import Testing
import WebSocket

@testable import City

@Suite struct LineTests {
    private static let origin = MotionTests.origin

    @Test func theBackOffDoublesUpToItsBoundAndJitters() {
        for seed in UInt64(0)..<100 {
            var generator = SeededGenerator(seed: seed)
            var dialing = Dialing()
            dialing.want()
            var bound = Dialing.firstWait.count
            for _ in 0..<12 {
                #expect(dialing.wish == .connect)
                dialing.closed(isWanted: true, at: Self.origin, &generator)
                let wait = (dialing.nextDeadline - Self.origin).count
                #expect(wait >= bound / 2 && wait <= bound, "seed \(seed)")
                dialing.advance(to: dialing.nextDeadline - Milliseconds(1))
                #expect(dialing.wish == .nothing)
                dialing.advance(to: dialing.nextDeadline)
                bound = min(2 * bound, Dialing.longestWait.count)
            }
            dialing.opened()
            dialing.succeeded()
            dialing.closed(isWanted: true, at: Self.origin, &generator)
            let wait = dialing.nextDeadline - Self.origin
            #expect(wait <= Dialing.firstWait, "seed \(seed)")
        }
    }

    @Test func whoDoesNotWantItStaysAway() {
        var generator = SeededGenerator(seed: 1)
        var dialing = Dialing()
        #expect(dialing.wish == .nothing)
        dialing.want()
        dialing.opened()
        dialing.leave()
        #expect(dialing.wish == .disconnect)
        dialing.closed(isWanted: false, at: Self.origin, &generator)
        #expect(dialing.wish == .nothing)
        #expect(dialing.nextDeadline == .distantFuture)
    }

    @Test func pingsAreAnswered() {
        var daemon = ScriptedDaemon(SmallCity.runnerApp())
        daemon.pass(.seconds(1))
        var frame: [UInt8] = []
        let payload: [UInt8] = [1, 2, 3]
        FrameWriter.write(.ping, payload.span, into: &frame)
        daemon.deliver(frame, on: 0)
        #expect(daemon.pongs == [payload])
    }

    @Test func aSocketOnWhichNothingIsHeardIsGivenUp() {
        var daemon = ScriptedDaemon(SmallCity.runnerApp())
        daemon.pings = false
        daemon.pass(SocketLine.silenceMax - .seconds(1))
        #expect(daemon.openCount[0] == 1)
        daemon.pass(.seconds(3))
        #expect(daemon.openCount[0] == 2)
    }

    @Test func aRefusedUpgradeIsTriedAgain() {
        var line = SocketLine(
            target: "/v1/runner", token: "t", host: "h", generator: SeededGenerator(seed: 3))
        line.connect()
        line.opened(at: Self.origin)
        let refusal = Array("HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n".utf8)
        var offset = 0
        var scratch: [UInt8] = []
        let event = line.next(refusal.span, at: &offset, into: &scratch, now: Self.origin)
        #expect(event == .refused(status: 503))
        #expect(line.wish == .disconnect)
        line.closed(at: Self.origin)
        #expect(line.nextDeadline < Self.origin + .seconds(1))
    }

    @Test func framesBehindTheHandshakeInOneChunkAreRead() throws {
        var line = SocketLine(
            target: "/v1/runner", token: "t", host: "h", generator: SeededGenerator(seed: 3))
        line.connect()
        line.opened(at: Self.origin)
        var request: [UInt8] = []
        line.takeOutput(into: &request)
        var parser = RequestParser()
        guard case .request(let came) = try parser.read(request.span) else { return }
        var bytes: [UInt8] = []
        try ServerHandshake(came).writeResponse(selecting: "fleetfoot.v1.json", into: &bytes)
        let text = Array("hello".utf8)
        FrameWriter.write(.text, text.span, into: &bytes)
        for cut in 0...bytes.count {
            var fresh = line
            var heard: [SocketEvent] = []
            for piece in [Array(bytes[..<cut]), Array(bytes[cut...])] {
                var offset = 0
                var scratch: [UInt8] = []
                while let event = fresh.next(
                    piece.span, at: &offset, into: &scratch, now: Self.origin)
                {
                    heard.append(event)
                    if case .message(let range) = event { #expect(Array(scratch[range]) == text) }
                }
            }
            #expect(heard == [.up, .message(0..<5)], "cut at \(cut)")
        }
    }

    @Test func anAnswerThatNeverComesIsNotWaitedForForEver() {
        var line = RequestLine(token: "t", host: "h", generator: SeededGenerator(seed: 1))
        line.enqueue(ClientRequest(tag: 1, .get, "/v1/orders"), at: Self.origin)
        line.opened(at: Self.origin)
        line.advance(to: Self.origin + RequestLine.answerTimeMax - Milliseconds(1))
        #expect(line.wish == .nothing)
        line.advance(to: Self.origin + RequestLine.answerTimeMax)
        #expect(line.wish == .disconnect)
        line.closed(at: Self.origin + RequestLine.answerTimeMax)
        #expect(line.pendingCount == 1)
        #expect(line.resendCount == 1)
    }

    @Test func answersInAnyPiecesAreTheSame() {
        let answer = Array(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8)
        for size in 1...answer.count {
            var line = RequestLine(token: "t", host: "h", generator: SeededGenerator(seed: 1))
            for tag in 1...2 {
                line.enqueue(ClientRequest(tag: tag, .get, "/v1/orders"), at: Self.origin)
            }
            line.opened(at: Self.origin)
            var answers: [ClientAnswer] = []
            for _ in 1...2 {
                var rest = answer[...]
                while !rest.isEmpty {
                    let piece = Array(rest.prefix(size))
                    rest = rest.dropFirst(piece.count)
                    answers += line.received(piece.span, at: Self.origin)
                }
            }
            #expect(answers.map(\.tag) == [1, 2])
            #expect(answers.map(\.body) == [Array("{}".utf8), Array("{}".utf8)])
            #expect(line.pendingCount == 0)
        }
    }
}
