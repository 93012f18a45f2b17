// A snapshot is a list of records like all others, but each says what something has come to, not what
// happened to it. Applied to an empty city in their order they give the state of the city they were
// made from; what follows from it (masks, counters, who waits) is not in them.

public import Basics
public import Journal

/// A piece of a city's state.
public enum Fold: Equatable, Sendable {
    /// What belongs to the city as a whole; always the first.
    case city(CityFold)
    /// A runner with its duty and load; in the order of their numbers.
    case runner(RunnerIndex, Runner)
    /// An order with its legs and its history, without its track.
    case order(Order)
    /// An offer of an order in memory; after its order.
    case offer(Offer)
    /// An exception that is open.
    case exception(Exception)
    /// A key and where the answer to it stands. The Gateway keeps these.
    case answer(AnswerFold)
}

/// What belongs to a city as a whole.
public struct CityFold: Equatable, Sendable {
    /// What is counted up.
    var numbers = Engine.Numbers()
    /// The pools' names in the order of their bits.
    var pools: [String] = []
    /// The skills' names in the order of their bits.
    var skills: [String] = []
    /// The registry's revision before the places that follow.
    var placeRevision = 0
    /// What lies at stations or is on its way there, by station.
    var shelves: [Shelf] = []
    /// How long runners may work.
    var workRules = WorkRules()
    /// How long ended orders stay in memory.
    var finishedInMemory = Policy().finishedInMemory
    /// What is to be looked at and when, in the order in which it is due.
    var timers: [EngineTimer] = []

    /// What lies at one station.
    struct Shelf: Equatable, Sendable {
        var station: StationID
        var load: StationLoad
    }
}

/// A key that was used, without the answer's bytes: those are read back from where they stand.
public struct AnswerFold: Equatable, Sendable {
    /// Whose key it is.
    public var subject: String
    /// The key.
    public var key: String
    /// The hash of what was asked.
    public var requestHash: UInt64
    /// Where the answer stands in the journal.
    public var position: JournalPosition
    /// When it was given.
    public var at: Instant

    /// A key that was used.
    public init(
        subject: String, key: String, requestHash: UInt64, position: JournalPosition, at: Instant
    ) {
        self.subject = subject
        self.key = key
        self.requestHash = requestHash
        self.position = position
        self.at = at
    }
}
