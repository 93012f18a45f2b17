// How goods change hands on the way: by a code that one side shows and the other scans. A code is bound to
// the leg, its epoch and both sides, serves once and not for long. Its text is made from these fields and
// a key (HandoverText.swift), so that the journal holds nothing one could forge a code with.

public import Basics
public import Geo

/// A side of a hand-over.
public enum HandoverParty: Hashable, Sendable {
    /// That runner.
    case runner(RunnerIndex)
    /// That station's clerk.
    case station(StationID)
    /// Whoever has the goods next: the clerk of the station at the leg's end, or the next leg's runner.
    case onward
    /// Any runner who may have the leg.
    case anyRunner
    /// Who placed the order, or the staff: nothing changes hands, whoever scans gets the leg.
    case placer
}

/// One code.
public struct HandoverCode: Equatable, Sendable {
    /// Its number among the order's codes, from 1.
    public var number: Int
    /// The leg whose goods change hands.
    public var leg: Int
    /// The leg's assignment when the code was made; it serves no other.
    public var epoch: Int
    /// Who has the goods.
    public var giver: HandoverParty
    /// Who gets them.
    public var taker: HandoverParty
    /// The taker shows it and the giver scans, as at a clerk's desk; else the other way round.
    public var isShownByTaker: Bool
    /// From when on it is worth nothing.
    public var expiresAt: Instant
    /// When it served, if it did.
    public internal(set) var usedAt: Instant?

    /// A code that has not served yet.
    public init(
        number: Int, leg: Int, epoch: Int, giver: HandoverParty, taker: HandoverParty,
        isShownByTaker: Bool = false, expiresAt: Instant
    ) {
        self.number = number
        self.leg = leg
        self.epoch = epoch
        self.giver = giver
        self.taker = taker
        self.isShownByTaker = isShownByTaker
        self.expiresAt = expiresAt
    }

    /// Whether scanning it binds a runner to a leg that waits for one.
    var bindsLeg: Bool { giver == .placer }

    /// Whether this newer code makes `older` worthless: one screen shows one code.
    func replaces(_ older: HandoverCode) -> Bool {
        leg == older.leg && giver == older.giver && isShownByTaker == older.isShownByTaker
            && older.usedAt == nil
    }
}

/// The codes of an order.
public struct HandoverCodes: Equatable, Sendable {
    /// How many are kept: beyond it the oldest are forgotten, which had their day.
    static let keptMax = 64

    /// Those that are remembered, oldest first.
    public private(set) var kept: [HandoverCode] = []
    /// How many there were.
    public private(set) var count = 0

    /// None yet.
    init() {}

    /// The codes of a snapshot.
    init(kept: [HandoverCode], count: Int) {
        self.kept = kept
        self.count = count
    }

    /// The code of that number, while it is remembered.
    subscript(number: Int) -> HandoverCode? { kept.first { $0.number == number } }

    /// Takes in the next code; the one that it replaces is forgotten.
    mutating func add(_ code: HandoverCode) {
        precondition(code.number == count + 1, "an order's codes are numbered in a row")
        count = code.number
        kept.removeAll { code.replaces($0) }
        kept.append(code)
        if kept.count > HandoverCodes.keptMax { kept.removeFirst() }
    }

    /// Notes that the code has served.
    mutating func use(_ number: Int, at now: Instant) {
        guard let place = kept.firstIndex(where: { $0.number == number }) else { return }
        kept[place].usedAt = now
    }
}

/// What a hand-over does.
public enum Handover: Equatable, Sendable {
    /// The leg's goods are put down at the station at its end, where they may lie until then.
    case deposited(dwellUntil: Instant)
    /// The leg's runner takes the goods from whoever has them.
    case taken
    /// The leg's runner gives them to the next leg's, at the station but not to it.
    case passedOn
    /// Another runner goes on with the same leg.
    case transferred(to: RunnerIndex, epoch: Int)
}

/// Why a leg is not even looked for.
public enum HoldReason: UInt8, CaseIterable, Sendable {
    /// The station at its end has no place left.
    case stationFull = 1
    /// The station at its end has no opening hour now.
    case stationClosed

    /// The reason as the wire spells it.
    public var name: String {
        switch self {
        case .stationFull: "stationFull"
        case .stationClosed: "stationClosed"
        }
    }
}

/// A point to which the recipient comes down, because the runner may not go further.
public struct Gate: Equatable, Sendable {
    /// Where, in WGS-84.
    public var coordinate: Coordinate
    /// What people call it.
    public var name: String
    /// How long the runner waits there before the dispatcher is told.
    public var wait: Milliseconds

    /// A gate.
    public init(coordinate: Coordinate, name: String, wait: Milliseconds) {
        self.coordinate = coordinate
        self.name = name
        self.wait = wait
    }
}
