// First answers by (subject, key), so that a retry changes nothing and gets the same. Bytes stay for
// minutes; after that only the place in the journal is known, where they can be read again.

internal import Basics
internal import Engine
internal import Journal

/// What is known of a key.
struct AnswerEntry: Sendable {
    var requestHash: UInt64
    /// Where the answer stands in the journal.
    var position: JournalPosition
    var at: Instant
    /// The answer, while it is in memory.
    var answer: KeptAnswer?
}

/// The idempotency table.
struct AnswerTable {
    private struct Key: ShardedKey {
        var subject: String
        var text: String

        var shardNumber: UInt64 { StableHash.of(text) }
    }

    private let inMemory: Milliseconds
    private let kept: Milliseconds
    private var entries = ShardedDictionary<Key, AnswerEntry>()
    private var leavingMemory = Queue<(key: Key, at: Instant)>()
    private var leaving = Queue<(key: Key, at: Instant)>()
    /// Nothing is to be let go before.
    private var nextAt = Instant.distantFuture

    init(inMemory: Milliseconds, kept: Milliseconds) {
        self.inMemory = inMemory
        self.kept = kept
    }

    /// How many keys are known.
    var count: Int { entries.count }

    subscript(subject: String, text: String) -> AnswerEntry? {
        entries[Key(subject: subject, text: text)]
    }

    mutating func insert(_ answer: KeptAnswer, at now: Instant, position: JournalPosition) {
        let key = Key(subject: answer.subject, text: answer.key)
        entries[key] = AnswerEntry(
            requestHash: answer.requestHash, position: position, at: now, answer: answer)
        leavingMemory.append((key, now + inMemory))
        leaving.append((key, now + kept))
        nextAt = min(nextAt, min(now + inMemory, now + kept))
    }

    /// Takes a key of a snapshot in; its answer is read back from where it stands.
    mutating func insert(_ fold: AnswerFold) {
        let key = Key(subject: fold.subject, text: fold.key)
        entries[key] = AnswerEntry(
            requestHash: fold.requestHash, position: fold.position, at: fold.at, answer: nil)
        leaving.append((key, fold.at + kept))
        nextAt = min(nextAt, fold.at + kept)
    }

    /// The known keys, in the order in which they came.
    var folds: [AnswerFold] {
        leaving.waiting.compactMap { key, leavesAt in
            // A key that was used again after its time waits there twice.
            guard let entry = entries[key], entry.at + kept == leavesAt else { return nil }
            return AnswerFold(
                subject: key.subject, key: key.text, requestHash: entry.requestHash,
                position: entry.position, at: entry.at)
        }
    }

    /// Lets go of what is old; an answer that is not on disk yet stays.
    mutating func advance(to now: Instant, synced: JournalPosition) {
        guard now >= nextAt else { return }
        while let next = leavingMemory.first, next.at <= now {
            if let entry = entries[next.key], entry.position > synced { return }
            leavingMemory.removeFirst()
            entries[next.key]?.answer = nil
        }
        while let next = leaving.first, next.at <= now {
            leaving.removeFirst()
            entries[next.key] = nil
        }
        let ends = [leavingMemory.first?.at, leaving.first?.at]
        nextAt = ends.compactMap { $0 }.min() ?? .distantFuture
    }
}
