// The load itself: commands and fixes at their instants, and what comes back on the runners' sockets.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import HTTP
internal import Wire

extension OrdersBench {
    func startLoad() {
        begin(.loading)
        // To move all of it as it grows would be the generator's pause, and look like the daemon's.
        let seconds = Double(report.load.seconds + report.load.warmUpSeconds)
        let most = Int(report.load.commandsPerSecond * seconds / 2) + 1_000
        orders.reserveCapacity(most)
        orderOfID.reserveCapacity(most)
        startNanoseconds = EventLoop.nowNanoseconds + 500_000_000
        pace.start(atNanoseconds: startNanoseconds)
    }

    private var endNanoseconds: UInt64 { startNanoseconds + report.load.nanoseconds }

    /// When there is something to send, or to begin, or to end.
    var nextDueNanoseconds: UInt64 {
        var next = isMeasuring ? endNanoseconds : startNanoseconds + report.load.warmUpNanoseconds
        if report.load.fixesPerSecond > 0 { next = min(next, pace.dueNanoseconds) }
        if report.load.isOpenLoop { next = min(next, commandDueNanoseconds) }
        if let due = reactions.dueNanoseconds { next = min(next, due) }
        return next
    }

    private var commandDueNanoseconds: UInt64 {
        startNanoseconds + UInt64(Double(commandCount) * 1e9 / report.load.commandsPerSecond)
    }

    func sendDue(at now: UInt64) {
        guard now >= startNanoseconds else { return }
        if !isMeasuring, now >= startNanoseconds + report.load.warmUpNanoseconds {
            startMeasuring()
        }
        sendFixes(until: min(now, endNanoseconds - 1))
        while now < endNanoseconds, let next = reactions.takeDue(at: now) {
            order(next.order, isDueAt: next.dueNanoseconds)
        }
        if report.load.isOpenLoop {
            while commandDueNanoseconds <= now, commandDueNanoseconds < endNanoseconds {
                sendCommand(dueAt: commandDueNanoseconds)
            }
        } else if now < endNanoseconds {
            while inFlightCount < report.load.connectionCount { sendCommand(dueAt: now) }
        }
        if now >= endNanoseconds { stopMeasuring(at: now) }
    }

    private func sendCommand(dueAt due: UInt64) {
        let index = plan.next()
        if index == orders.count {
            orders.append(
                OrderUnderWay(story: plan.stories[index], runner: index % runners.count))
        }
        commandCount += 1
        let now = EventLoop.nowNanoseconds
        if isMeasuring { report.meter.observeLag(nanoseconds: now > due ? now - due : 0) }
        order(index, isDueAt: due)
    }

    private func sendFixes(until now: UInt64) {
        guard let clock, report.load.fixesPerSecond > 0 else { return }
        while pace.dueNanoseconds <= now {
            let due = pace.dueNanoseconds
            let fix = runners[pace.sender].nextFix(
                at: clock.instant(atNanoseconds: due) - OrdersBench.fixTimeMargin)
            writer.removeAll()
            writer.writeClientFix(fix)
            if crowd.send(writer.bytes.span, to: pace.sender) {
                report.fixes.sent += 1
            } else {
                report.errors.note("fix not sent", tokens.runnerID(pace.sender))
            }
            pace.step()
            let sent = EventLoop.nowNanoseconds
            if isMeasuring { report.meter.observeLag(nanoseconds: sent > due ? sent - due : 0) }
        }
    }

    // MARK: What is measured

    private func startMeasuring() {
        isMeasuring = true
        report.meter.start()
        askMetrics()
    }

    private func stopMeasuring(at now: UInt64) {
        isMeasuring = false
        report.meter.stop()
        report.fixSeconds = Double(report.load.nanoseconds) / 1e9
        askMetrics()
        begin(.settling)
        actEndNanoseconds = now + OrdersBench.settlingNanoseconds
    }

    private func askMetrics() {
        crowd.pool.enqueue(
            PoolRequest(
                tag: OrdersBench.metricsTag, .get, "/metrics", token: tokens.dispatcher))
    }

    func takeMetrics(_ answer: PoolAnswer) {
        guard answer.status == 200 else {
            return report.errors.note("no metrics", answer.brief)
        }
        let figures = DaemonFigures(metrics: String(decoding: answer.body, as: UTF8.self))
        guard let before = figuresBefore else {
            figuresBefore = figures
            return
        }
        report.daemon = figures.since(before)
    }

    // MARK: What comes back

    func received(_ message: Span<UInt8>, on socket: Int, atNanoseconds now: UInt64) {
        // Of what the daemon says only this matters here, and the rest is much.
        guard let type = MessageHead.read(message).type, OrdersBench.heededTypes.contains(type)
        else { return }
        do throws(Refusal) {
            switch try ServerMessage.decode(message) {
            case .fixesAck(_, let counts): report.fixes.acknowledge(counts)
            case .offer(let offer): take(offer, by: socket, at: now)
            case .welcome(let welcome): learnClock(welcome, at: now)
            case .ok(let ok): takeDuty(ok.duty)
            case .error(_, let refusal):
                report.errors.note("refused: \(refusal.code.rawValue)", refusal.detail)
            default: break
            }
        } catch {
            report.errors.note("unreadable message", error.detail)
        }
    }

    private static let heededTypes: Set<String> = ["fixesAck", "offer", "welcome", "ok", "error"]

    /// An offer of an order that waits for one is accepted soon; others run out or are withdrawn.
    private func take(_ offer: ReceivedOffer, by runner: Int, at now: UInt64) {
        let taken = TakenOffer(id: offer.offer, epoch: offer.epoch, runner: runner)
        guard let index = orderOfID[offer.order] else {
            // It may be faster than the answer to its order, which goes another way.
            earlyOffers[offer.order] = taken
            return
        }
        guard act == .loading, orders[index].story == .matched, orders[index].offer == nil else {
            return
        }
        orders[index].offer = taken
        if orders[index].command == nil { reactions.add(index, at: now) }
    }
}
