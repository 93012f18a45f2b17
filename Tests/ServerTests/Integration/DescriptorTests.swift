// No descriptors left: those who are connected are served, those who come are turned away, and when
// there is room again the next one is let in.

import Testing

extension IntegrationTests {
    @Suite struct DescriptorTests {
        @Test func theDaemonGoesOnWithoutFreeDescriptors() throws {
            let daemon = try RunningDaemon(limits: "ulimit -n 64")
            try daemon.register("r1")
            let phone = try RunnerPhone("r1", at: daemon)
            try phone.goOnDuty()

            let crowd = try (0..<100).map { _ in try daemon.http() }
            let served = crowd.filter { (try? $0.get("/healthz").status) == 200 }

            #expect(served.count > 10 && served.count < 64)
            #expect(try served[0].get("/readyz").status == 200)
            try phone.report(10)
            for client in crowd { client.hangUp() }
            let watchdog = Watchdog()
            while (try? daemon.http().get("/healthz").status) != 200 {
                try watchdog.check("nobody is let in again")
            }
            #expect(try daemon.place()["state"] == "matching")
            #expect(daemon.process.errors.contains("turned away"), "\(daemon.process.errors)")
        }
    }
}
