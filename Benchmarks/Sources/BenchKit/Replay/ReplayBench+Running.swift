// The replay itself: points at their times, and around them the life of each ride's order.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Wire

extension ReplayBench {
    func sendDue(at now: UInt64) {
        let points = work.plan.points
        while nextPoint < points.count {
            let due = nextDue
            guard due <= now else { return }
            if nextPoint == 0 { report.meter.start() }
            send(points[nextPoint], due)
            nextPoint += 1
        }
        report.meter.stop()
        begin(.finishing)
        actEndNanoseconds = now + ReplayBench.settlingNanoseconds
        finishingMayBeDone()
    }

    private func send(_ point: TracePoint, _ due: UInt64) {
        let ride = work.plan.rideOfPoint[nextPoint]
        if let ride, work.plan.rides[ride].first == nextPoint { place(ride) }
        let cab = point.cab
        let fixTime = point.time + shift
        let fix = Fix(
            coordinate: point.coordinate, fixTime: fixTime,
            sequence: cabs[cab].sequenceStart + Int64(cabs[cab].sent.count) + 1)
        writer.removeAll()
        writer.writeClientFix(fix)
        if crowd.send(writer.bytes.span, to: cab) {
            report.fixes.sent += 1
            cabs[cab].sent.append(
                SentFix(fixTime: fixTime, coordinate: point.coordinate, dueNanoseconds: due))
            let now = EventLoop.nowNanoseconds
            report.meter.observeLag(nanoseconds: now > due ? now - due : 0)
        } else {
            report.errors.note("not sent", "the socket of \(runnerID(cab)) is gone")
        }
        if let ride, work.plan.rides[ride].last == nextPoint {
            rides[ride].isOver = true
            deliverIfOver(ride)
        }
    }

    // MARK: An order's life

    private func place(_ ride: Int) {
        rides[ride].stage = .placing
        let stretch = work.plan.rides[ride]
        let points = work.plan.points
        let draft = OrderDraft(
            type: "parcel",
            stops: [
                Stop(kind: .pickup, coordinate: points[stretch.first].coordinate),
                Stop(kind: .dropoff, coordinate: points[stretch.last].coordinate),
            ],
            items: [Item(description: "passenger", weightGrams: 1)])
        crowd.pool.enqueue(
            requests.place(
                draft, tag: Tag.place(ride), customer: customerID(stretch.cab),
                key: "ride-\(ride)"))
    }

    func answered(_ answer: PoolAnswer, atNanoseconds now: UInt64) {
        switch answer.tag & 7 {
        case Tag.place(0): placed(answer.tag >> 3, answer)
        case Tag.assign(0): assigned(answer.tag >> 3, answer)
        case Tag.look(0): lookedAt(answer.tag >> 3, answer)
        default: prepared(answer)
        }
    }

    private func placed(_ ride: Int, _ answer: PoolAnswer) {
        guard answer.isFine, let order = try? ReceivedOrder.decode(answer.body.span) else {
            return report.errors.note("not placed", answer.brief)
        }
        report.ordersPlaced += 1
        rides[ride].order = order.id
        rides[ride].stage = .binding
        rideOfOrder[order.id] = ride
        let cab = work.plan.rides[ride].cab
        writer.removeAll()
        writer.writeClientSubscribe(id: .number(Int64(ride)), order.id, since: 0)
        crowd.send(writer.bytes.span, to: customerSocket(cab))
        crowd.pool.enqueue(
            requests.assign(order.id, to: runnerID(cab), tag: Tag.assign(ride)))
    }

    private func assigned(_ ride: Int, _ answer: PoolAnswer) {
        guard answer.isFine else { return report.errors.note("not assigned", answer.brief) }
        report.ordersAssigned += 1
        rides[ride].stage = .carried
        tell(.atPickup, of: ride)
        tell(.pickedUp, of: ride)
        noteSureFix(ride)
        deliverIfOver(ride)
    }

    /// From here on an accepted fix of the cab must show on the customer's map.
    private func noteSureFix(_ ride: Int) {
        guard rides[ride].stage == .carried, rides[ride].isFollowed, !rides[ride].isOver else {
            return
        }
        rides[ride].firstSureFix = cabs[work.plan.rides[ride].cab].sent.count
    }

    private func deliverIfOver(_ ride: Int) {
        guard rides[ride].isOver, rides[ride].stage == .carried else { return }
        rides[ride].stage = .delivering
        tell(.delivered, of: ride)
    }

    private func tell(_ phase: Phase, of ride: Int) {
        guard let order = rides[ride].order else { return }
        let key = MessageKey.text("\(requests.keyPrefix)-\(phase.name)-\(ride)")
        reports[key] = (ride, phase)
        writer.removeAll()
        writer.writeClientPhase(
            id: key, PhaseReport(order: order, leg: 0, body: PhaseBody(phase)))
        crowd.send(writer.bytes.span, to: work.plan.rides[ride].cab)
    }

    // MARK: What comes back

    func received(_ message: Span<UInt8>, on socket: Int, atNanoseconds now: UInt64) {
        do throws(Refusal) {
            switch try ServerMessage.decode(message) {
            case .position(let position): take(position.update, on: socket, at: now)
            case .fixesAck(_, let counts) where socket < cabs.count:
                report.fixes.acknowledge(counts)
                cabs[socket].acknowledge(accepted: counts.accepted, dropped: counts.dropped)
                finishingMayBeDone()
            case .welcome(let welcome): welcomed(welcome, cab: socket, at: now)
            case .ok(let ok): take(ok)
            case .event(let event): take(event)
            case .ended(let order, _, _): if let ride = rideOfOrder[order] { end(ride) }
            case .error(_, let refusal):
                report.errors.note("refused: \(refusal.code.rawValue)", refusal.detail)
            default: break
            }
        } catch {
            report.errors.note("unreadable message", error.detail)
        }
    }

    private func take(_ ok: ReceivedOk) {
        if ok.duty == .on { return onDuty() }
        guard let key = ok.re else { return }
        if case .number(let ride) = key, ok.sequence != nil {
            rides[Int(ride)].isFollowed = true
            noteSureFix(Int(ride))
        } else if let (ride, phase) = reports.removeValue(forKey: key), phase == .delivered {
            rides[ride].stage = .delivered
            report.ordersDelivered += 1
            finishingMayBeDone()
        }
    }

    private func take(_ event: ReceivedEvent) {
        guard let ride = rideOfOrder[event.order] else {
            return report.errors.note("foreign event", event.order.text)
        }
        if event.state == .assigned {
            rides[ride].assignedAt = event.at
            rides[ride].epoch = event.epoch
        }
        if event.state == .delivered { rides[ride].deliveredAt = event.at }
    }

    private func take(_ position: PositionUpdate, on socket: Int, at now: UInt64) {
        guard let ride = rideOfOrder[position.order],
            customerSocket(work.plan.rides[ride].cab) == socket
        else { return report.errors.note("foreign position", position.order.text) }
        report.deliveries += 1
        rides[ride].seen.append(
            SeenPosition(
                fixTime: position.fixTime, coordinate: position.coordinate,
                receivedAt: position.receivedAt, epoch: position.epoch,
                isAfterEnd: rides[ride].hasEnded))
        let cab = cabs[work.plan.rides[ride].cab]
        guard let fix = cab.fixes(at: position.fixTime).last else { return }
        let due = fix.dueNanoseconds
        report.latencies.observe(nanoseconds: now > due ? now - due : 0)
    }

    private func end(_ ride: Int) {
        rides[ride].hasEnded = true
        finishingMayBeDone()
    }

    // MARK: The end

    /// After the last point: waits for the last words, then asks the daemon for every order once more.
    func finishingMayBeDone() {
        guard act == .finishing else { return }
        guard report.fixes.unacknowledged == 0,
            rides.allSatisfy({ $0.stage == .delivered && $0.hasEnded })
        else { return }
        lookAgain()
    }

    func lookAgain() {
        begin(.lookingAgain)
        for (ride, state) in rides.enumerated() {
            guard let order = state.order else { continue }
            crowd.pool.enqueue(requests.order(order, tag: Tag.look(ride)))
        }
        if crowd.pool.pendingCount == 0 { crowd.finish() }
    }

    private func lookedAt(_ ride: Int, _ answer: PoolAnswer) {
        countDone()
        let order = try? ReceivedOrder.decode(answer.body.span)
        if !answer.isFine || order?.state != .delivered || order?.id != rides[ride].order {
            report.errors.note("order not there", answer.brief)
        }
        if doneCount == report.ordersPlaced { crowd.finish() }
    }
}
