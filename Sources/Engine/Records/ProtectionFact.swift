// What happened to a runner's protection. The hours themselves follow from duty and goods in hand; these
// facts say which rules they are held against, and what the runner was told.

public import Basics
internal import Journal

/// A fact about hours, rests and shifts.
public enum ProtectionFact: Equatable, Sendable {
    /// From now on these rules hold, for everybody.
    case rules(WorkRules)
    /// The runner is told what holds it back, or that nothing does any more.
    case held(RunnerIndex, WorkHold?)
    /// The runner is told what will hold it back.
    case warned(RunnerIndex, WorkWarning)
    /// The runner goes on beyond the day's hours.
    case confirmed(RunnerIndex)
    /// The hours in which the runner may be asked; `nil` is always.
    case shifts(RunnerIndex, WeeklyHours?)
    /// The offer ends without an assignment, and that counts against nobody: the end follows.
    case withoutFault(OfferID, RunnerIndex)

    /// The runner it is about, if it is about one.
    var runner: RunnerIndex? {
        switch self {
        case .rules: nil
        case .held(let runner, _), .warned(let runner, _), .confirmed(let runner),
            .shifts(let runner, _), .withoutFault(_, let runner):
            runner
        }
    }
}

extension ByteWriter {
    mutating func writeProtectionFact(_ fact: ProtectionFact) {
        switch fact {
        case .rules(let rules):
            writeUInt8(0)
            writeRules(rules)
        case .held(let runner, let hold):
            writeUInt8(1)
            writeRunner(runner)
            writeHold(hold)
        case .warned(let runner, let warning):
            writeUInt8(2)
            writeRunner(runner)
            writeWarning(warning)
        case .confirmed(let runner):
            writeUInt8(3)
            writeRunner(runner)
        case .shifts(let runner, let hours):
            writeUInt8(4)
            writeRunner(runner)
            writeText(hours?.description)
        case .withoutFault(let offer, let runner):
            writeUInt8(5)
            writeVarint(offer.number)
            writeRunner(runner)
        }
    }

    mutating func writeRules(_ rules: WorkRules) {
        writeInt64(rules.continuous.count)
        writeInt64(rules.rest.count)
        writeInt64(rules.day.count)
        writeNumber(rules.weekDaysMax)
        writeNumber(rules.restWeekday)
        writeInt64(rules.warning.count)
        writeArray(rules.timeZone.offsets) {
            $0.writeInstant($1.from)
            $0.writeInt64($1.offset.count)
        }
    }

    mutating func writeWarning(_ warning: WorkWarning) {
        writeUInt8(warning.kind.rawValue)
        writeInstant(warning.startsAt)
    }

    mutating func writeHold(_ hold: WorkHold?) {
        switch hold {
        case nil:
            writeUInt8(0)
        case .rest(let until):
            writeUInt8(1)
            writeOptional(until) { $0.writeInstant($1) }
        case .day(let until):
            writeUInt8(2)
            writeInstant(until)
        case .week(let until):
            writeUInt8(3)
            writeInstant(until)
        }
    }
}

extension ByteReader {
    mutating func readProtectionFact() throws(JournalError) -> ProtectionFact {
        switch try readUInt8() {
        case 0: .rules(try readRules())
        case 1: .held(try readRunner(), try readHold())
        case 2: .warned(try readRunner(), try readWarning())
        case 3: .confirmed(try readRunner())
        case 4: .shifts(try readRunner(), try readShifts())
        case 5: .withoutFault(OfferID(number: try readVarint()), try readRunner())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readRules() throws(JournalError) -> WorkRules {
        var rules = WorkRules()
        rules.continuous = Milliseconds(try readInt64())
        rules.rest = Milliseconds(try readInt64())
        rules.day = Milliseconds(try readInt64())
        rules.weekDaysMax = try readNumber()
        rules.restWeekday = try readNumber()
        rules.warning = Milliseconds(try readInt64())
        let offsets = try readArray { r throws(JournalError) in
            (from: try r.readInstant(), offset: Milliseconds(try r.readInt64()))
        }
        guard let zone = TimeZoneRules(offsets: offsets) else {
            throw JournalError(offset: offset, expected: .value)
        }
        rules.timeZone = zone
        return rules
    }

    mutating func readWarning() throws(JournalError) -> WorkWarning {
        WorkWarning(kind: try readCase(WorkWarning.Kind.self), startsAt: try readInstant())
    }

    mutating func readHold() throws(JournalError) -> WorkHold? {
        switch try readUInt8() {
        case 0: nil
        case 1: .rest(until: try readOptional { r throws(JournalError) in try r.readInstant() })
        case 2: .day(until: try readInstant())
        case 3: .week(until: try readInstant())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readShifts() throws(JournalError) -> WeeklyHours? {
        guard let text = try readText() else { return nil }
        do {
            return try WeeklyHours(text)
        } catch {
            throw JournalError(offset: offset, expected: .value)
        }
    }
}
