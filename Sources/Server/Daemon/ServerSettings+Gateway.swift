// From the operator's settings to what the parts understand.

internal import Basics
internal import Engine
internal import EventLoop
internal import Foundation
internal import Gateway
internal import HTTP
internal import Matching
internal import Store

/// The engine's tariff; inside `ServerSettings` the name means the group of settings.
private typealias EngineTariff = Tariff

extension ServerSettings {
    /// The gateway's settings; `files` are the pages.
    func gatewaySettings(files: [StaticFile]) -> GatewaySettings {
        var gateway = GatewaySettings()
        gateway.http = HTTPLimits(
            headerBytesMax: http.headerBytesMax, bodyBytesMax: http.bodyBytesMax)
        gateway.messageBytesMax = socket.messageBytesMax
        gateway.handshakeTime = socket.handshakeMs
        // Networks and phones do not run faster because the city's clock does.
        gateway.pingInterval = Milliseconds(socket.pingIntervalMs.count * Int64(clock.rate))
        gateway.streamHeartbeat = Milliseconds(stream.heartbeatMs.count * Int64(clock.rate))
        gateway.streamRetry = stream.retryMs
        gateway.reportInterval = positions.reportIntervalMs
        gateway.fixesPerSecondMax = fixes.perSecondMax
        gateway.fixesBatchMax = fixes.batchMax
        gateway.fixesAckInterval = fixes.ackMs
        gateway.connectionsMax = connections.max
        gateway.connectionsPerAddressMax = connections.perAddressMax
        gateway.outboxBytesMax = outbox.bytesMax
        gateway.subscriptionsPerConnectionMax = subscriptions.perConnectionMax
        gateway.roundInterval = matching.roundMs
        gateway.trackFlushInterval = track.flushMs
        gateway.answersInMemory = idempotency.inMemoryMs
        gateway.keysKept = idempotency.keepMs
        gateway.journalBacklogBytesMax = journal.backlogBytesMax
        gateway.viewInterval = views.intervalMs
        gateway.viewRunnersMax = views.runnersMax
        gateway.longPollMax = http.longPollMaxMs
        gateway.hallRefreshesPerSecond = hall.refreshesPerSecond
        gateway.auditBacklogMax = audit.backlogMax
        gateway.sendsPushes = push.url != nil
        gateway.files = files
        return gateway
    }

    /// The engine's settings.
    func policy(at now: Instant) -> Policy {
        var policy = Policy()
        policy.offerDeadline = offer.deadlineMs
        policy.confirmation = offer.confirmMs
        policy.refusalMemory = offer.refusalMemoryMs
        setMarket(of: &policy)
        policy.handoverCodeLife = handover.codeMs
        policy.handoverMetersMax = Double(handover.metersMax)
        policy.gateWait = gate.waitMs
        policy.protection = workRules
        policy.shiftsEndDuty = work.shiftEnd == .endsDuty
        policy.ordersPerRoundMax = matching.ordersPerRoundMax
        policy.staleAfter = positions.staleAfterMs
        policy.finishedInMemory = orders.finishedInMemoryMs
        policy.openOrdersPerCustomerMax = orders.openPerCustomerMax
        policy.stopsMax = orders.stopsMax
        policy.codeTriesMax = orders.codeTriesMax
        policy.sharesPerOrderMax = orders.sharesMax
        policy.shareLifetime = orders.shareMs
        policy.isCoarseUntilPickup = positions.untilPickup == .coarse
        policy.undoWindow = orders.undoMs
        policy.paymentTimeout = orders.paymentTimeoutMs
        policy.scheduleLead = orders.scheduleLeadMs
        policy.scheduleAheadMax = orders.scheduleAheadMaxMs
        policy.deliveredMetersMax = orders.deliveredMetersMax
        policy.contactAttemptsLeast = orders.contactAttemptsLeast
        policy.contactWait = orders.contactWaitMs
        policy.pickupWait = orders.pickupWaitMs
        policy.choiceTimeout = orders.choiceTimeoutMs
        policy.isPrepaid = orders.prepaid == .all
        policy.requiresPositionAtHandover = orders.positionAtHandover == .required
        policy.accuracyMetersMax = Float(fixes.accuracyMetersMax)
        policy.speedMetersPerSecondMax = Double(fixes.speedMetersPerSecondMax)
        policy.jumpMetersMax = Double(fixes.jumpMetersMax)
        policy.tariff = EngineTariff(
            currency: tariff.currency, baseFee: tariff.baseFee, freeMeters: tariff.freeMeters,
            perKilometerFee: tariff.perKilometerFee, cancelFee: tariff.cancelFee)
        policy.estimate.detourPercent = matching.detourPercent
        policy.zonesMax = places.zonesMax
        policy.zoneVerticesMax = places.zoneVerticesMax
        policy.stationsMax = places.stationsMax
        policy.blockedPairsMax = places.blockedPairsMax
        policy.quoteLifetime = quotes.validMs
        policy.freeManyLeast = quotes.manyLeast
        policy.timeZone = TimeZoneRules.named(timeZone) ?? .utc
        return policy
    }

    private func setMarket(of policy: inout Policy) {
        policy.mode = .init(name: matching.mode.rawValue) ?? policy.mode
        policy.waveSizes = matching.waveSizes
        policy.fallbackWaves = matching.fallbackWaves
        policy.fallback = matching.fallbackMs
        policy.hallWindow = hall.windowMs
        policy.hallClaimTimeout = hall.claimTimeoutMs
        policy.hallRadiusMeters = Double(hall.radiusMeters)
        policy.hallDistanceStepMeters = hall.distanceStepMeters
        policy.hallLoadPoints = hall.loadPoints
        policy.hallWinsPerHourMax = hall.winsPerHourMax
        policy.escalation = escalation.afterMs
        policy.exceptionDeadline = exceptions.deadlineMs
        policy.longStopAfter = exceptions.longStopMs
        policy.longStopMeters = Double(exceptions.longStopMeters)
    }

    private var workRules: WorkRules {
        var rules = WorkRules()
        rules.continuous = work.continuousMs
        rules.rest = work.restMs
        rules.day = work.dayMs
        rules.weekDaysMax = work.weekDaysMax
        rules.restWeekday = work.restWeekday
        rules.warning = work.warningMs
        return rules
    }

    /// The matcher's parameters.
    var parameters: Parameters {
        Parameters(
            loadStepDeciseconds: Int32(matching.loadStepSeconds * 10),
            detourPercent: Int32(matching.detourPercent),
            radiusMetersMax: Int32(matching.radiusMetersMax))
    }

    /// The loop's settings. A socket is silent for twice the ping interval before the gateway gives it
    /// up; the loop's own limit stands behind that.
    var loopSettings: EventLoopSettings {
        let silence = Milliseconds(socket.pingIntervalMs.count * 3)
        return EventLoopSettings(
            connectionsMax: connections.max + push.connectionsMax + 64, queuedBytesMax: 16 << 20,
            idleTimeout: max(http.idleMs, silence))
    }

    /// The Store's settings.
    var storeSettings: StoreSettings {
        var store = StoreSettings()
        store.auditRowsMax = audit.rowsMax
        store.snapshotCountKept = journal.snapshotsKept
        store.upkeepPercent = journal.upkeepPercent
        store.checkpointPageCount = journal.checkpointPages
        store.pageCountMax = journal.pageCountMax == 0 ? nil : journal.pageCountMax
        return store
    }
}
