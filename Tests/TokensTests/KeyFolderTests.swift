// The operator's folder of keys: what is read, and which mistakes are named.

import Basics
import Foundation
import Testing

@testable import Tokens

@Suite struct KeyFolderTests {
    /// Calls `body` with a folder holding `files`, which is gone afterwards.
    func withFolder(_ files: [String: [UInt8]], _ body: (KeyFolder) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "fleetfoot-keys-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        }
        try body(KeyFolder(path: path))
    }

    @Test func readsEveryKindAndLeavesTheRestAlone() throws {
        let files = [
            "a.hs256": secret, "b.pem": Array(Keys.rsaPublic.utf8),
            "c.pem": Array(Keys.p256Public.utf8), "d.d.pem": Array(Keys.ed25519Public.utf8),
            ".hidden.pem": [1], "README.md": [2],
        ]
        try withFolder(files) { folder in
            let keys = try folder.readKeys()
            #expect(keys.map(\.id) == ["a", "b", "c", "d.d"])
            #expect(keys.map(\.algorithm) == [.hs256, .rs256, .es256, .edDSA])
            let token = try folder.makeMinter().mint(claims)
            let verifier = TokenVerifier(keys: keys, rules: TokenRules())
            #expect(verifier.verify(token, at: now) == .success(claims))
        }
    }

    /// A raw secret has no line's end, and one that is there is part of the secret.
    @Test func everyByteOfASecretCounts() throws {
        try withFolder(["k1.hs256": secret + [0x0A]]) { folder in
            let verifier = TokenVerifier(keys: try folder.readKeys(), rules: TokenRules())
            let token = try TokenMinter(keyID: "k1", secret: secret).mint(claims)
            #expect(verifier.verify(token, at: now) == .failure(.badSignature))
        }
    }

    @Test func anEmptyOrMissingFolderIsNamed() throws {
        try withFolder([:]) { folder in
            #expect(throws: TokensError.noKeys(folder: folder.path)) { try folder.readKeys() }
        }
        let missing = KeyFolder(path: "/nowhere/at/all")
        let expected = TokensError.unreadable(
            path: missing.path, reason: "not a folder that may be read")
        #expect(throws: expected) { try missing.readKeys() }
    }

    @Test func twoFilesOfOneIDAreRefused() throws {
        try withFolder(["a.hs256": secret, "a.pem": Array(Keys.rsaPublic.utf8)]) { folder in
            #expect(throws: TokensError.duplicateKey(id: "a")) { try folder.readKeys() }
        }
    }

    @Test(arguments: [
        ("a.pem", Keys.shortRSAPublic, "RSA with 1024 bits; RS256 needs 2048"),
        ("a.pem", Keys.p384Public, "neither RSA, P-256 nor Ed25519"),
        ("a.pem", Keys.rsaPrivate, "not a PEM public key without a passphrase"),
        ("a.pem", "", "not a PEM public key without a passphrase"),
        ("a.hs256", "0123456789abcdef0123456789abcde", "a secret of 31 bytes; HS256 needs 32"),
        ("a.hs256", "", "a secret of 0 bytes; HS256 needs 32"),
    ])
    func aKeyThatCannotServeIsNamed(name: String, content: String, reason: String) throws {
        try withFolder([name: Array(content.utf8)]) { folder in
            #expect(throws: TokensError.unusableKey(id: "a", reason: reason)) {
                try folder.readKeys()
            }
        }
    }

    @Test func aFolderOfPublicKeysMintsNothing() throws {
        try withFolder(["a.pem": Array(Keys.rsaPublic.utf8)]) { folder in
            #expect(throws: TokensError.noKeys(folder: folder.path)) { try folder.makeMinter() }
        }
    }
}
