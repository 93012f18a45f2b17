// What falls due next, of very many: a heap that grows in small steps. One array of a hundred thousand timers
// would stand still for tens of milliseconds when it is full.

internal import HeapModule

/// Timers, the next of all at hand.
struct TimerHeap: Sendable {
    private static let partCount = 64

    private var parts = [Heap<EngineTimer>](repeating: Heap(), count: partCount)
    /// The part with the next timer; any while there is none.
    private var nextPart = 0

    /// The timer that falls due next. O(1).
    var min: EngineTimer? { parts[nextPart].min }
    /// All of them, in no order.
    var unordered: [EngineTimer] { parts.flatMap(\.unordered) }

    /// O(log timers).
    mutating func insert(_ timer: EngineTimer) {
        let part = Int(timer.number % UInt64(Self.partCount))
        let isNext = min.map { timer < $0 } ?? true
        parts[part].insert(timer)
        if isNext { nextPart = part }
    }

    /// Takes the next timer out; there must be one. O(log timers).
    mutating func removeMin() {
        parts[nextPart].removeMin()
        var least: EngineTimer?
        for (part, heap) in parts.enumerated() {
            guard let timer = heap.min, least.map({ timer < $0 }) ?? true else { continue }
            (least, nextPart) = (timer, part)
        }
    }
}
