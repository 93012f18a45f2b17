// The one thing of a loop that other threads may touch.

internal import CLibUV
internal import Synchronization

/// Wakes a loop from any thread. It may outlive the loop; waking a loop that has gone does nothing.
public struct LoopWaker: Sendable {
    let bell: LoopBell

    /// Makes the loop call `wokeUp`: once for any number of wakes before that call, and again for
    /// each wake that comes after the call began.
    public func wake() { bell.ring() }
}

/// libuv's wake-up handle behind a lock, so that nobody rings it after it was closed.
final class LoopBell: Sendable {
    /// May cross threads, as `uv_async_send` is the one call of libuv that any thread may make.
    @safe private struct Handle: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<uv_async_t>

        func ring() { unsafe uv_async_send(pointer) }
    }

    private let handle: Mutex<Handle?>

    init(_ pointer: UnsafeMutablePointer<uv_async_t>) {
        handle = unsafe Mutex(Handle(pointer: pointer))
    }

    func ring() {
        handle.withLock { handle in handle?.ring() }
    }

    func disconnect() {
        handle.withLock { handle in handle = nil }
    }
}
