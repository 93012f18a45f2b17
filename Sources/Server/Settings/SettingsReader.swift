// Finds, reads and checks the settings: defaults, then one file, then environment variables, then the
// command line; what comes later wins. Everything that is wrong is reported at once.

internal import Basics
internal import Foundation

/// Settings and where they came from.
public struct SettingsReading: Sendable {
    /// The values.
    public var settings: ServerSettings
    /// The file that was used; `nil` if none was found.
    public var file: String?
    /// Keys that environment variables set.
    public var keysFromEnvironment: [String]
    /// Keys that the command line set.
    public var keysFromCommandLine: [String]

    /// For the start log: "conf/fleetfoot.yaml, 2 environment variables, 1 --set".
    public var source: String {
        var parts = [file ?? "defaults"]
        if !keysFromEnvironment.isEmpty {
            parts.append("environment (\(keysFromEnvironment.joined(separator: ", ")))")
        }
        if !keysFromCommandLine.isEmpty {
            parts.append("command line (\(keysFromCommandLine.joined(separator: ", ")))")
        }
        return parts.joined(separator: ", ")
    }
}

/// Reads settings.
public struct SettingsReader: Sendable {
    /// Where a file is looked for when neither `--config` nor `$FLEETFOOT_CONFIG` names one.
    public static let usualPaths = ["./conf/fleetfoot.yaml", "/etc/fleetfoot/fleetfoot.yaml"]

    /// Variables with our prefix that are not settings: the path of the file, the seed of CI's runs,
    /// and what Kubernetes sets in every pod beside a service called fleetfoot.
    private static let otherVariables = ["FLEETFOOT_CONFIG", "FLEETFOOT_SEED"]
    private static let otherVariablePrefixes = ["FLEETFOOT_PORT", "FLEETFOOT_SERVICE_"]

    private let environment: [String: String]
    private let readFile: @Sendable (String) -> String?

    /// A reader of this process's environment and files.
    public init() {
        self.init(environment: ProcessInfo.processInfo.environment) { path in
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// A reader of the given environment, whose files `readFile` reads; `nil` is a file that is not
    /// there.
    init(environment: [String: String], readFile: @escaping @Sendable (String) -> String?) {
        self.environment = environment
        self.readFile = readFile
    }

    /// The settings. `path` is `--config`, `overrides` are the `key=value` of each `--set` in order.
    public func read(
        path: String? = nil, overrides: [String] = []
    ) throws(SettingsError) -> SettingsReading {
        var draft = Draft()
        let file = readFile(named: path, into: &draft)
        let fromEnvironment = readEnvironment(into: &draft)
        let fromCommandLine = read(overrides, into: &draft)
        draft.checkTogether(place: file ?? "settings")
        guard draft.problems.isEmpty else { throw SettingsError(problems: draft.problems) }
        return SettingsReading(
            settings: draft.settings, file: file, keysFromEnvironment: fromEnvironment,
            keysFromCommandLine: fromCommandLine)
    }

    /// Reads the first file there is and returns its path.
    private func readFile(named path: String?, into draft: inout Draft) -> String? {
        let named = path ?? environment["FLEETFOOT_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        for candidate in named.map({ [$0] }) ?? Self.usualPaths {
            guard let yaml = readFile(candidate) else { continue }
            draft.read(SettingsFile(yaml: yaml), path: candidate)
            return candidate
        }
        if let named {
            draft.add(named, "", "cannot be read; name a file with --config or FLEETFOOT_CONFIG")
        }
        return nil
    }

    private func readEnvironment(into draft: inout Draft) -> [String] {
        var keys: [String] = []
        for name in environment.keys.sorted() where isOurs(name) {
            guard let setting = SettingsTable.all.first(where: { $0.environmentName == name })
            else {
                let names = SettingsTable.all.map(\.environmentName)
                draft.add(name, "", "not a setting" + Draft.hint(for: name, among: names))
                continue
            }
            let text = environment[name] ?? ""
            draft.set(setting, to: text.isEmpty ? nil : text, place: name)
            keys.append(setting.key)
        }
        return keys
    }

    private func isOurs(_ name: String) -> Bool {
        name.hasPrefix("FLEETFOOT_") && !Self.otherVariables.contains(name)
            && !Self.otherVariablePrefixes.contains(where: name.hasPrefix)
    }

    private func read(_ overrides: [String], into draft: inout Draft) -> [String] {
        var keys: [String] = []
        for override in overrides {
            let parts = override.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                draft.add("--set \(override)", "", "expected key=value")
                continue
            }
            let key = String(parts[0])
            draft.set(key, to: parts[1].isEmpty ? nil : String(parts[1]), place: "--set")
            keys.append(key)
        }
        return keys
    }
}

/// Settings in the making, and what was found wrong on the way.
private struct Draft {
    var settings = ServerSettings()
    var problems: [SettingsProblem] = []

    static func hint(for word: String, among words: [String]) -> String {
        NearestWord.find(word, among: words).map { "; did you mean \($0)?" } ?? ""
    }

    mutating func add(_ place: String, _ key: String, _ message: String) {
        problems.append(SettingsProblem(place: place, key: key, message: message))
    }

    mutating func read(_ file: SettingsFile, path: String) {
        for part in file.unreadable {
            add(part.line.map { "\(path):\($0)" } ?? path, part.key, part.message)
        }
        var seen: [String] = []
        for entry in file.entries {
            let place = "\(path):\(entry.line)"
            if seen.contains(entry.key) {
                add(place, entry.key, "stands there twice")
            } else {
                seen.append(entry.key)
                set(entry.key, to: entry.text, place: place)
            }
        }
    }

    mutating func set(_ key: String, to text: String?, place: String) {
        if let setting = SettingsTable.setting(key) {
            set(setting, to: text, place: place)
        } else {
            add(place, key, unknown(key))
        }
    }

    mutating func set(_ setting: Setting, to text: String?, place: String) {
        if let text {
            guard setting.set(text, &settings) else {
                return add(
                    place, setting.key, "expected \(setting.expected), found \(quoted(text))")
            }
        } else if let unset = setting.unset {
            unset(&settings)
        } else {
            add(place, setting.key, "expected \(setting.expected), found nothing")
        }
    }

    /// What one row alone cannot see.
    mutating func checkTogether(place: String) {
        let idempotency = settings.idempotency
        if idempotency.keepMs < idempotency.inMemoryMs {
            add(
                place, "idempotency.keepMs",
                "expected at least idempotency.inMemoryMs (\(idempotency.inMemoryMs.count)),"
                    + " found \(idempotency.keepMs.count)")
        }
        if settings.push.url != nil, settings.push.secretFile == nil {
            add(
                place, "push.secretFile",
                "expected a path: push.url is set, and pushes are signed with a secret")
        }
    }

    private func unknown(_ key: String) -> String {
        let group = SettingsTable.all.map(\.key).filter { $0.hasPrefix(key + ".") }
        if !group.isEmpty {
            return "a group, not a setting; it has \(group.joined(separator: ", "))"
        }
        return "not a setting" + Self.hint(for: key, among: SettingsTable.all.map(\.key))
    }

    /// The text as found, cut where it is long: it may be a file pasted into the wrong place.
    private func quoted(_ text: String) -> String {
        let shown = text.prefix(60)
        return "\"\(shown)\(shown.count < text.count ? "…" : "")\""
    }
}
