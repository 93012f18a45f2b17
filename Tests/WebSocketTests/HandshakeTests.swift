// The opening handshake from both sides, and the digest and text forms beneath it.

import HTTP
import Testing

@testable import WebSocket

@Suite struct HandshakeTests {
    private let rfcKey = "dGhlIHNhbXBsZSBub25jZQ=="

    /// The example of RFC 6455 §1.3 with lines left out or replaced.
    private func request(
        line: String = "GET /v1/runner HTTP/1.1", replacing name: String = "",
        with field: String = "",
        body: String = ""
    ) throws -> Request {
        let fields = [
            "Host: server.example.com", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Key: \(rfcKey)", "Origin: http://example.com",
            "Sec-WebSocket-Protocol: fleetfoot.v1.json, bearer.e30.e30.c2ln",
            "Sec-WebSocket-Version: 13",
        ]
        let kept = name.isEmpty ? fields : fields.filter { !$0.hasPrefix(name + ":") }
        let all = [line] + kept + (field.isEmpty ? [] : [field]) + ["", body]
        var parser = RequestParser()
        let bytes = Array(all.joined(separator: "\r\n").utf8)
        guard case .request(let request) = try parser.read(bytes.span) else {
            throw HTTPError.truncated
        }
        return request
    }

    @Test func acceptsTheExampleOfTheRFC() throws {
        let handshake = try ServerHandshake(request())
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(handshake.subprotocols == ["fleetfoot.v1.json", "bearer.e30.e30.c2ln"])
        #expect(handshake.origin == "http://example.com")
        var bytes: [UInt8] = []
        handshake.writeResponse(selecting: "fleetfoot.v1.json", into: &bytes)
        let expected =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            + "Sec-WebSocket-Protocol: fleetfoot.v1.json\r\n\r\n"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("Upgrade", "", .noUpgrade), ("Upgrade", "Upgrade: h2c", .noUpgrade),
            ("Connection", "", .noConnectionUpgrade),
            ("Connection", "Connection: keep-alive", .noConnectionUpgrade),
            ("Sec-WebSocket-Version", "", .unsupportedVersion),
            ("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8", .unsupportedVersion),
            ("Sec-WebSocket-Version", "Sec-WebSocket-Version: 13, 8", .unsupportedVersion),
            ("Sec-WebSocket-Key", "", .badKey),
            ("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==", .badKey),
            ("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ", .badKey),
            ("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==", .badKey),
            ("Sec-WebSocket-Key", "Sec-WebSocket-Key: ****************=====", .badKey),
            ("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol:", .badSubprotocols),
            ("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: a, a", .badSubprotocols),
            ("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: a b", .badSubprotocols),
            ("", "Content-Length: 2", .hasBody),
        ] as [(String, String, HandshakeError)])
    func refusesARequest(name: String, field: String, error: HandshakeError) throws {
        let body = error == .hasBody ? "hi" : ""
        let request = try request(replacing: name, with: field, body: body)
        #expect(throws: error) { try ServerHandshake(request) }
    }

    @Test func refusesOtherMethodsAndVersions() throws {
        let post = try request(line: "POST / HTTP/1.1")
        #expect(throws: HandshakeError.notGet) { try ServerHandshake(post) }
        let old = try request(line: "GET / HTTP/1.0")
        #expect(throws: HandshakeError.notHTTP11) { try ServerHandshake(old) }
        #expect(HandshakeError.unsupportedVersion.status == 426)
        #expect(HandshakeError.unsupportedVersion.fields["sec-websocket-version"] == "13")
    }

    @Test func aRequestMayOfferNoSubprotocolAndUseOtherCase() throws {
        let plain = try request(replacing: "Sec-WebSocket-Protocol")
        #expect(try ServerHandshake(plain).subprotocols == [])
        let shouting = try request(replacing: "Upgrade", with: "UPGRADE: h2c, WebSocket")
        #expect(ServerHandshake.isWanted(by: shouting))
        #expect(try ServerHandshake(shouting).accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    /// The answer that `text` is.
    private func response(_ text: String) throws -> Response {
        var parser = ResponseParser()
        return try #require(try parser.read(Array(text.utf8).span, answering: .get))
    }

    @Test func bothSidesAgree() throws {
        let client = ClientHandshake(
            key: Array("the sample nonce".utf8), subprotocols: ["fleetfoot.v1.json", "bearer.x"])
        #expect(client.key == rfcKey)
        var sent: [UInt8] = []
        client.writeRequest(target: "/v1/runner", host: "a:8080", into: &sent)
        var parser = RequestParser()
        guard case .request(let request) = try parser.read(sent.span) else {
            Issue.record("the request is whole")
            return
        }
        var answer: [UInt8] = []
        try ServerHandshake(request).writeResponse(selecting: "fleetfoot.v1.json", into: &answer)
        let text = String(decoding: answer, as: UTF8.self)
        #expect(try client.check(response(text)) == "fleetfoot.v1.json")
        answer = []
        try ServerHandshake(request).writeResponse(selecting: nil, into: &answer)
        #expect(try client.check(response(String(decoding: answer, as: UTF8.self))) == nil)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .notSwitching),
            ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n", .notSwitching),
            ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", .badAccept),
            (
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                    + "Sec-WebSocket-Protocol: other\r\n\r\n", .unexpectedSubprotocol
            ),
            (
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", .unexpectedExtension
            ),
        ] as [(String, HandshakeError)])
    func aClientRefusesAnAnswer(text: String, error: HandshakeError) throws {
        let client = ClientHandshake(key: Array("the sample nonce".utf8), subprotocols: ["a"])
        let answer = try response(text)
        #expect(throws: error) { try client.check(answer) }
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        (String(repeating: "01234567", count: 80), "dea356a2cddd90c7a7ecedc5ebb563934f460452"),
    ])
    func digests(message: String, hexadecimal: String) {
        let digest = SHA1.digest(of: Array(message.utf8))
        let text = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(text == hexadecimal)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64OfTheRFC(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Zm9=", "Z", "====", "Zm9v=", "Zm 9v", "Zm9v\n", "Zg==Zg==",
    ])
    func base64IsStrict(encoded: String) {
        #expect(Base64.decode(encoded) == nil)
    }

    @Test func everyErrorSaysWhatWouldBeRight() {
        for error in HandshakeError.allCases {
            #expect([400, 405, 426, 502].contains(error.status))
            #expect(error.sentence.hasSuffix(".") && !error.code.isEmpty)
        }
    }
}
