// What goes to the disk together. A turn of the loop collects one batch; one transaction and one
// sync make all of it durable, or nothing.

public import Basics
public import Journal

/// A stretch of an order's track. What its bytes mean is the Engine's business.
public struct TrackChunk: Hashable, Sendable {
    /// The order.
    public var order: UInt64
    /// Which of its legs, from 0.
    public var leg: UInt8
    /// When the first of its points was measured.
    public var from: Instant
    /// When the last of its points was measured.
    public var to: Instant
    /// The points.
    public var bytes: [UInt8]

    /// A chunk of those parts. The Store numbers the chunks of a leg in the order in which they
    /// come.
    public init(order: UInt64, leg: UInt8, from: Instant, to: Instant, bytes: [UInt8]) {
        self.order = order
        self.leg = leg
        self.from = from
        self.to = to
        self.bytes = bytes
    }
}

/// A line in the list of finished orders. The order itself is in the journal, under its scope.
public struct FinishedOrder: Hashable, Sendable {
    /// The order; below 2⁶³.
    public var order: UInt64
    /// The subject whose order it was.
    public var owner: String
    /// The site of that subject.
    public var site: String?
    /// The state in which it ended, by the Engine's number for it.
    public var state: UInt8
    /// When it was placed.
    public var createdAt: Instant
    /// When it ended.
    public var finishedAt: Instant

    /// A line of those parts.
    public init(
        order: UInt64, owner: String, site: String? = nil, state: UInt8, createdAt: Instant,
        finishedAt: Instant
    ) {
        self.order = order
        self.owner = owner
        self.site = site
        self.state = state
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// Which finished orders a list shows, the highest number first.
public struct FinishedOrderQuery: Hashable, Sendable {
    /// Only this subject's; `nil` for everybody's.
    public var owner: String?
    /// Only those of this site, and those of before lines had one, of which nobody knows; `nil` for all.
    public var site: String?
    /// Only those that ended in this state; `nil` for any.
    public var state: UInt8?
    /// Only those numbered below this: the last line of the page before. `nil` begins at the
    /// newest.
    public var before: UInt64?
    /// At most that many, and at most `StoreSettings.queryRowsMax`.
    public var limit: Int

    /// A query of those parts.
    public init(
        owner: String? = nil, site: String? = nil, state: UInt8? = nil, before: UInt64? = nil,
        limit: Int
    ) {
        self.owner = owner
        self.site = site
        self.state = state
        self.before = before
        self.limit = limit
    }
}

/// What one transaction writes.
public struct StoreBatch: Hashable, Sendable {
    /// Records, in the order of their positions, the first right after the journal's end.
    public var entries: [JournalEntry]
    /// Stretches of tracks.
    public var tracks: [TrackChunk]
    /// Orders that have ended; one that is listed already is replaced.
    public var finishedOrders: [FinishedOrder]
    /// Orders that have not ended after all: their lines go before `finishedOrders` come.
    public var reopenedOrders: [UInt64]
    /// Lines of the audit log.
    public var audits: [AuditLine]

    /// A batch of those parts.
    public init(
        entries: [JournalEntry] = [], tracks: [TrackChunk] = [],
        finishedOrders: [FinishedOrder] = [], reopenedOrders: [UInt64] = [],
        audits: [AuditLine] = []
    ) {
        self.entries = entries
        self.tracks = tracks
        self.finishedOrders = finishedOrders
        self.reopenedOrders = reopenedOrders
        self.audits = audits
    }

    /// Whether there is nothing to write.
    public var isEmpty: Bool {
        entries.isEmpty && tracks.isEmpty && finishedOrders.isEmpty && reopenedOrders.isEmpty
            && audits.isEmpty
    }
}
