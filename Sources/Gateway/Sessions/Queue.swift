// First in, first out, without moving what waits.

/// A queue in one array: what was taken is cut off once it is half of it.
struct Queue<Element> {
    private var elements: [Element] = []
    private var start = 0

    /// The element that comes next.
    var first: Element? { start < elements.count ? elements[start] : nil }
    /// All that wait, the next first.
    var waiting: ArraySlice<Element> { elements[start...] }
    /// How many wait.
    var count: Int { elements.count - start }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    /// Takes the next element out; there must be one.
    mutating func removeFirst() {
        precondition(start < elements.count, "an empty queue has no first element")
        start += 1
        if start == elements.count {
            elements.removeAll(keepingCapacity: true)
            start = 0
        } else if start * 2 > elements.count, start > 64 {
            elements.removeFirst(start)
            start = 0
        }
    }
}
