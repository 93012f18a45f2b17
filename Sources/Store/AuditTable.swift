// The audit log: who did what, and what was refused. What its words mean is the Gateway's business.

public import Basics
internal import GRDB

/// A line of the audit log.
public struct AuditLine: Hashable, Sendable {
    /// The line's number, later ones are higher; the Store gives it, and what is appended has 0.
    public var number: UInt64
    /// When.
    public var at: Instant
    /// Whose token it was.
    public var subject: String
    /// The role, by the Engine's number for it.
    public var role: UInt8
    /// The site that the token was bound to.
    public var site: String?
    /// What was asked.
    public var action: String
    /// Of what.
    public var object: String?
    /// The outcome, by the Engine's number for it.
    public var outcome: UInt8
    /// The code of the refusal.
    public var code: String?
    /// Why.
    public var reason: String?

    /// A line of those parts.
    public init(
        number: UInt64 = 0, at: Instant, subject: String, role: UInt8, site: String? = nil,
        action: String, object: String?, outcome: UInt8, code: String?, reason: String?
    ) {
        self.number = number
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

/// Which lines of the audit log are wanted, the oldest first. With neither `after` nor `since` they are
/// the newest.
public struct AuditQuery: Hashable, Sendable {
    /// Only lines behind the one of this number.
    public var after: UInt64?
    /// Only lines of that instant or later.
    public var since: Instant?
    /// Only lines of this subject.
    public var subject: String?
    /// Only lines of tokens that were bound to this site.
    public var site: String?
    /// At most so many, and at most `StoreSettings.queryRowsMax`.
    public var limit: Int

    /// A query of those parts.
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
}

/// Reads and writes the audit log.
enum AuditTable {
    /// Adds lines, and lets the oldest go beyond `rowsMax`.
    static func insert(_ lines: [AuditLine], rowsMax: Int, _ db: Database) throws {
        guard !lines.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO audit (at, subject, role, action, object, outcome, code, reason, site)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for line in lines {
            try statement.execute(arguments: [
                line.at.millisecondsSinceEpoch, line.subject, line.role, line.action, line.object,
                line.outcome, line.code, line.reason, line.site,
            ])
        }
        try db.cachedStatement(
            sql: "DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - ?"
        ).execute(arguments: [rowsMax])
    }

    /// The lines that `query` asks for, the oldest first, at most `rowsMax`.
    static func lines(
        _ query: AuditQuery, rowsMax: Int, _ db: Database
    ) throws -> [AuditLine] {
        var conditions = ["number > ?"]
        var arguments: StatementArguments = [query.after?.column ?? 0]
        if let since = query.since {
            conditions.append("at >= ?")
            arguments += [since.millisecondsSinceEpoch]
        }
        if let subject = query.subject {
            conditions.append("subject = ?")
            arguments += [subject]
        }
        if let site = query.site {
            conditions.append("site = ?")
            arguments += [site]
        }
        arguments += [max(0, min(query.limit, rowsMax))]
        let isNewest = query.after == nil && query.since == nil
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, at, subject, role, action, object, outcome, code, reason, site
                    FROM audit WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY number \(isNewest ? "DESC" : "ASC") LIMIT ?
                    """),
            arguments: arguments)
        let lines = try rows.map(line)
        return isNewest ? lines.reversed() : lines
    }

    private static func line(_ row: Row) throws -> AuditLine {
        guard let number = row.word(0), let at = row.instant(1), let subject = row.text(2),
            let role = row.byte(3), let action = row.text(4), let outcome = row.byte(6)
        else { throw StoreError.damagedFile(reason: "the audit log") }
        return AuditLine(
            number: number, at: at, subject: subject, role: role, site: row.text(9),
            action: action, object: row.text(5), outcome: outcome, code: row.text(7),
            reason: row.text(8))
    }
}
