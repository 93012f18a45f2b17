// Where the operator puts keys: one file a key, the file's name is the key's id, so that to add, to
// replace and to retire a key is to move a file.

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A folder of `KID.hs256` (a raw secret, every byte of the file counts) and `KID.pem` (a public key).
/// Files with other endings and hidden files are left alone.
public struct KeyFolder: Sendable {
    /// Where it is.
    public let path: String

    /// The folder at `path`; nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// All keys, by id. Throws if there is none, if two have one id, or if one cannot be used: a key
    /// that silently does not work would be found out at night.
    public func readKeys() throws(TokensError) -> [TokenKey] {
        var keys: [TokenKey] = []
        for file in try files() {
            guard !keys.contains(where: { $0.id == file.id }) else {
                throw .duplicateKey(id: file.id)
            }
            let bytes = try read(file)
            keys.append(
                file.ending == .secret
                    ? try TokenKey(id: file.id, secret: bytes)
                    : try TokenKey(id: file.id, publicKeyPEM: bytes))
        }
        guard !keys.isEmpty else { throw .noKeys(folder: path) }
        return keys
    }

    /// A minter with the first secret by name, to make tokens by hand; a folder of public keys alone
    /// has none.
    public func makeMinter() throws(TokensError) -> TokenMinter {
        guard let file = try files().first(where: { $0.ending == .secret }) else {
            throw .noKeys(folder: path)
        }
        return try TokenMinter(keyID: file.id, secret: read(file))
    }

    private enum Ending: String {
        case secret = ".hs256"
        case publicKey = ".pem"
    }

    private struct File {
        var id: String
        var ending: Ending
    }

    private func files() throws(TokensError) -> [File] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: "not a folder that may be read")
        }
        return names.sorted().compactMap { name in
            guard !name.hasPrefix("."),
                let ending = [Ending.secret, .publicKey].first(where: {
                    name.hasSuffix($0.rawValue)
                })
            else { return nil }
            return File(id: String(name.dropLast(ending.rawValue.count)), ending: ending)
        }
    }

    private func read(_ file: File) throws(TokensError) -> [UInt8] {
        let filePath = path + "/" + file.id + file.ending.rawValue
        guard let data = FileManager.default.contents(atPath: filePath) else {
            throw .unreadable(path: filePath, reason: "not a file that may be read")
        }
        return [UInt8](data)
    }
}
