// The log: one line an event on standard error, for eyes or for machines. Whatever a line is made of,
// it stays one line, and what must not be written down is cut here as well as where it is logged.

internal import Basics
internal import Foundation
internal import Logging

/// Writes swift-log's events as lines.
struct LogLines: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let now: @Sendable () -> Instant
    private let write: @Sendable ([UInt8]) -> Void

    /// Lines of `format` from `level` on. `now` is the wall clock; `write` gets one whole line with its
    /// end at a time, from any thread.
    init(
        label: String, level: Logger.Level, format: LogFormat,
        now: @escaping @Sendable () -> Instant, write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.now = now
        self.write = write
    }

    /// Lines on standard error. One write a line, so that lines of two threads do not mix; one that
    /// cannot be written is lost, because there is nowhere to say so.
    static func onStandardError(
        label: String, level: Logger.Level, format: LogFormat,
        now: @escaping @Sendable () -> Instant
    ) -> LogLines {
        LogLines(label: label, level: level, format: format, now: now) { line in
            try? FileHandle.standardError.write(contentsOf: Data(line))
        }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = line(for: event)
        write(Array((line + "\n").utf8))
    }

    private func line(for event: LogEvent) -> String {
        let time = ISOTime.text(of: now())
        let fields = fields(of: event)
        return switch format {
        case .text: textLine(time, event, fields)
        case .json: jsonLine(time, event, fields)
        }
    }

    /// The event's metadata and the handler's, by name; the event's own win.
    private func fields(of event: LogEvent) -> [(name: String, text: String)] {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let own = event.metadata { merged.merge(own) { $1 } }
        if let error = event.error { merged["error"] = "\(error)" }
        return merged.sorted { $0.key < $1.key }
            .map { ($0.key, LogRedaction.text($0.value.description, named: $0.key)) }
    }

    private func textLine(
        _ time: String, _ event: LogEvent, _ fields: [(name: String, text: String)]
    ) -> String {
        var line = "\(time) \(event.level.rawValue) \(LogText.oneLine(event.message.description))"
        for (name, text) in fields { line += " \(name)=\(LogText.word(text))" }
        return line
    }

    private func jsonLine(
        _ time: String, _ event: LogEvent, _ fields: [(name: String, text: String)]
    ) -> String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(event.level.rawValue)\""
        line += ",\"logger\":\(LogText.quoted(label))"
        line += ",\"message\":\(LogText.quoted(event.message.description))"
        for (name, text) in fields { line += ",\(LogText.quoted(name)):\(LogText.quoted(text))" }
        return line + "}"
    }
}

/// What is never written, whoever logs it.
enum LogRedaction {
    private static let secretNames = [
        "token", "secret", "password", "authorization", "cookie", "phone", "address", "contact",
    ]

    /// The text that may be written for a field: nothing of secrets and personal data, and of a URL or
    /// path only what stands before its query, which may hold a token.
    static func text(_ text: String, named name: String) -> String {
        let lowercased = name.lowercased()
        if secretNames.contains(where: lowercased.contains) { return "(removed)" }
        guard ["url", "path", "target"].contains(where: lowercased.hasSuffix) else { return text }
        return String(text.prefix { $0 != "?" && $0 != "#" })
    }
}

/// Texts that stay within their line.
enum LogText {
    /// A JSON string (RFC 8259 §7).
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(Character(scalar))"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The text with its control characters escaped.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? escape($0) : String($0) }.joined()
    }

    /// The text itself where it is one plain word, else quoted.
    static func word(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            !isControl(scalar) && scalar != " " && scalar != "\"" && scalar != "="
        }
        return isPlain && !text.isEmpty ? text : quoted(text)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
