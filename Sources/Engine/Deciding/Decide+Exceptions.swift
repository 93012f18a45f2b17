// Opening and ending exceptions: one line for whoever finds that a person is needed, and what dispatchers
// and runners may say about them.

internal import Basics

/// Something said about exceptions.
public enum ExceptionCommand: Sendable {
    /// A dispatcher sees to it. Dispatcher, admin.
    case claim(ExceptionReference)
    /// A dispatcher ends it, with a reason. Dispatcher, admin.
    case resolve(ExceptionReference, reason: String?)
    /// A runner calls for help.
    case sos
}

/// An exception as the outside names it: by its order or by its runner.
public struct ExceptionReference: Equatable, Sendable {
    /// Its kind.
    public var kind: ExceptionKind
    /// The order it is about.
    public var order: OrderID?
    /// The runner it is about, where it is about no order.
    public var runner: RunnerID?

    /// A name of an exception.
    public init(_ kind: ExceptionKind, order: OrderID? = nil, runner: RunnerID? = nil) {
        self.kind = kind
        self.order = order
        self.runner = runner
    }
}

extension Engine {
    // MARK: For those who find that a person is needed

    /// The record that opens an exception about a leg; none if it is open already.
    func opening(
        _ kind: ExceptionKind, of id: LegID, runner: RunnerIndex? = nil,
        choices: [ExceptionChoice]? = nil, deadline: Instant? = nil, lastFixTime: Instant? = nil,
        at now: Instant
    ) -> [Record] {
        let key = ExceptionKey(kind, .order(id.order))
        guard exceptions[key] == nil else { return [] }
        let details = ExceptionDetails(
            leg: id, runner: runner, deadline: deadline ?? now + policy.exceptionDeadline,
            choices: choices ?? kind.choices, lastFixTime: lastFixTime)
        return [.exception(key, .opened(details))]
    }

    /// The record that ends an exception about an order; none if it is not open.
    func resolution(_ kind: ExceptionKind, of id: OrderID, reason: String) -> [Record] {
        let key = ExceptionKey(kind, .order(id))
        guard exceptions[key] != nil else { return [] }
        return [.exception(key, .resolved(reason: reason, by: nil))]
    }

    /// The exception that a timer's leg has come to: nobody has taken it.
    func escalation(of id: LegID, at now: Instant) -> [Record] {
        let leg = orders.look(id.order) { order in
            (order.activeLeg, order.legs[id.leg].state, order.legs[id.leg].market.escalatesAt)
        }
        guard let (active, state, escalatesAt) = leg, active == id.leg,
            state == .matching || state == .noTaker || state == .offered,
            let escalatesAt, escalatesAt <= now
        else { return [] }
        return opening(.noTaker, of: id, at: now)
    }

    /// The exception of an order whose promise has passed.
    func lateness(of id: OrderID, at now: Instant) -> [Record] {
        let found = orders.look(id) { ($0.state.isFinal, $0.promisedBy, $0.activeLeg) }
        guard let (isFinal, promisedBy, leg) = found, !isFinal, promisedBy <= now else {
            return []
        }
        return opening(.late, of: LegID(order: id, leg: leg), at: now)
    }

    // MARK: Commands

    func decide(
        _ command: ExceptionCommand, by principal: Principal, at now: Instant
    ) -> Decision {
        switch command {
        case .claim(let reference): claim(reference, by: principal)
        case .resolve(let reference, let reason):
            resolve(reference, reason: reason, by: principal)
        case .sos: callForHelp(by: principal, at: now)
        }
    }

    private func claim(
        _ reference: ExceptionReference, by principal: Principal
    ) -> Decision {
        let exception: Exception
        switch named(reference, principal) {
        case .success(let found): exception = found
        case .failure(let refusal): return .failure(refusal)
        }
        if let holder = exception.claimedBy {
            guard holder != principal.subject else { return .success([]) }
            return .failure(
                Refusal(
                    .stateConflict, detail: "\(holder) sees to it already",
                    order: exception.order, holder: holder))
        }
        return .success([.exception(exception.key, .claimed(by: principal.subject))])
    }

    private func resolve(
        _ reference: ExceptionReference, reason: String?, by principal: Principal
    ) -> Decision {
        let exception: Exception
        switch named(reference, principal) {
        case .success(let found): exception = found
        case .failure(let refusal): return .failure(refusal)
        }
        guard !exception.kind.endsByItself else {
            return .failure(
                Refusal(
                    .stateConflict,
                    detail: "it ends by itself when the runner is heard of or moves",
                    order: exception.order, holder: exception.claimedBy))
        }
        guard let reason, !reason.isEmpty else {
            return .failure(
                Refusal(.reasonRequired, field: "/reason", detail: "say what was done about it"))
        }
        return .success([
            .exception(exception.key, .resolved(reason: reason, by: principal.subject))
        ])
    }

    private func callForHelp(by principal: Principal, at now: Instant) -> Decision {
        let runner: RunnerIndex
        switch ownRunner(RunnerID(principal.subject), principal) {
        case .success(let own): runner = own
        case .failure(let refusal): return .failure(refusal)
        }
        let key = ExceptionKey(.sos, .runner(runner))
        guard exceptions[key] == nil else { return .success([]) }
        let live = live[runner.slot]
        let details = ExceptionDetails(
            leg: runners[runner.slot].carried.first, runner: runner,
            deadline: now + policy.exceptionDeadline, choices: ExceptionKind.sos.choices,
            lastFixTime: live.hasPosition ? live.fixTime : nil)
        return .success([.exception(key, .opened(details))])
    }

    /// The exception that is meant, if the principal may see to it; else the same answer as for none.
    private func named(
        _ reference: ExceptionReference, _ principal: Principal
    ) -> Result<Exception, Refusal> {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        guard let found = exception(reference), maySee(found, principal) else {
            return .failure(.noException)
        }
        return .success(found)
    }
}

// MARK: Looking

extension Engine {
    /// The open exception that the reference names.
    public func exception(_ reference: ExceptionReference) -> Exception? {
        if let runner = reference.runner {
            guard let index = runnerIndices[runner] else { return nil }
            return exceptions[ExceptionKey(reference.kind, .runner(index))]
        }
        guard let order = reference.order else { return nil }
        if let found = exceptions[ExceptionKey(reference.kind, .order(order))] { return found }
        // A runner's call may be named by the order it carried then.
        return openExceptions.first { $0.kind == reference.kind && $0.order == order }
    }

    /// The open exception of that key.
    public func exception(_ key: ExceptionKey) -> Exception? { exceptions[key] }

    /// All open exceptions, the oldest first. O(exceptions log exceptions).
    public var openExceptions: [Exception] {
        exceptions.map(\.value).sorted { $0.number < $1.number }
    }

    /// Whether the exception concerns the principal: staff, within their site.
    public func maySee(_ exception: Exception, _ principal: Principal) -> Bool {
        guard RoleSet.staff.contains(principal.role) else { return false }
        // A runner's call is its own site's, also when the order that it carried then is long over.
        if case .runner(let runner) = exception.key.subject {
            return isOfSite(runners[runner.slot].site, principal)
        }
        guard let order = exception.order else { return true }
        if let sees = orders.look(order, { maySee($0, principal) }) { return sees }
        // What outlived its order's time in memory is its runner's site's.
        return exception.details.runner.map { isOfSite(runners[$0.slot].site, principal) } ?? false
    }
}

extension Refusal {
    /// For an exception that is not open and for one of another site alike.
    public static var noException: Refusal {
        Refusal(.notFound, detail: "no such exception is open")
    }
}
