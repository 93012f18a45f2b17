// A real gateway on a real loop, without disk and tokens: what a city needs to live, and no more.

import Basics
import CityTraffic
import Engine
import EventLoop
import Gateway
import Matching

/// Serves a gateway on a port of the loopback network until it is told to stop.
final class GatewayHost: EventLoopHandler {
    private let loop: EventLoop
    private var gateway = Gateway()
    private var effects = Effects()
    private let clock: DaemonClock
    private let isDone: (borrowing Gateway) -> Bool
    private let whenDone: () -> Void
    private let deadline = EventLoop.nowNanoseconds + 60_000_000_000
    private var hasTold = false
    /// Where it listens.
    let address: DaemonAddress

    /// A host that calls `whenDone` once `isDone` says so, or after a minute, and then drains and ends.
    init(
        clock: DaemonClock, isDone: @escaping (borrowing Gateway) -> Bool,
        whenDone: @escaping () -> Void
    ) throws {
        loop = try EventLoop()
        let listener = try loop.listen(host: "127.0.0.1", port: 0)
        address = DaemonAddress(host: "127.0.0.1", port: listener.port)
        self.clock = clock
        self.isDone = isDone
        self.whenDone = whenDone
        gateway.replayed(at: clock.instant(atNanoseconds: EventLoop.nowNanoseconds))
    }

    func run() {
        loop.setTimer(after: .zero)
        loop.run(self)
    }

    private var now: Instant { clock.instant(atNanoseconds: EventLoop.nowNanoseconds) }

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        gateway.opened(
            connection, address: UInt64(truncatingIfNeeded: peer.address), at: now,
            into: &effects)
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        gateway.received(bytes, on: connection, at: now, into: &effects)
    }

    func ended(_ connection: ConnectionID) { gateway.ended(connection, at: now) }
    func drained(_ connection: ConnectionID) { gateway.writable(connection) }

    func closed(_ connection: ConnectionID, reason: CloseReason) {
        gateway.closed(connection, at: now, into: &effects)
    }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {}
    func refused(_ connectionCount: Int, error: LoopError) {}
    func wokeUp() {}
    func timerFired() {}
    func signalled(_ signal: Signal) {}

    func turnEnded() {
        gateway.advance(to: now, into: &effects)
        decide()
        gateway.synced(upTo: gateway.lastPosition, microseconds: 0)
        gateway.flush(at: now, into: &effects)
        write()
        effects.removeAll()
        end()
        loop.setTimer(after: Milliseconds(2))
    }

    /// Believes every token and plans every round at once.
    private func decide() {
        var index = 0
        while index < effects.tickets.count {
            let (exchange, token) = effects.tickets[index]
            index += 1
            let parts = token.split(separator: ".", maxSplits: 1).map(String.init)
            let role = parts.first.flatMap { Role(name: $0) } ?? .customer
            gateway.identified(
                exchange, .success(Principal(subject: parts.last ?? "", role: role)), at: now,
                into: &effects)
        }
        for (round, snapshot) in effects.rounds {
            let plan = Matching.plan(snapshot, Parameters())
            gateway.planned(round, plan, at: now, into: &effects)
        }
    }

    private func write() {
        for write in effects.writes {
            switch loop.write(effects.bytes.span.extracting(write.range), to: write.connection) {
            case .written, .gone: break
            case .queued: gateway.congested(write.connection)
            case .overflow: loop.close(write.connection)
            }
        }
        for connection in effects.closes {
            loop.shutdown(connection)
            loop.setDeadline(connection, after: .seconds(1))
        }
        for (connection, span) in effects.deadlines { loop.setDeadline(connection, after: span) }
    }

    /// Tells once that it is done, and ends when everybody has left.
    private func end() {
        if !hasTold, isDone(gateway) || EventLoop.nowNanoseconds > deadline {
            hasTold = true
            whenDone()
        }
        if hasTold, gateway.connectionCount == 0 { loop.stop() }
    }
}
