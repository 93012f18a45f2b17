// Nothing that happens to a journal on a disk goes unnoticed, and a tail is told from a middle.

import Basics
import Journal
import Testing

@Suite("Chain of rows")
struct JournalVerifierTests {
    /// A journal of `count` rows of random content.
    private func journal(_ count: Int, seed: UInt64) -> [JournalRow] {
        var generator = SeededGenerator(seed: seed)
        var rows: [JournalRow] = []
        var end = JournalEnd.empty
        for _ in 0..<count {
            let entry = JournalEntry(
                position: end.position.next,
                at: Instant(millisecondsSinceEpoch: Int64(generator.below(2_000_000_000_000))),
                scope: [.none, .order(7), .runner(3)][generator.below(3)],
                body: (0..<generator.below(20)).map { _ in UInt8(generator.below(256)) })
            let sealed = (0..<generator.below(2) * 30).map { _ in UInt8(generator.below(256)) }
            let row = JournalRow(entry, sealed: sealed, after: end.checksum)
            rows.append(row)
            end = JournalEnd(position: row.position, checksum: row.checksum)
        }
        return rows
    }

    /// Every way to flip one bit of a row.
    private func flips(of row: JournalRow) -> [JournalRow] {
        var flipped: [JournalRow] = []
        func add(_ change: (inout JournalRow) -> Void) {
            var copy = row
            change(&copy)
            flipped.append(copy)
        }
        for bit in 0..<64 as Range<UInt64> {
            add { $0.position.value ^= 1 << bit }
            add { $0.at.millisecondsSinceEpoch ^= 1 << Int64(bit) }
            add { $0.checksum ^= 1 << bit }
            let id = row.scope.id ^ 1 << bit
            if let scope = PersonalScope(kind: row.scope.kind, id: id) { add { $0.scope = scope } }
        }
        for bit in 0..<8 as Range<UInt8> {
            add { $0.version ^= 1 << bit }
            let kind = row.scope.kind ^ 1 << bit
            if let scope = PersonalScope(kind: kind, id: row.scope.id) { add { $0.scope = scope } }
        }
        for bit in 0..<(row.body.count * 8) { add { $0.body[bit / 8] ^= 1 << UInt8(bit % 8) } }
        for bit in 0..<(row.sealed.count * 8) { add { $0.sealed[bit / 8] ^= 1 << UInt8(bit % 8) } }
        return flipped
    }

    @Test func soundJournalsAreOk() {
        #expect(JournalVerifier.verify([]) == .ok(last: .none))
        for seed in 0..<50 as Range<UInt64> {
            let rows = journal(20, seed: seed)
            #expect(JournalVerifier.verify(rows) == .ok(last: JournalPosition(20)), "seed \(seed)")
            let end = JournalEnd(position: rows[9].position, checksum: rows[9].checksum)
            #expect(
                JournalVerifier.verify(rows[10...], after: end) == .ok(last: JournalPosition(20)),
                "seed \(seed)")
        }
    }

    @Test func everyFlippedBitIsNoticed() {
        for seed in 0..<3 as Range<UInt64> {
            let rows = journal(6, seed: seed)
            for index in rows.indices {
                for flipped in flips(of: rows[index]) {
                    var damaged = rows
                    damaged[index] = flipped
                    let verdict = JournalVerifier.verify(damaged)
                    let position = rows[index].position
                    let isMiddle = index < rows.count - 1 || flipped.position > position
                    let before = JournalPosition(position.value - 1)
                    let expected: JournalVerdict =
                        isMiddle ? .damagedMiddle(at: position) : .damagedTail(after: before)
                    #expect(verdict == expected, "seed \(seed) row \(index)")
                }
            }
        }
    }

    /// Of a journal whose last rows are all torn, exactly these are the tail.
    @Test func tornTailsOfEveryLength() {
        for seed in 0..<20 as Range<UInt64> {
            let rows = journal(8, seed: seed)
            for kept in 0..<8 {
                var damaged = rows
                for index in kept..<8 {
                    damaged[index].body.append(1)
                    damaged[index].checksum = 0
                }
                var verifier = JournalVerifier()
                let valid = damaged.filter { verifier.take($0) }
                #expect(valid == Array(rows[..<kept]), "seed \(seed)")
                #expect(verifier.suspectCount == 8 - kept, "seed \(seed)")
                #expect(
                    verifier.verdict == .damagedTail(after: JournalPosition(UInt64(kept))),
                    "seed \(seed)")
            }
        }
    }

    @Test func missingAndExchangedRowsAreNoticed() {
        for seed in 0..<20 as Range<UInt64> {
            let rows = journal(8, seed: seed)
            for index in 0..<7 {
                let place = JournalPosition(UInt64(index + 1))
                var missing = rows
                missing.remove(at: index)
                let verdict = JournalVerifier.verify(missing)
                #expect(verdict == .damagedMiddle(at: place), "seed \(seed)")
                var exchanged = rows
                exchanged.swapAt(index, index + 1)
                exchanged[index].position = place
                exchanged[index + 1].position = place.next
                #expect(JournalVerifier.verify(exchanged) != .ok(last: JournalPosition(8)))
            }
        }
    }

    /// A whole row of another journal in the place of this one's. The first row of any journal is
    /// valid in itself; a foreign row before the last leaves the last without a neighbour that
    /// could vouch for it.
    @Test func foreignRowsAreNoticed() {
        for seed in 0..<20 as Range<UInt64> {
            let rows = journal(8, seed: seed)
            let others = journal(8, seed: seed + 100)
            for index in rows.indices {
                var foreign = rows
                foreign[index] = others[index]
                let verdict = JournalVerifier.verify(foreign)
                switch index {
                case 0: #expect(verdict == .damagedMiddle(at: JournalPosition(2)), "seed \(seed)")
                case 1...5:
                    let place = JournalPosition(UInt64(index + 1))
                    #expect(verdict == .damagedMiddle(at: place), "seed \(seed)")
                default:
                    let before = JournalPosition(UInt64(index))
                    #expect(verdict == .damagedTail(after: before), "seed \(seed)")
                }
            }
        }
    }

    /// Every stretch of a journal removed: the gap stands for it, a wrong one does not.
    @Test func gapsKeepTheChain() {
        let rows = journal(6, seed: 2)
        for first in 0..<6 {
            for last in first..<6 {
                let end = JournalEnd(position: rows[last].position, checksum: rows[last].checksum)
                let gap = JournalGap(first: rows[first].position, last: end)
                #expect(gap.rowCount == last - first + 1)
                #expect(verdict(of: rows, gap, at: first, to: last) == .ok(last: rows[5].position))
                var wrong = gap
                wrong.last.checksum &+= 1
                let verdictOfWrong = verdict(of: rows, wrong, at: first, to: last)
                let next = JournalPosition(UInt64(last) + 2)
                // Behind the last row nothing can tell; what goes on from there will not fit.
                if last == 4 {
                    #expect(verdictOfWrong == .damagedTail(after: rows[4].position))
                } else if last < 4 {
                    #expect(verdictOfWrong == .damagedMiddle(at: next))
                }
                var late = gap
                late.first = gap.first.next
                if first < last {
                    let place = JournalPosition(UInt64(first) + 1)
                    let verdictOfLate = verdict(of: rows, late, at: first, to: last)
                    #expect(verdictOfLate == .damagedMiddle(at: place))
                }
            }
        }
    }

    private func verdict(
        of rows: [JournalRow], _ gap: JournalGap, at first: Int, to last: Int
    ) -> JournalVerdict {
        var verifier = JournalVerifier()
        for row in rows[..<first] { _ = verifier.take(row) }
        verifier.skip(gap)
        for row in rows[(last + 1)...] { _ = verifier.take(row) }
        return verifier.verdict
    }

    @Test func unreadableRows() {
        let rows = journal(4, seed: 1)
        var tail = JournalVerifier()
        for row in rows[..<3] { _ = tail.take(row) }
        tail.takeUnreadable(position: rows[3].position, checksum: rows[3].checksum)
        #expect(tail.verdict == .damagedTail(after: JournalPosition(3)))

        var middle = JournalVerifier()
        _ = middle.take(rows[0])
        middle.takeUnreadable(position: rows[1].position, checksum: rows[1].checksum)
        #expect(middle.take(rows[2]) == false)
        #expect(middle.verdict == .damagedMiddle(at: JournalPosition(2)))
    }

    @Test func scopesHaveOneFormEach() {
        for scope in [PersonalScope.none, .order(0), .order(.max), .runner(1)] {
            #expect(PersonalScope(kind: scope.kind, id: scope.id) == scope)
        }
        #expect(PersonalScope(kind: 0, id: 1) == nil)
        #expect(PersonalScope(kind: 3, id: 1) == nil)
    }

    /// The bytes that are hashed are the format: a change of them would make old journals
    /// unreadable.
    @Test func checksumOfAKnownRow() {
        let entry = JournalEntry(
            position: JournalPosition(1), at: Instant(millisecondsSinceEpoch: 2), scope: .order(3),
            body: [4, 5])
        let row = JournalRow(entry, sealed: [6], after: 0)
        let hashed: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0] + [1, 1]
            + [3, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0]
            + [4, 5, 6]
        #expect(row.checksum == XXHash64.digest(hashed.span))
    }
}
