// Standard output for people and scripts: whole lines, at once, also into a pipe.

internal import Foundation

/// The version of the daemon.
public let fleetfootVersion = "0.1.0"

/// Standard output.
public enum Console {
    /// Writes `text` as it is, without waiting for a buffer to fill.
    public static func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
