// The demo's two halves: the daemon on this thread, and a city of apps on another one that knows of
// the daemon only what its sockets say.

import Basics
import City
import CityTraffic
import Engine
import Foundation
import Server
import Synchronization

/// A daemon with a made-up city.
final class DemoCity {
    private let settings: ServerSettings
    private let isHeadless: Bool
    private let seconds: Int?
    private let daemon: Daemon
    private let tokens: DemoTokens

    init(
        _ reading: SettingsReading, isHeadless: Bool, breaksPoolGuard: Bool, seconds: Int?
    ) throws {
        settings = reading.settings
        self.isHeadless = isHeadless
        self.seconds = seconds
        var options = DaemonOptions()
        options.ignoresPools = breaksPoolGuard
        options.isQuiet = true
        do {
            tokens = try DemoTokens()
            options.keys = [tokens.key]
            daemon = try Daemon(reading.settings, source: reading.source, options: options)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Runs both to the end.
    func run() throws -> DemoSummary {
        let traffic = Mutex<CityTraffic?>(nil)
        let ended = DispatchSemaphore(value: 0)
        daemon.whenReady = { [self] in
            let city = makeTraffic()
            traffic.withLock { $0 = city }
            if !isHeadless {
                Console.write(DemoGreeting.text(daemon, settings, tokens))
            }
            start(city, ended: ended)
        }
        do {
            try daemon.run()
        } catch {
            throw Failure("\(error)")
        }
        guard let city = traffic.withLock({ $0 }) else {
            throw Failure("the demo was stopped before its city began")
        }
        city.stop()
        ended.wait()
        return daemon.withGateway { DemoSummary($0, city: city.snapshot()) }
    }

    private func makeTraffic() -> CityTraffic {
        var plan = CityPlan()
        plan.seed = UInt64(settings.demo.seed)
        plan.runnerCount = settings.demo.runners
        plan.customerCount = settings.demo.customers
        plan.ordersPerHour = 4 * settings.demo.runners  // about half of them are busy then
        plan.host = settings.http.listen.host
        let clock = DaemonClock(
            rate: settings.clock.rate, showing: daemon.cityTime(),
            atNanoseconds: DispatchTime.now().uptimeNanoseconds)
        let tokens = tokens
        return CityTraffic(
            CityTrafficConfiguration(
                address: DaemonAddress(
                    host: daemon.listenAddress.host, port: daemon.listenAddress.port),
                plan: plan, clock: clock
            ) { subject, role in tokens.mint(subject, role.name) })
    }

    private func start(_ city: CityTraffic, ended: DispatchSemaphore) {
        let stop = daemon.stopper
        let seconds = seconds
        Thread.detachNewThread {
            let span = seconds.map { Milliseconds.seconds(Int64($0)) }
            let result = Result { try city.run(for: span) }
            if case .failure(let error) = result { Console.write("the city ended: \(error)\n") }
            stop()
            ended.signal()
        }
        Thread.detachNewThread {
            // The process ends with the main thread, and this one with it.
            for second in 1... {
                Thread.sleep(forTimeInterval: 1)
                Console.write(DemoSummary.line(city.snapshot(), second: second) + "\n")
            }
        }
    }
}
