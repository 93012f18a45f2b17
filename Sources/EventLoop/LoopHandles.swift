// The handles every loop has once: allocated apart from the class, as libuv keeps their addresses.

internal import CLibUV

/// libuv's loop and its single handles.
@unsafe struct LoopHandles {
    let loop = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    let check = UnsafeMutablePointer<uv_check_t>.allocate(capacity: 1)
    let prepare = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    let timer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    let sweep = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    let wake = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)

    /// A loop with its handles, none of them active but the wake-up.
    static func make() throws(LoopError) -> LoopHandles {
        let handles = unsafe LoopHandles()
        var code = unsafe uv_loop_init(handles.loop)
        if code == 0 {
            code = unsafe uv_async_init(handles.loop, handles.wake, onWake)
            if code != 0 { unsafe uv_loop_close(handles.loop) }
        }
        guard code == 0 else {
            unsafe handles.deallocate()
            throw LoopError(code: code, attempt: "make an event loop")
        }
        // These four have no way to fail.
        unsafe uv_check_init(handles.loop, handles.check)
        unsafe uv_prepare_init(handles.loop, handles.prepare)
        unsafe uv_timer_init(handles.loop, handles.timer)
        unsafe uv_timer_init(handles.loop, handles.sweep)
        return unsafe handles
    }

    /// Asks libuv to let go of the single handles.
    func close() {
        unsafe uv_close(asHandle(check), nil)
        unsafe uv_close(asHandle(prepare), nil)
        unsafe uv_close(asHandle(timer), nil)
        unsafe uv_close(asHandle(sweep), nil)
        unsafe uv_close(asHandle(wake), nil)
    }

    /// Frees the memory of a loop that libuv has let go of.
    func deallocate() {
        unsafe loop.deallocate()
        unsafe check.deallocate()
        unsafe prepare.deallocate()
        unsafe timer.deallocate()
        unsafe sweep.deallocate()
        unsafe wake.deallocate()
    }
}

/// Every libuv handle begins as a `uv_handle_t` does: libuv's own rule for casts.
func asHandle<Handle>(
    _ handle: UnsafeMutablePointer<Handle>
) -> UnsafeMutablePointer<uv_handle_t> {
    unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
}

/// The `EventLoop` that runs a loop of libuv; `nil` only before `init` has ended.
func owner(of loop: UnsafeMutablePointer<uv_loop_t>) -> EventLoop? {
    guard let data = unsafe loop.pointee.data else { return nil }
    // The class closes its loop in `deinit` at the latest, so it outlives every callback.
    return unsafe Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
}

/// The slot that a handle or request of a connection points back to through its `data`.
func slot(of data: UnsafeMutableRawPointer?) -> SlotPointer? {
    unsafe data?.assumingMemoryBound(to: ConnectionSlot.self)
}
