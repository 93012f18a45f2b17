// Results go to standard output, everything else to standard error, and both at once.

import Foundation

/// The terminal.
enum Console {
    static func write(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }

    static func write(_ text: String) { write(Array(text.utf8)) }

    static func writeError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
