// The slab of connections. libuv links handles by address and touches them until their close
// callback, so slots live in chunks that never move and are used again only after that callback.

internal import Basics
internal import CLibUV

/// One connection. libuv's handle comes first and points back here through its `data`.
@safe struct ConnectionSlot {
    enum State {
        case free
        case connecting
        case open
        /// `opened` was told, `closed` will be.
        case closing(CloseReason)
        /// `failedToConnect` will be told with that code.
        case failing(code: Int32)
        /// Never told of.
        case discarded
    }

    struct Flags: OptionSet {
        var rawValue: UInt8
        static let paused = Flags(rawValue: 1)
        static let peerEnded = Flags(rawValue: 2)
        static let shutdownWanted = Flags(rawValue: 4)
        static let shutdownDone = Flags(rawValue: 8)
    }

    var tcp = unsafe uv_tcp_t()
    /// What waits for a slow reader; most connections never have one.
    var outbox: Outbox?
    /// When bytes last came in, by the loop's clock.
    var lastHeardMilliseconds: Int64 = 0
    /// The deadline that overrides the idle timeout.
    var deadlineMilliseconds: Int64?
    var id: ConnectionID
    var nextFree: UInt32 = 0
    var state = State.free
    var flags: Flags = []
}

typealias SlotPointer = UnsafeMutablePointer<ConnectionSlot>

extension UnsafeMutablePointer where Pointee == ConnectionSlot {
    // The handle is the slot's first member (the table checks it), so these addresses are its own.
    var tcp: UnsafeMutablePointer<uv_tcp_t> {
        unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: uv_tcp_t.self)
    }

    /// A `uv_tcp_t` begins as a `uv_stream_t` does: libuv's own rule for casts.
    var stream: UnsafeMutablePointer<uv_stream_t> {
        unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: uv_stream_t.self)
    }

    var handle: UnsafeMutablePointer<uv_handle_t> {
        unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: uv_handle_t.self)
    }
}

/// All slots of one loop. `take`, `release` and look-up are O(1).
@safe final class ConnectionTable {
    private static let chunkSize = 256
    private static let none = UInt32.max

    /// All chunks there may ever be, `nil` from `chunkCount` on. The directory is a constant of the
    /// table, so that looking a slot up needs no check for exclusive access.
    private let chunks: UnsafeMutablePointer<SlotPointer?>
    private let chunkCountMax: Int
    private var chunkCount = 0
    private var firstFree = ConnectionTable.none
    /// Slots in use, those being closed included.
    private(set) var count = 0

    /// A table for `connectionsMax` connections.
    init(connectionsMax: Int) {
        chunkCountMax = (connectionsMax - 1) / Self.chunkSize + 1
        unsafe chunks = .allocate(capacity: chunkCountMax)
        unsafe chunks.initialize(repeating: nil, count: chunkCountMax)
        precondition(
            unsafe MemoryLayout<ConnectionSlot>.offset(of: \.tcp) == 0,
            "a slot must begin with libuv's handle")
    }

    deinit {
        precondition(count == 0, "libuv still knows a handle of this table")
        for index in 0..<chunkCount {
            guard let chunk = unsafe chunks[index] else { continue }
            unsafe chunk.deinitialize(count: Self.chunkSize)
            unsafe chunk.deallocate()
        }
        unsafe chunks.deallocate()
    }

    /// A free slot, the most recently used first (its memory is still in the cache).
    func take(at nowMilliseconds: Int64) -> SlotPointer {
        if firstFree == Self.none { grow() }
        guard let slot = unsafe pointer(at: firstFree) else {
            preconditionFailure("the free list names slots that exist")
        }
        firstFree = unsafe slot.pointee.nextFree
        count += 1
        unsafe slot.pointee.lastHeardMilliseconds = nowMilliseconds
        return unsafe slot
    }

    /// Gives a slot back; its id never names anything again.
    func release(_ slot: SlotPointer) {
        let id = unsafe slot.pointee.id
        unsafe slot.pointee = ConnectionSlot(
            id: ConnectionID(index: id.index, generation: id.generation &+ 1), nextFree: firstFree)
        firstFree = id.index
        count -= 1
    }

    /// The slot that `id` names, if it was not closed since.
    func slot(_ id: ConnectionID) -> SlotPointer? {
        guard let slot = unsafe pointer(at: id.index) else { return nil }
        return unsafe slot.pointee.id.generation == id.generation ? slot : nil
    }

    /// Calls `body` with every slot in use, in the order of indices.
    func forEachInUse(_ body: (SlotPointer) -> Void) {
        for index in 0..<UInt32(chunkCount * Self.chunkSize) {
            guard let slot = unsafe pointer(at: index) else { continue }
            if case .free = unsafe slot.pointee.state { continue }
            unsafe body(slot)
        }
    }

    private func pointer(at index: UInt32) -> SlotPointer? {
        let chunkIndex = Int(index) / Self.chunkSize
        guard chunkIndex < chunkCountMax, let chunk = unsafe chunks[chunkIndex] else { return nil }
        return unsafe chunk + Int(index) % Self.chunkSize
    }

    private func grow() {
        precondition(chunkCount < chunkCountMax, "the loop admits no more than connectionsMax")
        let base = UInt32(chunkCount * Self.chunkSize)
        let chunk = SlotPointer.allocate(capacity: Self.chunkSize)
        for offset in (0..<Self.chunkSize).reversed() {
            let id = ConnectionID(index: base + UInt32(offset), generation: 0)
            unsafe (chunk + offset).initialize(to: ConnectionSlot(id: id, nextFree: firstFree))
            firstFree = id.index
        }
        unsafe chunks[chunkCount] = chunk
        chunkCount += 1
    }
}
