// A small city through real sockets and a real gateway: everybody comes to work, orders arrive, and nobody
// sees a promise broken.

import Basics
import City
import CityTraffic
import Engine
import EventLoop
import Foundation
import Gateway
import Synchronization
import Testing
import Wire

@Suite struct CityTrafficTests {
    private static func configuration(
        _ address: DaemonAddress, _ clock: DaemonClock
    ) -> CityTrafficConfiguration {
        var plan = CityPlan()
        plan.seed = 7
        plan.runnerCount = 12
        plan.customerCount = 8
        plan.dispatcherCount = 1
        plan.ordersPerHour = 1_200
        plan.radiusMeters = 800
        plan.deliveryRangeMeters = 600
        return CityTrafficConfiguration(address: address, plan: plan, clock: clock) {
            subject, role in "\(role.name).\(subject)"
        }
    }

    @Test func aCityLivesOnRealSockets() throws {
        let clock = DaemonClock(
            rate: 60, showing: Instant(millisecondsSinceEpoch: 1_790_000_000_000),
            atNanoseconds: EventLoop.nowNanoseconds)
        let traffic = Mutex<CityTraffic?>(nil)
        let host = try GatewayHost(clock: clock) {
            $0.coreCounters.ordersDelivered >= 3
        } whenDone: {
            traffic.withLock { $0 }?.stop()
        }
        let city = CityTraffic(CityTrafficTests.configuration(host.address, clock))
        traffic.withLock { $0 = city }
        let result = Mutex<Result<CitySnapshot, any Error>?>(nil)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let outcome = Result { try city.run() }
            result.withLock { $0 = outcome }
            ended.signal()
        }
        host.run()
        ended.wait()
        let snapshot = try #require(try result.withLock { try $0?.get() })
        let statistics = snapshot.statistics
        #expect(snapshot.isStaffed && snapshot.failure == nil)
        #expect(statistics.violations.count == 0, "\(statistics.violations.first)")
        #expect(statistics.ordersPlaced >= 3)
        #expect(statistics.positions > 0 && statistics.events > 0)
        #expect(statistics.fixes.accepted > 0)
        #expect(statistics.socketsOpened >= 12)
        #expect(city.snapshot() == snapshot)
    }

    @Test func aCityWithoutADaemonEndsWhenItsTimeIsOver() throws {
        let clock = DaemonClock(
            rate: 1, showing: Instant(millisecondsSinceEpoch: 1_790_000_000_000),
            atNanoseconds: EventLoop.nowNanoseconds)
        // Port 1 of the loopback network: no test machine serves it.
        let nobody = DaemonAddress(host: "127.0.0.1", port: 1)
        let city = CityTraffic(CityTrafficTests.configuration(nobody, clock))
        let snapshot = try city.run(for: Milliseconds(300))
        #expect(snapshot.failure?.kind == .connectionRefused)
        #expect(!snapshot.isStaffed && snapshot.connectionCount == 0)
    }

    @Test func aCityThatWasStoppedDoesNotBegin() throws {
        let clock = DaemonClock(
            rate: 1, showing: Instant(millisecondsSinceEpoch: 0),
            atNanoseconds: EventLoop.nowNanoseconds)
        let nobody = DaemonAddress(host: "127.0.0.1", port: 1)
        let city = CityTraffic(CityTrafficTests.configuration(nobody, clock))
        city.stop()
        #expect(try city.run().statistics.socketsOpened == 0)
    }
}
