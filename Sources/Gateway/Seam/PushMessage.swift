// What the city tells systems that hold no socket: a wake-up for a phone that sleeps, for one. Whoever
// carries effects out signs it and posts it to the operator's own address.

public import Basics
public import Engine
public import Journal

/// What a push is about. A kind's name never changes its meaning.
public enum PushKind: UInt8, CaseIterable, Sendable {
    /// A runner without a live socket is asked.
    case offerCreated = 1

    /// The name that its receiver reads.
    public var name: String {
        switch self {
        case .offerCreated: "offer.created"
        }
    }
}

/// One message of the push port. It leaves when the journal is on disk up to `after`, and is of no
/// use after `deadline`.
public struct PushMessage: Equatable, Sendable {
    /// The same for each try, and for the same fact told twice: its receiver drops what it has had.
    public var id: String
    /// What it is about.
    public var kind: PushKind
    /// Whom it is for.
    public var runner: RunnerID
    /// The JSON.
    public var body: [UInt8]
    /// When it came to be.
    public var createdAt: Instant
    /// Until when it is worth a try.
    public var deadline: Instant
    /// The record that led to it.
    public var after: JournalPosition

    /// A message.
    public init(
        id: String, kind: PushKind, runner: RunnerID, body: [UInt8], createdAt: Instant,
        deadline: Instant, after: JournalPosition
    ) {
        self.id = id
        self.kind = kind
        self.runner = runner
        self.body = body
        self.createdAt = createdAt
        self.deadline = deadline
        self.after = after
    }
}
