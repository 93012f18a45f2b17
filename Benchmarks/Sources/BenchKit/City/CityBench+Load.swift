// The load itself. Sends are due in the order of the runners' phases, cycle by cycle, so that the next one
// is always known without a queue; what comes back is scanned by hand.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Geo
internal import Wire

extension CityBench {
    /// How many steps a runner goes before it turns back.
    private static let stepsToTurn: Int64 = 300

    func startLoad() {
        begin(.loading)
        // The last answers of the preparation are not to be measured.
        startNanoseconds = EventLoop.nowNanoseconds + 500_000_000
    }

    /// When the next fix is due.
    var nextDueNanoseconds: UInt64 {
        let (cycle, runner) = sendCount.quotientAndRemainder(dividingBy: runners.count)
        return startNanoseconds + UInt64(cycle) * report.load.interval
            + runners[runner].phaseNanoseconds
    }

    func sendDue(at now: UInt64) {
        let end = startNanoseconds + UInt64(report.load.seconds) * 1_000_000_000
        var due = nextDueNanoseconds
        if sendCount == 0, due <= now { report.meter.start() }
        while due <= now, due < end {
            send(sendCount % runners.count, due)
            sendCount += 1
            due = nextDueNanoseconds
        }
        guard due >= end, now >= end else { return }
        report.meter.stop()
        act = .settling
        actEndNanoseconds = now + CityBench.settlingNanoseconds
    }

    private func send(_ index: Int, _ due: UInt64) {
        guard let clock else { return }
        let fix = nextFix(of: index, at: clock.instant(atNanoseconds: due))
        writer.removeAll()
        writer.writeClientFix(fix)
        guard crowd.send(writer.bytes.span, to: index) else {
            return report.errors.note("not sent", "the socket of \(runnerID(index)) is gone")
        }
        report.fixes.sent += 1
        ring.append(fix.fixTime, dueNanoseconds: due, of: index)
        let now = EventLoop.nowNanoseconds
        report.meter.observeLag(nanoseconds: now > due ? now - due : 0)
    }

    private func nextFix(of index: Int, at instant: Instant) -> Fix {
        runners[index].sequence += 1
        let runner = runners[index]
        let isOnWayBack = runner.sequence / CityBench.stepsToTurn % 2 == 1
        runners[index].latitudeE7 += isOnWayBack ? -runner.stepLatitudeE7 : runner.stepLatitudeE7
        runners[index].longitudeE7 +=
            isOnWayBack ? -runner.stepLongitudeE7 : runner.stepLongitudeE7
        return Fix(
            coordinate: Coordinate(
                latitudeE7: runner.latitudeE7, longitudeE7: runner.longitudeE7),
            fixTime: instant - CityBench.fixTimeMargin, sequence: runner.sequence + 1,
            accuracyMeters: 6, speedMetersPerSecond: 4.1, headingDegrees: runner.headingDegrees)
    }

    // MARK: What comes back

    func received(_ message: Span<UInt8>, on socket: Int, atNanoseconds now: UInt64) {
        do throws(Refusal) {
            switch try ServerMessage.decode(message) {
            case .position(let position):
                take(position.update, of: socket - runners.count, at: now)
            case .fixesAck(_, let counts):
                report.fixes.acknowledge(counts)
                if socket < runners.count { runners[socket].accepted += counts.accepted }
            case let other:
                take(other, on: socket, atNanoseconds: now)
            }
        } catch {
            report.errors.note("unreadable message", error.detail)
        }
    }

    private func take(_ position: PositionUpdate, of customer: Int, at now: UInt64) {
        guard orders.indices.contains(customer), orders[customer].id == position.order else {
            return report.errors.note("foreign position", "customer \(customer)")
        }
        guard position.fixTime > orders[customer].newestFixTime else {
            return report.errors.note("position out of order", "customer \(customer)")
        }
        orders[customer].newestFixTime = position.fixTime
        guard let due = ring.due(position.fixTime, of: orders[customer].runner) else {
            return report.errors.note(
                "position of no fix", "fixTime \(position.fixTime.millisecondsSinceEpoch)")
        }
        report.deliveries += 1
        report.latencies.observe(nanoseconds: now > due ? now - due : 0)
    }
}
