// The documented settings file, written from the table: `conf/fleetfoot.yaml` is this text, and a test
// compares the two.

/// Writes settings as a commented YAML file.
public enum SettingsSample {
    /// All settings with what they mean, what they may be, and their defaults.
    public static let yaml: String = header + SettingsTable.all.indices.map(entry).joined()

    private static let header = """
        # Fleetfoot's settings: all of them, with their defaults.
        #
        # This file is looked for at --config, $FLEETFOOT_CONFIG, ./conf/fleetfoot.yaml and
        # /etc/fleetfoot/fleetfoot.yaml; the first that exists is used. Variables of the environment
        # (their names stand below) win over the file, and --set key=value wins over both.
        # `fleetfootd check-config` says what is wrong with it.

        """

    /// The lines of one row, with its group's name before the first row of a group.
    private static func entry(_ index: Int) -> String {
        let setting = SettingsTable.all[index]
        let (group, name) = split(setting.key)
        let previousGroup = index == 0 ? nil : split(SettingsTable.all[index - 1].key).group
        let indent = group == nil ? "" : "    "
        var text = "\n"
        if let group, group != previousGroup { text += "\(group):\n" }
        text += "\(indent)# \(setting.doc)\n"
        text += "\(indent)# \(facts(of: setting))\n"
        text +=
            setting.defaultText.map { "\(indent)\(name): \(scalar($0))\n" }
            ?? "\(indent)# \(name):\n"
        return text
    }

    private static func facts(of setting: Setting) -> String {
        var facts = setting.bounds.map { "\($0.lowerBound) … \($0.upperBound)" } ?? setting.expected
        if let unit = setting.unit, unit != .count { facts += " \(unit.rawValue)" }
        if setting.isReloadable { facts += "; read again on SIGHUP" }
        return "\(setting.environmentName): \(facts)"
    }

    private static func split(_ key: String) -> (group: String?, name: String) {
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : (nil, parts[0])
    }

    /// Quoted where YAML would read something else into it.
    private static func scalar(_ text: String) -> String {
        text.contains(": ") || text.hasPrefix("[") || text.isEmpty ? "\"\(text)\"" : text
    }
}
