// Every limit at its maximum, one beyond it and 0, with the bytes whole and one at a time.

import HTTP
import Testing

@Suite struct LimitTests {
    /// The error that `text` ends with, the same whole and byte by byte.
    private func error(_ text: String, _ limits: HTTPLimits) -> HTTPError? {
        let bytes = Array(text.utf8)
        let whole = serve([bytes], limits: limits)
        #expect(serve(bytes.map { [$0] }, limits: limits) == whole)
        #expect(whole.error != nil || whole.messages.count == 1)
        return whole.error
    }

    @Test func ofTheRequestLine() {
        let text = "GET /abc HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(error(text, HTTPLimits(requestLineBytesMax: 17)) == nil)
        #expect(error(text, HTTPLimits(requestLineBytesMax: 16)) == .requestLineTooLong)
        #expect(error(text, HTTPLimits(requestLineBytesMax: 0)) == .requestLineTooLong)
    }

    @Test func ofTheHeaderBytes() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n"
        #expect(error(text, HTTPLimits(headerBytesMax: 15)) == nil)
        #expect(error(text, HTTPLimits(headerBytesMax: 14)) == .headerTooLarge)
        #expect(error(text, HTTPLimits(headerBytesMax: 10)) == .headerTooLarge)
        #expect(error(text, HTTPLimits(headerBytesMax: 0)) == .headerTooLarge)
        #expect(error("GET / HTTP/1.0\r\n\r\n", HTTPLimits(headerBytesMax: 0)) == nil)
    }

    @Test func ofTheHeaderCount() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n"
        #expect(error(text, HTTPLimits(headerCountMax: 2)) == nil)
        #expect(error(text, HTTPLimits(headerCountMax: 1)) == .tooManyFields)
        #expect(error(text, HTTPLimits(headerCountMax: 0)) == .tooManyFields)
    }

    @Test func ofABodyOfKnownLength() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"
        #expect(error(text, HTTPLimits(bodyBytesMax: 4)) == nil)
        #expect(error(text, HTTPLimits(bodyBytesMax: 3)) == .bodyTooLarge)
        #expect(error(text, HTTPLimits(bodyBytesMax: 0)) == .bodyTooLarge)
    }

    @Test func ofAChunkedBody() {
        let text =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
        #expect(error(text, HTTPLimits(bodyBytesMax: 4)) == nil)
        #expect(error(text, HTTPLimits(bodyBytesMax: 3)) == .bodyTooLarge)
        #expect(error(text, HTTPLimits(bodyBytesMax: 0)) == .bodyTooLarge)
    }

    @Test func ofAnAnswerThatEndsWithTheConnection() {
        let bytes = Array("HTTP/1.1 200 OK\r\n\r\nabcd".utf8)
        #expect(receive([bytes], limits: HTTPLimits(bodyBytesMax: 4)).error == nil)
        #expect(receive([bytes], limits: HTTPLimits(bodyBytesMax: 3)).error == .bodyTooLarge)
    }
}
