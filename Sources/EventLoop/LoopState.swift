// What every event touches. It stands behind a pointer, because the properties of a class are checked
// for exclusive access each time at run time: 60 instructions a property, measured, on a path of 600.

/// The part of a loop that changes with each event.
@safe struct LoopState {
    var handler: (any EventLoopHandler)?
    var counters = LoopCounters()
    /// Whether the handler was told something since the last `turnEnded`.
    var owesTurnEnd = false
    /// The buffer every connection reads into; a handler borrows it for the length of one call.
    let receiveBuffer: UnsafeMutableRawBufferPointer
}

extension EventLoop {
    var handler: (any EventLoopHandler)? {
        get { unsafe state.pointee.handler }
        set { unsafe state.pointee.handler = newValue }
    }

    var owesTurnEnd: Bool {
        get { unsafe state.pointee.owesTurnEnd }
        set { unsafe state.pointee.owesTurnEnd = newValue }
    }

    /// What has happened so far.
    public internal(set) var counters: LoopCounters {
        get { unsafe state.pointee.counters }
        _modify { yield unsafe &state.pointee.counters }
    }
}
