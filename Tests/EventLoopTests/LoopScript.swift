// A handler whose answers a test writes down as closures, with a watchdog, so that a loop that hangs
// is a failed test and not a hung run.

import Basics
import EventLoop
import Testing

/// What a test wants to do at each event; nothing, unless it says so.
struct Answers {
    var opened: (ConnectionID, PeerAddress, ListenerID?) -> Void = { _, _, _ in }
    var failedToConnect: (ConnectionID, LoopError) -> Void = { _, _ in }
    var received: (Span<UInt8>, ConnectionID) -> Void = { _, _ in }
    var ended: (ConnectionID) -> Void = { _ in }
    var drained: (ConnectionID) -> Void = { _ in }
    var closed: (ConnectionID, CloseReason) -> Void = { _, _ in }
    var refused: (Int, LoopError) -> Void = { _, _ in }
    var wokeUp: () -> Void = {}
    var timerFired: () -> Void = {}
    var signalled: (Signal) -> Void = { _ in }
    var turnEnded: () -> Void = {}
}

/// A loop, the answers to its events, and the order in which connections opened and closed.
final class LoopScript: EventLoopHandler {
    let loop: EventLoop
    var on = Answers()
    private(set) var openIDs: Set<ConnectionID> = []
    private(set) var reasons: [ConnectionID: CloseReason] = [:]
    private var startMilliseconds: Int64 = 0

    init(_ settings: EventLoopSettings = EventLoopSettings()) throws {
        loop = try EventLoop(settings: settings)
    }

    /// Runs the loop until a test stops it; after 20 s the watchdog does, and the test has failed.
    func run(sourceLocation: SourceLocation = #_sourceLocation) {
        startMilliseconds = loop.nowMilliseconds
        hasTimedOut = false
        loop.run(self)
        #expect(!hasTimedOut, "the watchdog stopped the loop", sourceLocation: sourceLocation)
        #expect(
            openIDs.isEmpty, "every opened connection is closed", sourceLocation: sourceLocation)
        #expect(loop.connectionCount == 0, sourceLocation: sourceLocation)
        on = Answers()
    }

    private var hasTimedOut = false

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        #expect(openIDs.insert(connection).inserted, "opened once")
        on.opened(connection, peer, listener)
    }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        #expect(!openIDs.contains(connection))
        on.failedToConnect(connection, error)
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        #expect(openIDs.contains(connection), "bytes come between opened and closed")
        on.received(bytes, connection)
    }

    func ended(_ connection: ConnectionID) { on.ended(connection) }
    func drained(_ connection: ConnectionID) { on.drained(connection) }

    func closed(_ connection: ConnectionID, reason: CloseReason) {
        #expect(openIDs.remove(connection) != nil, "closed once, after opened")
        reasons[connection] = reason
        on.closed(connection, reason)
    }

    func refused(_ connectionCount: Int, error: LoopError) { on.refused(connectionCount, error) }
    func wokeUp() { on.wokeUp() }
    func timerFired() { on.timerFired() }
    func signalled(_ signal: Signal) { on.signalled(signal) }

    func turnEnded() {
        if loop.nowMilliseconds - startMilliseconds > 20_000 {
            hasTimedOut = true
            loop.stop()
        }
        on.turnEnded()
    }
}

extension EventLoop {
    /// Writes all of an array.
    @discardableResult
    func write(_ bytes: [UInt8], to connection: ConnectionID) -> WriteOutcome {
        write(bytes.span, to: connection)
    }
}

extension Span<UInt8> {
    /// The bytes as an array of their own.
    var array: [UInt8] {
        indices.map { self[$0] }
    }
}
