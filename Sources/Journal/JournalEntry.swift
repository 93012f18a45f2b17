// What the Engine hands to be kept for ever, and gets back at the next start. The journal knows a
// record only as bytes: what they mean is the Engine's business, and its version byte says how to
// read them.

public import Basics

/// The place of an entry in the journal: 1 for the first, without gaps. A reply that depends on an
/// entry waits until the Store has reported its position as synced.
public struct JournalPosition: Hashable, Comparable, Sendable {
    /// The number, from 1; 0 stands before the first entry.
    public var value: UInt64

    /// The place numbered `value`.
    @inlinable
    public init(_ value: UInt64) {
        self.value = value
    }

    /// Before the first entry: the end of an empty journal.
    public static let none = JournalPosition(0)

    /// The place after this one.
    @inlinable
    public var next: JournalPosition { JournalPosition(value &+ 1) }

    @inlinable
    public static func < (left: JournalPosition, right: JournalPosition) -> Bool {
        left.value < right.value
    }
}

/// Whom the personal bytes of an entry are about. Each scope has a key of its own, so that erasing
/// a person's data is deleting one key.
public enum PersonalScope: Hashable, Sendable {
    /// About nobody.
    case none
    /// The people of one order: sender, recipient, payer.
    case order(UInt64)
    /// One runner.
    case runner(UInt64)

    /// The byte that stands for the kind of scope in a row: 0 none, 1 order, 2 runner.
    @inlinable
    public var kind: UInt8 {
        switch self {
        case .none: 0
        case .order: 1
        case .runner: 2
        }
    }

    /// The number of the order or runner; 0 for `.none`.
    @inlinable
    public var id: UInt64 {
        switch self {
        case .none: 0
        case .order(let id), .runner(let id): id
        }
    }

    /// The scope that `kind` and `id` stand for; `nil` for bytes that no scope is written as.
    @inlinable
    public init?(kind: UInt8, id: UInt64) {
        switch (kind, id) {
        case (0, 0): self = .none
        case (1, _): self = .order(id)
        case (2, _): self = .runner(id)
        default: return nil
        }
    }
}

/// One record of the Engine, in clear.
public struct JournalEntry: Hashable, Sendable {
    /// Its place.
    public var position: JournalPosition
    /// When it was decided.
    public var at: Instant
    /// How `body` and `personal` are to be read; 1 is the first.
    public var version: UInt8
    /// Whom the entry is about: whose key seals `personal`, and what `entries(scope:)` finds it by.
    public var scope: PersonalScope
    /// The record, readable by whoever reads the disk: no personal field belongs in here.
    public var body: [UInt8]
    /// The personal fields in clear, empty if there are none. They are sealed before they are
    /// written.
    public var personal: [UInt8]
    /// Whether there were personal fields whose key has been deleted since; `personal` is then
    /// empty.
    public var personalErased: Bool

    /// An entry of those parts. Personal bytes need a scope other than `.none`.
    public init(
        position: JournalPosition, at: Instant, version: UInt8 = 1, scope: PersonalScope = .none,
        body: [UInt8], personal: [UInt8] = [], personalErased: Bool = false
    ) {
        precondition(personal.isEmpty || scope != .none, "personal bytes are about somebody")
        self.position = position
        self.at = at
        self.version = version
        self.scope = scope
        self.body = body
        self.personal = personal
        self.personalErased = personalErased
    }
}
