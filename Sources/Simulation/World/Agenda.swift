// What is going to happen, in order. Two things at one moment happen in the order in which they were
// put down, so that a run is the same every time.

internal import Basics
internal import Gateway
internal import HeapModule
internal import Matching

/// Something that happens at its time.
enum Happening: Sendable {
    /// An attempt to connect a line has come to something.
    case dialed(line: Int, attempt: Int)
    /// Bytes arrive at the daemon.
    case atDaemon(ConnectionID)
    /// Bytes arrive at the app.
    case atApp(ConnectionID)
    /// The daemon learns that the connection is closed.
    case closedForDaemon(ConnectionID)
    /// The daemon learns that the app will send no more.
    case ended(ConnectionID)
    /// The app learns that the connection is closed.
    case closedForApp(ConnectionID)
    /// A deadline that the daemon has set.
    case deadline(ConnectionID, count: Int)
    case tokenChecked(ExchangeID, token: String)
    case planned(RoundID, Plan)
    case answered(QueryID, StoreQuery)
    case synced
    case syncRefused
    /// Some connection breaks.
    case drop
    /// Some app stops reading.
    case stall
    case crash
    case restart
}

/// The happenings to come.
struct Agenda: Sendable {
    private struct Item: Comparable, Sendable {
        var at: Instant
        var number: UInt64
        /// Which life of the daemon it belongs to; `nil` for what outlives a crash.
        var life: Int?
        var happening: Happening

        static func < (left: Item, right: Item) -> Bool {
            (left.at, left.number) < (right.at, right.number)
        }

        static func == (left: Item, right: Item) -> Bool { left.number == right.number }
    }

    private var items = Heap<Item>()
    private var count: UInt64 = 0
    /// How often the daemon was started.
    var life = 0

    init() {}

    var nextAt: Instant { items.min?.at ?? .distantFuture }

    /// Puts down something that outlives a crash.
    mutating func add(_ happening: Happening, at instant: Instant) {
        insert(happening, at: instant, life: nil)
    }

    /// Puts down something that a crash undoes.
    mutating func addForThisLife(_ happening: Happening, at instant: Instant) {
        insert(happening, at: instant, life: life)
    }

    private mutating func insert(_ happening: Happening, at instant: Instant, life: Int?) {
        count += 1
        items.insert(Item(at: instant, number: count, life: life, happening: happening))
    }

    /// Takes the next thing that is due.
    mutating func take(dueAt now: Instant) -> Happening? {
        while let item = items.min, item.at <= now {
            items.removeMin()
            if item.life == nil || item.life == life { return item.happening }
        }
        return nil
    }
}
