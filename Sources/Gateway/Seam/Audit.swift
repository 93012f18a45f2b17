// The audit log at the seam: what is to be kept, and what may be asked of it.

public import Basics
public import Engine

/// A line of the audit log with its place in it.
public struct NumberedAudit: Equatable, Sendable {
    /// The line's number: later ones are higher.
    public var number: UInt64
    /// The line.
    public var entry: AuditEntry

    /// A line at its place.
    public init(number: UInt64, entry: AuditEntry) {
        self.number = number
        self.entry = entry
    }
}

/// Which lines of the audit log are wanted, the oldest first. With neither `after` nor `since` they are
/// the newest.
public struct AuditQuestion: Equatable, Sendable {
    /// Only lines behind the one of this number.
    public var after: UInt64?
    /// Only lines of that instant or later.
    public var since: Instant?
    /// Only lines of this subject.
    public var subject: String?
    /// Only lines of tokens that were bound to this site.
    public var site: String?
    /// At most so many.
    public var limit: Int

    /// A question.
    public init(
        after: UInt64? = nil, since: Instant? = nil, subject: String? = nil,
        site: String? = nil, limit: Int
    ) {
        self.after = after
        self.since = since
        self.subject = subject
        self.site = site
        self.limit = limit
    }

    /// The lines of `log`, which is in its order, that are wanted.
    public func answer(from log: [NumberedAudit]) -> [NumberedAudit] {
        let found = log.filter { line in
            (after.map { line.number > $0 } ?? true) && (since.map { line.entry.at >= $0 } ?? true)
                && (subject.map { line.entry.subject == $0 } ?? true)
                && (site.map { line.entry.site == $0 } ?? true)
        }
        return after == nil && since == nil
            ? Array(found.suffix(limit)) : Array(found.prefix(limit))
    }
}

/// What somebody asks for, as the audit log names it.
struct AuditTarget: Sendable {
    /// The operation, as the protocol's documents name it.
    var action: String
    /// The id that the path or message names.
    var object: String?
}
