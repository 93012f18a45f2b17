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
    /// The round that was planned and is being decided.
    var planned: PlannedRound?

    /// No round is on its way.
    var isIdle: Bool { inFlight == nil && planned == nil }
}

extension Core {
    mutating func advance(to now: Instant, into effects: inout Effects) {
        while let records = engine.due(at: now) {
            for record in records { commit(record, at: now, into: &effects) }
        }
        decideRound(at: now, into: &effects)
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
        if rounds.isIdle, engine.hasWaitingOrders { next = min(next, rounds.nextAt) }
        if rounds.planned != nil { next = min(next, now) }
        if let oldest = engine.oldestUnsavedPoint, !journal.isFailing {
            next = min(next, oldest + settings.trackFlushInterval)
        }
        if !viewers.isEmpty { next = min(next, nextViews) }
        next = min(next, nextPollEnd)
        next = min(next, eventPolls.nextEnd)
        return next
    }

    // MARK: Rounds

    private mutating func startRound(at now: Instant, into effects: inout Effects) {
        guard rounds.isIdle, now >= rounds.nextAt, engine.hasWaitingOrders else {
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
        rounds.planned = PlannedRound(plan, of: round.snapshot, number: id.number)
    }

    /// A part of a round in each turn: commands that come meanwhile wait for a part and not for all.
    private mutating func decideRound(at now: Instant, into effects: inout Effects) {
        guard var round = rounds.planned else { return }
        rounds.planned = nil
        // The city is planned anew when the disk takes records again.
        guard !journal.isFailing else { return }
        // Small enough for a turn; of a large round more, so that it ends before the next is due.
        for record in engine.decide(&round, limit: max(6, round.legCount / 40), at: now) {
            commit(record, at: now, into: &effects)
        }
        if !round.isDecided { rounds.planned = round }
    }

    // MARK: Tracks

    private mutating func flushTracks(at now: Instant, into effects: inout Effects) {
        // While the disk refuses, pieces stay with their orders, whose life bounds them.
        guard !journal.isFailing else { return }
        saveTracks(since: now - settings.trackFlushInterval, limit: 200, into: &effects)
    }

    /// Hands what no chunk has yet to the Store, a part of it after the other: a batch with the tracks of
    /// all orders would keep the commands behind it waiting.
    mutating func saveTracks(
        since instant: Instant = .distantFuture, limit: Int = .max, into effects: inout Effects
    ) {
        let chunks = engine.takeTrackChunks(since: instant, limit: limit)
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
