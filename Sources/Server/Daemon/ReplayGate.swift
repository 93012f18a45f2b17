// A journal may be longer than memory should hold twice: its reader waits for the loop, and must not
// wait for a loop that has ended.

internal import Foundation
internal import Synchronization

/// Lets a few slices of the journal be on their way to the loop at once.
final class ReplayGate: Sendable {
    /// How many slices may be on their way.
    private static let sliceCountMax = 8
    private let room = DispatchSemaphore(value: 0)
    private let isCancelled = Atomic<Bool>(false)

    init() {
        for _ in 0..<ReplayGate.sliceCountMax { room.signal() }
    }

    /// Waits until there is room; false if nobody wants the slice any more. The reader's thread.
    func enter() -> Bool {
        room.wait()
        return !isCancelled.load(ordering: .acquiring)
    }

    /// A slice has been taken.
    func leave() { room.signal() }

    /// Ends the waiting, now and later.
    func cancel() {
        isCancelled.store(true, ordering: .releasing)
        // The reader ends at its next slice: one signal lets it see that.
        room.signal()
    }
}

/// The replay was given up, because the daemon ends.
struct ReplayCancelled: Error {}
