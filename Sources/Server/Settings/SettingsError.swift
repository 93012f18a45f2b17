// A daemon that guesses what was meant runs for weeks with the wrong limit. So it says where, what,
// and what would be right, about everything that is wrong at once, and does not start.

/// One thing that is wrong with the settings.
public struct SettingsProblem: Equatable, Sendable, CustomStringConvertible {
    /// Where it stands: `conf/fleetfoot.yaml:12`, an environment variable, `--set`.
    public var place: String
    /// The key that is meant; empty if the problem is about the place as a whole.
    public var key: String
    /// What is wrong and what would be right.
    public var message: String

    /// One line.
    public var description: String {
        key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// The settings cannot be used.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// At least one problem, in the order in which they were found.
    public var problems: [SettingsProblem]

    /// One line a problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
