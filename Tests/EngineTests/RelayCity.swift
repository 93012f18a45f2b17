// The scenes of the relay: a station a kilometre up the road, an order through it, and runners who can be
// walked from place to place.

import Basics
import Geo
import Testing

@testable import Engine

/// Where the relay's station is; orders go on to a door a kilometre further.
let stationPlace = place(northMeters: 1_000)
let doorPlace = place(northMeters: 2_000)

extension City {
    /// Opens a station.
    @discardableResult
    func openStation(
        _ name: String = "st1", at coordinate: Coordinate = stationPlace, capacity: Int = 20,
        unattended: Bool = true
    ) -> StationID {
        let id = StationID(name)
        let station = Station(
            id: id, coordinate: coordinate, capacity: capacity, unattended: unattended)
        apply([.place(.stationPut(station, by: "a1"))])
        return id
    }

    /// Lets the city know pools by name: somebody is registered who is in them.
    func knowPools(_ names: [String]) {
        must(.registerRunner(RunnerProfile(id: RunnerID("known"), pools: names)), by: .service)
    }

    /// An order through stations to the door.
    @discardableResult
    func placeRelay(
        via: [String] = ["st1"], pools: [String] = [], legPools: [[String]] = [],
        code: String? = nil
    ) -> OrderID {
        var draft = OrderDraft(
            type: "parcel",
            stops: [
                Stop(kind: .pickup, coordinate: place()),
                Stop(kind: .dropoff, coordinate: doorPlace, details: StopDetails(code: code)),
            ],
            items: [Item(description: "a parcel", weightGrams: 500)], runnerPools: pools)
        draft.via = via.map { StationID($0) }
        draft.legPools = legPools
        must(.createOrder(draft), by: .merchant)
        return OrderID(number: engine.placedOrderCount)
    }

    /// Binds a leg by hand, whoever waits.
    func bind(_ id: OrderID, leg: Int, to runner: RunnerIndex) throws {
        let epoch = try order(id).legs[leg].epoch + 1
        apply([
            .legAssigned(
                id, leg: leg, runner, epoch: epoch,
                .manual(by: "d1", reason: "a scene", override: true))
        ])
    }

    func report(_ id: OrderID, _ leg: Int, _ phase: Phase, by runner: RunnerIndex) -> Refusal? {
        run(
            .reportPhase(
                id, leg: leg, phase, code: nil, reason: phase == .returning ? "damaged" : nil),
            by: .runner(name(of: runner))
        ).refusal
    }

    /// Whether somebody sees the order, and where its runner is.
    func sees(_ id: OrderID, _ principal: Principal) throws -> [Bool] {
        let order = try order(id)
        return [
            engine.maySee(order, principal), engine.maySeePosition(of: order, principal),
        ]
    }

    /// Walks a runner there, slowly enough to be believed.
    func walk(_ runner: RunnerIndex, to place: Coordinate) {
        now = now + .minutes(5)
        #expect(locate(runner, place) == .live)
    }

    /// A code for the goods of a leg, or why there is none.
    func code(
        _ id: OrderID, leg: Int, by principal: Principal, toRunner: Bool = false
    ) -> Result<String, Refusal> {
        let decision = run(
            .relay(.issueCode(id, leg: leg, toRunner: toRunner)), by: principal)
        if let refusal = decision.refusal { return .failure(refusal) }
        return .success(engine.newestCode(of: id)?.text ?? "")
    }

    func scan(_ code: String, by principal: Principal) -> RefusalCode? {
        run(.relay(.scan(code)), by: principal).refusal?.code
    }

    /// An order whose goods a runner has, at the station's door, while another one waits there.
    func relayAtStation(unattended: Bool = true) throws -> RelayScene {
        openStation(unattended: unattended)
        let a = addRunner("a")
        let b = addRunner("b", at: stationPlace)
        let id = placeRelay()
        try bind(id, leg: 0, to: a)
        #expect(report(id, 0, .pickedUp, by: a) == nil)
        try bind(id, leg: 1, to: b)
        walk(a, to: stationPlace)
        locate(b, stationPlace)
        return RelayScene(id: id, a: a, b: b)
    }
}

struct RelayScene {
    var id: OrderID
    var a: RunnerIndex
    var b: RunnerIndex
    let clerk = Principal.station("st1")
    let runnerA = Principal.runner("a")
    let runnerB = Principal.runner("b")
}

extension Principal {
    static func station(_ name: String) -> Principal { Principal(subject: name, role: .station) }
}

extension Result where Failure == Refusal {
    var refusal: Refusal? {
        if case .failure(let refusal) = self { return refusal }
        return nil
    }
}
