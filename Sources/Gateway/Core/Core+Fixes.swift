// Fixes: into the engine, out to those who may see them, and acknowledged now and then.

internal import Basics
internal import Engine
internal import Journal
internal import Wire

extension Core {
    mutating func takeFix(_ fix: Fix, _ id: ConnectionID, at now: Instant) {
        let slot = Int(id.index)
        guard let runner = lanes[slot].runner else { return }
        let outcome = observe(fix, of: runner, at: now, sentLive: true)
        lanes[slot].unacknowledged.add(outcome)
        queueAck(id, at: now)
    }

    mutating func countDrop(_ drop: FixDrop, _ id: ConnectionID, at now: Instant) {
        let slot = Int(id.index)
        guard lanes[slot].runner != nil else { return }
        counters.fixes.add(.dropped(drop))
        lanes[slot].unacknowledged.add(.dropped(drop))
        queueAck(id, at: now)
    }

    /// A batch is acknowledged at once.
    mutating func takeBatch(
        _ fixes: [Fix], _ counts: FixCounts, _ id: ConnectionID, at now: Instant
    ) {
        let slot = Int(id.index)
        guard let runner = lanes[slot].runner else { return }
        let counts = observe(fixes, counts, of: runner, at: now)
        lanes[slot].unacknowledged.merge(counts)
        // One that is queued stays so: it finds what comes until then.
        acknowledge(id)
    }

    /// Takes a batch of a runner and returns what became of it.
    mutating func observe(
        _ fixes: [Fix], _ dropped: FixCounts, of runner: RunnerIndex, at now: Instant
    ) -> FixCounts {
        var counts = dropped
        counters.fixes.merge(dropped)
        engine.learnClock(from: fixes, of: runner, at: now)
        for fix in Fix.inTakenOrder(fixes) {
            counts.add(observe(fix, of: runner, at: now, sentLive: false))
        }
        return counts
    }

    private mutating func observe(
        _ fix: Fix, of runner: RunnerIndex, at now: Instant, sentLive: Bool
    ) -> FixOutcome {
        let outcome = engine.observe(fix, of: runner, at: now, sentLive: sentLive)
        counters.fixes.add(outcome)
        switch outcome {
        case .live:
            let carriedCount = engine.carriedCount(of: runner)
            for index in 0..<carriedCount {
                publishPosition(of: engine.carried(by: runner, at: index).order, at: now)
            }
        case .late:
            counters.fixesLate += 1
        case .dropped:
            break
        }
        return outcome
    }

    /// Gives the newest position to everybody who follows the order.
    private mutating func publishPosition(of order: OrderID, at now: Instant) {
        guard let readers = followers[order], !readers.isEmpty,
            let position = position(of: order, at: now)
        else { return }
        output.append(position, to: audience(of: order, readers))
    }

    /// Those of an order's followers who may see where its runner is.
    private func audience(of id: OrderID, _ readers: [ConnectionID]) -> [ConnectionID] {
        guard readers.contains(where: { isHandler($0) }), let order = engine.order(id) else {
            return readers
        }
        return readers.filter { reader in
            guard isHandler(reader), let link = link(reader) else { return true }
            return engine.maySeePosition(of: order, link.principal)
        }
    }

    /// The order's position, if there is one and `principal` may see it.
    func position(
        of order: borrowing Order, for principal: Principal, at now: Instant
    ) -> PositionUpdate? {
        guard engine.maySeePosition(of: order, principal) else { return nil }
        return position(of: order.id, at: now)
    }

    private func position(of order: OrderID, at now: Instant) -> PositionUpdate? {
        guard let live = engine.livePosition(of: order, at: now) else { return nil }
        return PositionUpdate(
            order: order, epoch: live.epoch, coordinate: live.coordinate,
            headingDegrees: live.headingDegrees, fixTime: live.fixTime,
            receivedAt: live.receivedAt, remainingSeconds: live.remainingSeconds)
    }

    // MARK: Acknowledgements

    /// Lets an acknowledgement follow within the interval, one for all that comes until then.
    private mutating func queueAck(_ id: ConnectionID, at now: Instant) {
        let slot = Int(id.index)
        guard !lanes[slot].isAckQueued else { return }
        lanes[slot].isAckQueued = true
        acks.append((id, now + settings.fixesAckInterval))
    }

    mutating func sendDueAcks(at now: Instant) {
        while let next = acks.first, next.due <= now {
            acks.removeFirst()
            let slot = Int(next.connection.index)
            guard links[slot]?.id == next.connection else { continue }
            lanes[slot].isAckQueued = false
            acknowledge(next.connection)
        }
    }

    private mutating func acknowledge(_ id: ConnectionID) {
        let slot = Int(id.index)
        guard let runner = lanes[slot].runner, !lanes[slot].unacknowledged.isEmpty else { return }
        writer.removeAll()
        writer.writeFixesAck(
            upToSequence: engine.lastSequence(of: runner), lanes[slot].unacknowledged)
        lanes[slot].unacknowledged = FixCounts()
        sendWritten(to: id, after: .none)
    }
}
