// The life of a fix in the engine: checks with a reason for every drop, then two lanes. The live lane
// keeps the newest point only; the track lane keeps every point of an active order, whenever it comes.

public import Basics
internal import Geo

extension Engine {
    /// Takes a fix of `runner` that came at `now`. `sentLive` says that the phone sent it as it was
    /// taken, alone, so that its age tells something about the phone's clock. O(1), no allocation for
    /// a runner without orders.
    public mutating func observe(
        _ fix: Fix, of runner: RunnerIndex, at now: Instant, sentLive: Bool
    ) -> FixOutcome {
        let slot = runner.slot
        let work = Work(duty: runners[slot].duty, since: runners[slot].dutySince)
        let taken = live[slot].take(fix, work, FixLimits(policy), at: now, sentLive: sentLive)
        switch taken.outcome {
        case .dropped: return taken.outcome
        case .live: moveIndex(slot, to: fix.coordinate)
        case .late:
            if let point = trackPoint(of: slot, before: taken.fixTime),
                !live[slot].isBelieved(
                    late: fix, at: taken.fixTime, after: point, FixLimits(policy))
            {
                return .dropped(.teleport)
            }
        }
        if !runners[slot].carried.isEmpty { addToTracks(fix, slot, taken, at: now) }
        return taken.outcome
    }

    /// Lets a batch that came at `now` tell something about the phone's clock, before its fixes are
    /// observed: the one with the highest sequence was taken last. O(fixes).
    public mutating func learnClock(
        from fixes: [Fix], of runner: RunnerIndex, at now: Instant
    ) {
        let slot = runner.slot
        guard runners[slot].duty != .off, let last = fixes.max(by: { $0.sequence < $1.sequence }),
            !live[slot].sequences.contains(last.sequence)
        else { return }
        let earliest = max(runners[slot].dutySince - PhoneClock.tolerance, now - policy.fixAgeMax)
        live[slot].clock.observeBatch(
            fixTime: last.fixTime, receivedAt: now, earliest: earliest)
    }

    private mutating func moveIndex(_ slot: Int, to place: Coordinate) {
        if index.contains(slot) {
            index.move(slot, to: place)
        } else {
            index.insert(slot, at: place)
        }
        touch(RunnerIndex(slot))
    }

    /// Where the tracks of what the runner carries say that it was last, at that time.
    private func trackPoint(of slot: Int, before time: Instant) -> TrackPoint? {
        var newest: TrackPoint?
        for carried in runners[slot].carried {
            let found = orders.look(carried.order) { order -> TrackPoint? in
                let epoch = order.legs[carried.leg].epoch
                return order.track.point(before: time).flatMap {
                    (Int($0.leg), Int($0.epoch)) == (carried.leg, epoch) ? $0 : nil
                }
            }
            guard let found, let found else { continue }
            if found.fixTime > newest?.fixTime ?? .distantPast { newest = found }
        }
        return newest
    }

    private mutating func addToTracks(
        _ fix: Fix, _ slot: Int, _ taken: TakenFix, at now: Instant
    ) {
        for carried in runners[slot].carried {
            let isFirstUnsaved = addToTrack(
                carried, fix, taken.fixTime, late: taken.outcome == .late,
                corrected: taken.wasCorrected)
            if isFirstUnsaved { unsavedTracks.append((carried.order, now)) }
        }
    }

    /// Whether it is the first point since the last chunk was taken.
    private mutating func addToTrack(
        _ carried: LegID, _ fix: Fix, _ fixTime: Instant, late: Bool, corrected: Bool
    ) -> Bool {
        withOrder(carried.order) { order in
            let leg = order.legs[carried.leg]
            // Where the runner was before it had the order, or before the leg's turn came, is nobody's
            // business.
            guard carried.leg == order.activeLeg, fixTime >= leg.assignedAt,
                fixTime >= leg.activeSince
            else { return false }
            let wasSaved = !order.track.hasUnsaved
            order.track.insert(
                TrackPoint(
                    coordinate: fix.coordinate, fixTime: fixTime, leg: carried.leg,
                    epoch: leg.epoch, late: late, clockCorrected: corrected))
            return wasSaved && order.track.hasUnsaved
        }
    }

    /// The pieces of tracks that no call has returned yet, of the orders whose first such point came
    /// at `instant` or before, or of all; about `limit` at most. An order that has left memory since
    /// left its last one behind.
    public mutating func takeTrackChunks(
        since instant: Instant = .distantFuture, limit: Int = .max
    ) -> [(order: OrderID, chunk: TrackChunk)] {
        var chunks = forgottenChunks
        forgottenChunks = []
        while chunks.count < limit, let next = unsavedTracks.first, next.since <= instant {
            unsavedTracks.removeFirst()
            guard orders.contains(next.order) else { continue }
            if let chunk = withOrder(next.order, { $0.track.takeChunk() }) {
                chunks.append((next.order, chunk))
            }
        }
        return chunks
    }

    /// Since when the oldest of the points waits that `takeTrackChunks` would return.
    public var oldestUnsavedPoint: Instant? { unsavedTracks.first?.since }

    /// Gives an order in memory a piece of its track back, after a restart.
    public mutating func restore(_ chunk: [UInt8], of id: OrderID) {
        guard orders.contains(id) else { return }
        withOrder(id) { order in
            var track = order.track
            // A chunk is sealed by the Store's own checks; one that is not readable is left out.
            if (try? track.add(chunk: chunk)) != nil { order.track = track }
        }
    }
}

// MARK: What the path of a fix asks
//
// Inlined into the caller: a getter of another module that is not would be lent a copy of the whole
// engine, 500 bytes, on each call.

extension Engine {
    /// How many legs the runner carries.
    @inlinable
    public func carriedCount(of runner: RunnerIndex) -> Int { runners[runner.slot].carried.count }

    /// The `index`-th leg the runner carries.
    @inlinable
    public func carried(by runner: RunnerIndex, at index: Int) -> LegID {
        runners[runner.slot].carried[index]
    }

    /// The highest sequence seen of the runner's fixes.
    @inlinable
    public func lastSequence(of runner: RunnerIndex) -> Int64 { live[runner.slot].lastSequence }
}
