// A city whose clock starts elsewhere and runs faster than life, while tokens stay in real time.

import Testing

extension IntegrationTests {
    @Suite struct ClockTests {
        @Test func theCityRunsSixtyTimesFasterThanLife() throws {
            let origin = 1_900_000_000_000
            let started = ContinuousClock.now
            let daemon = try RunningDaemon([
                "clock.rate=60", "clock.origin=\(origin)", "offer.deadlineMs=15000",
                "offer.confirmMs=60000",
                "positions.staleAfterMs=3600000",
            ])
            try daemon.register("r1")
            let phone = try RunnerPhone("r1", at: daemon)
            let greeted = (phone.welcome["serverTime"].whole ?? 0) - origin
            #expect(greeted >= 0)
            try phone.goOnDuty()
            // The phone's clock is years behind the city's.
            let fix = #""seq":1,\#(Street.members(100)),"fixTime":\#(origin + greeted + 60_000)"#
            try phone.socket.send(#"{"type":"fixes","fixes":[{\#(fix)}]}"#)
            #expect(try phone.socket.next("fixesAck")["accepted"] == 1)

            let order = try daemon.place()
            let created = (order["createdAt"].whole ?? 0) - origin
            let offer = try phone.socket.next("offer")
            let customer = try daemon.socket("c1", "customer")
            try customer.send(
                #"{"type":"subscribe","id":"s","order":"\#(order["id"].text ?? "")","since":0}"#)
            _ = try customer.next { $0["state"] == "offered" }
            let expired = try customer.next { $0["state"] == "matching" }["at"].whole ?? 0

            #expect(expired >= offer["expiresAt"].whole ?? .max)
            #expect(expired - origin >= created + 15_000)
            let real = started.duration(to: .now)
            #expect(.milliseconds(expired - origin) <= real * 60)
            #expect(real < .seconds(15), "15 s of the city are a quarter of a second")
        }

        @Test func theOptionsOfTheCommandLineAreTheSettings() throws {
            let folder = try TestFolder()
            let arguments = try RunningDaemon.arguments([], in: folder)
            let process = try DaemonProcess(
                arguments + ["--clock-rate", "4000"], in: folder)
            #expect(try process.wait() != 0)
            #expect(process.errors.contains("clock.rate"), "\(process.errors)")
            #expect(process.errors.contains("3600"), "\(process.errors)")
        }
    }
}
