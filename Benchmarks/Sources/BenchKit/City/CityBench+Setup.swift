// Before the load: everybody is known, connected, bound, subscribed and on duty. After it: every order is
// delivered, so that a daemon can be measured twice.

internal import Basics
internal import CityTraffic
internal import Engine
internal import Wire

/// A customer's one order.
struct OrderOfCustomer {
    var runner: Int
    var id: OrderID?
    var newestFixTime = Instant.distantPast
    var hasEnded = false
}

extension CityBench {
    func makePeople(_ generator: inout SeededGenerator) {
        let load = report.load
        for _ in 0..<load.runnerCount {
            runners.append(
                Runner(mover: Mover(fixesPerSecond: load.fixesPerSecond, &generator)))
        }
        for customer in 0..<load.customerCount {
            let runner = customer % load.runnerCount
            runners[runner].customerCount += 1
            orders.append(OrderOfCustomer(runner: runner))
        }
    }

    // Everybody is new in each run: nobody's last position or open order is in the way.
    func runnerID(_ index: Int) -> String { "bench-\(requests.keyPrefix)-\(index)" }
    func customerID(_ index: Int) -> String { "bench-\(requests.keyPrefix)-customer-\(index)" }

    // MARK: Requests

    func answered(_ answer: PoolAnswer, atNanoseconds now: UInt64) {
        let index = answer.tag >> 3
        guard answer.isFine else {
            return gaveUp("a request of the preparation was refused: \(answer.brief)")
        }
        countDone()
        switch answer.tag & 7 {
        case Tag.register(0):
            crowd.pool.enqueue(requests.verify(runnerID(index), tag: Tag.verify(index)))
        case Tag.verify(0):
            if doneCount == 2 * runners.count { connect() }
        case Tag.place(0):
            assign(index, answer)
        default:
            report.ordersAssigned += 1
            bindingMayBeDone()
        }
    }

    /// Opens the sockets, runners first, and places the orders meanwhile.
    private func connect() {
        begin(.binding)
        for index in runners.indices {
            let token = stage.desk.token(runnerID(index), .runner)
            _ = crowd.openSocket("/v1/runner", token: token)
        }
        for index in orders.indices {
            let token = stage.desk.token(customerID(index), .customer)
            _ = crowd.openSocket("/v1/customer", token: token)
            crowd.pool.enqueue(
                requests.place(
                    draft(index), tag: Tag.place(index), customer: customerID(index),
                    key: "place-\(index)"))
        }
        bindingMayBeDone()
    }

    private func draft(_ index: Int) -> OrderDraft {
        let mover = runners[orders[index].runner].mover
        return OrderDraft(
            type: "parcel",
            stops: [
                Stop(kind: .pickup, coordinate: mover.coordinate),
                Stop(kind: .dropoff, coordinate: mover.ahead(meters: 1_500)),
            ],
            items: [Item(description: "parcel", weightGrams: 500)])
    }

    private func assign(_ index: Int, _ answer: PoolAnswer) {
        do throws(Refusal) {
            let order = try ReceivedOrder.decode(answer.body.span)
            orders[index].id = order.id
            crowd.pool.enqueue(
                requests.assign(
                    order.id, to: runnerID(orders[index].runner), tag: Tag.assign(index)))
        } catch {
            gaveUp("the answer to an order can't be read: \(error.detail)")
        }
    }

    private func bindingMayBeDone() {
        guard act == .binding, report.ordersAssigned == orders.count,
            crowd.upCount == runners.count + orders.count, clock != nil
        else { return }
        begin(.subscribing)
        for index in orders.indices {
            guard let order = orders[index].id else { continue }
            writer.removeAll()
            writer.writeClientSubscribe(id: .number(1), order, since: 0)
            crowd.send(writer.bytes.span, to: runners.count + index)
        }
        subscribingMayBeDone()
    }

    func subscribingMayBeDone() {
        guard act == .subscribing, doneCount == orders.count else { return }
        begin(.goingOnDuty)
        for index in runners.indices {
            writer.removeAll()
            writer.writeClientDuty(id: .text(requests.keyPrefix + "-duty"), .on)
            crowd.send(writer.bytes.span, to: index)
        }
    }

    func socketUp(_ socket: Int) {
        countDone()
        bindingMayBeDone()
    }

    /// A message that is neither a position nor an acknowledgement.
    func take(_ message: ServerMessage, on socket: Int, atNanoseconds now: UInt64) {
        switch message {
        case .welcome(let welcome): learnClock(welcome, at: now)
        case .error(_, let refusal):
            report.errors.note("refused: \(refusal.code.rawValue)", refusal.detail)
        case .ok(let ok): takeOk(ok)
        case .ended(let order, let state, _): end(order, state, socket - runners.count)
        default: break
        }
    }

    private func learnClock(_ welcome: ReceivedWelcome, at now: UInt64) {
        guard var known = clock else {
            clock = DaemonClock(rate: 1, showing: welcome.serverTime, atNanoseconds: now)
            return bindingMayBeDone()
        }
        let ahead = welcome.serverTime - known.instant(atNanoseconds: now)
        guard ahead.count.magnitude < 10_000 else {
            return gaveUp(
                "the daemon's clock does not run at the pace of life: "
                    + "start it without --clock-rate")
        }
        known.observe(welcome.serverTime, atNanoseconds: now)
        clock = known
    }

    private func takeOk(_ ok: ReceivedOk) {
        switch act {
        case .subscribing where ok.sequence != nil:
            countDone()
            subscribingMayBeDone()
        case .goingOnDuty where ok.duty == .on:
            countDone()
            if doneCount == runners.count { startLoad() }
        default: break
        }
    }

    // MARK: The end

    /// Brings every order to its door.
    func deliver() {
        begin(.delivering)
        report.deliveriesExpected = runners.reduce(0) { $0 + $1.accepted * $1.customerCount }
        guard !orders.isEmpty else { return crowd.finish() }
        for index in orders.indices {
            guard let order = orders[index].id else { continue }
            for phase in [Phase.pickedUp, .delivered] {
                writer.removeAll()
                writer.writeClientPhase(
                    id: .text("\(requests.keyPrefix)-\(phase.name)-\(index)"),
                    PhaseReport(order: order, leg: 0, body: PhaseBody(phase)))
                crowd.send(writer.bytes.span, to: orders[index].runner)
            }
        }
    }

    private func end(_ order: OrderID, _ state: OrderState, _ index: Int) {
        guard orders.indices.contains(index), orders[index].id == order, state == .delivered,
            act == .delivering, !orders[index].hasEnded
        else { return report.errors.note("unexpected end", "\(order.text) is \(state.name)") }
        orders[index].hasEnded = true
        report.ordersDelivered += 1
        countDone()
        if doneCount == orders.count { crowd.finish() }
    }
}
