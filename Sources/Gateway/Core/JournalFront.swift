// The journal as the city sees it: positions given out, how far the disk has come, and whether it
// takes anything at the moment.

internal import Basics
internal import Engine
internal import Journal

/// Records on their way to the journal.
struct JournalFront {
    /// The position of the last record.
    private(set) var last = JournalPosition.none
    /// The position up to which all is on disk.
    private(set) var synced = JournalPosition.none
    /// Bytes that are not on disk yet, with their positions.
    private var waiting = Queue<(position: JournalPosition, bytes: Int)>()
    /// The sum of them.
    private(set) var waitingBytes = 0
    /// The last batch was refused by the disk.
    var isFailing = false
    private var body = ByteWriter()
    private var personal = ByteWriter()

    init() {}

    /// Gives the record its place and its bytes.
    mutating func append(_ record: Record, at now: Instant) -> JournalEntry {
        body.removeAll()
        personal.removeAll()
        let scope = RecordCodec.encode(record, body: &body, personal: &personal)
        last = last.next
        let bytes = body.bytes.count + personal.bytes.count
        waiting.append((last, bytes))
        waitingBytes += bytes
        return JournalEntry(
            position: last, at: now, version: RecordCodec.version, scope: scope,
            body: body.bytes, personal: personal.bytes)
    }

    /// All up to `position` is on disk.
    mutating func synced(upTo position: JournalPosition) {
        synced = max(synced, position)
        while let next = waiting.first, next.position <= position {
            waitingBytes -= next.bytes
            waiting.removeFirst()
        }
    }

    /// A record was read back.
    mutating func replayed(_ position: JournalPosition) {
        last = position
        synced = position
    }
}
