// The end in good order: no new connections, everybody told to come back, what was acknowledged on
// disk, and a bound on all of it.

internal import Basics
internal import EventLoop
internal import Gateway

/// How far the daemon is on its way out.
enum Shutdown {
    case none
    /// Until this moment of the monotonic clock connections may close by themselves.
    case draining(untilNanoseconds: UInt64)

    /// The longest wait for connections and the disk.
    static let timeMax = Milliseconds.seconds(5)

    /// Whether the loop may stop.
    func isDone(loop: EventLoop, batches: BatchQueue) -> Bool {
        guard case .draining(let until) = self else { return false }
        if EventLoop.nowNanoseconds >= until { return true }
        return loop.connectionCount == 0 && batches.isEmpty
    }
}

extension Daemon {
    func beginShutdown() {
        guard case .none = shutdown else { return }
        ServiceNotifier().stopping()
        loop.stopListening()
        gateway.drain(at: clock.now(), into: &effects)
        shutdown = .draining(
            untilNanoseconds: EventLoop.nowNanoseconds
                + UInt64(Shutdown.timeMax.count) * 1_000_000)
    }
}
