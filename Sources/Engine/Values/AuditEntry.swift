// Who did what, and what was refused: a line for the operator's records. It is no state of the city; the
// Store keeps it beside the journal.

public import Basics

/// What became of something that is audited.
public enum AuditOutcome: UInt8, Sendable {
    case done = 1
    case refused

    /// The outcome as the wire spells it.
    public var name: String { self == .done ? "done" : "refused" }
}

/// A line of the audit log.
public struct AuditEntry: Hashable, Sendable {
    /// When.
    public var at: Instant
    /// Whose token it was.
    public var subject: String
    /// The token's role.
    public var role: Role
    /// The site that the token was bound to.
    public var site: String?
    /// What was asked, as the protocol's documents name it.
    public var action: String
    /// Of what: an id, if one was named.
    public var object: String?
    /// What became of it.
    public var outcome: AuditOutcome
    /// The code of the refusal.
    public var code: String?
    /// Why, as the asker said, or what was wrong.
    public var reason: String?

    /// A line.
    public init(
        at: Instant, subject: String, role: Role, site: String? = nil, action: String,
        object: String? = nil, outcome: AuditOutcome, code: String? = nil, reason: String? = nil
    ) {
        self.at = at
        self.subject = subject
        self.role = role
        self.site = site
        self.action = action
        self.object = object
        self.outcome = outcome
        self.code = code
        self.reason = reason
    }
}
