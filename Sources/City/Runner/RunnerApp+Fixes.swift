// The phone's lane: one fix an interval, kept until the daemon has acknowledged it, so that a tunnel
// costs no point of the track.

internal import Basics
internal import Engine
internal import Geo
internal import Wire

extension RunnerApp {
    /// What a phone keeps at most; older fixes are given up.
    static let keptFixesMax = 500
    /// The most fixes of one message: well below the longest message that a daemon takes by default.
    static let batchFixesMax = 250

    /// Whether positions are anybody's business.
    private var isReporting: Bool { duty == .on || !carried.isEmpty }

    mutating func advanceFixes(to now: Instant) {
        guard nextFixAt <= now else { return }
        // A late turn must not make the phone report twice at once, nor forget its own beat.
        let interval = reportInterval.count
        let missed = (now - nextFixAt).count / interval
        nextFixAt = nextFixAt + Milliseconds((missed + 1) * interval)
        guard isReporting else { return }
        let fix = takeFix(at: now)
        counts.fixesTaken += 1
        unacknowledged.append(fix)
        if unacknowledged.count > RunnerApp.keptFixesMax { unacknowledged.removeFirst() }
        guard isTalking else { return }
        var writer = JSONWriter()
        writer.writeClientFix(fix)
        socket.send(writer.bytes.span)
        lastSent = fix.sequence
        counts.fixesSent += 1
    }

    private mutating func takeFix(at now: Instant) -> Fix {
        lastSequence += 1
        return Fix(
            coordinate: motion.coordinate(at: now), fixTime: now + clockOffset,
            sequence: lastSequence, accuracyMeters: Float(3 + generator.below(10)),
            speedMetersPerSecond: motion.speedMetersPerSecond(at: now),
            headingDegrees: motion.headingDegrees(at: now))
    }

    /// Sends what was kept while nothing went through.
    mutating func sendUnsent(at now: Instant) {
        guard isTalking else { return }
        var rest = unacknowledged.drop { $0.sequence <= lastSent }
        while !rest.isEmpty {
            let batch = Array(rest.prefix(RunnerApp.batchFixesMax))
            rest = rest.dropFirst(batch.count)
            var writer = JSONWriter()
            writer.writeClientFixes(batch)
            socket.send(writer.bytes.span)
            counts.fixesSent += batch.count
            lastSent = batch.last?.sequence ?? lastSent
        }
        sendCommands()
    }

    mutating func acknowledged(upTo sequence: Int64, _ tally: FixCounts) {
        counts.fixes.merge(tally)
        unacknowledged.removeAll { $0.sequence <= sequence }
    }
}
