// What records change about runners.

internal import Basics
internal import Geo

extension Engine {
    mutating func applyRegistered(_ index: RunnerIndex, _ profile: RunnerProfile) {
        precondition(index.slot == runners.count, "runners are numbered in the order they came")
        var runner = Runner(profile: profile)
        runner.personNumber = person(of: profile).map { StableHash.of($0) } ?? 0
        runner.poolMask = poolMask(of: profile)
        runner.skillMask = skills.mask(of: profile.skills)
        runners.append(runner)
        live.append(LiveRunner())
        runnerIndices[profile.id] = index
    }

    mutating func applyPatch(_ patch: RunnerPatch, to index: RunnerIndex) {
        var runner = runners[index.slot]
        if let name = patch.name { runner.profile.name = name }
        if let gender = patch.gender { runner.profile.gender = gender }
        if let vehicle = patch.vehicle { runner.profile.vehicle = vehicle }
        if let skills = patch.skills { runner.profile.skills = skills }
        if let pools = patch.pools { runner.profile.pools = pools }
        if let orders = patch.capacityOrders { runner.profile.capacity.orders = orders }
        if let grams = patch.capacityGrams { runner.profile.capacity.grams = grams }
        if let verified = patch.verified { runner.verified = verified }
        if let cap = patch.ownCap { runner.ownCap = cap }
        if let phone = patch.phone { runner.profile.phone = phone }
        if let rating = patch.ratingTenths { runner.profile.ratingTenths = rating }
        runner.poolMask = poolMask(of: runner.profile)
        runner.skillMask = skills.mask(of: runner.profile.skills)
        runners[index.slot] = runner
        touch(index)
    }

    mutating func applyDuty(_ duty: Duty, to index: RunnerIndex, at now: Instant) {
        let wasOff = runners[index.slot].duty == .off
        runners[index.slot].duty = duty
        if wasOff { runners[index.slot].dutySince = now }
        if duty == .off { forgetPosition(of: index) }
        unsettledWork.append(index)
        touch(index)
        notices.append(.duty(index))
    }

    /// Who comes back on duty is nowhere until its next fix.
    private mutating func forgetPosition(of index: RunnerIndex) {
        live[index.slot].fixTime = .distantPast
        live[index.slot].receivedAt = .distantPast
        if self.index.contains(index.slot) { self.index.remove(index.slot) }
    }

    mutating func addLoad(_ leg: LegID, grams: Int, to index: RunnerIndex) {
        runners[index.slot].carried.append(leg)
        runners[index.slot].load.orders += 1
        unsettledWork.append(index)
        runners[index.slot].load.grams += grams
        runners[index.slot].stopsVersion += 1
        touch(index)
        notices.append(.stops(index))
    }

    /// Takes a leg off the runner; one that was finishing and has nothing left goes off duty.
    mutating func removeLoad(
        _ leg: LegID, grams: Int, from index: RunnerIndex, at now: Instant
    ) {
        runners[index.slot].carried.removeAll { $0 == leg }
        if exceptions[ExceptionKey(.poolLeft, .order(leg.order))]?.details.leg == leg {
            endExceptions(of: leg.order, [.poolLeft], reason: "unassigned")
        }
        runners[index.slot].load.orders -= 1
        unsettledWork.append(index)
        runners[index.slot].load.grams -= grams
        runners[index.slot].stopsVersion += 1
        touch(index)
        notices.append(.stops(index))
        if runners[index.slot].duty == .finishing, runners[index.slot].carried.isEmpty {
            applyDuty(.off, to: index, at: now)
        }
    }
}
