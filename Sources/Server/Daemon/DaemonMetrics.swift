// The page of `/metrics`: what the gateway, the loop and the disk have counted.

internal import Basics
internal import Engine
internal import EventLoop
internal import Gateway
internal import Journal
internal import Wire

extension Daemon {
    func metricsPage() -> [UInt8] {
        var page = MetricsPage()
        writeConnections(&page)
        writeCity(&page)
        writePushes(&page)
        writeMachine(&page)
        return page.bytes
    }

    private func writeConnections(_ page: inout MetricsPage) {
        let sessions = gateway.sessionCounters
        page.gauge(
            "fleetfoot_connections", "Open connections.", gateway.connectionCount)
        page.counter(
            "fleetfoot_connections_opened_total", "Connections accepted.",
            sessions.connectionsOpened)
        page.counter(
            "fleetfoot_connections_refused_total", "Connections refused at a limit.",
            sessions.connectionsRefused)
        page.counter("fleetfoot_http_requests_total", "Requests.", sessions.requests)
        page.counters(
            "fleetfoot_http_responses_total", "Answers by class of status.", by: "class",
            sessions.statuses.enumerated().dropFirst().map { ("\($0.offset)xx", $0.element) })
        page.counter(
            "fleetfoot_tokens_refused_total", "Tokens refused.", sessions.tokensRefused)
        page.counter(
            "fleetfoot_event_streams_total", "Event streams opened.", sessions.streamsOpened)
        page.counter(
            "fleetfoot_messages_received_total", "Messages of sockets.", sessions.messagesIn)
        page.counter(
            "fleetfoot_messages_sent_total", "Reliable messages to sockets and streams.",
            sessions.messagesOut)
        page.counter(
            "fleetfoot_messages_refused_total", "Messages answered with an error.",
            sessions.messagesRefused)
        page.counter(
            "fleetfoot_frames_refused_total", "Frames against RFC 6455.", sessions.framesRefused)
        page.counter(
            "fleetfoot_deliveries_total", "Positions written to followers.",
            sessions.positionsOut)
        page.counter(
            "fleetfoot_positions_conflated_total", "Positions replaced before they left.",
            sessions.positionsConflated)
        page.counter(
            "fleetfoot_slow_readers_total", "Sockets closed with 4008.", sessions.slowReaders)
        page.counter(
            "fleetfoot_dead_sockets_total", "Sockets closed because nothing came back.",
            sessions.socketsDead)
        page.histogram(
            "fleetfoot_delivery_seconds", "From a fix's receipt to its position's write.",
            sessions.delivery)
    }

    private func writeCity(_ page: inout MetricsPage) {
        let city = gateway.coreCounters
        page.counters(
            "fleetfoot_fixes_total", "Fixes by outcome.", by: "outcome",
            [("accepted", city.fixes.accepted)]
                + FixDrop.allCases.map { ($0.name, city.fixes[$0]) })
        page.counter(
            "fleetfoot_fixes_late_total", "Accepted fixes that were older than the newest.",
            city.fixesLate)
        page.gauges(
            "fleetfoot_orders", "Orders in memory by state.", by: "state",
            gateway.withEngine { engine in
                OrderState.allCases.map { ($0.name, engine.orderCounts[Int($0.rawValue)]) }
            })
        page.counters(
            "fleetfoot_orders_total", "Orders by what became of them.", by: "event",
            [
                ("created", city.ordersCreated), ("delivered", city.ordersDelivered),
                ("cancelled", city.ordersCancelled),
            ])
        page.counters(
            "fleetfoot_offers_total", "Offers by what became of them.", by: "event",
            [
                ("made", city.offersMade), ("accepted", city.offersAccepted),
                ("declined", city.offersDeclined), ("expired", city.offersExpired),
                ("withdrawn", city.offersWithdrawn),
            ])
        page.counter(
            "fleetfoot_assignments_by_hand_total", "Orders bound by a dispatcher.",
            city.assignmentsByHand)
        page.counter(
            "fleetfoot_pool_violations_total",
            "Assignments outside an order's pools without an override; always 0.",
            city.poolViolations)
        page.counter(
            "fleetfoot_audit_dropped_total",
            "Lines of the audit log that were lost while the disk refused.", city.auditsDropped)
        page.counters(
            "fleetfoot_refusals_total", "Refused commands by code.", by: "code",
            city.refusals.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        page.gauges(
            "fleetfoot_runners", "Runners.", by: "state",
            gateway.withEngine {
                [("registered", $0.runnerCount), ("located", $0.locatedRunnerCount)]
            })
    }

    private func writePushes(_ page: inout MetricsPage) {
        guard let port = pushPort else { return }
        page.counters(
            "fleetfoot_pushes_total", "Pushes by what became of them.", by: "outcome",
            [
                ("sent", port.counters.sent), ("retried", port.counters.retried),
                ("failed", port.counters.failed), ("dropped", port.counters.dropped),
            ])
        page.gauge("fleetfoot_pushes_waiting", "Pushes that wait.", port.waitingCount)
    }

    private func writeMachine(_ page: inout MetricsPage) {
        let city = gateway.coreCounters
        page.histogram(
            "fleetfoot_round_seconds", "Matching rounds, from the snapshot to the plan.",
            city.roundTime)
        page.histogram(
            "fleetfoot_journal_seconds", "Batches, from the hand-over to the disk's word.",
            city.journalTime)
        page.gauge(
            "fleetfoot_journal_position", "Records in the journal.",
            Int(gateway.lastPosition.value))
        page.gauge(
            "fleetfoot_journal_backlog_bytes", "Bytes that wait for the disk.",
            gateway.journalBacklogBytes)
        page.histogram(
            "fleetfoot_loop_delay_seconds", "How late the loop's timer fired.", loopDelay)
        page.counter(
            "fleetfoot_received_bytes_total", "Bytes read.", loop.counters.receivedBytes)
        page.counter(
            "fleetfoot_written_bytes_total", "Bytes written.", loop.counters.writtenBytes)
        page.counter(
            "process_cpu_seconds_total", "Processor time of this process, all threads.",
            ProcessTime.microseconds, unitsPerShown: 1_000_000)
        page.gauge("fleetfoot_ready", "1 while commands are taken.", gateway.isReady ? 1 : 0)
    }
}
