// Requests that two servers might read differently. Each must be refused, with the status and the
// reason that belong to it; each line here was a hole in some server.

import HTTP
import Testing

@Suite struct SmugglingTests {
    @Test(
        arguments: [
            ("GET / HTTP/1.1\nHost: a\r\n\r\n", .badLineEnd),
            ("GET / HTTP/1.1\rHost: a\r\n\r\n", .badLineEnd),
            ("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .badLineEnd),
            ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
            ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .badVersion),
            ("GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
            ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .badVersion),
            (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
            ("GET /\r\n\r\n", .badRequestLine),
            ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
            ("GET / HTTP/1.10\r\nHost: a\r\n\r\n", .badVersion),
            ("GET / http/1.1\r\nHost: a\r\n\r\n", .badVersion),
            ("GET / HTTP/01.1\r\nHost: a\r\n\r\n", .badVersion),
            ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
            ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedMethod),
            ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
            ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", .controlCharacter),
            ("GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n", .controlCharacter),
        ] as [(String, HTTPError)])
    func refusesBadFirstLines(text: String, error: HTTPError) {
        #expect(failure(of: text) == error)
    }

    @Test(
        arguments: [
            ("", .missingHost),
            ("Host: a\r\nHost: a\r\n", .duplicateHost),
            ("Host: a\r\nhost: b\r\n", .duplicateHost),
            ("Host: a b\r\n", .badHost), ("Host: a/b\r\n", .badHost), ("Host: a@b\r\n", .badHost),
            ("Host: a, b\r\n", .badHost),
            ("Host: a\r\nX : 1\r\n", .spaceBeforeColon),
            ("Host: a\r\nX\t: 1\r\n", .spaceBeforeColon),
            ("Host: a\r\n folded\r\n", .foldedField), ("Host: a\r\n\tfolded\r\n", .foldedField),
            (" Host: a\r\n", .foldedField),
            ("Host: a\r\nX\r\n", .badFieldName), ("Host: a\r\n: 1\r\n", .badFieldName),
            ("Host: a\r\nX Y: 1\r\n", .badFieldName), ("Host: a\r\nX(Y: 1\r\n", .badFieldName),
            ("Host: a\r\nÄ: 1\r\n", .badFieldName),
            ("Host: a\r\nX: \u{0}\r\n", .controlCharacter),
            ("Host: a\r\nX: \u{1}\r\n", .controlCharacter),
            ("Host: a\r\nX: \u{b}\r\n", .controlCharacter),
            ("Host: a\r\nX: 1\nY: 2\r\n", .badLineEnd), ("Host: a\r\nX: 1\rY: 2\r\n", .badLineEnd),
            ("Host: a\r\nExpect: 200-ok\r\n", .expectationFailed),
        ] as [(String, HTTPError)])
    func refusesBadFields(fields: String, error: HTTPError) {
        #expect(failure(of: "GET / HTTP/1.1\r\n\(fields)\r\n") == error)
    }

    @Test(
        arguments: [
            ("Content-Length: 5\r\nContent-Length: 5", .repeatedContentLength),
            ("Content-Length: 5\r\nContent-Length: 6", .repeatedContentLength),
            ("Content-Length: 5, 5", .badContentLength), ("Content-Length: +5", .badContentLength),
            ("Content-Length: -1", .badContentLength), ("Content-Length: 0x5", .badContentLength),
            ("Content-Length: 5 5", .badContentLength), ("Content-Length:", .badContentLength),
            ("Content-Length: 5.0", .badContentLength), ("Content-Length: ٥", .badContentLength),
            ("Content-Length: 99999999999999999999999", .bodyTooLarge),
            ("Content-Length: 5\r\nTransfer-Encoding: chunked", .conflictingFraming),
            ("Transfer-Encoding: chunked\r\nContent-Length: 5", .conflictingFraming),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .badTransferCoding),
            ("Transfer-Encoding: chunked, chunked", .badTransferCoding),
            ("Transfer-Encoding: chunked, identity", .badTransferCoding),
            ("Transfer-Encoding: chunked,", .badTransferCoding),
            ("Transfer-Encoding: ,chunked", .badTransferCoding),
            ("Transfer-Encoding:", .badTransferCoding),
            ("Transfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
            ("Transfer-Encoding: gzip", .unsupportedTransferCoding),
            ("Transfer-Encoding: identity", .unsupportedTransferCoding),
            ("Transfer-Encoding: xchunked", .unsupportedTransferCoding),
            ("Transfer-Encoding: \"chunked\"", .unsupportedTransferCoding),
            ("Transfer-Encoding: chunked;a=b", .unsupportedTransferCoding),
            ("Transfer-Encoding: \u{b}chunked", .controlCharacter),
            ("Transfer-Encoding : chunked", .spaceBeforeColon),
        ] as [(String, HTTPError)])
    func refusesDoubtfulFraming(fields: String, error: HTTPError) {
        let text = "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        #expect(failure(of: text) == error)
    }

    @Test func refusesATransferCodingInHTTP10() {
        let text = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        #expect(failure(of: text) == .badTransferCoding)
    }

    @Test(
        arguments: [
            ("\r\n", .badChunkSize), ("x\r\n", .badChunkSize), ("5 \r\nhello\r\n", .badChunkSize),
            (" 5\r\nhello\r\n", .badChunkSize), ("+5\r\nhello\r\n", .badChunkSize),
            ("0x5\r\nhello\r\n", .badChunkSize), ("5\nhello\r\n", .badLineEnd),
            ("5;a\nb\r\nhello\r\n", .badLineEnd), ("5\r\nhello!\r\n", .badChunkEnd),
            ("5\r\nhello\n0\r\n", .badChunkEnd), ("5\r\nhello\r0", .badLineEnd),
            ("FFFFFFFFFFFFFFFFF\r\n", .bodyTooLarge), ("100001\r\n", .bodyTooLarge),
            ("0\r\nX : 1\r\n\r\n", .spaceBeforeColon), ("0\r\n folded\r\n\r\n", .foldedField),
            ("5;" + String(repeating: "x", count: 300), .badChunkSize),
        ] as [(String, HTTPError)])
    func refusesBadChunks(body: String, error: HTTPError) {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(failure(of: head + body) == error)
    }

    @Test func refusesTextThatIsNotUTF8() {
        let head = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8)
        #expect(serve([head + [0xFF, 0x0D, 0x0A]]).error == .badFieldValue)
        let valid = serve([head + Array("é\r\n\r\n".utf8)])
        #expect(valid.messages.first?.fields["x"] == "é")
    }

    @Test func refusesTinyChunksThatWouldFillTheBuffer() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = "1;" + String(repeating: "x", count: 200) + "\r\na\r\n"
        let text = head + String(repeating: chunk, count: 100)
        let limits = HTTPLimits(headerBytesMax: 100, bodyBytesMax: 10_000)
        #expect(failure(of: text, limits: limits) == .bodyTooLarge)
    }

    @Test func everyErrorSaysWhatWouldBeRight() {
        for error in HTTPError.allCases {
            #expect([400, 413, 414, 417, 431, 501, 502, 505].contains(error.status))
            #expect(error.sentence.hasSuffix("."))
            #expect(!error.code.isEmpty)
        }
        #expect(HTTPError.requestLineTooLong.status == 414)
        #expect(HTTPError.bodyTooLarge.status == 413)
        #expect(HTTPError.headerTooLarge.status == 431)
        #expect(HTTPError.tooManyFields.status == 431)
        #expect(HTTPError.unsupportedTransferCoding.status == 501)
        #expect(HTTPError.unsupportedVersion.status == 505)
        #expect(HTTPError.conflictingFraming.status == 400)
    }
}
