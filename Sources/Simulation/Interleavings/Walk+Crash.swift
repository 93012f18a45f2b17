// The disk and the crash: what was decided since the last sync is gone, and the city is what its bytes
// give, from the first record on or from a snapshot that was folded from them.

internal import Basics
internal import Engine
internal import Journal
internal import Matching

extension Walk {
    /// All that was decided is on the disk.
    mutating func sync() {
        durable = (journal.count, now, engine.digest(), witness)
    }

    /// The process is gone; another one reads the journal back.
    mutating func crash() {
        crashes += 1
        lostRecords += journal.count - durable.count
        journal.removeLast(journal.count - durable.count)
        witness.goBack(to: durable.witness)
        let isFolded = generator.chance(percent: 50)
        var copy = readBack(snapshotAt: isFolded ? generator.below(journal.count + 1) : nil)
        if isFolded { snapshots += 1 }
        copy.pass(to: durable.at)
        if copy.digest() != durable.digest {
            var plain = readBack(snapshotAt: nil)
            plain.pass(to: durable.at)
            let found = Walk.firstDifference(between: plain, and: copy)
            witness.fail(
                .replayDiffers,
                "after a crash\(isFolded ? ", from a snapshot" : ""): \(found ?? "in both ways")")
            return
        }
        for (id, known) in durable.witness.orders.sorted(by: { $0.key < $1.key })
        where !known.isOver {
            let found = copy.order(id)?.custody
            witness.expect(
                found == known.custody, .lostOrder, "order \(id.number): \(found as Any)")
        }
        // Nothing is heard of runners until their phones are back.
        now = now + Milliseconds(Int64(generator.number(in: 200...8_000)))
        copy.resume(at: now)
        engine = copy
        round = nil
        // What reads back has nothing to tell.
        _ = engine.takeNotices()
        settle()
        sync()
    }

    /// Whether the journal, read back now, gives this city.
    mutating func checkReplay() {
        var copy = readBack(snapshotAt: journal.count / 2)
        copy.pass(to: now)
        guard copy.digest() != engine.digest() else { return }
        let found = Walk.firstDifference(between: engine, and: copy)
        witness.fail(.replayDiffers, "at the walk's end: \(found ?? "in a timer")")
    }

    /// The first piece of two cities' state in which they differ, in words.
    private static func firstDifference(
        between one: borrowing Engine, and other: borrowing Engine
    ) -> String? {
        var pieces: [[String]] = [[], []]
        one.fold { pieces[0].append("\($0)") }
        other.fold { pieces[1].append("\($0)") }
        // The first piece holds the timers, which may have outlived their reason.
        for (left, right) in zip(pieces[0], pieces[1]).dropFirst() where left != right {
            let same = zip(left, right).prefix { $0 == $1 }.count
            let from = max(0, same - 60)
            return "\(left.dropFirst(from).prefix(120)) and \(right.dropFirst(from).prefix(120))"
        }
        return pieces[0].count == pieces[1].count
            ? nil : "\(pieces[0].count) pieces and \(pieces[1].count)"
    }

    /// A city of nothing but the journal's bytes; with `snapshotAt`, what the records before that place
    /// come to is folded into a snapshot, and the rest applied to what the snapshot's bytes give.
    private mutating func readBack(snapshotAt cut: Int?) -> Engine {
        var copy = Engine(policy: policy, parameters: Parameters())
        for (place, entry) in journal.enumerated() {
            if place == cut { copy = folded(copy, at: entry.at) }
            copy.pass(to: entry.at)
            replay(entry, into: &copy)
        }
        if cut == journal.count { copy = folded(copy, at: durable.at) }
        return copy
    }

    private mutating func folded(_ city: borrowing Engine, at instant: Instant) -> Engine {
        var entries: [JournalEntry] = []
        city.fold { entries.append(Walk.entry(of: $0, at: instant)) }
        var copy = Engine(policy: policy, parameters: Parameters())
        for entry in entries { replay(entry, into: &copy) }
        return copy
    }

    private mutating func replay(_ entry: JournalEntry, into copy: inout Engine) {
        do throws(JournalError) {
            copy.apply(try RecordCodec.decode(entry), at: entry.at)
        } catch {
            witness.fail(.replayDiffers, "a record that can't be read: \(error)")
        }
    }
}
