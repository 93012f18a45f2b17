// A runner with a phone: works, moves, answers offers after a human while, loses its network and comes
// back. What it knows of its work is what the daemon told it; what it does is what a person would.

public import Basics
public import Engine
public import Geo
internal import Wire

/// A runner's app on one socket.
public struct RunnerApp: App {
    /// How many connections it may have.
    public static let lineCount = 1

    /// Who it is.
    public let profile: RunnerProfile
    let habits: RunnerHabits
    let map: CityMap
    let codes: DoorCodes
    var generator: SeededGenerator
    var socket: SocketLine
    var motion: Motion
    var counts = CityStatistics()

    // What the daemon said.
    var isWelcomed = false
    var duty = Duty.off
    var carried: [CarriedOrder] = []
    var visits: [ReceivedStop] = []
    var stopsVersion = 0
    var reportInterval = Milliseconds.seconds(4)

    // What the person is about.
    var errand = Errand.strolling
    var strollAt: Instant
    var offers: [OfferTask] = []
    var dutyWish = DutyWish()
    var outage: Outage?
    var nextOutageAt: Instant

    // What the phone keeps.
    var commands: [RunnerCommand] = []
    var commandCount = 0
    var keyPrefix: String
    var lastSequence: Int64 = 0
    /// The newest fix that was written since the socket came up.
    var lastSent: Int64 = 0
    var unacknowledged: [Fix] = []
    var nextFixAt: Instant
    let clockOffset: Milliseconds
    /// Bytes that came while nothing went through.
    var held: [UInt8] = []

    /// A runner who stands near a hot spot at `now` and comes on duty within a report interval.
    public init(
        profile: RunnerProfile, plan: CityPlan, map: CityMap, token: String,
        generator: SeededGenerator, at now: Instant
    ) {
        var generator = generator
        self.profile = profile
        habits = plan.habits
        self.map = map
        codes = DoorCodes(seed: plan.seed)
        let home = map.waitingPlace(near: map.home(&generator), &generator)
        motion = Motion(standingAt: home, since: now)
        socket = SocketLine(
            target: "/v1/runner", token: token, host: plan.host, generator: generator.split())
        socket.connect()
        let interval = plan.habits.reportInterval ?? .seconds(4)
        nextFixAt = now + Milliseconds(Int64(generator.below(Int(interval.count))))
        strollAt = nextFixAt
        nextOutageAt = .distantFuture
        keyPrefix = String(generator.next() >> 24, radix: 36)
        let isWrong = generator.chance(percent: plan.habits.wrongClockPercent)
        let error = generator.duration(in: plan.habits.wrongClockTime)
        let isFast = generator.chance(percent: 50)
        clockOffset = !isWrong ? .zero : isFast ? error : .zero - error
        self.generator = generator
        nextOutageAt = nextOutage(after: now)
        planBreak(after: now)
    }

    /// Where it is at `now`.
    public func coordinate(at now: Instant) -> Coordinate { motion.coordinate(at: now) }

    /// What it carries, as far as the daemon's acknowledgements go.
    public var carriedOrders: [CarriedOrder] { carried }

    /// The last offers whose decline was acknowledged.
    public internal(set) var declinedOffers: [OfferID] = []

    // MARK: App

    /// What it counted.
    public var statistics: CityStatistics {
        var all = counts
        all.socketsOpened = socket.upgradeCount
        all.socketsLost = socket.lossCount
        return all
    }

    /// What the carrier should do with the line, after it has written its output.
    public func wish(of line: Int) -> Wish { isSilent ? .nothing : socket.wish }

    /// Whether there is something to write on the line.
    public func hasOutput(_ line: Int) -> Bool { !isSilent && socket.hasOutput }

    /// Moves what is to be written on the line to the end of `bytes`.
    public mutating func takeOutput(of line: Int, into bytes: inout [UInt8]) {
        if !isSilent { socket.takeOutput(into: &bytes) }
    }

    /// The connection that the line wished for is open.
    public mutating func opened(_ line: Int, at now: Instant) {
        socket.opened(at: now)
    }

    /// The connection is gone, or could not be opened.
    public mutating func closed(_ line: Int, at now: Instant) {
        isWelcomed = false
        held = []
        socket.closed(at: now)
    }

    /// Bytes came on the line.
    public mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant) {
        guard !isSilent else {
            for index in bytes.indices { held.append(bytes[index]) }
            return
        }
        read(bytes, at: now)
    }

    /// Does what is due.
    public mutating func advance(to now: Instant) {
        advanceNetwork(to: now)
        if !isSilent { socket.advance(to: now) }
        advanceDuty(to: now)
        advanceOffers(to: now)
        advanceErrand(to: now)
        advanceFixes(to: now)
    }

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        var next = min(networkDeadline, dutyWish.nextDeadline, nextFixAt)
        if !isSilent { next = min(next, socket.nextDeadline) }
        for offer in offers { next = min(next, offer.nextDeadline) }
        return min(next, errandDeadline)
    }

    mutating func note(_ kind: Violation.Kind, at now: Instant, _ detail: String) {
        counts.violations.append(Violation(kind, at: now, "\(profile.id.text): \(detail)"))
    }
}
