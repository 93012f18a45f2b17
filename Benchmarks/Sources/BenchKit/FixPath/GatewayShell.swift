// The least that a gateway needs around it: tokens are believed, the disk is always fast.

internal import Basics
internal import Engine
internal import Gateway
internal import HTTP
internal import WebSocket
internal import Wire

/// A gateway whose effects are carried out at once.
struct GatewayShell: ~Copyable {
    private var gateway: Gateway
    private var effects = Effects()
    private var now: Instant
    private(set) var writeCount = 0
    private(set) var writtenBytes = 0
    private static let office = ConnectionID(index: 0, generation: 0)

    init(at start: Instant) {
        now = start
        var settings = GatewaySettings()
        settings.pingInterval = .minutes(24 * 60)
        gateway = Gateway(settings: settings)
        gateway.replayed(at: start)
        gateway.opened(GatewayShell.office, address: 1, at: start, into: &effects)
        carryOut()
    }

    /// How many fixes were taken.
    var accepted: Int { gateway.coreCounters.fixes.accepted }

    /// From when on everybody works.
    var dutyStart: Instant { now }

    /// Registers a runner, connects it and lets it work.
    mutating func bringOnDuty(_ runner: Int) {
        let id = "runner-\(runner)"
        var body = JSONWriter()
        body.writeRunnerBody(RunnerProfile(id: RunnerID(id), name: id, vehicle: .bicycle))
        post("/v1/runners", key: id, body.takeBytes())
        post("/v1/runners/\(id)/verify", key: "verify-" + id, Array("{}".utf8))
        let connection = GatewayShell.connection(runner)
        gateway.opened(connection, address: 2, at: now, into: &effects)
        var request: [UInt8] = []
        ClientHandshake(
            key: [UInt8](repeating: 7, count: 16),
            subprotocols: ["fleetfoot.v1.json", "bearer.runner." + id]
        ).writeRequest(target: "/v1/runner", host: "bench", into: &request)
        feed(request, connection)
        var duty = JSONWriter()
        duty.writeClientDuty(id: .number(1), .on)
        feed(ClientFrame.text(duty.bytes), connection)
    }

    /// One turn with one fix in it, as the daemon's loop would drive it.
    mutating func turn(_ frame: [UInt8], runner: Int, at now: Instant) {
        gateway.received(
            frame.span, on: GatewayShell.connection(runner), at: now, into: &effects)
        gateway.advance(to: now, into: &effects)
        gateway.flush(at: now, into: &effects)
        countWrites()
        effects.removeAll()
    }

    private static func connection(_ runner: Int) -> ConnectionID {
        ConnectionID(index: UInt32(runner + 1), generation: 0)
    }

    private mutating func post(_ target: String, key: String, _ body: [UInt8]) {
        var request: [UInt8] = []
        RequestWriter.write(
            .post, target: target, host: "bench",
            fields: [
                "Authorization": "Bearer service.office", "Idempotency-Key": key,
                "Content-Type": "application/json",
            ], body: body.span, into: &request)
        feed(request, GatewayShell.office)
    }

    private mutating func feed(_ bytes: [UInt8], _ connection: ConnectionID) {
        gateway.received(bytes.span, on: connection, at: now, into: &effects)
        carryOut()
        gateway.advance(to: now, into: &effects)
        carryOut()
    }

    /// Believes every token, makes everything durable, until there is nothing left to do.
    private mutating func carryOut() {
        repeat {
            let tickets = effects.tickets
            countWrites()
            effects.removeAll()
            for ticket in tickets {
                gateway.identified(
                    ticket.exchange, GatewayShell.principal(ticket.token), at: now,
                    into: &effects)
            }
            gateway.synced(upTo: gateway.lastPosition, microseconds: 0)
            gateway.flush(at: now, into: &effects)
        } while !effects.tickets.isEmpty || !effects.writes.isEmpty
    }

    private mutating func countWrites() {
        for write in effects.writes {
            writeCount += 1
            writtenBytes += write.range.count
        }
    }

    /// A token here is a role, a point and a subject.
    private static func principal(_ token: String) -> Result<Principal, TokenProblem> {
        let parts = token.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let role = Role(name: parts[0]) else {
            return .failure(TokenProblem(detail: "no role"))
        }
        return .success(Principal(subject: parts[1], role: role))
    }
}

/// Frames as a client sends them, masked with a key of zeros: the server's work is the same, and the text
/// can be changed where it stands.
enum ClientFrame {
    static func text(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.write(.text, payload.span, maskingKey: 0, into: &bytes)
        return bytes
    }
}
