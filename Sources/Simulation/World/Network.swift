// Connections between apps and daemon, as bad as networks are: bytes take their time, come in pieces or
// glued together, readers stop reading, and connections end on one side before the other.

internal import Basics

/// One direction of a connection: bytes on their way, in order.
struct Stream: Sendable {
    private var pieces: [(at: Instant, bytes: [UInt8])] = []
    private var first = 0
    /// When the last piece arrives.
    private(set) var lastAt = Instant.distantPast
    /// How many bytes are on their way.
    private(set) var byteCount = 0

    /// Sends bytes that arrive at `at`, or after those before them; when they do.
    mutating func send(_ bytes: [UInt8], at: Instant) -> Instant {
        lastAt = max(lastAt, at)
        pieces.append((lastAt, bytes))
        byteCount += bytes.count
        return lastAt
    }

    /// The next piece that has arrived at `now`.
    mutating func receive(at now: Instant) -> [UInt8]? {
        guard first < pieces.count, pieces[first].at <= now else { return nil }
        let bytes = pieces[first].bytes
        byteCount -= bytes.count
        first += 1
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        }
        return bytes
    }

    /// What is on its way is lost.
    mutating func cut() {
        pieces.removeAll()
        first = 0
        byteCount = 0
    }
}

/// One connection, with what each side knows of it.
struct Connection: Sendable {
    let id: ConnectionID
    let line: Int
    var toDaemon = Stream()
    var toApp = Stream()
    /// The app has been told that it is closed, or has closed it itself.
    var isClosedForApp = false
    /// The daemon has been told that it is closed.
    var isClosedForDaemon = false
    /// It broke: nothing more gets through, whoever knows of it.
    var isBroken = false
    /// The daemon wants it closed when everything is written.
    var isClosing = false
    /// The app has closed its half and waits for the daemon to close the other.
    var isHalfClosed = false
    /// The daemon was told that its writes do not get through.
    var isCongested = false
    /// The app reads nothing before.
    var stalledUntil = Instant.distantPast
    /// Counts the daemon's deadlines, so that an old one does nothing.
    var deadlineCount = 0

    /// What is on its way is lost, and what is sent from here on too.
    mutating func cut() {
        isBroken = true
        toApp.cut()
        toDaemon.cut()
    }
}

/// All connections.
struct Network: Sendable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    /// The open connection of each line.
    private var ofLine: [ConnectionID?]

    init(lineCount: Int) {
        ofLine = [ConnectionID?](repeating: nil, count: lineCount)
    }

    subscript(id: ConnectionID) -> Connection? {
        let slot = Int(id.index)
        guard slot < slots.count, slots[slot]?.id == id else { return nil }
        return slots[slot]
    }

    /// The connection that the line's app holds to be open.
    func connection(ofLine line: Int) -> ConnectionID? { ofLine[line] }

    /// All connections, in the order of their slots.
    var all: [Connection] { slots.compactMap { $0 } }

    mutating func open(line: Int) -> ConnectionID {
        let slot: Int
        if let freed = free.popLast() {
            slot = freed
        } else {
            slot = slots.count
            slots.append(nil)
            generations.append(0)
        }
        let id = ConnectionID(index: UInt32(slot), generation: generations[slot])
        slots[slot] = Connection(id: id, line: line)
        ofLine[line] = id
        return id
    }

    /// Changes a connection that is there; one that both sides have closed is forgotten.
    mutating func change<Value>(
        _ id: ConnectionID, _ body: (inout Connection) -> Value
    ) -> Value? {
        guard var connection = self[id] else { return nil }
        let slot = Int(id.index)
        slots[slot] = nil
        let value = body(&connection)
        if connection.isClosedForApp, ofLine[connection.line] == id {
            ofLine[connection.line] = nil
        }
        if connection.isClosedForApp, connection.isClosedForDaemon {
            generations[slot] &+= 1
            free.append(slot)
        } else {
            slots[slot] = connection
        }
        return value
    }

    /// The daemon is gone: every connection is closed on its side. What it has written is on its way,
    /// and arrives; what was written to it is lost.
    mutating func loseDaemon() -> [Connection] {
        let lost = all
        for connection in lost {
            _ = change(connection.id) { connection in
                connection.isClosedForDaemon = true
                connection.toDaemon.cut()
            }
        }
        return lost
    }
}
