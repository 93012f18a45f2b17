// The table, the typed values and the documented file say the same.

import Basics
import Foundation
import Testing

@testable import Server

@Suite struct SettingsTableTests {
    /// `group.field` of every stored field of the typed settings.
    static func fieldKeys() -> [String] {
        Mirror(reflecting: ServerSettings()).children.flatMap { group -> [String] in
            let name = group.label ?? ""
            let fields = Mirror(reflecting: group.value).children
            let isGroup = String(describing: type(of: group.value)) != "String" && !fields.isEmpty
            return isGroup ? fields.map { "\(name).\($0.label ?? "")" } : [name]
        }
    }

    @Test func everyFieldHasItsRowAndEveryRowItsField() {
        #expect(Set(Self.fieldKeys()) == Set(SettingsTable.all.map(\.key)))
        #expect(Self.fieldKeys().count == SettingsTable.all.count)
    }

    @Test func namesAreUnique() {
        #expect(Set(SettingsTable.all.map(\.key)).count == SettingsTable.all.count)
        #expect(Set(SettingsTable.all.map(\.environmentName)).count == SettingsTable.all.count)
    }

    @Test(arguments: SettingsTable.all.map(\.key))
    func aRowIsWhole(key: String) throws {
        let setting = try #require(SettingsTable.setting(key))
        #expect(setting.doc.hasSuffix(".") && setting.doc.count > 20)
        #expect(!setting.doc.contains(". "), "one sentence")
        #expect(setting.expected.isEmpty == false)
        #expect((setting.unit == nil) == (setting.bounds == nil))
        #expect(!key.hasSuffix("Ms") || setting.unit == .milliseconds)
        if setting.unset == nil { #expect(setting.defaultText != nil) }
    }

    /// Written as text and read again, a default is itself; so the row writes to the field it reads.
    @Test(arguments: SettingsTable.all.map(\.key))
    func aDefaultIsAllowed(key: String) throws {
        let setting = try #require(SettingsTable.setting(key))
        guard let text = setting.defaultText else { return }
        var settings = ServerSettings()
        #expect(setting.set(text, &settings))
        #expect(settings == ServerSettings())
    }

    @Test(arguments: SettingsTable.all.filter { $0.bounds != nil }.map(\.key))
    func aNumberIsTakenAtItsBoundsAndNotBeyond(key: String) throws {
        let setting = try #require(SettingsTable.setting(key))
        let bounds = try #require(setting.bounds)
        for allowed in [bounds.lowerBound, bounds.upperBound] {
            var settings = ServerSettings()
            #expect(setting.set(String(allowed), &settings))
            #expect(setting.text(settings) == String(allowed))
        }
        for refused in [
            String(bounds.lowerBound - 1), String(bounds.upperBound + 1), "", "1.5", "ten", "1e3",
        ] {
            var settings = ServerSettings()
            #expect(!setting.set(refused, &settings), "\(refused)")
            #expect(settings == ServerSettings())
        }
    }

    /// The contract: durations that outside tests turn down can be 1,000 ms or less.
    @Test func everyTimerCanBeOneSecond() {
        for setting in SettingsTable.all where setting.key.hasSuffix("Ms") {
            #expect(setting.bounds?.contains(1_000) == true, "\(setting.key)")
        }
    }

    @Test func environmentNamesFollowTheKey() {
        #expect(SettingsTable.setting("http.listen")?.environmentName == "FLEETFOOT_HTTP_LISTEN")
        #expect(
            SettingsTable.setting("connections.perAddressMax")?.environmentName
                == "FLEETFOOT_CONNECTIONS_PER_ADDRESS_MAX")
        #expect(SettingsTable.setting("timeZone")?.environmentName == "FLEETFOOT_TIME_ZONE")
    }

    @Test func theDocumentedFileIsTheTable() throws {
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized
        let file = root.appending(path: "conf/fleetfoot.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text == SettingsSample.yaml,
            "write it again: fleetfootd check-config --print > conf/fleetfoot.yaml")
    }

    @Test func theDocumentedFileIsTheDefaults() throws {
        let yaml = SettingsSample.yaml
        let reader = SettingsReader(environment: [:]) { $0 == "all.yaml" ? yaml : nil }
        let reading = try reader.read(path: "all.yaml")
        #expect(reading.settings == ServerSettings())
        for setting in SettingsTable.all { #expect(yaml.contains(setting.environmentName)) }
    }
}
