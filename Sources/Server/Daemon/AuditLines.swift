// Lines of the audit log between the gateway's values and the Store's.

internal import Engine
internal import Gateway
internal import Store

extension AuditLine {
    /// The line as the Store keeps it.
    init(_ entry: AuditEntry) {
        self.init(
            at: entry.at, subject: entry.subject, role: entry.role.rawValue,
            site: entry.site, action: entry.action, object: entry.object,
            outcome: entry.outcome.rawValue, code: entry.code, reason: entry.reason)
    }

    /// The line as the gateway knows it; `nil` for what no gateway wrote.
    var numbered: NumberedAudit? {
        guard let role = Role(rawValue: role), let outcome = AuditOutcome(rawValue: outcome) else {
            return nil
        }
        return NumberedAudit(
            number: number,
            entry: AuditEntry(
                at: at, subject: subject, role: role, site: site, action: action, object: object,
                outcome: outcome, code: code, reason: reason))
    }
}
