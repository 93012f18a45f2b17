// On duty, on a break, on duty again. The wish is the person's; the duty is what the daemon says.

internal import Basics
internal import Engine

/// Whether a runner wants to work, and when that changes.
struct DutyWish: Sendable {
    var isOn = true
    var changesAt = Instant.distantFuture
    var retryAt = Instant.distantFuture

    var nextDeadline: Instant { min(changesAt, retryAt) }
}

extension RunnerApp {
    mutating func planBreak(after now: Instant) {
        let gap = generator.gap(perHour: habits.breaksPerHour)
        dutyWish.changesAt = gap.map { now + $0 } ?? .distantFuture
    }

    mutating func advanceDuty(to now: Instant) {
        if dutyWish.changesAt <= now {
            dutyWish.isOn.toggle()
            if dutyWish.isOn {
                planBreak(after: now)
            } else {
                dutyWish.changesAt = now + generator.duration(in: habits.breakTime)
            }
            agreeOnDuty(at: now)
        }
        if dutyWish.retryAt <= now {
            dutyWish.retryAt = .distantFuture
            agreeOnDuty(at: now)
        }
    }

    /// Tells the daemon the wish if it differs from what the daemon said last.
    mutating func agreeOnDuty(at now: Instant) {
        let wanted: Duty = dutyWish.isOn ? .on : .off
        let agrees = dutyWish.isOn ? duty == .on : duty == .off || duty == .finishing
        let isAsking = isGiving { if case .duty = $0 { true } else { false } }
        guard isTalking, !agrees, !isAsking else { return }
        give(.duty(wanted), at: now)
    }

    mutating func dutyIs(_ answered: Duty, at now: Instant) {
        duty = answered
        agreeOnDuty(at: now)
    }

    /// A runner who is not verified yet asks again after a while.
    mutating func dutyWasRefused(at now: Instant) {
        dutyWish.retryAt = now + .seconds(3)
    }
}
