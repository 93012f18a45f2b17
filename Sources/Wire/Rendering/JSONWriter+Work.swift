// A runner's hours, as it and its dispatcher see them.

public import Basics
public import Engine

/// What is shown of a runner's hours.
public struct WorkPicture: Equatable, Sendable {
    /// The hours, as they stand now.
    public var clock: WorkClock
    /// What holds it back, if anything does.
    public var hold: WorkHold?
    /// The hours in which it may be asked; `nil` is always.
    public var shifts: WeeklyHours?
    /// How often it did not take what it was asked.
    public var refusals: RefusalCounts

    /// The hours of a runner.
    public init(
        clock: WorkClock, hold: WorkHold?, shifts: WeeklyHours?, refusals: RefusalCounts
    ) {
        self.clock = clock
        self.hold = hold
        self.shifts = shifts
        self.refusals = refusals
    }
}

extension JSONWriter {
    /// Writes `"work":{…}`: whole seconds, and what holds the runner back.
    mutating func writeWork(_ work: WorkPicture) {
        name("work")
        beginObject()
        field("continuousSeconds", Int(work.clock.continuous.count / 1_000))
        field("todaySeconds", Int(work.clock.today.count / 1_000))
        field("daysInRow", work.clock.daysInRow)
        field("hold", work.hold?.name)
        field("restUntil", work.hold?.until)
        field("needsConfirmation", work.hold?.needsConfirmation ?? false)
        field("shift", work.shifts?.description)
        name("refusals")
        beginObject()
        field("counted", work.refusals.counted)
        field("withoutFault", work.refusals.withoutFault)
        endObject()
        endObject()
    }

    /// Writes a `protection` message: what holds the runner back from now on (`kind` null: nothing any more).
    public mutating func writeProtection(_ hold: WorkHold?) {
        beginMessage("protection")
        field("kind", hold?.name)
        field("holds", hold != nil)
        field("restUntil", hold?.until)
        field("needsConfirmation", hold?.needsConfirmation ?? false)
        endObject()
    }

    /// Writes a `protection` message: what will hold the runner back if it works on.
    public mutating func writeProtection(_ warning: WorkWarning) {
        beginMessage("protection")
        field("kind", warning.kind.name)
        field("holds", false)
        field("startsAt", warning.startsAt)
        field("needsConfirmation", warning.kind == .day)
        endObject()
    }
}
