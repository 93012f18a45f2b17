// SIGHUP reads the settings again. What a running daemon can take, it takes; of the rest it says that
// it needs a restart, instead of leaving the operator to guess why nothing happened.

/// The difference between the settings in use and the settings read anew.
public struct SettingsChange: Equatable, Sendable {
    /// The settings to use from now on: the old ones with every reloadable value of the new ones.
    public var settings: ServerSettings
    /// Keys whose new values are used from now on, in the table's order.
    public var applied: [String] = []
    /// Keys whose new values need a restart, in the table's order.
    public var needingRestart: [String] = []

    /// What becomes of `old` when `new` was read. O(rows).
    public init(from old: ServerSettings, to new: ServerSettings) {
        settings = old
        for setting in SettingsTable.all where setting.text(old) != setting.text(new) {
            guard setting.isReloadable else {
                needingRestart.append(setting.key)
                continue
            }
            if let text = setting.text(new) {
                // A text that a row wrote, the same row takes.
                _ = setting.set(text, &settings)
            } else {
                setting.unset?(&settings)
            }
            applied.append(setting.key)
        }
    }
}
