// A phone may send a fix twice (a retry, a replayed buffer). The sequence tells: this window
// remembers which of the last 512 sequences were seen, in 72 bytes and without a heap.

/// The highest sequence and which of the 512 up to it were seen.
@usableFromInline
struct SequenceWindow: Sendable {
    /// How many sequences back from the highest are told apart; older ones count as new, so that a
    /// day of points sent late is not lost. The track knows a point that it has.
    static let reach = 512

    @usableFromInline var highest: Int64 = 0
    private var words = InlineArray<8, UInt64>(repeating: 0)
    private var isEmpty = true

    init() {}

    /// Marks `sequence` as seen; false if it was seen before, as far as that can be told.
    mutating func insert(_ sequence: Int64) -> Bool {
        if isEmpty {
            isEmpty = false
            highest = sequence
            setBit(sequence)
            return true
        }
        if sequence > highest {
            forget(upTo: sequence)
            highest = sequence
            setBit(sequence)
            return true
        }
        let (age, overflow) = highest.subtractingReportingOverflow(sequence)
        guard !overflow, age < Int64(SequenceWindow.reach) else { return true }
        let (word, bit) = place(sequence)
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        return true
    }

    /// Whether `sequence` was seen, as far as that can be told.
    func contains(_ sequence: Int64) -> Bool {
        let (age, overflow) = highest.subtractingReportingOverflow(sequence)
        guard !isEmpty, !overflow, age >= 0, age < Int64(SequenceWindow.reach) else { return false }
        let (word, bit) = place(sequence)
        return words[word] & bit != 0
    }

    /// Clears the places of the sequences between the highest and `sequence`, which reuse them.
    private mutating func forget(upTo sequence: Int64) {
        let (distance, overflow) = sequence.subtractingReportingOverflow(highest)
        if overflow || distance >= Int64(SequenceWindow.reach) {
            words = InlineArray<8, UInt64>(repeating: 0)
            return
        }
        var skipped = highest &+ 1
        while skipped < sequence {
            let (word, bit) = place(skipped)
            words[word] &= ~bit
            skipped &+= 1
        }
        let (word, bit) = place(sequence)
        words[word] &= ~bit
    }

    private mutating func setBit(_ sequence: Int64) {
        let (word, bit) = place(sequence)
        words[word] |= bit
    }

    private func place(_ sequence: Int64) -> (word: Int, bit: UInt64) {
        let slot = Int(truncatingIfNeeded: sequence) & (SequenceWindow.reach - 1)
        return (slot >> 6, 1 << UInt64(slot & 63))
    }
}
