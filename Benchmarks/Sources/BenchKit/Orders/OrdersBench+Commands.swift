// Commands as requests, and what their answers mean for the order.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Geo
internal import Wire

extension OrdersBench {
    /// The tag of a request for `/metrics`.
    static let metricsTag = -1

    /// The next command of the order is due: it is sent, or waits for the answer before it.
    func order(_ index: Int, isDueAt due: UInt64) {
        guard orders[index].command == nil else { return orders[index].owed.append(due) }
        send(index, due)
    }

    private func send(_ index: Int, _ due: UInt64) {
        guard let command = nextCommand(of: index) else { return }
        orders[index].command = command
        orders[index].dueNanoseconds = due
        inFlightCount += 1
        crowd.pool.enqueue(request(command, index))
    }

    private func nextCommand(of index: Int) -> OrderCommand? {
        // When the load is over nobody waits for a matching round.
        guard orders[index].next == .accept, orders[index].offer == nil else {
            return orders[index].next
        }
        return .assign
    }

    private func request(_ command: OrderCommand, _ index: Int) -> PoolRequest {
        let order = orders[index]
        let runner = order.offer?.runner ?? order.runner
        let path = "/v1/orders/" + (order.id?.text ?? "")
        writer.removeAll()
        switch command {
        case .create:
            writer.writeOrderBody(draft(index))
            return request("/v1/orders", command, index, tokens.placer(ofOrder: index))
        case .cancel:
            writer.writeReasonBody("changedMyMind")
            return request(path + "/cancel", command, index, tokens.placer(ofOrder: index))
        case .assign:
            writer.writeAssignBody(
                AssignBody(
                    runner: RunnerID(tokens.runnerID(order.runner)), reason: "a bench binds it",
                    override: true))
            return request(path + "/assign", command, index, tokens.dispatcher)
        case .accept:
            writer.writeAcceptBody(epoch: order.offer?.epoch ?? 0)
            let offer = order.offer?.id.text ?? ""
            return request(
                "/v1/offers/\(offer)/accept", command, index, tokens.runner(runner))
        case .pickUp:
            writer.writePhaseBody(PhaseBody(.pickedUp, code: OrdersBench.pickupCode))
            return request(path + "/legs/0/phase", command, index, tokens.runner(runner))
        case .deliver:
            // Runners stay near where they began, and say so.
            writer.writePhaseBody(
                PhaseBody(
                    .delivered, code: OrdersBench.dropoffCode, reason: "met on the way"))
            return request(path + "/legs/0/phase", command, index, tokens.runner(runner))
        }
    }

    private func request(
        _ target: String, _ command: OrderCommand, _ index: Int, _ token: String
    ) -> PoolRequest {
        requests.command(
            target, tag: index << 3 | Int(command.rawValue), token: token,
            key: "\(index)-\(command.name)", writer.takeBytes())
    }

    private static let pickupCode = "3-2-1007"
    private static let dropoffCode = "4821"

    /// The protocol's example, near the runner that shall carry it.
    private func draft(_ index: Int) -> OrderDraft {
        let mover = runners[orders[index].runner]
        return OrderDraft(
            type: "parcel",
            stops: [
                Stop(
                    kind: .pickup, coordinate: mover.coordinate,
                    details: StopDetails(
                        address: "菜鸟驿站", contactName: "王小明", contactPhone: "13800000000",
                        code: OrdersBench.pickupCode)),
                Stop(
                    kind: .dropoff, coordinate: mover.ahead(meters: 1_500),
                    details: StopDetails(
                        address: "女生宿舍 3 栋", contactName: "李", contactPhone: "13900000000",
                        note: "到楼下打电话", code: OrdersBench.dropoffCode)),
            ],
            items: [Item(description: "小件", weightGrams: 800)], addition: 200,
            externalId: "A-\(index)")
    }

    // MARK: Answers

    func answered(_ answer: PoolAnswer, atNanoseconds now: UInt64) {
        if answer.tag == OrdersBench.metricsTag {
            return takeMetrics(answer)
        }
        switch act {
        case .registering, .connecting, .goingOnDuty: prepared(answer)
        case .loading, .settling, .ending: acknowledged(answer, at: now)
        }
    }

    private func acknowledged(_ answer: PoolAnswer, at now: UInt64) {
        let index = answer.tag >> 3
        inFlightCount -= 1
        guard let command = orders[index].command else { return }
        orders[index].command = nil
        guard answer.isFine, command != .create || learnID(index, answer) else {
            orders[index].isBroken = true
            let code = OrdersBench.text("code", in: answer.body) ?? "no code"
            report.errors.note("\(answer.status) \(code) on \(command.name)", answer.brief)
            return endedOne(index)
        }
        orders[index].doneCount += 1
        if isMeasuring { report.acknowledged += 1 }
        let due = orders[index].dueNanoseconds
        if due >= startNanoseconds + report.load.warmUpNanoseconds, act != .ending {
            report.observe(command, nanoseconds: now > due ? now - due : 0)
        }
        goOn(index, at: now)
    }

    /// What follows the acknowledged command: one that was owed, after a pause the next one of an offer, or
    /// the end.
    private func goOn(_ index: Int, at now: UInt64) {
        guard !orders[index].isEnded else { return endedOne(index) }
        if !orders[index].owed.isEmpty {
            send(index, orders[index].owed.removeFirst())
        } else if act == .ending {
            send(index, now)
        } else if orders[index].offer != nil {
            reactions.add(index, at: now)
        }
    }

    private func learnID(_ index: Int, _ answer: PoolAnswer) -> Bool {
        guard let text = OrdersBench.text("id", in: answer.body), let id = OrderID(text) else {
            return false
        }
        orders[index].id = id
        orderOfID[id] = index
        let early = earlyOffers.removeValue(forKey: id)
        if orders[index].story == .matched { orders[index].offer = early }
        return true
    }

    /// The first text of that name in a body. To decode all of an order for its id would make the
    /// generator the limit.
    static func text(_ name: String, in body: [UInt8]) -> String? {
        let mark = Array("\"\(name)\":\"".utf8)
        guard body.count >= mark.count else { return nil }
        let starts = 0...(body.count - mark.count)
        guard let start = starts.first(where: { body[$0...].starts(with: mark) }) else {
            return nil
        }
        let text = body[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: The end

    /// Brings what is still open to the end of its story, as many at once as there are connections.
    func endOrders() {
        begin(.ending)
        report.orders = orders.count
        open = orders.indices.filter { !orders[$0].isEnded && !orders[$0].isBroken }
        report.ordersEnded = orders.count - open.count
        guard !open.isEmpty, !report.load.leavesOpen else { return finish() }
        let now = EventLoop.nowNanoseconds
        for _ in 0..<report.load.connectionCount { endNext(at: now) }
    }

    private func endNext(at now: UInt64) {
        guard let index = open.popLast() else { return }
        if orders[index].command == nil { send(index, now) }
    }

    private func endedOne(_ index: Int) {
        guard act == .ending else { return }
        countDone()
        report.ordersEnded += 1
        if report.ordersEnded == orders.count { return finish() }
        endNext(at: EventLoop.nowNanoseconds)
    }
}
