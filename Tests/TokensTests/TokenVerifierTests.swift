// Which tokens are believed and, for each that is not, by which check it falls.

import Basics
import Testing

@testable import Tokens

/// Real time in these tests.
let now = Instant(millisecondsSinceEpoch: 1_795_000_000_000)

let claims = Claims(
    subject: "r1", role: "runner", person: "p-7", site: "north", order: nil,
    expires: now + .minutes(10))

let secret = [UInt8]("0123456789abcdef0123456789abcdef".utf8)

func verifier(_ keys: [TokenKey], rules: TokenRules = TokenRules()) -> TokenVerifier {
    TokenVerifier(keys: keys, rules: rules)
}

/// A token with that payload, signed with `secret` as key `k1`.
func token(_ payload: String) throws -> String {
    try TokenMinter(keyID: "k1", secret: secret).sign(payload: payload)
}

@Suite struct PublishedVectorTests {
    static let vectors: [(TokenKey, String)] = [
        (
            try? TokenKey(
                id: "k", secret: Base64URL.decode(Array(Keys.hmacSecret.utf8).span) ?? []),
            Vectors.hs256
        ),
        (try? TokenKey(id: "k", publicKeyPEM: Array(Keys.rsaPublic.utf8)), Vectors.rs256),
        (try? TokenKey(id: "k", publicKeyPEM: Array(Keys.p256Public.utf8)), Vectors.es256),
        (try? TokenKey(id: "k", publicKeyPEM: Array(Keys.ed25519Public.utf8)), Vectors.edDSA),
    ].compactMap { key, token in key.map { ($0, token) } }

    @Test func everyAlgorithmHasItsVector() {
        #expect(Self.vectors.map(\.0.algorithm) == SignatureAlgorithm.allCases)
    }

    /// The vectors' payloads are not Fleetfoot's: a good signature lets them fall one check later.
    @Test(arguments: 0..<4)
    func theSignatureHolds(index: Int) throws {
        let (key, token) = Self.vectors[index]
        let past = Instant(millisecondsSinceEpoch: 1_300_000_000_000)
        let expected: TokenRefusal =
            key.algorithm == .edDSA ? .malformed : .missingClaim("sub")
        #expect(verifier([key]).verify(token, at: past) == .failure(expected))
    }

    @Test(arguments: 0..<4)
    func aKeyOfAnotherKindIsAMismatch(index: Int) throws {
        let token = Self.vectors[index].1
        for (key, _) in Self.vectors where key.algorithm != Self.vectors[index].0.algorithm {
            #expect(verifier([key]).verify(token, at: now) == .failure(.algorithmMismatch))
        }
    }

    @Test func mintersMakeTheVectorsThatAreDeterministic() throws {
        let rsa = try TokenMinter(keyID: nil, privateKeyPEM: Array(Keys.rsaPrivate.utf8))
        let payload =
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        #expect(try rsa.sign(header: "{\"alg\":\"RS256\"}", payload: payload) == Vectors.rs256)
        let edwards = try TokenMinter(keyID: nil, privateKeyPEM: Array(Keys.ed25519Private.utf8))
        #expect(
            try edwards.sign(header: "{\"alg\":\"EdDSA\"}", payload: "Example of Ed25519 signing")
                == Vectors.edDSA)
    }
}

@Suite struct RoundTripTests {
    static let pairs = [
        (Keys.rsaPrivate, Keys.rsaPublic), (Keys.p256Private, Keys.p256Public),
        (Keys.ed25519Private, Keys.ed25519Public),
    ]

    @Test(arguments: 0..<3)
    func publicKeysBelieveTheirPrivateHalf(index: Int) throws {
        let (privateKey, publicKey) = Self.pairs[index]
        let minter = try TokenMinter(keyID: "k2", privateKeyPEM: Array(privateKey.utf8))
        let keys = [
            try TokenKey(id: "k1", secret: secret),
            try TokenKey(id: "k2", publicKeyPEM: Array(publicKey.utf8)),
        ]
        let token = try minter.mint(claims)
        #expect(verifier(keys).verify(token, at: now) == .success(claims))
    }

    /// An ECDSA signature's numbers are short one time in 128: their leading zeros must come back.
    @Test func manySignaturesOfOneCurveAllHold() throws {
        let minter = try TokenMinter(keyID: nil, privateKeyPEM: Array(Keys.p256Private.utf8))
        let key = try TokenKey(id: "k", publicKeyPEM: Array(Keys.p256Public.utf8))
        for _ in 0..<600 {
            #expect(verifier([key]).verify(try minter.mint(claims), at: now) == .success(claims))
        }
    }

    @Test func claimsKeepTheirText() throws {
        let odd = Claims(
            subject: "a\"b\\c\u{1}\n王🛵", role: "customer", order: "ord_1",
            expires: now + .seconds(5))
        let minter = try TokenMinter(keyID: "k1", secret: secret)
        let key = try TokenKey(id: "k1", secret: secret)
        #expect(verifier([key]).verify(try minter.mint(odd), at: now) == .success(odd))
    }

    @Test func everyChangedCharacterIsNoticed() throws {
        let pairs: [(TokenMinter, TokenKey)] = [
            (try TokenMinter(keyID: "k1", secret: secret), try TokenKey(id: "k1", secret: secret)),
            (
                try TokenMinter(keyID: "k1", privateKeyPEM: Array(Keys.p256Private.utf8)),
                try TokenKey(id: "k1", publicKeyPEM: Array(Keys.p256Public.utf8))
            ),
        ]
        for (minter, key) in pairs {
            let good = Array(try minter.mint(claims).utf8)
            let verifier = verifier([key])
            for index in good.indices {
                for flip: UInt8 in [0x01, 0x02, 0x04, 0x10, 0x20, 0x80] {
                    var changed = good
                    changed[index] ^= flip
                    let result = verifier.verify(changed.span, at: now)
                    #expect(throws: TokenRefusal.self, "character \(index) ^ \(flip)") {
                        try result.get()
                    }
                }
            }
        }
    }

    @Test func everyCutIsNoticed() throws {
        let good = Array(try TokenMinter(keyID: "k1", secret: secret).mint(claims).utf8)
        let verifier = verifier([try TokenKey(id: "k1", secret: secret)])
        for count in good.indices {
            let result = verifier.verify(Array(good.prefix(count)).span, at: now)
            #expect(throws: TokenRefusal.self) { try result.get() }
        }
    }
}

@Suite struct RefusalTests {
    let key: TokenKey
    let minter: TokenMinter

    init() throws {
        key = try TokenKey(id: "k1", secret: secret)
        minter = try TokenMinter(keyID: "k1", secret: secret)
    }

    static let body = "\"sub\":\"r1\",\"role\":\"runner\""
    static let future = "1795000001"

    @Test(arguments: [
        ("{\(body),\"exp\":1794999999}", TokenRefusal.expired(at: now - .seconds(1))),
        ("{\(body),\"exp\":1795000000}", .expired(at: now)),
        ("{\(body)}", .missingClaim("exp")),
        ("{\(body),\"exp\":\(future),\"nbf\":1795000001}", .notYetValid),
        ("{\"role\":\"runner\",\"exp\":\(future)}", .missingClaim("sub")),
        ("{\"sub\":\"\",\"role\":\"runner\",\"exp\":\(future)}", .missingClaim("sub")),
        ("{\"sub\":\"r1\",\"exp\":\(future)}", .missingClaim("role")),
        ("{\"sub\":\"r1\",\(body),\"exp\":\(future)}", .malformed),
        ("{\"s\\u0075b\":\"r2\",\(body),\"exp\":\(future)}", .malformed),
        ("{\(body),\"exp\":1,\"exp\":\(future)}", .malformed),
        ("{\(body),\"x\":1,\"x\":1,\"exp\":\(future)}", .malformed),
        ("{\(body),\"exp\":\"\(future)\"}", .malformed),
        ("{\(body),\"exp\":null}", .malformed),
        ("{\(body),\"exp\":1e300}", .malformed),
        ("{\(body),\"exp\":01795000001}", .malformed),
        ("{\"sub\":7,\"role\":\"runner\",\"exp\":\(future)}", .malformed),
        ("{\(body),\"exp\":\(future)}x", .malformed),
        ("{\(body),\"exp\":\(future),}", .malformed),
        ("[1]", .malformed),
        ("", .malformed),
    ])
    func aPayloadFallsByItsOwnCheck(payload: String, refusal: TokenRefusal) throws {
        #expect(verifier([key]).verify(try token(payload), at: now) == .failure(refusal))
    }

    @Test(arguments: [
        ("{\"alg\":\"none\",\"kid\":\"k1\"}", TokenRefusal.algorithmMismatch),
        ("{\"alg\":\"NONE\",\"kid\":\"k1\"}", .algorithmMismatch),
        ("{\"alg\":\"HS512\",\"kid\":\"k1\"}", .algorithmMismatch),
        ("{\"alg\":\"hs256\",\"kid\":\"k1\"}", .algorithmMismatch),
        ("{\"kid\":\"k1\"}", .algorithmMismatch),
        ("{\"alg\":\"HS256\",\"kid\":\"k9\"}", .unknownKey),
        ("{\"alg\":\"HS256\",\"kid\":\"\"}", .unknownKey),
        ("{\"alg\":\"HS256\",\"kid\":\"k1\",\"kid\":\"k1\"}", .malformed),
        ("{\"alg\":\"HS256\",\"kid\":1}", .malformed),
        ("{\"alg\":\"HS256\",\"kid\":\"k1\",\"crit\":[\"b64\"],\"b64\":false}", .malformed),
        ("{}", .algorithmMismatch),
        ("", .malformed),
    ])
    func aHeaderFallsByItsOwnCheck(header: String, refusal: TokenRefusal) throws {
        let payload = "{\(Self.body),\"exp\":\(Self.future)}"
        let token = try minter.sign(header: header, payload: payload)
        #expect(verifier([key]).verify(token, at: now) == .failure(refusal))
    }

    @Test func algNoneWithoutASignatureIsRefused() throws {
        let header = Base64URL.encode(Array("{\"alg\":\"none\"}".utf8))
        let payload = Base64URL.encode(Array("{\(Self.body),\"exp\":\(Self.future)}".utf8))
        let result = verifier([key]).verify("\(header).\(payload).", at: now)
        #expect(result == .failure(.algorithmMismatch))
    }

    /// The classic confusion: the public key is no secret, and must not serve as one.
    @Test(arguments: [Keys.rsaPublic, Keys.p256Public, Keys.ed25519Public])
    func aCodeKeyedWithThePublicKeyIsRefused(pem: String) throws {
        let publicKey = try TokenKey(id: "k1", publicKeyPEM: Array(pem.utf8))
        for text in [pem, pem + "\n"] {
            let forger = try TokenMinter(keyID: "k1", secret: Array(text.utf8))
            let token = try forger.mint(claims)
            #expect(verifier([publicKey]).verify(token, at: now) == .failure(.algorithmMismatch))
            let claiming = try forger.sign(
                header: "{\"alg\":\"\(publicKey.algorithm.rawValue)\",\"kid\":\"k1\"}",
                payload: "{\(Self.body),\"exp\":\(Self.future)}")
            #expect(verifier([publicKey]).verify(claiming, at: now) == .failure(.badSignature))
        }
    }

    @Test func anotherSecretIsABadSignature() throws {
        let other = try TokenMinter(keyID: "k1", secret: secret.reversed())
        let result = verifier([key]).verify(try other.mint(claims), at: now)
        #expect(result == .failure(.badSignature))
    }

    @Test func withoutAKeyIDTheOnlyKeyIsMeant() throws {
        let nameless = try TokenMinter(keyID: nil, secret: secret).mint(claims)
        #expect(verifier([key]).verify(nameless, at: now) == .success(claims))
        let second = try TokenKey(id: "k2", secret: secret)
        #expect(verifier([key, second]).verify(nameless, at: now) == .failure(.unknownKey))
    }

    @Test func withoutAKeyIDTheOnlyKeyOfTheAlgorithmIsMeant() throws {
        let nameless = try TokenMinter(keyID: nil, secret: secret).mint(claims)
        let publicKey = try TokenKey(id: "pk", publicKeyPEM: Array(Keys.rsaPublic.utf8))
        #expect(verifier([publicKey, key]).verify(nameless, at: now) == .success(claims))
        let confused = try TokenMinter(
            keyID: nil, secret: Array(Keys.rsaPublic.utf8)
        ).mint(claims)
        #expect(verifier([publicKey, key]).verify(confused, at: now) == .failure(.badSignature))
        #expect(verifier([publicKey]).verify(confused, at: now) == .failure(.algorithmMismatch))
    }

    @Test(arguments: [
        "", ".", "..", "a.b", "a.b.c.d", "....", "e30.e30.e30=", "e3 0.e30.e30", "e30+.e30.e30",
        "é.é.é",
    ])
    func whatIsNoTokenIsMalformed(text: String) {
        #expect(verifier([key]).verify(text, at: now) == .failure(.malformed))
    }

    @Test func aTokenMayBeAsLongAsItsBoundAndNoLonger() throws {
        let signatureAndDots = 2 + 43
        let header = Base64URL.encode(Array("{\"alg\":\"HS256\",\"kid\":\"k1\"}".utf8)).utf8.count
        let payloadCount = (TokenVerifier.tokenByteCountMax - signatureAndDots - header) * 3 / 4
        let short = "{\(Self.body),\"exp\":\(Self.future),\"x\":\"\"}"
        for (extra, isMalformed) in [(0, false), (2, true)] {
            let filling = String(repeating: "x", count: payloadCount - short.utf8.count + extra)
            let payload = short.dropLast(2) + filling + "\"}"
            let text = try minter.sign(
                header: "{\"alg\":\"HS256\",\"kid\":\"k1\"}", payload: String(payload))
            let result = verifier([key]).verify(text, at: now)
            #expect((result == .failure(.malformed)) == isMalformed, "\(text.utf8.count) bytes")
        }
    }
}

@Suite struct RulesTests {
    let key: TokenKey
    let minter: TokenMinter

    init() throws {
        key = try TokenKey(id: "k1", secret: secret)
        minter = try TokenMinter(keyID: "k1", secret: secret)
    }

    @Test func issuerAndAudienceAreComparedWhereConfigured() throws {
        let rules = TokenRules(issuer: "https://id.example", audience: "fleetfoot")
        let verifier = verifier([key], rules: rules)
        func refusal(issuer: String?, audience: String?) throws -> TokenRefusal? {
            let token = try minter.mint(claims, issuer: issuer, audience: audience)
            guard case .failure(let refusal) = verifier.verify(token, at: now) else { return nil }
            return refusal
        }
        #expect(try refusal(issuer: "https://id.example", audience: "fleetfoot") == nil)
        #expect(try refusal(issuer: "https://id.example/", audience: "fleetfoot") == .wrongIssuer)
        #expect(try refusal(issuer: nil, audience: "fleetfoot") == .missingClaim("iss"))
        #expect(try refusal(issuer: "https://id.example", audience: "x") == .wrongAudience)
        #expect(try refusal(issuer: "https://id.example", audience: nil) == .missingClaim("aud"))
        let any = try minter.mint(claims, issuer: "x", audience: "y")
        #expect(
            Tokens.TokenVerifier(keys: [key], rules: TokenRules()).verify(any, at: now)
                == .success(claims))
    }

    @Test(arguments: [
        ("[\"a\",\"fleetfoot\"]", true), ("[\"a\"]", false), ("[]", false), ("\"fleetfoot\"", true),
    ])
    func oneOfSeveralAudiencesIsEnough(audience: String, isGood: Bool) throws {
        let verifier = verifier([key], rules: TokenRules(audience: "fleetfoot"))
        let token = try token("{\(RefusalTests.body),\"exp\":1795000001,\"aud\":\(audience)}")
        let result = verifier.verify(token, at: now)
        #expect((result == .failure(.wrongAudience)) == !isGood)
    }

    @Test func leewayMovesBothEnds() throws {
        let verifier = verifier([key], rules: TokenRules(leeway: .seconds(30)))
        let expires = Instant(millisecondsSinceEpoch: 1_795_000_100_000)
        let starts = Instant(millisecondsSinceEpoch: 1_795_000_000_000)
        let bounded = Claims(subject: "r1", role: "runner", expires: expires)
        let token = try minter.mint(bounded, notBefore: starts)
        let millisecond = Milliseconds(1)
        let first = starts - .seconds(30)
        let last = expires + .seconds(30) - millisecond
        #expect(verifier.verify(token, at: first) == .success(bounded))
        #expect(verifier.verify(token, at: first - millisecond) == .failure(.notYetValid))
        #expect(verifier.verify(token, at: last) == .success(bounded))
        #expect(verifier.verify(token, at: last + millisecond) == .failure(.expired(at: expires)))
    }

    @Test(arguments: [
        ("1795000000.5", Int64(500)), ("1.795000001e9", 1_000), ("1795000000.25E0", 250),
    ])
    func aNumericDateMayHaveAFraction(text: String, milliseconds: Int64) throws {
        let token = try token("{\(RefusalTests.body),\"exp\":\(text)}")
        let expected = Claims(
            subject: "r1", role: "runner", expires: now + Milliseconds(milliseconds))
        #expect(verifier([key]).verify(token, at: now) == .success(expected))
    }
}
