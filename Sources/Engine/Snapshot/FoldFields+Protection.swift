// The fields of runners' hours in a snapshot, each writer beside its reader.

internal import Basics
internal import Journal

extension ByteWriter {
    mutating func writeFields(of clock: WorkClock) {
        writeField(1, clock.at, unless: .distantPast) { $0.writeInstant($1) }
        writeField(2, clock.isOnDuty, unless: false) { $0.writeBool($1) }
        writeField(3, clock.isCarrying, unless: false) { $0.writeBool($1) }
        writeField(4, clock.continuous, unless: .zero) { $0.writeInt64($1.count) }
        writeField(5, clock.idle, unless: .zero) { $0.writeInt64($1.count) }
        writeField(6, clock.day, unless: .min) { $0.writeNumber($1) }
        writeField(7, clock.today, unless: .zero) { $0.writeInt64($1.count) }
        writeField(8, clock.daysInRow, unless: 0) { $0.writeNumber($1) }
        writeField(9, clock.lastWorkday, unless: .min) { $0.writeNumber($1) }
        writeField(10, clock.confirmedDay, unless: .min) { $0.writeNumber($1) }
        writeField(11, clock.hold, unless: nil) { $0.writeHold($1) }
        writeField(12, clock.quietUntil, unless: .distantFuture) { $0.writeInstant($1) }
        endFields()
    }

    mutating func writeFields(of wait: StopWait) {
        writeField(1, wait.since, unless: nil) { $0.writeOptional($1) { $0.writeInstant($1) } }
        writeField(2, wait.ofRunner, unless: .zero) { $0.writeInt64($1.count) }
        writeField(3, wait.ofOthers, unless: .zero) { $0.writeInt64($1.count) }
        endFields()
    }
}

extension ByteReader {
    mutating func readWorkClock() throws(JournalError) -> WorkClock {
        var clock = WorkClock()
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: clock.at = try r.readInstant()
            case 2: clock.isOnDuty = try r.readBool()
            case 3: clock.isCarrying = try r.readBool()
            case 4: clock.continuous = Milliseconds(try r.readInt64())
            case 5: clock.idle = Milliseconds(try r.readInt64())
            case 6: clock.day = try r.readNumber()
            case 7: clock.today = Milliseconds(try r.readInt64())
            case 8: clock.daysInRow = try r.readNumber()
            case 9: clock.lastWorkday = try r.readNumber()
            case 10: clock.confirmedDay = try r.readNumber()
            case 11: clock.hold = try r.readHold()
            case 12: clock.quietUntil = try r.readInstant()
            default: return false
            }
            return true
        }
        return clock
    }

    mutating func readStopWait() throws(JournalError) -> StopWait {
        var wait = StopWait()
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: wait.since = try r.readInstantIfAny()
            case 2: wait.ofRunner = Milliseconds(try r.readInt64())
            case 3: wait.ofOthers = Milliseconds(try r.readInt64())
            default: return false
            }
            return true
        }
        return wait
    }
}
