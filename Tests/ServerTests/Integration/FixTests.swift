// What becomes of fixes, counted to the last one.

import Testing

extension IntegrationTests {
    @Suite struct FixTests {
        @Test func tenFixesMoveFourCounters() throws {
            let daemon = try RunningDaemon(["fixes.ackMs=100"])
            try daemon.register("r1")
            let phone = try RunnerPhone("r1", at: daemon)
            try phone.goOnDuty()
            let before = try daemon.metrics()

            for sequence in 1...7 {
                let fix = RunnerPhone.fix(sequence, Double(sequence))
                try phone.socket.send(#"{"type":"fix",\#(fix)}"#)
            }
            try phone.socket.send(#"{"type":"fix",\#(RunnerPhone.fix(7, 8))}"#)
            try phone.socket.send(
                #"{"type":"fix","seq":8,"latitude":91,"longitude":121.47,"fixTime":1}"#)
            let refusal = try phone.socket.next("error")
            #expect(refusal["code"] == "outOfRange")
            #expect(refusal["field"] == "/latitude")
            #expect(refusal["limit"] == 90)
            #expect(try phone.command("duty", #""on":false"#)["duty"] == "off")
            try phone.socket.send(#"{"type":"fix",\#(RunnerPhone.fix(9, 9))}"#)
            _ = try phone.socket.next { $0["dropped"]["offDuty"] == 1 }

            let after = try daemon.metrics()
            let moved = after.values.filter { series, value in
                series.hasPrefix("fleetfoot_fixes_total") && value != before.values[series]
            }
            #expect(
                moved == [
                    #"fleetfoot_fixes_total{outcome="accepted"}"#: 7,
                    #"fleetfoot_fixes_total{outcome="duplicate"}"#: 1,
                    #"fleetfoot_fixes_total{outcome="outOfRange"}"#: 1,
                    #"fleetfoot_fixes_total{outcome="offDuty"}"#: 1,
                ])
        }
    }
}
