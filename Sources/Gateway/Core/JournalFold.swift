// A second city beside the living one: it knows nothing but the journal, and says as the records of a
// snapshot what it has come to. Because it never sees a command, it can be made on any thread while the
// loop goes on.

public import Basics
public import Engine
public import Journal
public import Matching

/// A city and its keys, folded from journal entries.
public struct JournalFold: ~Copyable {
    private var engine: Engine
    private var answers: AnswerTable

    /// A fold of no entry, under the settings that the daemon has.
    public init(settings: GatewaySettings, policy: Policy, parameters: Parameters = Parameters()) {
        engine = Engine(policy: policy, parameters: parameters)
        answers = AnswerTable(inMemory: settings.answersInMemory, kept: settings.keysKept)
    }

    /// Takes the next entry in.
    ///
    /// Throws `JournalError` where the entry is not a record.
    public mutating func take(_ entry: JournalEntry) throws(JournalError) {
        try JournalFold.take(entry, into: &engine, &answers)
    }

    /// Calls `body` with the entries of a snapshot of what was taken in, decided at `at`. Their positions
    /// are nothing yet: the snapshot's own stands for all of them.
    public func entries<Failure: Error>(
        at: Instant, _ body: (JournalEntry) throws(Failure) -> Void
    ) throws(Failure) {
        var bytes = ByteWriter(capacityBytes: 1_024)
        var personal = ByteWriter(capacityBytes: 256)
        func hand(_ record: Record) throws(Failure) {
            bytes.removeAll()
            personal.removeAll()
            let scope = RecordCodec.encode(record, body: &bytes, personal: &personal)
            try body(
                JournalEntry(
                    position: .none, at: at, version: RecordCodec.version, scope: scope,
                    body: bytes.bytes, personal: personal.bytes))
        }
        try engine.fold(hand)
        for answer in answers.folds { try hand(.folded(.answer(answer))) }
    }

    /// A number that is equal for folds of equal cities.
    public var digest: UInt64 { engine.digest() }

    /// What an entry of an earlier run changes.
    static func take(
        _ entry: JournalEntry, into engine: inout Engine, _ answers: inout AnswerTable
    ) throws(JournalError) {
        switch try RecordCodec.decode(entry) {
        case .answered(let answer, _, _):
            answers.insert(answer, at: entry.at, position: entry.position)
            answers.advance(to: entry.at, synced: entry.position)
        case .folded(.answer(let answer)):
            answers.insert(answer)
        case .folded(let fold):
            // Time does not pass between the pieces of one state.
            engine.apply(.folded(fold), at: entry.at)
        case let record:
            engine.apply(record, at: entry.at)
            engine.pass(to: entry.at)
            _ = engine.takeNotices()
        }
    }
}
