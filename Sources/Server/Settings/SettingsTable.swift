// The table of settings, in the order in which the sample file shows them. A setting that nothing
// reads does not belong here.

/// Every setting there is.
public enum SettingsTable {
    /// The rows, groups together.
    public static let all: [Setting] =
        network + durability + access + dispatch + market + relay + protection + pushing
        + tracking + registry + trade + surroundings

    /// The row of `key`. O(rows).
    public static func setting(_ key: String) -> Setting? {
        all.first { $0.key == key }
    }

    private static let hour = 3_600_000
    private static let day = 86_400_000

    private static let network: [Setting] = [
        .address(
            "http.listen", \.http.listen,
            "The address to serve on; port 0 picks a free one and prints it."),
        .number(
            "http.headerBytesMax", \.http.headerBytesMax, in: 1_024...262_144, .bytes,
            "The longest head of a request; a longer one is answered with 431."),
        .number(
            "http.bodyBytesMax", \.http.bodyBytesMax, in: 1_024...67_108_864, .bytes,
            "The longest body of a request; a longer one is answered with 413."),
        .duration(
            "http.idleMs", \.http.idleMs, in: 1_000...hour,
            "A kept-alive connection without a request is closed after this time."),
        .duration(
            "http.longPollMaxMs", \.http.longPollMaxMs, in: 1_000...hour,
            "The longest wait that a long-poll may ask for."),
        .number(
            "socket.messageBytesMax", \.socket.messageBytesMax, in: 1_024...16_777_216, .bytes,
            "The longest message on a socket; a longer one closes it with 1009."),
        .duration(
            "socket.pingIntervalMs", \.socket.pingIntervalMs, in: 1_000...hour,
            "A silent socket is pinged after this time and closed after twice this time."),
        .duration(
            "socket.handshakeMs", \.socket.handshakeMs, in: 1_000...600_000,
            "A connection that has not sent its first whole request by then is closed."),
        .duration(
            "stream.heartbeatMs", \.stream.heartbeatMs, in: 1_000...600_000,
            "A silent event stream carries a comment this often."),
        .duration(
            "stream.retryMs", \.stream.retryMs, in: 100...600_000,
            "How long an event stream asks its reader to wait before it comes back."),
        .number(
            "connections.max", \.connections.max, in: 1...1_000_000, .count,
            "Open connections in all; further ones are closed as soon as they are accepted."),
        .number(
            "connections.perAddressMax", \.connections.perAddressMax, in: 1...1_000_000, .count,
            "Open connections from one address; a whole campus may share one."),
        .number(
            "outbox.bytesMax", \.outbox.bytesMax, in: 4_096...67_108_864, .bytes,
            "What may wait for one slow reader; beyond it the connection is closed with 4008."),
        .number(
            "subscriptions.perConnectionMax", \.subscriptions.perConnectionMax, in: 1...10_000,
            .count,
            "Orders one customer connection may follow at once."),
    ]

    private static let durability: [Setting] = [
        .text(
            "data.folder", \.data.folder, "The folder of the journal and the database.",
            expected: "a path"
        ) { !$0.isEmpty },
        .number(
            "journal.backlogBytesMax", \.journal.backlogBytesMax,
            in: 65_536...4_294_967_296, .bytes,
            "Records waiting for the disk; beyond it new commands are answered with 503."),
        .number(
            "journal.pageCountMax", \.journal.pageCountMax, in: 0...1_073_741_823, .count,
            "The most pages of 4,096 bytes the database may grow to; 0 sets no bound."),
        .number(
            "journal.snapshotEvery", \.journal.snapshotEvery, in: 0...1_000_000_000, .count,
            "A snapshot is taken after so many records, so that a start reads no more; 0 takes none."
        ),
        .number(
            "journal.snapshotsKept", \.journal.snapshotsKept, in: 1...10, .count,
            "Snapshots that are kept; what the oldest stands for may be removed from the journal."),
        .number(
            "journal.upkeepPercent", \.journal.upkeepPercent, in: 1...100, .percent,
            "Of the disk's time and of a processor's, how much a snapshot takes; the rest is for commands."
        ),
        .duration(
            "journal.gatherMs", \.journal.gatherMs, in: 0...1_000,
            "How long after one batch of records the next goes to the disk: what comes meanwhile shares its sync."
        ),
        .number(
            "journal.checkpointPages", \.journal.checkpointPages, in: 100...1_000_000, .count,
            "Pages of 4,096 bytes that the write-ahead log gathers before they move into the database."
        ),
        .duration(
            "idempotency.inMemoryMs", \.idempotency.inMemoryMs, in: 1_000...day,
            "How long a command's key and first answer stay in memory."),
        .duration(
            "idempotency.keepMs", \.idempotency.keepMs, in: 1_000...(7 * day),
            "How long a command's key is known at all; at least idempotency.inMemoryMs."),
    ]

    private static let access: [Setting] = [
        .optionalText(
            "auth.keys", \.auth.keys,
            "The folder of keys: KID.hs256 holds a raw secret, KID.pem a public key; serve needs it.",
            expected: "a path"),
        .optionalText(
            "auth.issuer", \.auth.issuer,
            "What a token's iss must be; unset does not look.",
            expected: "the iss of the tokens"),
        .optionalText(
            "auth.audience", \.auth.audience,
            "What a token's aud must contain; unset does not look.",
            expected: "one aud of the tokens"),
        .duration(
            "auth.leewayMs", \.auth.leewayMs, in: 0...600_000,
            "How far the issuer's clock may be off when exp and nbf are compared."),
    ]

    private static let dispatch: [Setting] = [
        .choice(
            "matching.mode", \.matching.mode,
            "How orders are given out where no zone says so."),
        .numbers(
            "matching.waveSizes", \.matching.waveSizes, in: 1...100, countMax: 10,
            "How many runners the waves ask; the last number holds for all later ones."),
        .number(
            "matching.fallbackWaves", \.matching.fallbackWaves, in: 1...100, .count,
            "Waves without a taker until the order goes to the hall."),
        .duration(
            "matching.fallbackMs", \.matching.fallbackMs, in: 1_000...day,
            "Time in waves without a taker until the order goes to the hall."),
        .duration(
            "matching.roundMs", \.matching.roundMs, in: 50...60_000,
            "The time between two matching rounds."),
        .number(
            "matching.radiusMetersMax", \.matching.radiusMetersMax, in: 100...100_000, .meters,
            "Runners farther than this from the pickup are not asked."),
        .number(
            "matching.ordersPerRoundMax", \.matching.ordersPerRoundMax, in: 1...1_000_000, .count,
            "Waiting orders one round looks at; where more wait, they take turns."),
        .number(
            "matching.loadStepSeconds", \.matching.loadStepSeconds, in: 0...3_600, .seconds,
            "What each order a runner already has adds to the cost of one more."),
        .number(
            "matching.detourPercent", \.matching.detourPercent, in: 100...500, .percent,
            "The length of streets in hundredths of the straight line."),
        .duration(
            "offer.deadlineMs", \.offer.deadlineMs, in: 1_000...600_000,
            "How long a runner has to answer an offer."),
        .duration(
            "offer.confirmMs", \.offer.confirmMs, in: 100...600_000,
            "How long the app of a runner with a socket may take to say that it shows an offer."),
        .duration(
            "offer.refusalMemoryMs", \.offer.refusalMemoryMs, in: 1_000...day,
            "How long a runner who declined an order is not asked for it again."),
    ]

    private static let market: [Setting] = [
        .duration(
            "hall.windowMs", \.hall.windowMs, in: 100...600_000,
            "How long the hall collects claims once the first has come."),
        .duration(
            "hall.claimTimeoutMs", \.hall.claimTimeoutMs, in: 1_000...day,
            "How long the hall waits for a claim before rounds ask again and people are told."),
        .number(
            "hall.radiusMeters", \.hall.radiusMeters, in: 100...100_000, .meters,
            "The hall shows a runner the orders that begin within this distance."),
        .number(
            "hall.distanceStepMeters", \.hall.distanceStepMeters, in: 1...100_000, .meters,
            "Claims from within the same step of distance score the same."),
        .number(
            "hall.loadPoints", \.hall.loadPoints, in: 0...1_000, .count,
            "What an order on board counts against a claim, in steps of distance."),
        .number(
            "hall.winsPerHourMax", \.hall.winsPerHourMax, in: 1...100_000, .count,
            "Orders that a runner may win in the hall in an hour; then 429."),
        .number(
            "hall.refreshesPerSecond", \.hall.refreshesPerSecond, in: 1...1_000, .count,
            "Looks at the hall that a runner has in a second; further ones are answered with 429."),
        .duration(
            "escalation.afterMs", \.escalation.afterMs, in: 1_000...day,
            "Time without a taker, or with an empty pool, until customer and dispatcher are told."),
        .duration(
            "exceptions.deadlineMs", \.exceptions.deadlineMs, in: 1_000...day,
            "Time until an exception that nobody claimed is called overdue."),
        .duration(
            "exceptions.longStopMs", \.exceptions.longStopMs, in: 1_000...day,
            "Who has goods and stands still for so long is looked after."),
        .number(
            "exceptions.longStopMeters", \.exceptions.longStopMeters, in: 1...10_000, .meters,
            "Who has not moved farther than this stands still."),
    ]

    private static let relay: [Setting] = [
        .duration(
            "handover.codeMs", \.handover.codeMs, in: 1_000...day,
            "How long a hand-over code serves."),
        .number(
            "handover.metersMax", \.handover.metersMax, in: 10...100_000, .meters,
            "How far a runner may be from where goods change hands."),
        .duration(
            "gate.waitMs", \.gate.waitMs, in: 1_000...day,
            "How long a runner waits at a gate until the dispatcher is told."),
    ]

    private static let protection: [Setting] = [
        .duration(
            "work.continuousMs", \.work.continuousMs, in: 0...day,
            "Work without a rest after which a rest follows; 0 switches the rule off."),
        .duration(
            "work.restMs", \.work.restMs, in: 0...day,
            "How long a rest is; 0 switches the rule off."),
        .duration(
            "work.dayMs", \.work.dayMs, in: 0...day,
            "Work on one day after which a runner says that it goes on; 0 switches the rule off."),
        .number(
            "work.weekDaysMax", \.work.weekDaysMax, in: 0...31, .count,
            "Working days in a row after which a day of rest follows; 0 switches the rule off."),
        .number(
            "work.restWeekday", \.work.restWeekday, in: 0...7, .count,
            "The weekday that is always a day of rest, from 1 for Monday; 0 for none."),
        .duration(
            "work.warningMs", \.work.warningMs, in: 0...day,
            "How long before a rule holds its runner is told."),
        .choice(
            "work.shiftEnd", \.work.shiftEnd,
            "Whether the end of a shift takes a runner off duty; asked it is in its shifts only."),
    ]

    private static let pushing: [Setting] = [
        .optionalText(
            "push.url", \.push.url,
            "Where a signed webhook tells of offers to runners without a socket.",
            expected: PushURL.expected, where: { PushURL($0) != nil }),
        .optionalText(
            "push.secretFile", \.push.secretFile,
            "The file whose bytes, at least 32, are the secret that pushes are signed with.",
            expected: "a path"),
        .number(
            "push.queueMax", \.push.queueMax, in: 1...1_000_000, .count,
            "Pushes that may wait for their receiver; further ones are dropped."),
        .number(
            "push.connectionsMax", \.push.connectionsMax, in: 1...256, .count,
            "Connections to the receiver, each with one push at a time."),
        .duration(
            "push.timeoutMs", \.push.timeoutMs, in: 100...60_000,
            "How long the receiver may take to be reached, and to answer."),
        .duration(
            "push.retryMs", \.push.retryMs, in: 10...60_000,
            "When a failed push is tried again; the wait doubles with each try up to 30 s."),
    ]

    private static let tracking: [Setting] = [
        .duration(
            "positions.staleAfterMs", \.positions.staleAfterMs, in: 1_000...hour,
            "A runner who was not heard of for this time gets no offers."),
        .choice(
            "positions.untilPickup", \.positions.untilPickup,
            "How customers see the runner before the pickup: coarse is a grid of about 100 m."),
        .duration(
            "positions.reportIntervalMs", \.positions.reportIntervalMs, in: 200...60_000,
            "How often runners' apps are asked to send a fix."),
        .number(
            "fixes.perSecondMax", \.fixes.perSecondMax, in: 1...100_000, .count,
            "Fixes a second from one runner; more are dropped as rateLimited."),
        .number(
            "fixes.batchMax", \.fixes.batchMax, in: 1...5_000, .count,
            "Fixes in one message; a longer message is refused."),
        .duration(
            "fixes.ackMs", \.fixes.ackMs, in: 100...60_000,
            "Fixes sent one by one are acknowledged together after this time."),
        .number(
            "fixes.accuracyMetersMax", \.fixes.accuracyMetersMax, in: 1...100_000, .meters,
            "Fixes less accurate than this are dropped as inaccurate."),
        .number(
            "fixes.speedMetersPerSecondMax", \.fixes.speedMetersPerSecondMax, in: 1...10_000,
            .metersPerSecond,
            "Fixes that imply a higher speed since the one before are dropped as teleport."),
        .number(
            "fixes.jumpMetersMax", \.fixes.jumpMetersMax, in: 0...100_000, .meters,
            "What GPS may err at once: so far a position may jump whatever the speed."),
        .duration(
            "track.flushMs", \.track.flushMs, in: 100...60_000,
            "How often tracks are written: a crash may lose this much of them."),
        .duration(
            "views.intervalMs", \.views.intervalMs, in: 100...60_000,
            "How often a dispatcher's map is told what changed."),
        .number(
            "views.runnersMax", \.views.runnersMax, in: 1...100_000, .count,
            "A dispatcher's view with more runners than this shows cells instead."),
    ]

    private static let registry: [Setting] = [
        .number(
            "places.zonesMax", \.places.zonesMax, in: 0...100_000, .count,
            "Zones that may be registered."),
        .number(
            "places.zoneVerticesMax", \.places.zoneVerticesMax, in: 3...1_000, .count,
            "Vertices of one zone's polygon."),
        .number(
            "places.stationsMax", \.places.stationsMax, in: 0...100_000, .count,
            "Stations that may be registered."),
        .number(
            "places.blockedPairsMax", \.places.blockedPairsMax, in: 0...10_000, .count,
            "Runners who may be kept from one customer."),
        .duration(
            "quotes.validMs", \.quotes.validMs, in: 1_000...day,
            "How long a quote says that it is good for."),
        .number(
            "quotes.manyLeast", \.quotes.manyLeast, in: 2...10_000, .count,
            "So many free runners of a pool are called many; from then on times depend on them."),
        .number(
            "audit.rowsMax", \.audit.rowsMax, in: 1_000...1_000_000_000, .count,
            "Lines that the audit log keeps; the oldest go."),
        .number(
            "audit.backlogMax", \.audit.backlogMax, in: 100...1_000_000, .count,
            "Lines of the audit log that wait for a disk that refuses; further ones are lost."),
    ]

    private static let trade: [Setting] = [
        .duration(
            "orders.finishedInMemoryMs", \.orders.finishedInMemoryMs, in: 1_000...day,
            "How long a finished order stays in memory."),
        .duration(
            "orders.keepMs", \.orders.keepMs, in: 1_000...(3_650 * day),
            "How long an ended order and its track can be read; at least idempotency.keepMs."),
        .number(
            "orders.openPerCustomerMax", \.orders.openPerCustomerMax, in: 1...1_000_000, .count,
            "Orders one customer may have open; more are answered with 429."),
        .number(
            "orders.stopsMax", \.orders.stopsMax, in: 1...12, .count,
            "Stops an order may have."),
        .number(
            "orders.codeTriesMax", \.orders.codeTriesMax, in: 1...100, .count,
            "Wrong drop-off codes until the code is locked."),
        .number(
            "orders.sharesMax", \.orders.sharesMax, in: 0...1_000, .count,
            "Links to one order that may be given away."),
        .duration(
            "orders.shareMs", \.orders.shareMs, in: 1_000...day * 30,
            "How long a link lives at most; it ends with its order."),
        .duration(
            "orders.undoMs", \.orders.undoMs, in: 0...3_600_000,
            "How long a runner may take its last report back."),
        .duration(
            "orders.paymentTimeoutMs", \.orders.paymentTimeoutMs, in: 1_000...day,
            "How long an order that waits for its payment stays."),
        .duration(
            "orders.scheduleLeadMs", \.orders.scheduleLeadMs, in: 0...day,
            "How long before its hour a scheduled order goes looking for a runner."),
        .duration(
            "orders.scheduleAheadMaxMs", \.orders.scheduleAheadMaxMs, in: 0...31_536_000_000,
            "How far ahead an order may be scheduled."),
        .number(
            "orders.deliveredMetersMax", \.orders.deliveredMetersMax, in: 0...100_000, .meters,
            "How far from the stop a hand-over needs no reason; 0 is anywhere."),
        .number(
            "orders.contactAttemptsLeast", \.orders.contactAttemptsLeast, in: 0...50, .count,
            "Attempts to reach a recipient before it counts as unreachable."),
        .duration(
            "orders.contactWaitMs", \.orders.contactWaitMs, in: 0...day,
            "Time at the drop-off before a recipient counts as unreachable."),
        .duration(
            "orders.pickupWaitMs", \.orders.pickupWaitMs, in: 0...day,
            "Time at the pickup before an order may be given back as not ready."),
        .duration(
            "orders.choiceTimeoutMs", \.orders.choiceTimeoutMs, in: 1_000...day,
            "How long the customer has to choose when something goes wrong."),
        .choice(
            "orders.prepaid", \.orders.prepaid,
            "Which orders wait for their payment: those whose placer asks for it, or all."),
        .choice(
            "orders.positionAtHandover", \.orders.positionAtHandover,
            "Whether handing over without a known position needs a reason."),
        .number(
            "tariff.baseFee", \.tariff.baseFee, in: 0...1_000_000_000, .minorUnits,
            "What every order costs."),
        .number(
            "tariff.freeMeters", \.tariff.freeMeters, in: 0...1_000_000, .meters,
            "The distance that tariff.baseFee covers."),
        .number(
            "tariff.perKilometerFee", \.tariff.perKilometerFee, in: 0...1_000_000_000, .minorUnits,
            "What each kilometre beyond tariff.freeMeters costs."),
        .number(
            "tariff.cancelFee", \.tariff.cancelFee, in: 0...1_000_000_000, .minorUnits,
            "What a cancel costs between accept and pickup."),
        .text(
            "tariff.currency", \.tariff.currency, "The currency of all amounts.",
            expected: "three capital letters (ISO 4217), as CNY"
        ) { $0.utf8.count == 3 && $0.utf8.allSatisfy { (0x41...0x5A).contains($0) } },
    ]

    private static let surroundings: [Setting] = [
        .timeZone(
            "timeZone", \.timeZone, "The zone whose days and hours order numbers and shifts follow."
        ),
        .number(
            "clock.rate", \.clock.rate, in: 1...3_600, .count,
            "Seconds of the daemon's clock to one real second; tokens stay on real time."),
        .number(
            "clock.origin", \.clock.origin, in: 0...4_102_444_800_000, .milliseconds,
            "Where the daemon's clock starts, in ms since 1970 UTC; 0 is the wall clock."),
        .optionalText(
            "pages.leafletDirectory", \.pages.leafletDirectory,
            "The folder of leaflet.js for the map; without it the page draws its own grid.",
            expected: "a path"),
        .choice(
            "log.level", \.log.level, reloadable: true,
            "The least important lines that are written."),
        .choice(
            "log.format", \.log.format,
            "How lines are written: text for eyes, json for machines."),
        .number(
            "loops", \.loops, in: 1...1, .count,
            "Event loops; this version has one."),
        .number(
            "demo.runners", \.demo.runners, in: 2...10_000, .count,
            "Runners of fleetfootd demo."),
        .number(
            "demo.customers", \.demo.customers, in: 1...10_000, .count,
            "Customers of fleetfootd demo."),
        .number(
            "demo.seed", \.demo.seed, in: 0...9_007_199_254_740_991, .count,
            "What the city of fleetfootd demo is made from: the same seed, the same city."),
    ]
}
