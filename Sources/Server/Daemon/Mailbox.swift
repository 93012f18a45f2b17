// What other threads tell the loop: a list behind a lock, and one wake-up.

internal import EventLoop
internal import Synchronization

/// Values on their way to the loop's thread.
final class Mailbox<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let waker: LoopWaker

    init(waker: LoopWaker) {
        self.waker = waker
    }

    /// Puts a value in and wakes the loop. Any thread.
    func put(_ value: Value) {
        values.withLock { $0.append(value) }
        waker.wake()
    }

    /// Takes out all there is. The loop's thread.
    func takeAll() -> [Value] {
        values.withLock { list in
            defer { list = [] }
            return list
        }
    }

    /// How many wait.
    var count: Int { values.withLock { $0.count } }
}
