// A shell around the gateway, as the daemon's Server is one, but of values: no socket, no clock, no
// disk. Each call is one turn; what the gateway wants done is done before the call returns.

import Basics
import Engine
import HTTP
import Journal
import Matching
import WebSocket

@testable import Gateway

/// A gateway and everybody around it.
final class Shell {
    private(set) var gateway: Gateway
    private(set) var now = Instant(millisecondsSinceEpoch: 1_795_248_000_000)
    private(set) var peers: [ConnectionID: Peer] = [:]
    var disk = Disk()
    /// Tokens are not checked until `checkTokens`.
    var holdsTickets = false
    /// Rounds are not planned until `planRounds`.
    var holdsRounds = false
    /// The Store's readers answer only at `answerQueries`.
    var holdsQueries = false
    private(set) var tokens = Shell.tokens
    private(set) var logs: [LogLine] = []
    private(set) var pushes: [PushMessage] = []
    private var tickets: [(exchange: ExchangeID, token: String)] = []
    private var rounds: [(round: RoundID, snapshot: Snapshot)] = []
    private var queries: [(query: QueryID, question: StoreQuery)] = []
    private var effects = Effects()
    private var connectionCount: UInt32 = 0
    private let settings: GatewaySettings
    private let policy: Policy

    /// A gateway that is ready, with an empty journal.
    init(settings: GatewaySettings = GatewaySettings(), policy: Policy = Policy()) {
        self.settings = settings
        self.policy = policy
        gateway = Gateway(settings: settings, policy: policy)
        gateway.replayed(at: now)
    }

    /// The process dies and starts again: what was not on disk is lost, and so is every connection.
    func restart(replayed: Bool = true) {
        gateway = Gateway(settings: settings, policy: policy)
        peers = [:]
        effects = Effects()
        (tickets, rounds, queries) = ([], [], [])
        disk.loseWaiting()
        for entry in disk.entries {
            do throws(JournalError) {
                try gateway.replay(entry)
            } catch {
                preconditionFailure("the journal is readable: \(error)")
            }
        }
        for order in gateway.trackedOrders {
            for chunk in disk.chunks[order] ?? [] { gateway.restore(chunk, of: order) }
        }
        if replayed { finishReplay() }
    }

    func finishReplay() {
        gateway.replayed(at: now)
        turn()
    }

    // MARK: Connections

    func connect(address: UInt64 = 1) -> ConnectionID {
        connectionCount += 1
        let id = ConnectionID(index: connectionCount, generation: 1)
        reopen(id, address: address)
        return id
    }

    /// A connection in a slot of the test's choice.
    func reopen(_ id: ConnectionID, address: UInt64 = 1) {
        peers[id] = Peer()
        gateway.opened(id, address: address, at: now, into: &effects)
        turn()
    }

    /// Bytes of the peer, in one piece.
    func send(_ bytes: [UInt8], on id: ConnectionID) {
        guard peers[id]?.isClosed == false else { return }
        gateway.received(bytes.span, on: id, at: now, into: &effects)
        turn()
    }

    /// The peer sends its FIN.
    func halfClose(_ id: ConnectionID) {
        gateway.ended(id, at: now)
        turn()
    }

    /// The connection breaks.
    func drop(_ id: ConnectionID) {
        guard peers[id]?.isClosed == false else { return }
        peers[id]?.isClosed = true
        gateway.closed(id, at: now, into: &effects)
        turn()
    }

    func change(_ id: ConnectionID, _ body: (inout Peer) -> Void) {
        if var peer = peers[id] {
            body(&peer)
            peers[id] = peer
        }
    }

    /// A slow peer reads what has come for it.
    func catchUp(_ id: ConnectionID) {
        change(id) { $0.catchUp() }
        gateway.writable(id)
        turn()
    }

    func addToken(_ token: String, _ principal: Principal) { tokens[token] = principal }

    // MARK: Workers

    func checkTokens() {
        let held = tickets
        tickets = []
        for (exchange, token) in held { identify(exchange, token) }
        turn()
    }

    func planRounds() {
        let held = rounds
        rounds = []
        for (round, snapshot) in held {
            gateway.planned(round, plan(snapshot, Parameters()), at: now, into: &effects)
        }
        turn()
    }

    func answerQueries() {
        let held = queries
        queries = []
        for (query, question) in held {
            gateway.answered(query, disk.rows(for: question), at: now, into: &effects)
        }
        turn()
    }

    /// What waits for the disk is kept.
    func sync() {
        if let position = disk.keep() { gateway.synced(upTo: position, microseconds: 500) }
        turn()
    }

    func drain() {
        gateway.drain(at: now, into: &effects)
        turn()
    }

    // MARK: Time

    /// Lets time pass, stopping wherever the gateway wants to do something.
    func pass(_ span: Milliseconds) {
        let end = now + span
        while now < end {
            now = min(end, max(now + Milliseconds(1), gateway.nextDeadline(after: now)))
            turn()
        }
    }

    /// The clock jumps, and one turn follows.
    func jump(_ span: Milliseconds) {
        now = now + span
        turn()
    }

    /// The end of a turn, and everything that it leads to.
    func turn() {
        repeat {
            gateway.advance(to: now, into: &effects)
            gateway.flush(at: now, into: &effects)
        } while carryOut()
    }

    /// True if something was fed back.
    private func carryOut() -> Bool {
        let done = effects
        effects.removeAll()
        for write in done.writes { deliver(Array(done.bytes[write.range]), to: write.connection) }
        for (connection, span) in done.deadlines { peers[connection]?.deadline = span }
        for connection in done.closes { finish(connection) }
        logs += done.logs
        pushes += done.pushes
        disk.append(done)
        tickets += done.tickets
        rounds += done.rounds
        queries += done.queries
        for exchange in done.measurements {
            gateway.measured(exchange, Array("metric 1\n".utf8), at: now, into: &effects)
        }
        let isFed = feedBack()
        return isFed || !done.measurements.isEmpty || !done.closes.isEmpty
    }

    private func feedBack() -> Bool {
        var isFed = false
        if disk.mood == .prompt, let position = disk.keep() {
            gateway.synced(upTo: position, microseconds: 500)
            isFed = true
        } else if disk.mood == .failing, !disk.waiting.isEmpty, gateway.isReady {
            gateway.storeFailed()
            isFed = true
        }
        if !holdsTickets, !tickets.isEmpty {
            let asked = tickets
            tickets = []
            for (exchange, token) in asked { identify(exchange, token) }
            isFed = true
        }
        if !holdsRounds, !rounds.isEmpty {
            let asked = rounds
            rounds = []
            for (round, snapshot) in asked {
                gateway.planned(round, plan(snapshot, Parameters()), at: now, into: &effects)
            }
            isFed = true
        }
        if !holdsQueries, !queries.isEmpty {
            let asked = queries
            queries = []
            for (query, question) in asked {
                gateway.answered(query, disk.rows(for: question), at: now, into: &effects)
            }
            isFed = true
        }
        return isFed
    }

    private func identify(_ exchange: ExchangeID, _ token: String) {
        let result: Result<Principal, TokenProblem> =
            tokens[token].map { .success($0) } ?? .failure(TokenProblem(detail: "unknown key"))
        gateway.identified(exchange, result, at: now, into: &effects)
    }

    private func deliver(_ bytes: [UInt8], to id: ConnectionID) {
        guard peers[id]?.isClosed == false else { return }
        change(id) { $0.take(bytes) }
        if peers[id]?.isHolding == true { gateway.congested(id) }
    }

    private func finish(_ id: ConnectionID) {
        guard peers[id]?.isClosed == false else { return }
        peers[id]?.isClosed = true
        gateway.closed(id, at: now, into: &effects)
    }
}
