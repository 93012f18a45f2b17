// What time alone leads to: deadlines, matching rounds, pieces of tracks, views, acknowledgements.

internal import Basics
internal import Engine
internal import Journal
internal import Matching

/// When matching rounds come, and which one is on its way.
struct RoundClock {
    var nextAt = Instant.distantPast
    var count: UInt64 = 0
    /// The last leg that the last round looked at, if it could not look at all.
    var lastLeg: LegID?
    /// The round that a worker plans at the moment.
    var inFlight: (id: RoundID, snapshot: Snapshot, startedAt: Instant)?
}

extension Core {
    mutating func advance(to now: Instant, into effects: inout Effects) {
        while let records = engine.due(at: now) {
            for record in records { commit(record, at: now, into: &effects) }
        }
        deliverNotices(at: now, into: &effects)
        if pushesOpenOffers {
            pushesOpenOffers = false
            pushOpenOffers(at: now, into: &effects)
        }
        startRound(at: now, into: &effects)
        flushTracks(at: now, into: &effects)
        sendViews(at: now)
        sendDueAcks(at: now)
        answerPolls(of: nil, at: now)
        endEventPolls(at: now)
        answers.advance(to: now, synced: journal.synced)
    }

    /// When `advance` has something to do next.
    func nextDeadline(after now: Instant) -> Instant {
        var next = now + .seconds(1)
        if let deadline = engine.nextDeadline { next = min(next, deadline) }
        if let ack = acks.first?.due { next = min(next, ack) }
        if rounds.inFlight == nil, engine.hasWaitingOrders { next = min(next, rounds.nextAt) }
        if !viewers.isEmpty { next = min(next, nextViews) }
        next = min(next, nextPollEnd)
        next = min(next, eventPolls.nextEnd)
        return next
    }

    // MARK: Rounds

    private mutating func startRound(at now: Instant, into effects: inout Effects) {
        guard rounds.inFlight == nil, now >= rounds.nextAt, engine.hasWaitingOrders else {
            return
        }
        // Offers that nobody can see would only run out.
        guard !journal.isFailing else {
            rounds.nextAt = now + settings.roundInterval
            return
        }
        rounds.nextAt = now + settings.roundInterval
        rounds.count += 1
        let id = RoundID(number: rounds.count)
        let snapshot = engine.snapshot(at: now, after: rounds.lastLeg)
        rounds.lastLeg = engine.lastLeg(of: snapshot)
        rounds.inFlight = (id, snapshot, now)
        effects.rounds.append((id, snapshot))
    }

    mutating func planned(
        _ id: RoundID, _ plan: Plan, at now: Instant, into effects: inout Effects
    ) {
        guard let round = rounds.inFlight, round.id == id else { return }
        rounds.inFlight = nil
        // A round that took long leaves the processor to others for as long.
        rounds.nextAt = max(rounds.nextAt, now + (now - round.startedAt))
        counters.rounds += 1
        counters.roundTime.record(Int((now - round.startedAt).count) * 1_000)
        guard !journal.isFailing else { return }
        for record in engine.decide(plan, of: round.snapshot, round: id.number, at: now) {
            commit(record, at: now, into: &effects)
        }
        deliverNotices(at: now, into: &effects)
    }

    // MARK: Tracks

    private mutating func flushTracks(at now: Instant, into effects: inout Effects) {
        // While the disk refuses, pieces stay with their orders, whose life bounds them.
        guard now >= nextTrackFlush, !journal.isFailing else { return }
        nextTrackFlush = now + settings.trackFlushInterval
        saveTracks(into: &effects)
    }

    /// Hands what no chunk has yet to the Store.
    mutating func saveTracks(into effects: inout Effects) {
        let chunks = engine.takeTrackChunks()
        if !chunks.isEmpty { effects.chunks.append(contentsOf: chunks) }
    }

    // MARK: The journal

    mutating func synced(upTo position: JournalPosition) {
        journal.synced(upTo: position)
        journal.isFailing = false
        audits.waitingCount = audits.lines.count
    }

    /// Takes back a record of an earlier run.
    mutating func replay(_ entry: JournalEntry) throws(JournalError) {
        try JournalFold.take(entry, into: &engine, &answers)
        journal.replayed(entry.position)
    }
}
