// What `/metrics` answers: the Prometheus text format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).

internal import Basics

/// Builds a page of metrics, family by family.
struct MetricsPage {
    /// The `Content-Type` of the page.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The page so far, UTF-8.
    private(set) var bytes: [UInt8] = []

    /// A number that only grows; its name ends in `_total`.
    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        family(name, "counter", help)
        line(name, [], String(value))
    }

    /// A number that only grows, in parts of what is shown: `unitsPerShown` of them, a power of ten,
    /// make one.
    mutating func counter(_ name: String, _ help: String, _ value: Int, unitsPerShown: Int) {
        family(name, "counter", help)
        line(name, [], Self.decimal(value, per: unitsPerShown))
    }

    /// Numbers that only grow, told apart by one label.
    mutating func counters(
        _ name: String, _ help: String, by label: String, _ values: [(String, Int)]
    ) {
        family(name, "counter", help)
        for (value, count) in values { line(name, [(label, value)], String(count)) }
    }

    /// A number that goes up and down.
    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        family(name, "gauge", help)
        line(name, [], String(value))
    }

    /// Numbers that go up and down, told apart by one label.
    mutating func gauges(
        _ name: String, _ help: String, by label: String, _ values: [(String, Int)]
    ) {
        family(name, "gauge", help)
        for (value, count) in values { line(name, [(label, value)], String(count)) }
    }

    /// A histogram; its name ends in the unit that is shown, as `_seconds`.
    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        family(name, "histogram", help)
        var below = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            below += count
            let end = Self.decimal(bound, per: histogram.unitsPerShown)
            line(name + "_bucket", [("le", end)], String(below))
        }
        line(name + "_bucket", [("le", "+Inf")], String(histogram.count))
        line(name + "_sum", [], Self.decimal(histogram.sum, per: histogram.unitsPerShown))
        line(name + "_count", [], String(histogram.count))
    }

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        append("# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(type)\n")
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        append(name)
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
            append("{" + pairs.joined(separator: ",") + "}")
        }
        append(" \(value)\n")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// `number / divisor` in full, without a detour over floating point; `divisor` is a power of ten.
    static func decimal(_ number: Int, per divisor: Int) -> String {
        let magnitude = number.magnitude
        let sign = number < 0 ? "-" : ""
        let whole = magnitude / divisor.magnitude
        let rest = magnitude % divisor.magnitude
        guard rest > 0 else { return sign + String(whole) }
        var digits = String(rest + divisor.magnitude).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}
