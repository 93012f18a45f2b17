// What the daemon counts itself, out of the text of its `/metrics`.

internal import Wire

/// Figures of a daemon's `/metrics` at one moment, or their growth between two.
public struct DaemonFigures: Equatable, Sendable {
    /// Processor time of the process in seconds; `nil` if the daemon does not tell.
    public private(set) var cpuSeconds: Double?
    /// Records in the journal.
    public private(set) var records = 0
    /// Batches that went to the disk, each with one sync.
    public private(set) var batches = 0
    /// The time from their hand-over to the disk's word, summed up, in seconds.
    public private(set) var batchSeconds = 0.0
    /// Matching rounds.
    public private(set) var rounds = 0
    /// Their time, summed up, in seconds.
    public private(set) var roundSeconds = 0.0

    /// Nothing.
    public init() {}

    /// Reads the Prometheus text format; what is not known is passed over. O(text).
    init(metrics text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let number = Double(parts[1]) else { continue }
            switch parts[0] {
            case "process_cpu_seconds_total": cpuSeconds = number
            case "fleetfoot_journal_position": records = Int(number)
            case "fleetfoot_journal_seconds_count": batches = Int(number)
            case "fleetfoot_journal_seconds_sum": batchSeconds = number
            case "fleetfoot_round_seconds_count": rounds = Int(number)
            case "fleetfoot_round_seconds_sum": roundSeconds = number
            default: break
            }
        }
    }

    /// What came since `earlier`.
    func since(_ earlier: DaemonFigures) -> DaemonFigures {
        var growth = DaemonFigures()
        if let cpuSeconds, let before = earlier.cpuSeconds {
            growth.cpuSeconds = cpuSeconds - before
        }
        growth.records = records - earlier.records
        growth.batches = batches - earlier.batches
        growth.batchSeconds = batchSeconds - earlier.batchSeconds
        growth.rounds = rounds - earlier.rounds
        growth.roundSeconds = roundSeconds - earlier.roundSeconds
        return growth
    }

    /// Lines for people.
    var summary: [String] {
        let perBatch = Double(records) / Double(max(batches, 1))
        let cpu = cpuSeconds.map { Decimal.text($0, places: 2) + " CPU-seconds" }
        return [
            "daemon      \(cpu ?? "CPU time unknown"), \(rounds) rounds of "
                + "\(DaemonFigures.mean(roundSeconds, of: rounds)) ms",
            "journal     \(records) records in \(batches) synced batches: "
                + "\(Decimal.text(perBatch, places: 1)) a batch, "
                + "\(DaemonFigures.mean(batchSeconds, of: batches)) ms each",
        ]
    }

    private static func mean(_ seconds: Double, of count: Int) -> String {
        Decimal.text(1_000 * seconds / Double(max(count, 1)), places: 2)
    }
}

extension JSONWriter {
    mutating func field(_ name: String, _ figures: DaemonFigures) {
        self.name(name)
        beginObject()
        if let seconds = figures.cpuSeconds { field("cpuSeconds", seconds, decimals: 3) }
        field("records", figures.records)
        field("batches", figures.batches)
        field("batchSeconds", figures.batchSeconds, decimals: 6)
        field("rounds", figures.rounds)
        field("roundSeconds", figures.roundSeconds, decimals: 6)
        endObject()
    }
}
