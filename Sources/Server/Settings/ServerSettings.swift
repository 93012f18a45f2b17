// What the daemon can be told, as values. The fields' names are the settings' keys, and what stands
// here after `=` is the default; `SettingsTable` says the rest about each, and a test holds the two
// to one another.

public import Basics
public import Logging

/// All settings of one daemon.
public struct ServerSettings: Equatable, Sendable {
    /// `http.*`
    public var http = HTTP()
    /// `socket.*`
    public var socket = Socket()
    /// `stream.*`
    public var stream = Stream()
    /// `connections.*`
    public var connections = Connections()
    /// `outbox.*`
    public var outbox = Outbox()
    /// `subscriptions.*`
    public var subscriptions = Subscriptions()
    /// `data.*`
    public var data = DataStore()
    /// `journal.*`
    public var journal = Journal()
    /// `idempotency.*`
    public var idempotency = Idempotency()
    /// `auth.*`
    public var auth = Auth()
    /// `matching.*`
    public var matching = Matching()
    /// `offer.*`
    public var offer = Offer()
    /// `hall.*`
    public var hall = Hall()
    /// `escalation.*`
    public var escalation = Escalation()
    /// `exceptions.*`
    public var exceptions = Exceptions()
    /// `handover.*`
    public var handover = Handover()
    /// `gate.*`
    public var gate = Gate()
    /// `work.*`
    public var work = Work()
    /// `push.*`
    public var push = Push()
    /// `positions.*`
    public var positions = Positions()
    /// `fixes.*`
    public var fixes = Fixes()
    /// `track.*`
    public var track = Track()
    /// `views.…`
    public var views = Views()
    /// `places.*`
    public var places = Places()
    /// `quotes.*`
    public var quotes = Quotes()
    /// `audit.*`
    public var audit = Audit()
    /// `orders.*`
    public var orders = Orders()
    /// `tariff.*`
    public var tariff = Tariff()
    /// `clock.*`
    public var clock = Clock()
    /// `pages.*`
    public var pages = Pages()
    /// `log.*`
    public var log = Log()
    /// `demo.*`
    public var demo = Demo()
    /// `timeZone`
    public var timeZone = "Asia/Shanghai"
    /// `loops`
    public var loops = 1

    /// The defaults.
    public init() {}

    /// Where and how HTTP is served.
    public struct HTTP: Equatable, Sendable {
        /// `http.listen`
        public var listen = ListenAddress(host: "127.0.0.1", port: 8_080)
        /// `http.headerBytesMax`
        public var headerBytesMax = 16_384
        /// `http.bodyBytesMax`
        public var bodyBytesMax = 1_048_576
        /// `http.idleMs`
        public var idleMs = Milliseconds(60_000)
        /// `http.longPollMaxMs`
        public var longPollMaxMs = Milliseconds(60_000)
    }

    /// Bounds of a WebSocket connection.
    public struct Socket: Equatable, Sendable {
        /// `socket.messageBytesMax`
        public var messageBytesMax = 131_072
        /// `socket.pingIntervalMs`
        public var pingIntervalMs = Milliseconds(25_000)
        /// `socket.handshakeMs`
        public var handshakeMs = Milliseconds(10_000)
    }

    /// How an event stream is kept.
    public struct Stream: Equatable, Sendable {
        /// `stream.heartbeatMs`
        public var heartbeatMs = Milliseconds(15_000)
        /// `stream.retryMs`
        public var retryMs = Milliseconds(2_000)
    }

    /// How many connections there may be.
    public struct Connections: Equatable, Sendable {
        /// `connections.max`
        public var max = 100_000
        /// `connections.perAddressMax`
        public var perAddressMax = 20_000
    }

    /// What may wait for a slow reader.
    public struct Outbox: Equatable, Sendable {
        /// `outbox.bytesMax`
        public var bytesMax = 65_536
    }

    /// What one connection may watch.
    public struct Subscriptions: Equatable, Sendable {
        /// `subscriptions.perConnectionMax`
        public var perConnectionMax = 64
    }

    /// Where state is kept.
    public struct DataStore: Equatable, Sendable {
        /// `data.folder`
        public var folder = "./data"
    }

    /// Bounds of the journal.
    public struct Journal: Equatable, Sendable {
        /// `journal.backlogBytesMax`
        public var backlogBytesMax = 67_108_864
        /// `journal.pageCountMax`
        public var pageCountMax = 0
        /// `journal.snapshotEvery`
        public var snapshotEvery = 100_000
        /// `journal.snapshotsKept`
        public var snapshotsKept = 2
        /// `journal.upkeepPercent`
        public var upkeepPercent = 25
        /// `journal.gatherMs`
        public var gatherMs = Milliseconds(2)
        /// `journal.checkpointPages`
        public var checkpointPages = 2_000
    }

    /// How long a command's first answer is remembered.
    public struct Idempotency: Equatable, Sendable {
        /// `idempotency.inMemoryMs`
        public var inMemoryMs = Milliseconds(600_000)
        /// `idempotency.keepMs`
        public var keepMs = Milliseconds(86_400_000)
    }

    /// Whose tokens are believed.
    public struct Auth: Equatable, Sendable {
        /// `auth.keys`
        public var keys: String?
        /// `auth.issuer`
        public var issuer: String?
        /// `auth.audience`
        public var audience: String?
        /// `auth.leewayMs`
        public var leewayMs = Milliseconds.zero
    }

    /// How orders find runners.
    public struct Matching: Equatable, Sendable {
        /// `matching.mode`
        public var mode = MatchingMode.auto
        /// `matching.waveSizes`
        public var waveSizes = [1, 3, 5]
        /// `matching.fallbackWaves`
        public var fallbackWaves = 2
        /// `matching.fallbackMs`
        public var fallbackMs = Milliseconds(60_000)
        /// `matching.roundMs`
        public var roundMs = Milliseconds(1_000)
        /// `matching.radiusMetersMax`
        public var radiusMetersMax = 5_000
        /// `matching.ordersPerRoundMax`
        public var ordersPerRoundMax = 1_000
        /// `matching.loadStepSeconds`
        public var loadStepSeconds = 60
        /// `matching.detourPercent`
        public var detourPercent = 130
    }

    /// How an order is offered.
    public struct Offer: Equatable, Sendable {
        /// `offer.deadlineMs`
        public var deadlineMs = Milliseconds(15_000)
        /// `offer.confirmMs`
        public var confirmMs = Milliseconds(5_000)
        /// `offer.refusalMemoryMs`
        public var refusalMemoryMs = Milliseconds(600_000)
    }

    /// Where runners look for orders themselves.
    public struct Hall: Equatable, Sendable {
        /// `hall.windowMs`
        public var windowMs = Milliseconds(4_000)
        /// `hall.claimTimeoutMs`
        public var claimTimeoutMs = Milliseconds(90_000)
        /// `hall.radiusMeters`
        public var radiusMeters = 3_000
        /// `hall.distanceStepMeters`
        public var distanceStepMeters = 500
        /// `hall.loadPoints`
        public var loadPoints = 1
        /// `hall.winsPerHourMax`
        public var winsPerHourMax = 20
        /// `hall.refreshesPerSecond`
        public var refreshesPerSecond = 2
    }

    /// When people are told that nobody takes an order.
    public struct Escalation: Equatable, Sendable {
        /// `escalation.afterMs`
        public var afterMs = Milliseconds(150_000)
    }

    /// What a dispatcher has to look after.
    public struct Exceptions: Equatable, Sendable {
        /// `exceptions.deadlineMs`
        public var deadlineMs = Milliseconds(300_000)
        /// `exceptions.longStopMs`
        public var longStopMs = Milliseconds(600_000)
        /// `exceptions.longStopMeters`
        public var longStopMeters = 50
    }

    /// How goods pass from hand to hand.
    public struct Handover: Equatable, Sendable {
        /// `handover.codeMs`
        public var codeMs = Milliseconds(120_000)
        /// `handover.metersMax`
        public var metersMax = 300
    }

    /// How long a runner waits at a gate.
    public struct Gate: Equatable, Sendable {
        /// `gate.waitMs`
        public var waitMs = Milliseconds(600_000)
    }

    /// How long runners may work; 0 switches a rule off.
    public struct Work: Equatable, Sendable {
        /// `work.continuousMs`
        public var continuousMs = Milliseconds(14_400_000)
        /// `work.restMs`
        public var restMs = Milliseconds(1_200_000)
        /// `work.dayMs`
        public var dayMs = Milliseconds(28_800_000)
        /// `work.weekDaysMax`
        public var weekDaysMax = 6
        /// `work.restWeekday`
        public var restWeekday = 0
        /// `work.warningMs`
        public var warningMs = Milliseconds(600_000)
        /// `work.shiftEnd`
        public var shiftEnd = ShiftEnd.staysOnDuty
    }

    /// Where runners without a socket are told of offers.
    public struct Push: Equatable, Sendable {
        /// `push.url`
        public var url: String?
        /// `push.secretFile`
        public var secretFile: String?
        /// `push.queueMax`
        public var queueMax = 10_000
        /// `push.connectionsMax`
        public var connectionsMax = 8
        /// `push.timeoutMs`
        public var timeoutMs = Milliseconds(5_000)
        /// `push.retryMs`
        public var retryMs = Milliseconds(500)
    }

    /// How long a position is believed.
    public struct Positions: Equatable, Sendable {
        /// `positions.staleAfterMs`
        public var staleAfterMs = Milliseconds(30_000)
        /// `positions.untilPickup`
        public var untilPickup = PositionDetail.exact
        /// `positions.reportIntervalMs`
        public var reportIntervalMs = Milliseconds(4_000)
    }

    /// How many fixes a runner may send.
    public struct Fixes: Equatable, Sendable {
        /// `fixes.perSecondMax`
        public var perSecondMax = 1_000
        /// `fixes.batchMax`
        public var batchMax = 500
        /// `fixes.ackMs`
        public var ackMs = Milliseconds(1_000)
        /// `fixes.accuracyMetersMax`
        public var accuracyMetersMax = 500
        /// `fixes.speedMetersPerSecondMax`
        public var speedMetersPerSecondMax = 70
        /// `fixes.jumpMetersMax`
        public var jumpMetersMax = 500
    }

    /// `views`: what dispatchers look at.
    public struct Views: Equatable, Sendable {
        /// `views.intervalMs`
        public var intervalMs = Milliseconds(1_000)
        /// `views.runnersMax`
        public var runnersMax = 1_000
    }

    /// How much of the city's places may be registered.
    public struct Places: Equatable, Sendable {
        /// `places.zonesMax`
        public var zonesMax = 1_000
        /// `places.zoneVerticesMax`
        public var zoneVerticesMax = 500
        /// `places.stationsMax`
        public var stationsMax = 1_000
        /// `places.blockedPairsMax`
        public var blockedPairsMax = 100
    }

    /// What quotes say.
    public struct Quotes: Equatable, Sendable {
        /// `quotes.validMs`
        public var validMs = Milliseconds.minutes(5)
        /// `quotes.manyLeast`
        public var manyLeast = 5
    }

    /// How much of the audit log is kept.
    public struct Audit: Equatable, Sendable {
        /// `audit.rowsMax`
        public var rowsMax = 1_000_000
        /// `audit.backlogMax`
        public var backlogMax = 10_000
    }

    /// How tracks reach the disk.
    public struct Track: Equatable, Sendable {
        /// `track.flushMs`
        public var flushMs = Milliseconds(5_000)
    }

    /// Bounds of orders.
    public struct Orders: Equatable, Sendable {
        /// `orders.finishedInMemoryMs`
        public var finishedInMemoryMs = Milliseconds(600_000)
        /// `orders.keepMs`
        public var keepMs = Milliseconds(7_776_000_000)
        /// `orders.openPerCustomerMax`
        public var openPerCustomerMax = 1_000
        /// `orders.stopsMax`
        public var stopsMax = 12
        /// `orders.codeTriesMax`
        public var codeTriesMax = 5
        /// `orders.sharesMax`
        public var sharesMax = 16
        /// `orders.shareMs`
        public var shareMs = Milliseconds.minutes(7 * 24 * 60)
        /// `orders.undoMs`
        public var undoMs = Milliseconds(60_000)
        /// `orders.paymentTimeoutMs`
        public var paymentTimeoutMs = Milliseconds(900_000)
        /// `orders.scheduleLeadMs`
        public var scheduleLeadMs = Milliseconds(900_000)
        /// `orders.scheduleAheadMaxMs`
        public var scheduleAheadMaxMs = Milliseconds(604_800_000)
        /// `orders.deliveredMetersMax`
        public var deliveredMetersMax = 1_000
        /// `orders.contactAttemptsLeast`
        public var contactAttemptsLeast = 2
        /// `orders.contactWaitMs`
        public var contactWaitMs = Milliseconds(300_000)
        /// `orders.pickupWaitMs`
        public var pickupWaitMs = Milliseconds(600_000)
        /// `orders.choiceTimeoutMs`
        public var choiceTimeoutMs = Milliseconds(600_000)
        /// `orders.prepaid`
        public var prepaid = WhichOrders.asked
        /// `orders.positionAtHandover`
        public var positionAtHandover = WhetherRequired.optional
    }

    /// What an order costs, in the currency's minor unit.
    public struct Tariff: Equatable, Sendable {
        /// `tariff.baseFee`
        public var baseFee = 500
        /// `tariff.freeMeters`
        public var freeMeters = 1_000
        /// `tariff.perKilometerFee`
        public var perKilometerFee = 100
        /// `tariff.cancelFee`
        public var cancelFee = 300
        /// `tariff.currency`
        public var currency = "CNY"
    }

    /// What time it is for the daemon.
    public struct Clock: Equatable, Sendable {
        /// `clock.rate`
        public var rate = 1
        /// `clock.origin`
        public var origin = 0
    }

    /// What the pages need from elsewhere.
    public struct Pages: Equatable, Sendable {
        /// `pages.leafletDirectory`
        public var leafletDirectory: String? = "/usr/share/javascript/leaflet"
    }

    /// What is written to standard error.
    public struct Log: Equatable, Sendable {
        /// `log.level`
        public var level = Logger.Level.info
        /// `log.format`
        public var format = LogFormat.text
    }

    /// The city that `fleetfootd demo` drives.
    public struct Demo: Equatable, Sendable {
        /// `demo.runners`
        public var runners = 300
        /// `demo.customers`
        public var customers = 200
        /// `demo.seed`
        public var seed = 1
    }
}

/// How exactly a position is shown.
public enum PositionDetail: String, CaseIterable, Sendable {
    case exact
    case coarse
}

/// How orders are given out where neither a zone nor the order says so.
public enum MatchingMode: String, CaseIterable, Sendable {
    /// Each matching round offers each order to one runner.
    case auto
    /// Several runners are asked at once, and more with each wave.
    case wave
    /// Runners look for orders themselves.
    case hall
    /// A dispatcher binds them.
    case manual
    /// Who scans an order's code has it.
    case scan
}

/// What becomes of a runner's duty when its shift ends.
public enum ShiftEnd: String, CaseIterable, Sendable {
    case staysOnDuty
    case endsDuty
}

/// Which orders wait for their payment.
public enum WhichOrders: String, CaseIterable, Sendable {
    /// Those whose placer asks for it.
    case asked
    case all
}

/// Whether something must be there.
public enum WhetherRequired: String, CaseIterable, Sendable {
    case optional
    case required
}

/// How a line of the log is written.
public enum LogFormat: String, CaseIterable, Sendable {
    /// For eyes.
    case text
    /// One JSON object a line, for machines.
    case json
}
