// The end of a turn: everything was read; now time moves on, and what came of it is carried out, each
// connection written once.

internal import Basics
internal import Engine
internal import EventLoop
internal import Gateway
internal import Logging
internal import Matching
internal import Tokens

extension Daemon {
    func endTurn() {
        let now = clock.now()
        measureDelay()
        gateway.advance(to: now, into: &effects)
        // An answer may let a pipelined request through, and that one may have a token too.
        while !effects.tickets.isEmpty || !effects.measurements.isEmpty {
            checkTokens(at: now)
            answerMeasurements(at: now)
        }
        gateway.flush(at: now, into: &effects)
        write()
        hold()
        startRounds()
        askStore()
        sendPushes(at: now)
        for line in effects.logs { log.log(level: line.level.loggerLevel, "\(line.message)") }
        effects.removeAll()
        if shutdown.isDone(loop: loop, batches: batches) {
            loop.stop()
            return
        }
        let span = nextSpan(from: now)
        timerDueNanoseconds = EventLoop.nowNanoseconds + UInt64(span.count) * 1_000_000
        loop.setTimer(after: span)
    }

    /// How much later than the timer was set for this turn came; a turn before its time says nothing.
    private func measureDelay() {
        let nanoseconds = EventLoop.nowNanoseconds
        guard let due = timerDueNanoseconds, nanoseconds >= due else { return }
        timerDueNanoseconds = nil
        loopDelay.record(Int((nanoseconds - due) / 1_000))
    }

    /// The real time until the gateway has something to do by itself.
    private func nextSpan(from now: Instant) -> Milliseconds {
        let span = clock.realSpan(until: gateway.nextDeadline(after: now))
        // A shutdown's own deadline, batches and pushes come by real time.
        let others = min(batches.waitSpan ?? .seconds(1), pushSpan ?? .seconds(1))
        return min(max(Milliseconds(1), span), others)
    }

    private func checkTokens(at now: Instant) {
        let tickets = effects.takeTickets()
        guard !tickets.isEmpty else { return }
        let wall = CityClock.wall()
        for (exchange, token) in tickets {
            gateway.identified(exchange, identify(token, wall), at: now, into: &effects)
        }
    }

    private func identify(
        _ token: String, _ wall: Instant
    ) -> Result<Principal, TokenProblem> {
        switch tokens.verify(token, at: wall) {
        case .failure(let refusal):
            return .failure(TokenProblem(detail: "\(refusal)"))
        case .success(let claims):
            guard let role = Role(name: claims.role) else {
                return .failure(TokenProblem(detail: "the role \(claims.role) is not known"))
            }
            var order: OrderID?
            if let text = claims.order {
                guard let id = OrderID(text) else {
                    return .failure(TokenProblem(detail: "the claim order is no order's id"))
                }
                order = id
            }
            return .success(
                Principal(
                    subject: claims.subject, role: role, person: claims.person,
                    site: claims.site, order: order))
        }
    }

    private func answerMeasurements(at now: Instant) {
        let exchanges = effects.takeMeasurements()
        guard !exchanges.isEmpty else { return }
        let text = metricsPage()
        for exchange in exchanges {
            gateway.measured(exchange, text, at: now, into: &effects)
        }
    }

    private func write() {
        for write in effects.writes {
            let outcome = effects.bytes.span.extracting(write.range)
            switch loop.write(outcome, to: write.connection) {
            case .written, .gone: break
            case .queued: gateway.congested(write.connection)
            case .overflow: loop.close(write.connection)
            }
        }
        for connection in effects.closes {
            loop.shutdown(connection)
            loop.setDeadline(connection, after: .seconds(5))
        }
        for (connection, span) in effects.deadlines {
            loop.setDeadline(connection, after: span)
        }
    }

    private func startRounds() {
        for (round, snapshot) in effects.rounds {
            let parameters = parameters
            loop.runOnWorker {
                Matching.plan(snapshot, parameters)
            } then: { [unowned self] plan in
                gateway.planned(round, plan, at: clock.now(), into: &effects)
            }
        }
    }
}

extension LogLevel {
    fileprivate var loggerLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        }
    }
}
