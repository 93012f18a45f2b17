// One thread, one loop: read everything that is ready, tell the handler, let it write once, wait.
// This file holds the loop's life; listening, connections, writing and turns have files of their own.

internal import CLibUV

/// An event loop over libuv that owns TCP connections and names them by `ConnectionID`.
///
/// It belongs to the thread that runs it: no method may be called from another one, except through
/// its `waker`. It lives once: make it, listen, `run` until `stop`, let it go.
@safe public final class EventLoop {
    let settings: EventLoopSettings
    let handles: LoopHandles
    let connections: ConnectionTable
    let state = UnsafeMutablePointer<LoopState>.allocate(capacity: 1)
    let bell: LoopBell

    var listeners: [Listener] = []
    var signals: [SignalWatch] = []
    var jobs: [WorkerJob] = []
    var refusals = Refusals()
    var sweepDueMilliseconds: Int64 = 0
    var isStopping = false
    private var isClosed = false

    /// A loop with those limits; from now on SIGPIPE is ignored in this process.
    public init(settings: EventLoopSettings = EventLoopSettings()) throws(LoopError) {
        precondition(
            settings.connectionsMax > 0 && settings.queuedBytesMax > 0
                && settings.receiveBufferBytes > 0 && settings.acceptsPerTurnMax > 0,
            "every limit of an event loop is positive")
        loop_ignore_broken_pipes()
        self.settings = settings
        connections = ConnectionTable(connectionsMax: settings.connectionsMax)
        unsafe handles = try LoopHandles.make()
        bell = unsafe LoopBell(handles.wake)
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: settings.receiveBufferBytes, alignment: 16)
        unsafe state.initialize(to: LoopState(receiveBuffer: buffer))
        // Callbacks find their way back through this pointer; `deinit` closes the loop before it dangles.
        unsafe handles.loop.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        startTurns()
    }

    deinit {
        closeEverything()
        unsafe state.pointee.receiveBuffer.deallocate()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
        unsafe handles.deallocate()
    }

    /// Tells `handler` what happens until `stop` is called, then closes what is still open (each
    /// connection with `closed` and `.loopStopped`) and returns. A loop runs once.
    public func run(_ handler: any EventLoopHandler) {
        precondition(self.handler == nil && !isClosed, "a loop runs once")
        self.handler = handler
        unsafe uv_run(handles.loop, UV_RUN_DEFAULT)
        closeEverything()
        self.handler = nil
    }

    /// Ends `run` after this turn. Bytes that still wait for slow readers are dropped: shut
    /// connections down and await their `closed` first where they matter.
    public func stop() {
        unsafe uv_stop(handles.loop)
    }

    /// Wakes this loop from any thread.
    public var waker: LoopWaker { LoopWaker(bell: bell) }

    /// Milliseconds of the monotonic clock at the start of this turn; costs next to nothing.
    public var nowMilliseconds: Int64 { unsafe Int64(uv_now(handles.loop)) }

    /// The monotonic clock itself, in nanoseconds, for measuring.
    public static var nowNanoseconds: UInt64 { uv_hrtime() }

    /// How many connections there are, those being opened or closed included.
    public var connectionCount: Int { connections.count }

    private func closeEverything() {
        guard !isClosed else { return }
        isClosed = true
        isStopping = true
        bell.disconnect()
        stopListening()
        unsafe connections.forEachInUse { slot in unsafe close(slot, .loopStopped) }
        for watch in signals { watch.close() }
        unsafe handles.close()
        // Runs until every close callback has come and the worker is idle, whoever calls `stop` again.
        while unsafe uv_run(handles.loop, UV_RUN_DEFAULT) != 0 {}
        refusals.closeSpare()
        let code = unsafe uv_loop_close(handles.loop)
        precondition(code == 0, "libuv still knows a handle of this loop")
    }
}
