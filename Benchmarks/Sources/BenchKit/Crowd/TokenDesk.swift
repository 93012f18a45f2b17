// Tokens for everybody a bench plays: made here by the thousand, with the daemon's own secret.

internal import Basics
internal import Engine
public import Tokens

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Makes tokens that last longer than a run.
public struct TokenDesk: Sendable {
    private let minter: TokenMinter
    private let expires: Instant

    /// Signs with the first `*.hs256` of a folder of keys, which the daemon's `auth.keys` names.
    public init(keys folder: String) throws(TokensError) {
        self.init(try KeyFolder(path: folder).makeMinter())
    }

    /// Signs with a minter's key.
    public init(_ minter: TokenMinter) {
        self.minter = minter
        // Tokens stay on real time, also where the daemon's clock runs faster.
        let seconds = Int64(Date().timeIntervalSince1970)
        expires = Instant(millisecondsSinceEpoch: (seconds + 86_400) * 1_000)
    }

    /// Signs with the secret in a file, every byte of which counts. `NAME.hs256` is the key of that name;
    /// another file's key has none, which suits a daemon that has one key.
    public init(secretFile path: String) throws {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let keyID = file.hasSuffix(".hs256") ? String(file.dropLast(".hs256".count)) : nil
        self.init(try TokenMinter(keyID: keyID, secret: GzipFile.read(path)))
    }

    /// A token for `subject` in `role`.
    func token(_ subject: String, _ role: Role) -> String {
        let claims = Claims(subject: subject, role: role.name, expires: expires)
        do throws(TokensError) {
            return try minter.mint(claims)
        } catch {
            preconditionFailure("a minter that was made signs: \(error)")
        }
    }
}
