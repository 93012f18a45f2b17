// Before the load: the runners are registered, verified, connected and on duty.

internal import Basics
internal import CityTraffic
internal import Engine
internal import Wire

extension OrdersBench {
    /// A request of the preparation has its answer.
    func prepared(_ answer: PoolAnswer) {
        guard answer.isFine else {
            return gaveUp("a request of the preparation was refused: \(answer.brief)")
        }
        countDone()
        let index = answer.tag >> 3
        if answer.tag == Tag.register(index) {
            crowd.pool.enqueue(
                requests.verify(tokens.runnerID(index), tag: Tag.verify(index)))
        } else if doneCount == 2 * runners.count {
            connect()
        }
    }

    private func connect() {
        begin(.connecting)
        for index in runners.indices {
            _ = crowd.openSocket("/v1/runner", token: tokens.runner(index))
        }
    }

    func socketUp(_ socket: Int) {
        countDone()
        goOnDutyIfConnected()
    }

    private func goOnDutyIfConnected() {
        guard act == .connecting, crowd.upCount == runners.count, clock != nil else { return }
        begin(.goingOnDuty)
        for index in runners.indices {
            writer.removeAll()
            writer.writeClientDuty(id: .text(requests.keyPrefix + "-duty"), .on)
            crowd.send(writer.bytes.span, to: index)
        }
    }

    func learnClock(_ welcome: ReceivedWelcome, at now: UInt64) {
        guard var known = clock else {
            clock = DaemonClock(rate: 1, showing: welcome.serverTime, atNanoseconds: now)
            return goOnDutyIfConnected()
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

    func takeDuty(_ duty: Duty?) {
        guard act == .goingOnDuty, duty == .on else { return }
        countDone()
        if doneCount == runners.count { startLoad() }
    }
}
