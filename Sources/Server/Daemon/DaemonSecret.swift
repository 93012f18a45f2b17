// The secret that the daemon's own codes and links are made with. It is drawn once and stays in the data
// folder, so that a link outlives a restart.

internal import Foundation
internal import Tokens

/// Reads the daemon's secret, or draws it at the first start.
enum DaemonSecret {
    static let fileName = "secret"
    static let byteCount = 32

    /// The secret of a data folder that this process has locked; the file is its owner's only.
    static func read(folder: String) throws(DaemonError) -> [UInt8] {
        let path = folder + "/" + fileName
        if let data = FileManager.default.contents(atPath: path) {
            guard data.count == byteCount else {
                throw DaemonError(
                    description:
                        "\(path): has \(data.count) bytes where a secret has \(byteCount); "
                        + "put the right one back, or remove it: links given away end with it")
            }
            return [UInt8](data)
        }
        let drawn = randomBytes(byteCount)
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(drawn), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw DaemonError(description: "\(path): can't be written") }
        return drawn
    }
}
