// Before the first point: every cab is registered, verified, connected and on duty, every customer is
// connected, and the daemon's clock is known.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Wire

extension ReplayBench {
    func socketUp(_ socket: Int) {
        countDone()
        connectingMayBeDone()
    }

    /// Takes the answer to a registration or a verification.
    func prepared(_ answer: PoolAnswer) {
        let index = answer.tag >> 3
        let isRegistration = answer.tag & 7 == Tag.register(0)
        // A daemon that saw the recording before knows the cabs.
        guard answer.isFine || (isRegistration && answer.status == 409) else {
            return gaveUp("a cab can't be registered: \(answer.brief)")
        }
        countDone()
        if isRegistration {
            crowd.pool.enqueue(requests.verify(runnerID(index), tag: Tag.verify(index)))
        } else if doneCount == 2 * cabs.count {
            connect()
        }
    }

    private func connect() {
        begin(.connecting)
        for cab in cabs.indices {
            _ = crowd.openSocket("/v1/runner", token: stage.desk.token(runnerID(cab), .runner))
        }
        for cab in cabs.indices {
            let token = stage.desk.token(customerID(cab), .customer)
            _ = crowd.openSocket("/v1/customer", token: token)
        }
    }

    /// The welcome comes with or after the upgrade; all of them make the clock known.
    private func connectingMayBeDone() {
        guard act == .connecting, doneCount == 3 * cabs.count else { return }
        begin(.goingOnDuty)
        for cab in cabs.indices {
            writer.removeAll()
            writer.writeClientDuty(id: .text(requests.keyPrefix + "-duty"), .on)
            crowd.send(writer.bytes.span, to: cab)
        }
    }

    func welcomed(_ welcome: ReceivedWelcome, cab: Int, at now: UInt64) {
        cabs[cab].sequenceStart = welcome.lastSequence
        if clock == nil {
            clock = DaemonClock(
                rate: work.speed, showing: welcome.serverTime, atNanoseconds: now)
        }
        clock?.observe(welcome.serverTime, atNanoseconds: now)
        countDone()
        connectingMayBeDone()
    }

    func onDuty() {
        guard act == .goingOnDuty else { return }
        countDone()
        guard doneCount == cabs.count, let clock else { return }
        begin(.running)
        shift = work.shift(on: clock.instant(atNanoseconds: EventLoop.nowNanoseconds))
        report.shiftMilliseconds = shift.count
    }
}
