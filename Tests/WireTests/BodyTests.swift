// What request bodies may say, and how each mistake is named.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

/// The bodies of HTTP requests.
struct BodyTests {
    static func draft(_ json: String, datum: Datum = .wgs84) throws(Refusal) -> OrderDraft {
        try OrderDraft.decode(Array(json.utf8).span, datum: datum)
    }

    static let example = """
        {"type":"parcel","stops":[
           {"kind":"pickup","latitude":31.2304,"longitude":121.4737,"address":"菜鸟驿站",\
        "contact":{"name":"王小明","phone":"13800000000"},"code":"3-2-1007"},
           {"kind":"dropoff","latitude":31.2333,"longitude":121.4801,"address":"女生宿舍 3 栋",\
        "contact":{"name":"李","phone":"13900000000"},"note":"到楼下打电话","code":"4821"}],
         "items":[{"description":"小件","weightGrams":800}],"runnerPools":["female"],\
        "scheduledAt":null,"addition":200,"externalId":"A-17"}
        """

    @Test func readsTheProtocolsOrder() throws {
        #expect(try Self.draft(Self.example) == Samples.draft)
        #expect(try Self.draft(text { $0.writeOrderBody(Samples.draft) }) == Samples.draft)
    }

    @Test func randomOrdersComeBack() throws {
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let stops = (0..<random.number(in: 1...12)).map { _ in
                let place = Samples.fix(&random).coordinate
                return Stop(
                    kind: StopKind.allCases[random.below(4)], coordinate: place,
                    capAmount: random.chance(percent: 30) ? random.below(1_000_001) : nil,
                    durationMinutes: random.chance(percent: 30) ? random.below(1_441) : nil,
                    details: StopDetails(
                        address: Samples.text(&random), contactPhone: Samples.text(&random),
                        note: random.chance(percent: 50) ? Samples.text(&random) : nil))
            }
            let draft = OrderDraft(
                type: "t" + Samples.text(&random), stops: stops,
                items: [Item(description: Samples.text(&random), weightGrams: 1_000_000)],
                runnerPools: ["p" + Samples.text(&random)], skills: ["s"],
                addition: random.below(1_000_001))
            let json = text { $0.writeOrderBody(draft) }
            #expect(try Self.draft(json) == draft, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("31.2304", "91", RefusalCode.outOfRange, "/stops/0/latitude", 90 as Int?),
        ("121.4801", "-180.5", .outOfRange, "/stops/1/longitude", -180),
        ("31.2304", "\"31\"", .invalid, "/stops/0/latitude", nil),
        ("\"pickup\"", "\"pick\"", .invalid, "/stops/0/kind", nil),
        ("\"name\":\"李\"", "\"name\":5", .invalid, "/stops/1/contact/name", nil),
        ("\"note\":\"到楼下打电话\"", "\"datum\":\"mars\"", .invalid, "/stops/1/datum", nil),
        ("到楼下打电话", "LONG", .outOfRange, "/stops/1/note", 512),
        ("800", "1000001", .outOfRange, "/items/0/weightGrams", 1_000_000),
        ("800", "-1", .outOfRange, "/items/0/weightGrams", 0),
        ("\"scheduledAt\":null", "\"scheduledAt\":-1", .outOfRange, "/scheduledAt", 0),
        ("\"scheduledAt\":null", "\"scheduledAt\":\"noon\"", .invalid, "/scheduledAt", nil),
        ("\"scheduledAt\":null", "\"payment\":\"later\"", .invalid, "/payment", nil),
        ("200", "1000001", .outOfRange, "/addition", 1_000_000),
        ("200", "2.5", .invalid, "/addition", nil),
        ("\"type\":", "\"typ\":", .invalid, "/type", nil),
        ("\"parcel\"", "\"\"", .invalid, "/type", nil),
        ("\"parcel\"", "null", .invalid, "/type", nil),
        ("[\"female\"]", "[\"\"]", .invalid, "/runnerPools/0", nil),
        ("[\"female\"]", "\"female\"", .invalid, "/runnerPools", nil),
    ])
    func mistakesAreNamed(
        right: String, wrong: String, code: RefusalCode, field: String, limit: Int?
    ) {
        let long = String(repeating: "长", count: 513)
        let json = Self.example.replacing(right, with: wrong.replacing("LONG", with: long))
        let found = refusal { () throws(Refusal) in _ = try Self.draft(json) }
        #expect(found?.code == code && found?.field == field && found?.limit == limit)
    }

    @Test func limitsAreTheHighestThatPass() throws {
        let stop = #"{"kind":"wait","latitude":1,"longitude":2}"#
        let order = { (count: Int) in
            let stops = Array(repeating: stop, count: count).joined(separator: ",")
            return #"{"type":"wait","stops":[\#(stops)]}"#
        }
        #expect(try Self.draft(order(12)).stops.count == 12)
        for (count, limit) in [(0, 1), (13, 12)] {
            let found = refusal { () throws(Refusal) in _ = try Self.draft(order(count)) }
            #expect(found?.field == "/stops" && found?.limit == limit)
        }
        let most = String(repeating: "😀", count: 512)
        #expect(
            try Self.draft(Self.example.replacing("到楼下打电话", with: most)).stops[1].details.note
                == most)
        #expect(
            try Self.draft(Self.example.replacing("800", with: "1000000")).weightGrams == 1_000_000)
    }

    @Test func malformedBodiesSayWhere() {
        let found = refusal { () throws(Refusal) in _ = try Self.draft(#"{"type":"parcel",}"#) }
        #expect(found?.code == .invalid && found?.field == "" && found?.status == 422)
        #expect(found?.detail == "this is not JSON from byte 17 on")
        #expect(refusal { () throws(Refusal) in _ = try Self.draft("[]") }?.field == "")
        #expect(refusal { () throws(Refusal) in _ = try Self.draft("") }?.code == .invalid)
    }

    @Test func datumsAreConverted() throws {
        let place = coordinate(312_304_000, 1_214_737_000)
        let read = try Self.draft(Self.example, datum: .gcj02).stops[0].coordinate
        #expect(read == place.converted(from: .gcj02, to: .wgs84))
        let own = Self.example.replacing("\"code\":\"4821\"", with: "\"datum\":\"wgs84\"")
        #expect(
            try Self.draft(own, datum: .bd09).stops[1].coordinate
                == coordinate(312_333_000, 1_214_801_000))
    }

    @Test func runnersComeBack() throws {
        let profile = RunnerProfile(
            id: RunnerID("r1"), name: "张伟", person: "p1", gender: "female", vehicle: .ebike,
            skills: ["fragile"], pools: ["north"], capacity: Capacity(orders: 2, grams: 0))
        let bytes = { (json: String) in Array(json.utf8) }
        let json = text { $0.writeRunnerBody(profile) }
        #expect(try RunnerProfile.decode(bytes(json).span) == profile)
        #expect(
            try RunnerProfile.decode(bytes(#"{"id":"r2"}"#).span)
                == RunnerProfile(id: RunnerID("r2")))
        var patch = RunnerPatch()
        #expect(try RunnerPatch.decode(bytes(#"{"name":null,"other":1}"#).span) == patch)
        patch.name = "李"
        patch.vehicle = .car
        patch.pools = []
        patch.capacityGrams = 5
        patch.verified = false
        patch.ownCap = 12
        let patched = text { $0.writeRunnerPatchBody(patch) }
        #expect(try RunnerPatch.decode(bytes(patched).span) == patch)
        for (json, field) in [
            (#"{"name":"x"}"#, "/id"), (#"{"id":"r","vehicle":"horse"}"#, "/vehicle"),
            (#"{"id":"r","gender":"x"}"#, "/gender"),
            (#"{"id":"r","capacity":{"orders":0}}"#, "/capacity/orders"),
            (#"{"id":"r","capacity":{"grams":-1}}"#, "/capacity/grams"), (#"{"id":""}"#, "/id"),
        ] {
            #expect(
                refusal { () throws(Refusal) in _ = try RunnerProfile.decode(bytes(json).span) }?
                    .field == field)
        }
        let cap = refusal { () throws(Refusal) in
            _ = try RunnerPatch.decode(bytes(#"{"ownCap":13}"#).span)
        }
        #expect(cap?.field == "/ownCap" && cap?.limit == 12)
    }

    @Test func smallBodiesComeBack() throws {
        let assign = AssignBody(runner: RunnerID("r1"), reason: "near", override: true)
        #expect(
            try AssignBody.decode(Array(text { $0.writeAssignBody(assign) }.utf8).span) == assign)
        #expect(
            try AcceptBody.decode(Array(text { $0.writeAcceptBody(epoch: 3) }.utf8).span).epoch == 3
        )
        #expect(
            try ReasonBody.decode(Array(text { $0.writeReasonBody("no") }.utf8).span).reason == "no"
        )
        #expect(try ReasonBody.decode([UInt8]().span).reason == nil)
        let phase = PhaseBody(.delivered, code: "1")
        #expect(try PhaseBody.decode(Array(text { $0.writePhaseBody(phase) }.utf8).span) == phase)
        #expect(
            try DutyBody.decode(Array(text { $0.writeDuty(.paused) }.utf8).span).duty == .paused)
    }
}
