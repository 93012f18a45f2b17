// The load itself: fixes leave at their instants, and what comes back is scanned by hand.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Wire

extension CityBench {
    func startLoad() {
        begin(.loading)
        // The last answers of the preparation are not to be measured.
        startNanoseconds = EventLoop.nowNanoseconds + 500_000_000
        pace.start(atNanoseconds: startNanoseconds)
    }

    func sendDue(at now: UInt64) {
        let end = startNanoseconds + UInt64(report.load.seconds) * 1_000_000_000
        var due = pace.dueNanoseconds
        if pace.count == 0, due <= now { report.meter.start() }
        while due <= now, due < end {
            send(pace.sender, due)
            pace.step()
            due = pace.dueNanoseconds
        }
        guard due >= end, now >= end else { return }
        report.meter.stop()
        act = .settling
        actEndNanoseconds = now + CityBench.settlingNanoseconds
    }

    private func send(_ index: Int, _ due: UInt64) {
        guard let clock else { return }
        let fix = runners[index].mover.nextFix(
            at: clock.instant(atNanoseconds: due) - CityBench.fixTimeMargin)
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
