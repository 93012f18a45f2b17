// A line of the log: what stands in it, that it stays one line, and what never stands in it.

import Basics
import Foundation
import Logging
import Synchronization
import Testing

@testable import Server

/// Collects the lines that a logger writes.
final class Lines: Sendable {
    private let collected = Mutex<[String]>([])

    var all: [String] { collected.withLock { $0 } }

    func logger(_ format: LogFormat, level: Logger.Level = .info) -> Logger {
        Logger(label: "fleetfoot") { label in
            LogLines(
                label: label, level: level, format: format,
                now: { Instant(millisecondsSinceEpoch: 1_795_246_200_123) },
                write: { bytes in
                    self.collected.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                })
        }
    }
}

@Suite struct LogLinesTests {
    @Test func textIsForEyes() {
        let lines = Lines()
        lines.logger(.text).notice(
            "listening", metadata: ["port": "8080", "note": "two words", "empty": "", "a": "x=y"])
        #expect(
            lines.all == [
                "2026-11-21T07:30:00.123Z notice listening a=\"x=y\" empty=\"\" "
                    + "note=\"two words\" port=8080\n"
            ])
    }

    @Test func jsonIsForMachines() throws {
        let lines = Lines()
        lines.logger(.json).error("a \"b\"\n王", metadata: ["count": "3"])
        #expect(
            lines.all == [
                "{\"time\":\"2026-11-21T07:30:00.123Z\",\"level\":\"error\",\"logger\":\"fleetfoot\","
                    + "\"message\":\"a \\\"b\\\"\\u000a王\",\"count\":\"3\"}\n"
            ])
        let object = try JSONSerialization.jsonObject(with: Data(lines.all[0].utf8))
        #expect((object as? [String: String])?["message"] == "a \"b\"\n王")
    }

    @Test func belowTheLevelNothingIsWritten() {
        let lines = Lines()
        let logger = lines.logger(.text, level: .warning)
        logger.notice("quiet")
        logger.warning("loud")
        #expect(lines.all.count == 1 && lines.all[0].contains("loud"))
    }

    @Test func theLoggersOwnFieldsStandInEveryLineAndTheEventsWin() {
        let lines = Lines()
        var logger = lines.logger(.text)
        logger[metadataKey: "loop"] = "0"
        logger[metadataKey: "order"] = "o1"
        logger.info("a", metadata: ["order": "o2"])
        #expect(lines.all == ["2026-11-21T07:30:00.123Z info a loop=0 order=o2\n"])
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\u{1B}[2Jb", "a\u{0}b", "a\u{85}b"])
    func oneEventIsOneLine(text: String) {
        for format in LogFormat.allCases {
            let lines = Lines()
            lines.logger(format).info("\(text)", metadata: ["text": "\(text)"])
            let controls = lines.all[0].dropLast().unicodeScalars.count { $0.value < 0x20 }
            #expect(controls == 0, "\(format): \(lines.all[0])")
            #expect(lines.all[0].hasSuffix("\n"))
        }
    }

    @Test(arguments: [
        ("token", "abc", "(removed)"), ("accessToken", "abc", "(removed)"),
        ("Authorization", "Bearer abc", "(removed)"), ("phone", "138", "(removed)"),
        ("hmacSecret", "abc", "(removed)"), ("path", "/v1/orders?access_token=abc", "/v1/orders"),
        ("target", "/a#b", "/a"), ("url", "https://x/y?z=1", "https://x/y"),
        ("order", "o?1", "o?1"),
    ])
    func secretsAndQueriesAreCut(name: String, text: String, written: String) {
        for format in LogFormat.allCases {
            let lines = Lines()
            lines.logger(format).info("m", metadata: [name: "\(text)"])
            #expect(lines.all[0].contains(written))
            #expect(text == written || !lines.all[0].contains(text))
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func timesAreISO8601(milliseconds: Int64, text: String) {
        #expect(ISOTime.text(of: Instant(millisecondsSinceEpoch: milliseconds)) == text)
    }
}
