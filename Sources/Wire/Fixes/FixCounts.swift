// What became of a batch of fixes, in the words of `fixesAck` and the metrics.

public import Engine

/// How many fixes were taken and how many dropped, by reason.
public struct FixCounts: Equatable, Sendable {
    /// Taken.
    public var accepted = 0
    @usableFromInline var drops = InlineArray<7, Int>(repeating: 0)

    /// None yet.
    public init() {}

    /// How many were dropped for that reason.
    @inlinable
    public subscript(drop: FixDrop) -> Int {
        get { drops[Int(drop.rawValue)] }
        set { drops[Int(drop.rawValue)] = newValue }
    }

    /// Counts one fix.
    @inlinable
    public mutating func add(_ outcome: FixOutcome) {
        switch outcome {
        case .live, .late: accepted += 1
        case .dropped(let drop): self[drop] += 1
        }
    }

    /// Adds what another counted.
    @inlinable
    public mutating func merge(_ other: FixCounts) {
        accepted += other.accepted
        for index in drops.indices { drops[index] += other.drops[index] }
    }

    /// How many were dropped for any reason.
    @inlinable
    public var dropped: Int {
        var sum = 0
        for index in drops.indices { sum += drops[index] }
        return sum
    }

    /// Whether none was counted.
    @inlinable
    public var isEmpty: Bool { accepted == 0 && dropped == 0 }

    @inlinable
    public static func == (left: FixCounts, right: FixCounts) -> Bool {
        guard left.accepted == right.accepted else { return false }
        for index in left.drops.indices where left.drops[index] != right.drops[index] {
            return false
        }
        return true
    }
}
