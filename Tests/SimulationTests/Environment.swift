// The one thing that comes from outside into a test: which commit it is of.

import Foundation

enum Environment {
    /// The value of an environment variable, if it is set and not empty.
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
