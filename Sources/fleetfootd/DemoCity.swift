// The demo's two halves: the daemon on this thread, and a city of apps on another one that knows of
// the daemon only what its sockets say.

import Basics
import City
import CityTraffic
import Engine
import Foundation
import Server
import Synchronization
import Tokens

/// A daemon with a made-up city.
final class DemoCity {
    private let settings: ServerSettings
    private let isHeadless: Bool
    private let seconds: Int?
    private let daemon: Daemon
    private let minter: TokenMinter

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
            let secret = randomBytes(32)
            options.keys = [try TokenKey(id: "demo", secret: secret)]
            minter = try TokenMinter(keyID: "demo", secret: secret)
            daemon = try Daemon(reading.settings, source: reading.source, options: options)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Runs daemon and city to the end.
    func run() throws -> DemoSummary {
        let traffic = Mutex<CityTraffic?>(nil)
        let ended = DispatchSemaphore(value: 0)
        daemon.whenReady = { [self] in
            let city = makeTraffic()
            traffic.withLock { $0 = city }
            greet()
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
        // About half of the runners are busy then.
        plan.ordersPerHour = 4 * settings.demo.runners
        plan.host = settings.http.listen.host
        let clock = DaemonClock(
            rate: settings.clock.rate, showing: daemon.cityTime(),
            atNanoseconds: DispatchTime.now().uptimeNanoseconds)
        let minter = minter
        return CityTraffic(
            CityTrafficConfiguration(
                address: DaemonAddress(
                    host: daemon.listenAddress.host, port: daemon.listenAddress.port),
                plan: plan, clock: clock
            ) { subject, role in DemoCity.token(minter, subject, role.name) })
    }

    private static func token(_ minter: TokenMinter, _ subject: String, _ role: String) -> String {
        let now = Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000))
        let claims = Claims(subject: subject, role: role, expires: now + .minutes(24 * 60))
        // A secret that made a minter signs; an empty token would be refused with a clear reason.
        return (try? minter.mint(claims)) ?? ""
    }

    private func greet() {
        guard !isHeadless else { return }
        let token = DemoCity.token(minter, "demo", "dispatcher")
        let page = "http://\(daemon.listenAddress)"
        Console.write(
            """
            A city of \(settings.demo.runners) runners in two pools, \(settings.clock.rate) times as \
            fast as life.
            The map:   \(page)/#token=\(token)
            In a shell:
              TOKEN=\(token)
              curl -H "Authorization: Bearer $TOKEN" "\(page)/v1/orders?limit=3"
            Ctrl-C ends it.

            """)
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
