// One row of the table of settings: everything anybody may want to know about one of them. The file
// reader, the environment, the command line, the documented sample file and the typed values all come
// from these rows, so that they cannot disagree.

internal import Basics
internal import Foundation

/// A setting: its name, what it may be, and where its value goes.
public struct Setting: Sendable {
    /// What a number counts.
    public enum Unit: String, Sendable {
        /// Milliseconds.
        case milliseconds = "ms"
        /// Seconds.
        case seconds = "s"
        /// Bytes.
        case bytes
        /// Metres.
        case meters = "m"
        /// Metres a second.
        case metersPerSecond = "m/s"
        /// Hundredths.
        case percent = "%"
        /// The currency's minor unit.
        case minorUnits = "minor units"
        /// Things.
        case count
    }

    /// The name, with dots: `http.listen`.
    public let key: String
    /// What a number counts; `nil` for what is not a number.
    public let unit: Unit?
    /// The least and the most a number may be; `nil` for what is not a number.
    public let bounds: ClosedRange<Int>?
    /// What it does, in one sentence.
    public let doc: String
    /// Whether a running daemon takes a new value on SIGHUP.
    public let isReloadable: Bool
    /// What a right value looks like, to follow "expected".
    let expected: String
    /// Puts the value that a text stands for into the settings; false if it stands for none.
    let set: @Sendable (String, inout ServerSettings) -> Bool
    /// The value in the settings as text, `nil` if it is unset.
    let text: @Sendable (ServerSettings) -> String?
    /// Unsets the value; `nil` for a setting that always has one.
    let unset: (@Sendable (inout ServerSettings) -> Void)?

    /// The name of its environment variable: `http.idleMs` is `FLEETFOOT_HTTP_IDLE_MS`.
    public var environmentName: String {
        var name = "FLEETFOOT_"
        for character in key {
            switch character {
            case ".": name += "_"
            case _ where character.isUppercase: name += "_\(character)"
            default: name += character.uppercased()
            }
        }
        return name
    }

    /// The default as text, `nil` if it is unset by default.
    public var defaultText: String? { text(ServerSettings()) }
}

typealias Field<Value> = any WritableKeyPath<ServerSettings, Value> & Sendable

extension Setting {
    /// A whole number.
    static func number(
        _ key: String, _ field: Field<Int>, in bounds: ClosedRange<Int>, _ unit: Unit,
        reloadable: Bool = false, _ doc: String
    ) -> Setting {
        Setting(
            key: key, unit: unit, bounds: bounds, doc: doc, isReloadable: reloadable,
            expected: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
                + (unit == .count ? "" : " (\(unit.rawValue))"),
            set: { text, settings in
                guard let number = Int(text), bounds.contains(number) else { return false }
                settings[keyPath: field] = number
                return true
            },
            text: { String($0[keyPath: field]) }, unset: nil)
    }

    /// A length of time in ms.
    static func duration(
        _ key: String, _ field: Field<Milliseconds>, in bounds: ClosedRange<Int>,
        reloadable: Bool = false, _ doc: String
    ) -> Setting {
        Setting(
            key: key, unit: .milliseconds, bounds: bounds, doc: doc, isReloadable: reloadable,
            expected: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound) (ms)",
            set: { text, settings in
                guard let number = Int(text), bounds.contains(number) else { return false }
                settings[keyPath: field] = Milliseconds(Int64(number))
                return true
            },
            text: { String($0[keyPath: field].count) }, unset: nil)
    }

    /// A few whole numbers with commas between them.
    static func numbers(
        _ key: String, _ field: Field<[Int]>, in bounds: ClosedRange<Int>, countMax: Int,
        _ doc: String
    ) -> Setting {
        Setting(
            key: key, unit: nil, bounds: nil, doc: doc, isReloadable: false,
            expected: "1 to \(countMax) whole numbers from \(bounds.lowerBound) to "
                + "\(bounds.upperBound) with commas between them",
            set: { text, settings in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                let numbers = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
                guard numbers.count == parts.count, (1...countMax).contains(numbers.count),
                    numbers.allSatisfy(bounds.contains)
                else { return false }
                settings[keyPath: field] = numbers
                return true
            },
            text: { $0[keyPath: field].map(String.init).joined(separator: ",") }, unset: nil)
    }

    /// One of a few words.
    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String, _ field: Field<Choice>, reloadable: Bool = false, _ doc: String
    ) -> Setting {
        let words = Choice.allCases.map(\.rawValue)
        return Setting(
            key: key, unit: nil, bounds: nil, doc: doc, isReloadable: reloadable,
            expected: words.count == 1
                ? "\(words[0]), the only value of this version"
                : "one of " + words.joined(separator: ", "),
            set: { text, settings in
                guard let choice = Choice(rawValue: text) else { return false }
                settings[keyPath: field] = choice
                return true
            },
            text: { $0[keyPath: field].rawValue }, unset: nil)
    }

    /// A text that must satisfy `isRight`.
    static func text(
        _ key: String, _ field: Field<String>, reloadable: Bool = false, _ doc: String,
        expected: String, where isRight: @escaping @Sendable (String) -> Bool
    ) -> Setting {
        Setting(
            key: key, unit: nil, bounds: nil, doc: doc, isReloadable: reloadable,
            expected: expected,
            set: { text, settings in
                guard isRight(text) else { return false }
                settings[keyPath: field] = text
                return true
            },
            text: { $0[keyPath: field] }, unset: nil)
    }

    /// A text that may be unset, and else satisfies `isRight`.
    static func optionalText(
        _ key: String, _ field: Field<String?>, reloadable: Bool = false, _ doc: String,
        expected: String, where isRight: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
    ) -> Setting {
        Setting(
            key: key, unit: nil, bounds: nil, doc: doc, isReloadable: reloadable,
            expected: expected,
            set: { text, settings in
                guard isRight(text) else { return false }
                settings[keyPath: field] = text
                return true
            },
            text: { $0[keyPath: field] },
            unset: { $0[keyPath: field] = nil })
    }

    /// An address to listen on.
    static func address(
        _ key: String, _ field: Field<ListenAddress>, _ doc: String
    ) -> Setting {
        Setting(
            key: key, unit: nil, bounds: nil, doc: doc, isReloadable: false,
            expected: "an IP address and a port, as 127.0.0.1:8080 or [::1]:8080",
            set: { text, settings in
                guard let address = ListenAddress(text) else { return false }
                settings[keyPath: field] = address
                return true
            },
            text: { $0[keyPath: field].description }, unset: nil)
    }

    /// A time zone by its name.
    static func timeZone(_ key: String, _ field: Field<String>, _ doc: String) -> Setting {
        .text(key, field, doc, expected: "a name of the IANA time zone database, as Asia/Shanghai")
        {
            TimeZone(identifier: $0) != nil
        }
    }
}
