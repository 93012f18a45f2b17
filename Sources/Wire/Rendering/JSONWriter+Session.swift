// What a runner's session hears about itself: the welcome, the counts of its fixes, its pace.

public import Basics
public import Engine
public import Geo

/// What a runner's app needs to go on where it was.
public struct Welcome: Sendable {
    /// A leg that the runner carries.
    public struct Leg: Equatable, Sendable {
        /// The order.
        public var order: OrderID
        /// The leg.
        public var leg: Int
        /// Where it stands.
        public var state: OrderState
        /// The assignment.
        public var epoch: Int

        /// A leg.
        public init(order: OrderID, leg: Int, state: OrderState, epoch: Int) {
            self.order = order
            self.leg = leg
            self.state = state
            self.epoch = epoch
        }
    }

    /// Who it is.
    public var runner: RunnerID
    /// Whether it works.
    public var duty: Duty
    /// The highest sequence of its fixes.
    public var lastSequence: Int64
    /// The daemon's clock.
    public var serverTime: Instant
    /// How often it should report.
    public var reportInterval: Milliseconds
    /// How often the daemon pings.
    public var pingInterval: Milliseconds
    /// What it carries.
    public var legs: [Leg]
    /// What it is asked, with the first deadlines.
    public var offers: [OfferPicture]
    /// Where to drive.
    public var stops: [StopVisit]
    /// The version of the stops.
    public var stopsVersion: Int

    /// A welcome.
    public init(
        runner: RunnerID, duty: Duty, lastSequence: Int64, serverTime: Instant,
        reportInterval: Milliseconds, pingInterval: Milliseconds, legs: [Leg] = [],
        offers: [OfferPicture] = [], stops: [StopVisit] = [], stopsVersion: Int = 0
    ) {
        self.runner = runner
        self.duty = duty
        self.lastSequence = lastSequence
        self.serverTime = serverTime
        self.reportInterval = reportInterval
        self.pingInterval = pingInterval
        self.legs = legs
        self.offers = offers
        self.stops = stops
        self.stopsVersion = stopsVersion
    }
}

extension JSONWriter {
    /// Writes a `welcome` message.
    public mutating func writeWelcome(_ welcome: Welcome, datum: Datum) {
        beginMessage("welcome")
        field("runner", welcome.runner.text)
        field("duty", welcome.duty.name)
        field("lastSeq", welcome.lastSequence)
        field("serverTime", welcome.serverTime)
        field("reportIntervalMs", welcome.reportInterval.count)
        field("pingIntervalMs", welcome.pingInterval.count)
        name("legs")
        beginArray()
        for leg in welcome.legs {
            beginObject()
            field("order", leg.order)
            field("leg", leg.leg)
            field("state", leg.state.name)
            field("epoch", leg.epoch)
            endObject()
        }
        endArray()
        name("offers")
        writeOfferList(welcome.offers, now: welcome.serverTime, datum: datum)
        name("stops")
        writeVisits(welcome.stops, datum: datum)
        field("stopsVersion", welcome.stopsVersion)
        field("protocol", "1.0")
        endObject()
    }

    /// Writes a `fixesAck`: the highest sequence received, and what became of the fixes since the last
    /// one. It means received, not durable. No allocation while there is room.
    public mutating func writeFixesAck(upToSequence: Int64, _ counts: FixCounts) {
        startMessage()
        literal(#"{"type":"fixesAck","upToSeq":"#)
        digits(upToSequence)
        literal(#","accepted":"#)
        digits(Int64(counts.accepted))
        literal(#","dropped":"#)
        beginObject()
        for drop in FixDrop.allCases where counts[drop] > 0 { field(drop.name, counts[drop]) }
        endObject()
        endObject()
    }

    /// Writes a `reportInterval` message.
    public mutating func writeReportInterval(_ interval: Milliseconds) {
        beginMessage("reportInterval")
        field("ms", interval.count)
        endObject()
    }
}
