// First in, first out, without moving what waits: a queue in one array stands still while half a million
// elements are copied into a larger one.

/// A queue in pieces of 1,024 elements.
public struct Queue<Element> {
    @usableFromInline static var pieceSize: Int { 1_024 }

    /// All but the last are full; only the last may be empty.
    @usableFromInline var pieces: [[Element]] = []
    /// How many of the first piece were taken.
    @usableFromInline var start = 0

    /// An empty queue.
    public init() {}

    /// The element that comes next.
    @inlinable public var first: Element? {
        guard let piece = pieces.first, start < piece.count else { return nil }
        return piece[start]
    }

    /// All that wait, the next first.
    @inlinable public var waiting: some Sequence<Element> { pieces.joined().dropFirst(start) }

    /// How many wait.
    @inlinable public var count: Int {
        guard let last = pieces.last else { return 0 }
        return (pieces.count - 1) * Self.pieceSize + last.count - start
    }

    /// Puts an element behind all others. O(1).
    @inlinable
    public mutating func append(_ element: Element) {
        if pieces.last?.count ?? Self.pieceSize == Self.pieceSize {
            var piece: [Element] = []
            // A short queue stays small: only what follows a full piece will be filled as well.
            if !pieces.isEmpty { piece.reserveCapacity(Self.pieceSize) }
            pieces.append(piece)
        }
        pieces[pieces.count - 1].append(element)
    }

    /// Takes the next element out; there must be one. O(1).
    @inlinable
    public mutating func removeFirst() {
        precondition(count > 0, "an empty queue has no first element")
        start += 1
        guard start == pieces[0].count else { return }
        start = 0
        // The last piece keeps its room; there may soon be something to put into it.
        if pieces.count == 1 {
            pieces[0].removeAll(keepingCapacity: true)
        } else {
            pieces.removeFirst()
        }
    }
}

extension Queue: Sendable where Element: Sendable {}
