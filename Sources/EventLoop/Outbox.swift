// What a slow reader has not taken yet. libuv keeps a pointer to what it is writing, so there are two
// buffers: one in flight, which must not move, and one that still grows.

internal import CLibUV

/// The queue of one connection. Made by the first short write, gone when it is empty again.
@safe final class Outbox {
    /// libuv's write request; one is in flight at a time.
    let request: UnsafeMutablePointer<uv_write_t>
    private var flying = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var waiting = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// How much of `waiting` is filled.
    private(set) var waitingCount = 0

    init() {
        unsafe request = .allocate(capacity: 1)
        unsafe request.initialize(to: uv_write_t())
    }

    deinit {
        unsafe request.deallocate()
        unsafe flying.deallocate()
        unsafe waiting.deallocate()
    }

    /// Adds bytes behind the others; the buffer doubles, but never beyond `capacityMax`.
    func append(_ bytes: UnsafeRawBufferPointer, capacityMax: Int) {
        let needed = waitingCount + bytes.count
        if unsafe needed > waiting.count {
            grow(to: max(needed, min(2 * needed, capacityMax)))
        }
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: waiting[waitingCount...])
        unsafe free.copyMemory(from: bytes)
        waitingCount = needed
    }

    /// Moves what waits into flight and returns it; it stays in place until the next take-off.
    func takeOff() -> UnsafeMutableRawBufferPointer {
        unsafe flying.deallocate()
        unsafe flying = waiting
        let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: flying[..<waitingCount])
        unsafe waiting = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        waitingCount = 0
        return unsafe bytes
    }

    private func grow(to capacity: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: capacity, alignment: 1)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: waiting[..<waitingCount]))
        unsafe waiting.deallocate()
        unsafe waiting = larger
    }
}
