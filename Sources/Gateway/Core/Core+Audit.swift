// What is written into the audit log: what staff does, what changes rights, what reads somebody's past, and
// what was refused because it was not the asker's.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// Lines on their way to the Store, and how many it has not said that it has.
struct AuditFront {
    /// Lines since the last turn.
    var lines: [AuditEntry] = []
    /// What is being asked at the moment.
    var target = AuditTarget(action: "")
    /// What the questions to the Store are asked for.
    var targets: [QueryID: AuditTarget] = [:]
    /// Lines that the disk may not have yet.
    var waitingCount = 0

    init() {}
}

extension Core {
    /// The refusals that are written down: they may be somebody who tries doors.
    private static let auditedCodes: Set<RefusalCode> = [
        .forbidden, .notFound, .notYours, .reasonRequired, .blocked,
    ]

    mutating func auditRefusal(_ refusal: Refusal, of principal: Principal, at now: Instant) {
        guard Core.auditedCodes.contains(refusal.code) else { return }
        append(
            AuditEntry(
                at: now, subject: principal.subject, role: principal.role, site: principal.site,
                action: audits.target.action, object: audits.target.object, outcome: .refused,
                code: refusal.code.rawValue, reason: refusal.detail))
    }

    /// Writes a command down that staff gave, or that changed who may serve whom.
    mutating func auditDone(_ command: Command, by principal: Principal, at now: Instant) {
        let isStaff = RoleSet.staff.contains(principal.role)
        guard isStaff || command.changesRights else { return }
        auditDone(by: principal, reason: command.statedReason, at: now)
    }

    mutating func auditDone(by principal: Principal, reason: String? = nil, at now: Instant) {
        append(
            AuditEntry(
                at: now, subject: principal.subject, role: principal.role, site: principal.site,
                action: audits.target.action, object: audits.target.object, outcome: .done,
                reason: reason))
    }

    private mutating func append(_ entry: AuditEntry) {
        // While the disk refuses, reading goes on; what nobody can keep must not fill the memory.
        guard audits.waitingCount < settings.auditBacklogMax else {
            counters.auditsDropped += 1
            return
        }
        audits.waitingCount += 1
        audits.lines.append(entry)
    }

    // MARK: Reading

    mutating func readAudit(
        _ question: AuditQuestion, _ exchange: ExchangeID, _ principal: Principal,
        _ datum: Datum, into effects: inout Effects
    ) {
        // Who is bound to a site reads what was done under its tokens.
        var question = question
        question.site = principal.site
        ask(.audit(question), .audit(exchange, principal, datum, question), into: &effects)
    }

    mutating func answerAudit(
        _ question: AuditQuestion, _ exchange: ExchangeID, _ rows: [NumberedAudit]
    ) {
        let last = rows.last?.number ?? question.after
        writer.removeAll()
        writer.writeAudit(rows.map(\.entry), cursor: last.map { "a\($0)" })
        answerWritten(exchange, AnswerHead(status: 200), after: .none)
    }
}

extension Command {
    /// Whether it is written down whoever gave it.
    fileprivate var changesRights: Bool {
        switch self {
        case .place, .access, .widenOrder, .verifyRunner: true
        default: false
        }
    }

    /// Why, as whoever gave it said.
    fileprivate var statedReason: String? {
        switch self {
        case .assignOrder(_, _, let reason, _, _), .cancelOrder(_, let reason, _),
            .access(.blockRunner(_, let reason)), .place(.pauseZone(_, _, let reason, _)),
            .exception(.resolve(_, let reason)), .relay(.recover(_, let reason)):
            reason
        case .law(_, .fail(let why)), .law(_, .unlockCode(let why)): why?.code.name
        default: nil
        }
    }
}

extension RunnerMessage {
    /// What a message asks for.
    var auditTarget: AuditTarget {
        switch self {
        case .duty: AuditTarget(action: "setDuty")
        case .offerSeen(let id): AuditTarget(action: "offerSeen", object: id.text)
        case .accept(let id, _): AuditTarget(action: "acceptOffer", object: id.text)
        case .decline(let id, _): AuditTarget(action: "declineOffer", object: id.text)
        case .phase(let report): AuditTarget(action: "reportPhase", object: report.order.text)
        case .hall: AuditTarget(action: "getHall")
        case .grab(let id): AuditTarget(action: "grabOrder", object: id.text)
        case .sos: AuditTarget(action: "callForHelp")
        case .scan: AuditTarget(action: "scanHandoverCode")
        case .law(let id, .giveBack): AuditTarget(action: "releaseLeg", object: id.text)
        case .law(let id, .undo): AuditTarget(action: "undoPhase", object: id.text)
        case .law(let id, .attempt): AuditTarget(action: "noteAttempt", object: id.text)
        case .law(let id, _): AuditTarget(action: "runnerMessage", object: id.text)
        case .fix, .fixes: AuditTarget(action: "sendFixes")
        }
    }
}

extension CustomerMessage {
    /// What a message asks for.
    var auditTarget: AuditTarget {
        switch self {
        case .subscribe(let id, _): AuditTarget(action: "subscribe", object: id.text)
        case .unsubscribe(let id): AuditTarget(action: "unsubscribe", object: id.text)
        }
    }
}

extension DispatcherMessage {
    /// What a message asks for.
    var auditTarget: AuditTarget {
        switch self {
        case .watch: AuditTarget(action: "watch")
        case .claim(let exception):
            AuditTarget(action: "claimException", object: exception.subject)
        case .resolve(let exception, _):
            AuditTarget(action: "resolveException", object: exception.subject)
        }
    }
}

extension ExceptionReference {
    fileprivate var subject: String? { order?.text ?? runner?.text }
}
