// The Prometheus text format read back as strictly as a scraper would, so that a page that only looks
// right fails (https://prometheus.io/docs/instrumenting/exposition_formats/).

/// A page of `/metrics`.
struct MetricsText {
    /// A line that no scraper would take.
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }

    /// The values by series: `fleetfoot_fixes_total{outcome="accepted"}`.
    private(set) var values: [String: Double] = [:]
    /// The type of each family.
    private(set) var types: [String: String] = [:]
    private var helped: Set<String> = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(description: "the last line is cut") }
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                try addHelp(line)
            } else if line.hasPrefix("# TYPE ") {
                try addType(line)
            } else {
                try addSeries(line)
            }
        }
    }

    /// The value of a series; 0 if there is none.
    subscript(series: String) -> Int { Int(values[series] ?? 0) }

    private mutating func addHelp(_ line: Substring) throws {
        let words = line.split(separator: " ", maxSplits: 3)
        guard words.count == 4, helped.insert(String(words[2])).inserted else {
            throw Malformed(description: "help: \(line)")
        }
    }

    private mutating func addType(_ line: Substring) throws {
        let words = line.split(separator: " ")
        guard words.count == 4, ["counter", "gauge", "histogram"].contains(words[3]),
            helped.contains(String(words[2])),
            types.updateValue(String(words[3]), forKey: String(words[2])) == nil
        else { throw Malformed(description: "type: \(line)") }
    }

    private mutating func addSeries(_ line: Substring) throws {
        guard let space = line.lastIndex(of: " "),
            let value = Double(line[line.index(after: space)...])
        else { throw Malformed(description: "no value: \(line)") }
        let series = line[..<space]
        let name = String(series.prefix { $0 != "{" })
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), isTyped(name),
            series.count == name.count || series.hasSuffix("\"}")
        else { throw Malformed(description: "series: \(line)") }
        guard values.updateValue(value, forKey: String(series)) == nil else {
            throw Malformed(description: "twice: \(line)")
        }
    }

    /// Whether the family of a series was announced, as what the series says it is.
    private func isTyped(_ name: String) -> Bool {
        if let type = types[name] { return type != "histogram" }
        let parts = ["_bucket", "_sum", "_count"]
        guard let part = parts.first(where: name.hasSuffix) else { return false }
        return types[String(name.dropLast(part.count))] == "histogram"
    }

    /// The cumulated counts of a histogram's buckets, in order of their bounds.
    func buckets(of histogram: String) -> [Double] {
        let prefix = histogram + "_bucket{le=\""
        return values.compactMap { series, value -> (Double, Double)? in
            guard series.hasPrefix(prefix) else { return nil }
            let bound = series.dropFirst(prefix.count).dropLast(2)
            return (bound == "+Inf" ? .infinity : Double(bound) ?? .nan, value)
        }
        .sorted { $0.0 < $1.0 }.map(\.1)
    }
}
