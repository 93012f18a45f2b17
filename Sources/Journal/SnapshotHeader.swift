// A snapshot is a list of ordinary entries that stand for a stretch of the journal: applied to an
// empty city they give the state that all records up to a position give. Its rows are chained like
// the journal's, from a beginning that depends on what the snapshot stands for, so that no row of one
// snapshot fits into another.

public import Basics

/// What a snapshot says of itself.
public struct SnapshotHeader: Hashable, Sendable {
    /// Its number, from 1: a later snapshot has a higher one.
    public var number: UInt64
    /// The end of the journal that it stands for: the rows after this position go on from it.
    public var end: JournalEnd
    /// When the last of the records was decided that it stands for.
    public var at: Instant

    /// A header of those parts.
    public init(number: UInt64, end: JournalEnd, at: Instant) {
        self.number = number
        self.end = end
        self.at = at
    }

    /// Where the chain of its rows begins: before row 1, with XXH64 over number (8), position (8),
    /// the journal's checksum there (8) and time (8), all little-endian.
    public var chainStart: JournalEnd {
        var writer = ByteWriter(capacityBytes: 32)
        writer.writeUInt64(number)
        writer.writeUInt64(end.position.value)
        writer.writeUInt64(end.checksum)
        writer.writeInt64(at.millisecondsSinceEpoch)
        return JournalEnd(position: .none, checksum: XXHash64.digest(writer.bytes.span))
    }

    /// The checksum that makes the snapshot valid: over the place (8) and checksum (8) of its last
    /// row, seeded with the beginning of the chain. It is written last, so a snapshot without it was
    /// never finished.
    public func checksum(of rowsEnd: JournalEnd) -> UInt64 {
        var writer = ByteWriter(capacityBytes: 16)
        writer.writeUInt64(rowsEnd.position.value)
        writer.writeUInt64(rowsEnd.checksum)
        return XXHash64.digest(writer.bytes.span, seed: chainStart.checksum)
    }

    /// What the personal bytes of the row at `place` are bound to when they are sealed, beside their
    /// key. Longer than the journal's, so that neither opens as the other.
    public func additionalData(place: JournalPosition, scope: PersonalScope) -> [UInt8] {
        var writer = ByteWriter(capacityBytes: 25)
        writer.writeUInt64(number)
        writer.append(JournalRow.additionalData(position: place, scope: scope))
        return writer.bytes
    }
}
