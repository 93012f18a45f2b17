// The audit log as the operator reads it.

internal import Basics
public import Engine

extension JSONWriter {
    /// Writes `{"entries":[…],"cursor":…}`, the oldest first; the cursor is for what comes after.
    public mutating func writeAudit(_ entries: [AuditEntry], cursor: String?) {
        beginObject()
        name("entries")
        beginArray()
        for entry in entries {
            beginObject()
            field("at", entry.at)
            field("subject", entry.subject)
            field("role", entry.role.name)
            field("action", entry.action)
            field("object", entry.object)
            field("outcome", entry.outcome.name)
            field("code", entry.code)
            field("reason", entry.reason)
            endObject()
        }
        endArray()
        field("cursor", cursor)
        endObject()
    }
}
