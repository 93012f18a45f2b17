// Tokens from the daemon's own keys, for trying things out: an operator's login mints the real ones.

internal import Basics
internal import Engine
internal import Tokens

/// Mints tokens that this configuration's daemon believes.
public struct TokenMinting {
    private let minter: TokenMinter
    private let settings: ServerSettings

    /// A minter with the first HS256 key of `auth.keys`.
    public init(_ settings: ServerSettings) throws(DaemonError) {
        guard let folder = settings.auth.keys else {
            throw DaemonError(
                description: "auth.keys is not set: name the folder of the keys with "
                    + "--set auth.keys=FOLDER")
        }
        do throws(TokensError) {
            minter = try KeyFolder(path: folder).makeMinter()
        } catch {
            throw DaemonError(description: "auth.keys: \(error)")
        }
        self.settings = settings
    }

    /// A token for `subject` in `role`, good for `seconds` of real time.
    public func mint(
        subject: String, role: String, person: String? = nil, site: String? = nil, seconds: Int
    ) throws(DaemonError) -> String {
        guard Role(name: role) != nil else {
            let known = Role.allCases.map(\.name).joined(separator: ", ")
            throw DaemonError(description: "--role \(role): one of \(known)")
        }
        let claims = Claims(
            subject: subject, role: role, person: person, site: site,
            expires: CityClock.wall() + .seconds(Int64(seconds)))
        do throws(TokensError) {
            return try minter.mint(
                claims, issuer: settings.auth.issuer, audience: settings.auth.audience)
        } catch {
            throw DaemonError(description: "\(error)")
        }
    }
}
