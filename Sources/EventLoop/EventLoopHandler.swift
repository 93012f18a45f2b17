// What a loop tells its owner. Events carry ids and borrowed bytes, never handles: the owner cannot
// keep what the loop will free.

public import Basics

/// The owner of an `EventLoop`. Every call comes on the loop's thread, one at a time, and may call
/// any method of the loop, also close the very connection it is about.
///
/// For each connection the order is: `opened`, then `received` and `drained` in any number and at
/// most one `ended`, then exactly one `closed`. An outgoing connection gets either `opened` or
/// `failedToConnect`.
public protocol EventLoopHandler: AnyObject {
    /// A connection was accepted (on `listener`), or an outgoing one is up (`listener` is `nil`).
    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?)
    /// An outgoing connection did not come up; its id is free again.
    func failedToConnect(_ connection: ConnectionID, error: LoopError)
    /// Bytes came in. They are the loop's: copy what must outlive the call.
    func received(_ bytes: Span<UInt8>, on connection: ConnectionID)
    /// The peer will send no more (it sent its FIN); it may still read what is written to it.
    func ended(_ connection: ConnectionID)
    /// Everything that had been queued on the connection has been handed to the kernel.
    func drained(_ connection: ConnectionID)
    /// The connection is over. Comes at the end of the turn, never inside a call to the loop.
    func closed(_ connection: ConnectionID, reason: CloseReason)
    /// So many connections were turned away since the last such call, lastly for that error;
    /// at most one call a second.
    func refused(_ connectionCount: Int, error: LoopError)
    /// `LoopWaker.wake` was called, once or more often, since the last such call.
    func wokeUp()
    /// The time set with `setTimer` has come.
    func timerFired()
    /// A watched signal came.
    func signalled(_ signal: Signal)
    /// Everything that was ready has been told: write now what the turn produced. Comes at least once
    /// between the last event and the moment the loop waits again.
    func turnEnded()
}

/// A listening socket of one loop.
public struct ListenerID: Hashable, Sendable {
    /// The how-manieth listener of its loop it is, from 0.
    public var index: UInt32

    /// The listener with that number.
    @inlinable
    public init(index: UInt32) {
        self.index = index
    }
}

/// Why a connection is over.
public enum CloseReason: Hashable, Sendable {
    /// Both sides sent their FIN, and all that was queued went out before ours.
    case finished
    /// `close` was called.
    case closedHere
    /// The peer broke the connection off (ECONNRESET, EPIPE).
    case reset
    /// Nothing was received for `EventLoopSettings.idleTimeout`.
    case idle
    /// The time given with `setDeadline` is over.
    case deadline
    /// The loop stopped while it was open.
    case loopStopped
    /// The system gave another error; the code is libuv's (a negated errno).
    case failed(code: Int32)
}

/// What became of bytes that were to be written. They are taken whole or not at all.
public enum WriteOutcome: Hashable, Sendable {
    /// All are with the kernel.
    case written
    /// The kernel took a part or nothing; the rest waits, and so many bytes now wait in all.
    /// `drained` follows.
    case queued(bytes: Int)
    /// None were taken, as more than `limit` bytes could then be waiting.
    case overflow(limit: Int)
    /// There is no such connection, it is not open yet, or its writing side is closed.
    case gone
}

/// The signals a daemon answers.
public enum Signal: Hashable, Sendable, CaseIterable {
    /// SIGTERM: end in good order.
    case terminate
    /// SIGINT: the same, asked for from a terminal.
    case interrupt
    /// SIGHUP: read the settings again.
    case hangUp
}
