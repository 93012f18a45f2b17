// Who may serve whom, beside pools: runners that are blocked, pairs that are kept apart, the human behind
// an account, the site of a runner.

internal import Journal

/// A fact about who may serve whom.
public enum AccessFact: Equatable, Sendable {
    /// The runner serves nobody from here on.
    case blocked(RunnerIndex, reason: String?, by: String)
    /// The runner may serve again.
    case unblocked(RunnerIndex, by: String)
    /// The runner serves no orders of that customer or merchant from here on, or does again.
    case pair(RunnerIndex, owner: String, isBlocked: Bool, by: String)
    /// The human behind an account, as its token said it first.
    case person(Principal, person: String)
    /// The campus or city a runner belongs to.
    case site(RunnerIndex, String?)
}

extension ByteWriter {
    mutating func writeAccessFact(_ fact: AccessFact) {
        switch fact {
        case .blocked(let runner, let reason, let by):
            writeUInt8(0)
            writeRunner(runner)
            writeText(reason)
            writeString(by)
        case .unblocked(let runner, let by):
            writeUInt8(1)
            writeRunner(runner)
            writeString(by)
        case .pair(let runner, let owner, let isBlocked, let by):
            writeUInt8(2)
            writeRunner(runner)
            writeString(owner)
            writeBool(isBlocked)
            writeString(by)
        case .person(let account, let person):
            writeUInt8(3)
            writeString(account.subject)
            writeUInt8(account.role.rawValue)
            writeString(person)
        case .site(let runner, let site):
            writeUInt8(4)
            writeRunner(runner)
            writeText(site)
        }
    }
}

extension ByteReader {
    mutating func readAccessFact() throws(JournalError) -> AccessFact {
        switch try readUInt8() {
        case 0: .blocked(try readRunner(), reason: try readText(), by: try readString())
        case 1: .unblocked(try readRunner(), by: try readString())
        case 2:
            .pair(
                try readRunner(), owner: try readString(), isBlocked: try readBool(),
                by: try readString())
        case 3:
            .person(
                Principal(subject: try readString(), role: try readCase(Role.self)),
                person: try readString())
        case 4: .site(try readRunner(), try readText())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }
}
