// Which file is used, what wins over what, and what is said about a mistake.

import Basics
import Testing

@testable import Server

@Suite struct SettingsReaderTests {
    func reader(
        _ files: [String: String] = [:], environment: [String: String] = [:]
    ) -> SettingsReader {
        SettingsReader(environment: environment) { files[$0] }
    }

    func problems(
        _ yaml: String, environment: [String: String] = [:], overrides: [String] = []
    ) -> [String] {
        do throws(SettingsError) {
            _ = try reader(["f.yaml": yaml], environment: environment)
                .read(path: "f.yaml", overrides: overrides)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func withoutAnythingTheDefaultsHold() throws {
        let reading = try reader().read()
        #expect(reading.settings == ServerSettings())
        #expect(reading.source == "defaults")
    }

    @Test func theFirstFileThatIsThereIsUsed() throws {
        let files = [
            "a.yaml": "demo.seed: 1", "b.yaml": "demo.seed: 2",
            "./conf/fleetfoot.yaml": "demo.seed: 3",
            "/etc/fleetfoot/fleetfoot.yaml": "demo.seed: 4",
        ]
        let environment = ["FLEETFOOT_CONFIG": "b.yaml"]
        let named = try reader(files, environment: environment).read(path: "a.yaml")
        #expect((named.settings.demo.seed, named.file ?? "") == (1, "a.yaml"))
        let fromEnvironment = try reader(files, environment: environment).read()
        #expect(fromEnvironment.file == "b.yaml")
        #expect(try reader(files).read().settings.demo.seed == 3)
        let last = ["/etc/fleetfoot/fleetfoot.yaml": "demo.seed: 4"]
        #expect(try reader(last).read().source == "/etc/fleetfoot/fleetfoot.yaml")
    }

    @Test func aNamedFileThatIsMissingIsAnError() {
        #expect(throws: SettingsError.self) { try reader().read(path: "a.yaml") }
        let environment = ["FLEETFOOT_CONFIG": "b.yaml"]
        let error = #expect(throws: SettingsError.self) {
            try reader(environment: environment).read()
        }
        #expect(error?.description.hasPrefix("b.yaml: cannot be read") == true)
    }

    @Test func nestedAndDottedKeysAreTheSame() throws {
        let nested = try reader(["f": "http:\n  listen: 0.0.0.0:80\ntimeZone: UTC\n"]).read(
            path: "f")
        let dotted = try reader(["f": "http.listen: 0.0.0.0:80\ntimeZone: UTC\n"]).read(path: "f")
        #expect(nested.settings == dotted.settings)
        #expect(nested.settings.http.listen == ListenAddress(host: "0.0.0.0", port: 80))
        #expect(nested.settings.timeZone == "UTC")
    }

    @Test func whatComesLaterWins() throws {
        let reading = try reader(
            ["f": "offer.deadlineMs: 2000\nmatching.roundMs: 2000\ndemo.seed: 2\n"],
            environment: ["FLEETFOOT_OFFER_DEADLINE_MS": "3000", "FLEETFOOT_DEMO_SEED": "3"]
        ).read(path: "f", overrides: ["demo.seed=4", "demo.seed=5"])
        #expect(reading.settings.matching.roundMs == Milliseconds(2_000))
        #expect(reading.settings.offer.deadlineMs == Milliseconds(3_000))
        #expect(reading.settings.demo.seed == 5)
        #expect(
            reading.source == "f, environment (demo.seed, offer.deadlineMs), "
                + "command line (demo.seed, demo.seed)")
    }

    @Test func anOptionalSettingCanBeUnset() throws {
        let yaml = "auth.issuer: https://id.example\npages.leafletDirectory: null\n"
        let reading = try reader(["f": yaml]).read(path: "f", overrides: ["auth.issuer="])
        #expect(reading.settings.auth.issuer == nil)
        #expect(reading.settings.pages.leafletDirectory == nil)
        let quoted = try reader(["f": "auth.issuer: \"null\""]).read(path: "f")
        #expect(quoted.settings.auth.issuer == "null")
    }

    @Test(arguments: ["", "# nothing\n", "\n\n", "{}"])
    func anEmptyFileIsTheDefaults(yaml: String) {
        #expect(problems(yaml) == [])
    }

    @Test(arguments: [
        (
            "matching:\n  roundsMs: 5\n",
            "f.yaml:2: matching.roundsMs: not a setting; did you mean matching.roundMs?"
        ),
        ("htp.listen: x\n", "f.yaml:1: htp.listen: not a setting; did you mean http.listen?"),
        ("HTTP.LISTEN: x\n", "f.yaml:1: HTTP.LISTEN: not a setting; did you mean http.listen?"),
        ("something.entirely.else: 1\n", "f.yaml:1: something.entirely.else: not a setting"),
        (
            "offer: 5\n",
            "f.yaml:1: offer: a group, not a setting; it has offer.deadlineMs, "
                + "offer.confirmMs, offer.refusalMemoryMs"
        ),
        (
            "\noffer.deadlineMs: 15s\n",
            "f.yaml:2: offer.deadlineMs: expected a whole number from 1000 to 600000 (ms), "
                + "found \"15s\""
        ),
        (
            "offer.deadlineMs:\n",
            "f.yaml:1: offer.deadlineMs: expected a whole number from 1000 to 600000 (ms), "
                + "found nothing"
        ),
        (
            "matching.mode: waves\n",
            "f.yaml:1: matching.mode: expected one of auto, wave, hall, manual, "
                + "scan, found \"waves\""
        ),
        (
            "log.level: loud\n",
            "f.yaml:1: log.level: expected one of trace, debug, info, notice, warning, error, "
                + "critical, found \"loud\""
        ),
        (
            "http.listen: localhost:80\n",
            "f.yaml:1: http.listen: expected an IP address and a port, as 127.0.0.1:8080 or "
                + "[::1]:8080, found \"localhost:80\""
        ),
        (
            "timeZone: Asia/Shangai\n",
            "f.yaml:1: timeZone: expected a name of the IANA time zone database, as Asia/Shanghai, "
                + "found \"Asia/Shangai\""
        ),
        (
            "tariff.currency: yuan\n",
            "f.yaml:1: tariff.currency: expected three capital letters (ISO 4217), as CNY, "
                + "found \"yuan\""
        ),
        ("loops: 2\n", "f.yaml:1: loops: expected a whole number from 1 to 1, found \"2\""),
        ("demo.seed: [1, 2]\n", "f.yaml:1: demo.seed: expected one value"),
        ("demo.seed: 1\ndemo:\n  seed: 2\n", "f.yaml:3: demo.seed: stands there twice"),
        (
            "idempotency.keepMs: 1000\n",
            "f.yaml: idempotency.keepMs: expected at least idempotency.inMemoryMs (600000), "
                + "found 1000"
        ),
    ])
    func aMistakeIsNamedWithItsPlaceAndWhatWouldBeRight(yaml: String, message: String) {
        #expect(problems(yaml) == [message])
    }

    @Test func aKeyWrittenTwiceInOneGroupIsNamed() {
        let found = problems("demo:\n  seed: 1\n  seed: 2\n")
        #expect(found.count == 1 && found[0].contains("seed"), "\(found)")
    }

    @Test(arguments: ["a: [", "a: b: c", "\"", "\t- x", "- a\n- b\n", "just words"])
    func whatIsNotAMappingIsAnError(yaml: String) {
        #expect(!problems(yaml).isEmpty)
    }

    @Test func brokenYAMLNamesItsLine() {
        let found = problems("demo.seed: 1\nhttp: [\n")
        #expect(found.count == 1 && found[0].hasPrefix("f.yaml:3: not YAML: "), "\(found)")
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() {
        let found = problems(
            "demo.sed: 1\nlog.level: loud\n", environment: ["FLEETFOOT_OFER_DEADLINE_MS": "1"],
            overrides: ["loops", "loops=0", "x=1"])
        #expect(
            found == [
                "f.yaml:1: demo.sed: not a setting; did you mean demo.seed?",
                "f.yaml:2: log.level: expected one of trace, debug, info, notice, warning, error, "
                    + "critical, found \"loud\"",
                "FLEETFOOT_OFER_DEADLINE_MS: not a setting; did you mean "
                    + "FLEETFOOT_OFFER_DEADLINE_MS?",
                "--set loops: expected key=value",
                "--set: loops: expected a whole number from 1 to 1, found \"0\"",
                "--set: x: not a setting",
            ])
    }

    @Test func aLongValueIsCutInTheMessage() {
        let found = problems("loops: \(String(repeating: "x", count: 500))\n")
        #expect(found.count == 1 && found[0].count < 200 && found[0].hasSuffix("…\""))
    }

    @Test func otherVariablesAreLeftAlone() {
        let environment = [
            "PATH": "/bin", "FLEETFOOT_SEED": "abc", "FLEETFOOT_SERVICE_HOST": "10.0.0.1",
            "FLEETFOOT_PORT": "tcp://10.0.0.1:80", "FLEETFOOT_PORT_80_TCP_ADDR": "10.0.0.1",
        ]
        #expect(problems("", environment: environment) == [])
    }
}

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8_080), ("0.0.0.0:0", "0.0.0.0", 0),
        ("255.255.255.255:65535", "255.255.255.255", 65_535), ("[::1]:80", "::1", 80),
        ("[::]:0", "::", 0), ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
        ("[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1", 1),
    ])
    func readsAndWrites(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:+1", "127.0.0.1: 1", "256.0.0.1:1", "1.2.3:1", "1.2.3.4.5:1", "01.2.3.4:1",
        "localhost:80", "::1:80", "[::1]", "[]:80", "[1.2.3.4]:80", "[xyz::]:80", "[::1:80",
    ])
    func refusesTheRest(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}

@Suite struct NearestWordTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2),
        ("same", "same", 0),
    ])
    func countsChanges(from: String, to: String, distance: Int) {
        #expect(NearestWord.distance(Array(from), Array(to)) == distance)
    }

    @Test func aSlipIsFoundAndAStrangerIsNot() {
        let words = ["http.listen", "http.idleMs", "log.level"]
        #expect(NearestWord.find("http.lsten", among: words) == "http.listen")
        #expect(NearestWord.find("loglevel", among: words) == "log.level")
        #expect(NearestWord.find("database", among: words) == nil)
        #expect(NearestWord.find("x", among: []) == nil)
    }
}
