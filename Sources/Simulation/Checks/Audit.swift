// Everything that is checked while a world runs, and what was found.

internal import Basics
internal import City
internal import Engine
internal import Gateway
internal import Journal

/// The checkers and their findings.
struct Audit: Sendable {
    private(set) var violations = ViolationList()
    private var ledger = Ledger()
    /// Something was decided since the city was last looked at.
    private var isChanged = false
    private var nextIndexCheck = Instant.distantPast
    /// Half-closed connections, and by when the daemon must close the other half.
    private var closing: [(connection: ConnectionID, before: Instant)] = []

    init() {}

    mutating func note(_ kind: Violation.Kind, at now: Instant, _ detail: String) {
        violations.append(Violation(kind, at: now, detail))
    }

    private mutating func note(_ found: [(Violation.Kind, String)], at now: Instant) {
        for (kind, detail) in found { note(kind, at: now, detail) }
    }

    // MARK: While it runs

    /// Takes the records of a turn.
    mutating func take(_ entries: [JournalEntry]) {
        isChanged = isChanged || !entries.isEmpty
        for entry in entries {
            if let (kind, detail) = ledger.take(entry) { note(kind, at: entry.at, detail) }
        }
    }

    /// Looks at the city if it has changed; once a second at the map, at bounds, and at whether the
    /// daemon knows what it has told the apps.
    mutating func look(at gateway: borrowing Gateway, _ city: borrowing City, _ now: Instant) {
        if isChanged {
            isChanged = false
            note(gateway.withEngine { CityChecks.broken(in: $0, at: now) }, at: now)
        }
        if nextIndexCheck <= now {
            nextIndexCheck = now + .seconds(1)
            note(gateway.withEngine { CityChecks.brokenIndex(of: $0, at: now) }, at: now)
            checkBounds(gateway, now)
            note(gateway.withEngine { Acknowledgements.missing(in: $0, of: city) }, at: now)
        }
    }

    private mutating func checkBounds(_ gateway: borrowing Gateway, _ now: Instant) {
        // The message that passes the bound is whole before the reader is let go.
        let settings = GatewaySettings()
        let most = settings.outboxBytesMax + settings.messageBytesMax
        if gateway.outboxBytesMost > most {
            note(.outboxOverflow, at: now, "\(gateway.outboxBytesMost) bytes wait for one reader")
        }
        if let late = closing.first(where: { $0.before < now }) {
            note(.seamBroken, at: now, "\(late.connection) was ended and never closed")
            closing.removeAll { $0.before < now }
        }
    }

    mutating func expectClose(of connection: ConnectionID, before instant: Instant) {
        closing.append((connection, instant))
    }

    mutating func didClose(_ connection: ConnectionID) {
        closing.removeAll { $0.connection == connection }
    }

    // MARK: After a crash

    /// The daemon has read back what was on the disk: what is counted goes on from there.
    mutating func restarted(with entries: [JournalEntry]) {
        ledger = Ledger()
        closing = []
        isChanged = true
        for entry in entries { _ = ledger.take(entry) }
    }
}
