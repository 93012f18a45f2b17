// An entry as it lies on the disk: personal bytes sealed, and a checksum that chains it to the row
// before, so that a row that is torn, changed, exchanged or missing shows at the next start.

public import Basics

/// The end of a journal, from which the next row goes on.
public struct JournalEnd: Hashable, Sendable {
    /// The last entry's position; `.none` if there is none.
    public var position: JournalPosition
    /// The last row's checksum; 0 if there is none.
    public var checksum: UInt64

    /// The end at `position`, whose row has `checksum`.
    public init(position: JournalPosition, checksum: UInt64) {
        self.position = position
        self.checksum = checksum
    }

    /// The end of a journal without rows.
    public static let empty = JournalEnd(position: .none, checksum: 0)
}

/// One stored row of the journal.
public struct JournalRow: Hashable, Sendable {
    /// The entry's place.
    public var position: JournalPosition
    /// When it was decided.
    public var at: Instant
    /// How the record is to be read.
    public var version: UInt8
    /// Whom it is about.
    public var scope: PersonalScope
    /// The record.
    public var body: [UInt8]
    /// The personal bytes under their scope's key; empty if there were none.
    public var sealed: [UInt8]
    /// XXH64 over header, body and sealed bytes, seeded with the checksum of the row before.
    public var checksum: UInt64

    /// The row as it was read, its checksum not yet verified.
    public init(
        position: JournalPosition, at: Instant, version: UInt8, scope: PersonalScope,
        body: [UInt8], sealed: [UInt8], checksum: UInt64
    ) {
        self.position = position
        self.at = at
        self.version = version
        self.scope = scope
        self.body = body
        self.sealed = sealed
        self.checksum = checksum
    }

    /// The row that keeps `entry` with its personal bytes already sealed, after the row whose
    /// checksum is `previous`.
    public init(_ entry: JournalEntry, sealed: [UInt8], after previous: UInt64) {
        self.init(
            position: entry.position, at: entry.at, version: entry.version, scope: entry.scope,
            body: entry.body, sealed: sealed, checksum: 0)
        checksum = computedChecksum(after: previous)
    }

    /// What the checksum must be if the row before has the checksum `previous`. The hashed bytes
    /// are: position (8), at (8), version (1), scope kind (1), scope id (8), body length (8),
    /// sealed length (8), all little-endian, body, sealed. O(n).
    public func computedChecksum(after previous: UInt64) -> UInt64 {
        var writer = ByteWriter(capacityBytes: 42 + body.count + sealed.count)
        writer.writeUInt64(position.value)
        writer.writeInt64(at.millisecondsSinceEpoch)
        writer.writeUInt8(version)
        writer.writeUInt8(scope.kind)
        writer.writeUInt64(scope.id)
        writer.writeUInt64(UInt64(body.count))
        writer.writeUInt64(UInt64(sealed.count))
        writer.append(body)
        writer.append(sealed)
        return XXHash64.digest(writer.bytes.span, seed: previous)
    }

    /// What the personal bytes of this entry are bound to when they are sealed, beside their key:
    /// position, scope kind and scope id, so that sealed bytes moved to another row do not open.
    public static func additionalData(position: JournalPosition, scope: PersonalScope) -> [UInt8] {
        var writer = ByteWriter(capacityBytes: 17)
        writer.writeUInt64(position.value)
        writer.writeUInt8(scope.kind)
        writer.writeUInt64(scope.id)
        return writer.bytes
    }
}
