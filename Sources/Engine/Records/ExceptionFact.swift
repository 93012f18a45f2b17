// The life of an exception as the journal keeps it: opened, claimed by one dispatcher, ended.

internal import Basics
internal import Journal

/// A fact about one exception.
public enum ExceptionFact: Equatable, Sendable {
    case opened(ExceptionDetails)
    /// A dispatcher sees to it, by the token's `sub`.
    case claimed(by: String)
    /// Nobody claimed it by its deadline.
    case overdue
    /// Its reason has ended, or a dispatcher (`by`) ended it.
    case resolved(reason: String, by: String?)
}

extension RecordCodec {
    static func encodeException(
        _ key: ExceptionKey, _ fact: ExceptionFact, body: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.exception)
        body.writeExceptionKey(key)
        body.writeExceptionFact(fact)
        return key.scope
    }
}

extension ExceptionKey {
    /// Whom the journal files it under.
    var scope: PersonalScope {
        switch subject {
        case .order(let order): .order(order.number)
        case .runner(let runner): .runner(UInt64(runner.value))
        }
    }
}

extension ByteWriter {
    mutating func writeExceptionKey(_ key: ExceptionKey) {
        writeUInt8(key.kind.rawValue)
        switch key.subject {
        case .order(let order):
            writeUInt8(0)
            writeVarint(order.number)
        case .runner(let runner):
            writeUInt8(1)
            writeRunner(runner)
        }
    }

    fileprivate mutating func writeExceptionFact(_ fact: ExceptionFact) {
        switch fact {
        case .opened(let details):
            writeUInt8(0)
            writeExceptionDetails(details)
        case .claimed(let by):
            writeUInt8(1)
            writeString(by)
        case .overdue:
            writeUInt8(2)
        case .resolved(let reason, let by):
            writeUInt8(3)
            writeString(reason)
            writeText(by)
        }
    }

    private mutating func writeExceptionDetails(_ details: ExceptionDetails) {
        writeOptional(details.leg) { $0.writeOrder($1.order, leg: $1.leg) }
        writeOptional(details.runner) { $0.writeRunner($1) }
        writeOptional(details.deadline) { $0.writeInstant($1) }
        writeArray(details.choices) {
            $0.writeString($1.choice)
            $0.writeUInt8($1.by.rawValue)
        }
        writeOptional(details.lastFixTime) { $0.writeInstant($1) }
    }

    /// An open exception beside its key.
    mutating func writeException(_ exception: Exception) {
        writeVarint(exception.number)
        writeInstant(exception.openedAt)
        writeExceptionDetails(exception.details)
        writeText(exception.claimedBy)
        writeBool(exception.isOverdue)
    }
}

extension ByteReader {
    mutating func readExceptionKey() throws(JournalError) -> ExceptionKey {
        let kind = try readCase(ExceptionKind.self)
        switch try readUInt8() {
        case 0: return ExceptionKey(kind, .order(OrderID(number: try readVarint())))
        case 1: return ExceptionKey(kind, .runner(try readRunner()))
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readExceptionFact() throws(JournalError) -> ExceptionFact {
        switch try readUInt8() {
        case 0: .opened(try readExceptionDetails())
        case 1: .claimed(by: try readString())
        case 2: .overdue
        case 3: .resolved(reason: try readString(), by: try readText())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readException() throws(JournalError) -> Exception {
        let key = try readExceptionKey()
        var exception = Exception(
            key: key, number: try readVarint(), openedAt: try readInstant(),
            details: try readExceptionDetails())
        exception.claimedBy = try readText()
        exception.isOverdue = try readBool()
        return exception
    }

    private mutating func readExceptionDetails() throws(JournalError) -> ExceptionDetails {
        ExceptionDetails(
            leg: try readOptional { r throws(JournalError) in try r.readLeg() },
            runner: try readOptional { r throws(JournalError) in try r.readRunner() },
            deadline: try readInstantIfAny(),
            choices: try readArray { r throws(JournalError) in
                let choice = try r.readString()
                return ExceptionChoice(choice, by: try r.readCase(Role.self))
            },
            lastFixTime: try readInstantIfAny())
    }
}
