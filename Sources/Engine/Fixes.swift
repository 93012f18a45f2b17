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
        guard live[slot].sequences.insert(fix.sequence) else { return .dropped(.duplicate) }
        guard runners[slot].duty != .off else { return .dropped(.offDuty) }
        guard fix.accuracyMeters <= policy.accuracyMetersMax else { return .dropped(.inaccurate) }
        if sentLive { live[slot].clock.observe(fixTime: fix.fixTime, receivedAt: now) }
        let (corrected, wasCorrected) = live[slot].clock.corrected(fix.fixTime)
        let fixTime = min(corrected, now)
        if now - fixTime > policy.fixAgeMax || fixTime < runners[slot].dutySince {
            return .dropped(.stale)
        }
        // Of two fixes of one moment the later one sent is the newer, in whatever order they come.
        let isNewest =
            (fixTime, fix.sequence) > (live[slot].fixTime, live[slot].positionSequence)
        if isNewest, isTeleport(to: fix, at: fixTime, slot) { return .dropped(.teleport) }
        if isNewest { moveLive(slot, fix, fixTime, now) }
        for carried in runners[slot].carried {
            addToTrack(
                carried, fix, fixTime, late: !isNewest, corrected: wasCorrected)
        }
        return isNewest ? .live : .late
    }

    private func isTeleport(to fix: Fix, at fixTime: Instant, _ slot: Int) -> Bool {
        guard live[slot].hasPosition else { return false }
        let seconds = Double((fixTime - live[slot].fixTime).count) / 1_000
        // Two positions of one moment may lie apart by what both do not know.
        let slackMeters = 100.0 + Double(max(0, fix.accuracyMeters))
        let limit = policy.speedMetersPerSecondMax * seconds + slackMeters
        return live[slot].coordinate.distanceMeters(to: fix.coordinate) > limit
    }

    private mutating func moveLive(_ slot: Int, _ fix: Fix, _ fixTime: Instant, _ now: Instant) {
        live[slot].coordinate = fix.coordinate
        live[slot].headingDegrees = fix.headingDegrees
        live[slot].speedMetersPerSecond = fix.speedMetersPerSecond
        live[slot].fixTime = fixTime
        live[slot].positionSequence = fix.sequence
        live[slot].receivedAt = now
        if index.contains(slot) {
            index.move(slot, to: fix.coordinate)
        } else {
            index.insert(slot, at: fix.coordinate)
        }
        touch(RunnerIndex(slot))
    }

    private mutating func addToTrack(
        _ carried: CarriedLeg, _ fix: Fix, _ fixTime: Instant, late: Bool, corrected: Bool
    ) {
        let isFirstUnsaved = withOrder(carried.order) { order in
            let leg = order.legs[carried.leg]
            // Where the runner was before it had the order is nobody's business.
            guard fixTime >= leg.assignedAt else { return false }
            let wasSaved = !order.track.hasUnsaved
            order.track.insert(
                TrackPoint(
                    coordinate: fix.coordinate, fixTime: fixTime, leg: carried.leg,
                    epoch: leg.epoch, late: late, clockCorrected: corrected))
            return wasSaved && order.track.hasUnsaved
        }
        if isFirstUnsaved { unsavedTracks.append(carried.order) }
    }

    /// The pieces of tracks that no call has returned yet. An order that has left memory is left out.
    public mutating func takeTrackChunks() -> [(order: OrderID, chunk: TrackChunk)] {
        var chunks: [(order: OrderID, chunk: TrackChunk)] = []
        for id in unsavedTracks where orderSlots[id] != nil {
            if let chunk = withOrder(id, { $0.track.takeChunk() }) { chunks.append((id, chunk)) }
        }
        unsavedTracks.removeAll(keepingCapacity: true)
        return chunks
    }

    /// Gives an order in memory a piece of its track back, after a restart.
    public mutating func restore(_ chunk: [UInt8], of id: OrderID) {
        guard orderSlots[id] != nil else { return }
        withOrder(id) { order in
            var track = order.track
            // A chunk is sealed by the Store's own checks; one that is not readable is left out.
            if (try? track.add(chunk: chunk)) != nil { order.track = track }
        }
    }
}

// MARK: What the path of a fix asks, without copying a runner

extension Engine {
    /// How many legs the runner carries.
    public func carriedCount(of runner: RunnerIndex) -> Int { runners[runner.slot].carried.count }

    /// The `index`-th leg the runner carries.
    public func carried(by runner: RunnerIndex, at index: Int) -> CarriedLeg {
        runners[runner.slot].carried[index]
    }

    /// The highest sequence seen of the runner's fixes.
    public func lastSequence(of runner: RunnerIndex) -> Int64 {
        live[runner.slot].sequences.highest
    }
}
