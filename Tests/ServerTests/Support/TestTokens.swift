// Tokens of a test's own issuer: the keys go into the daemon's folder, the minters stay here.

import Basics
import Foundation
import Tokens

/// The issuer of the tests.
enum TestTokens {
    /// The shared secret of the key `house`.
    static let secret = "a secret of the tests, longer than 32 bytes"

    /// Writes the keys into a folder `keys`: `house` is HS256, the others are named after their kind.
    static func writeKeys(to folder: TestFolder) throws {
        try folder.write(secret, to: "keys/house.hs256")
        try folder.write(PublishedKeys.rsaPublic, to: "keys/rsa.pem")
        try folder.write(PublishedKeys.p256Public, to: "keys/p256.pem")
        try folder.write(PublishedKeys.ed25519Public, to: "keys/ed25519.pem")
    }

    /// Claims that hold for `seconds` from now on, or ended so long ago.
    static func claims(_ subject: String, _ role: String, seconds: Int64 = 3_600) -> Claims {
        let now = Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000))
        return Claims(subject: subject, role: role, expires: now + .seconds(seconds))
    }

    /// A token of the key `house`.
    static func mint(_ subject: String, _ role: String, seconds: Int64 = 3_600) throws -> String {
        try TokenMinter(keyID: "house", secret: Array(secret.utf8))
            .mint(claims(subject, role, seconds: seconds))
    }

    /// A token signed with a private key, under the name of its public half.
    static func mint(
        _ subject: String, _ role: String, keyID: String, pem: String
    ) throws -> String {
        try TokenMinter(keyID: keyID, privateKeyPEM: Array(pem.utf8))
            .mint(claims(subject, role))
    }

    /// The old trick: the public key's text as the secret of HS256, under the public key's name.
    static func mintConfused(_ subject: String, _ role: String) throws -> String {
        try TokenMinter(keyID: "rsa", secret: Array(PublishedKeys.rsaPublic.utf8))
            .mint(claims(subject, role))
    }

    /// The older trick: no signature at all.
    static func mintUnsigned(_ subject: String, _ role: String) throws -> String {
        let parts = try mint(subject, role).split(separator: ".")
        let header = Data(#"{"alg":"none","typ":"JWT","kid":"house"}"#.utf8)
            .base64EncodedString()
            .replacingOccurrences(of: "=", with: "")
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
        return "\(header).\(parts[1])."
    }
}
