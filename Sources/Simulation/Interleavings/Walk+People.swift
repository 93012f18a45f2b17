// The cast and the map of every walk: few people and few places, so that they meet.

internal import Basics
internal import Engine
internal import Geo

extension Walk {
    static let runnerCount = 6
    static let customers = ["c0", "c1", "c2"]
    static let stations = [StationID("st1"), StationID("st2")]
    static let dispatcher = Principal(subject: "d1", role: .dispatcher)
    static let admin = Principal(subject: "a1", role: .admin)
    static let service = Principal(subject: "s1", role: .service)
    static let merchant = Principal(subject: "m1", role: .merchant)
    /// The other site: one customer and one runner are of it, and these see nothing else.
    static let otherSite = "south"
    static let strangers: [Role: Principal] = [
        .dispatcher: Principal(subject: "d2", role: .dispatcher, site: otherSite),
        .admin: Principal(subject: "a2", role: .admin, site: otherSite),
        .service: Principal(subject: "s2", role: .service, site: otherSite),
    ]

    /// Somebody of every kind, to ask who sees what.
    static let people: [Principal] =
        (0..<runnerCount).map { Principal(subject: "r\($0)", role: .runner) }
        + customers.map { Principal(subject: $0, role: .customer) }
        + stations.map { Principal(subject: $0.text, role: .station) }
        + [dispatcher, admin, service, merchant]
        + [Role.dispatcher, .admin, .service].compactMap { strangers[$0] }

    /// The point so many metres north and east of the middle.
    static func place(north: Int, east: Int) -> Coordinate {
        Coordinate(
            latitudeE7: 312_300_000 + Int32(Double(north) / 0.011_119_5),
            longitudeE7: 1_214_700_000 + Int32(Double(east) / 0.009_507_9))
    }

    mutating func anywhere() -> Coordinate {
        Walk.place(north: generator.below(1_500), east: generator.below(1_500))
    }

    /// The house that only runners of the gate's pool may enter.
    static let house = place(north: 1_300, east: 1_300)

    mutating func populate(number: Int) {
        let genders = ["female", "male", "female", "male", nil, "female"]
        for (slot, gender) in genders.enumerated() {
            var profile = RunnerProfile(
                id: RunnerID("r\(slot)"), person: slot == 0 ? "p0" : nil, gender: gender,
                pools: slot % 2 == 0 ? ["gate"] : [],
                capacity: Capacity(orders: 2 + slot % 2, grams: 4_000))
            if slot == Walk.runnerCount - 1 { profile.site = Walk.otherSite }
            must(.registerRunner(profile), by: Walk.service)
            must(.verifyRunner(profile.id), by: Walk.service)
            must(.setDuty(profile.id, .on), by: Principal(subject: profile.id.text, role: .runner))
        }
        for (slot, id) in Walk.stations.enumerated() {
            must(.place(.putStation(station(id, slot), version: nil)), by: Walk.admin)
        }
        if number % 2 == 0 {
            must(.place(.putZone(zone("hall"), version: nil)), by: Walk.admin)
        }
        for slot in 0..<Walk.runnerCount { locate(RunnerIndex(slot)) }
    }

    private mutating func must(_ command: Command, by principal: Principal) {
        let decision = engine.decide(command, by: principal, at: now)
        if let refusal = decision.refusal { witness.fail(.rights, "the cast: \(refusal)") }
        apply(decision.records)
    }

    func station(_ id: StationID, _ slot: Int) -> Station {
        Station(
            id: id, coordinate: Walk.place(north: 700 + 300 * slot, east: 700),
            capacity: 2, dwell: .seconds(15), unattended: slot == 1)
    }

    func zone(_ name: String) -> Zone {
        let isHall = name == "hall"
        let center = isHall ? Walk.house : Walk.place(north: 200, east: 1_300)
        let circle = Circle(center: center, radiusMeters: 220)
        let area = circle.map { Area.circle($0) } ?? .circle(Walk.everywhere)
        var zone = Zone(id: ZoneID(name), area: area)
        zone.range = false
        if isHall {
            zone.enterPools = ["gate"]
            zone.station = Walk.stations[0]
        } else {
            zone.mode = .wave
        }
        return zone
    }

    private static var everywhere: Circle {
        guard let circle = Circle(center: house, radiusMeters: 1) else {
            preconditionFailure("the house lies on the Earth")
        }
        return circle
    }

    // MARK: Who

    func person(_ runner: RunnerIndex) -> Principal {
        Principal(subject: engine.runner(runner).profile.id.text, role: .runner)
    }

    mutating func anyRunner() -> RunnerIndex { RunnerIndex(generator.below(Walk.runnerCount)) }

    mutating func anyCustomer() -> Principal {
        var principal = Principal(
            subject: Walk.customers[generator.below(Walk.customers.count)], role: .customer)
        if principal.subject == "c0" { principal.person = "p0" }
        if principal.subject == "c2" { principal.site = Walk.otherSite }
        return principal
    }

    /// Somebody of that role, mostly the one whom the command is for.
    mutating func somebody(_ role: Role, for kind: CommandKind, _ order: Order?) -> Principal {
        if order != nil, let stranger = Walk.strangers[role], generator.chance(percent: 20) {
            return stranger
        }
        switch role {
        case .dispatcher: return Walk.dispatcher
        case .admin: return Walk.admin
        case .service: return Walk.service
        case .merchant: return Walk.merchant
        case .customer:
            let isOwner = order?.owner.role == .customer && generator.chance(percent: 80)
            return isOwner ? order?.owner ?? anyCustomer() : anyCustomer()
        case .station:
            let leg = order?.legs[order?.activeLeg ?? 0]
            let id = leg?.stationAtEnd ?? leg?.stationAtStart
            let any = Walk.stations[generator.below(Walk.stations.count)]
            let chosen = generator.chance(percent: 80) ? id ?? any : any
            return Principal(subject: chosen.text, role: .station)
        case .runner: return rightRunner(for: kind, order)
        }
    }

    private mutating func rightRunner(for kind: CommandKind, _ order: Order?) -> Principal {
        guard let order, generator.chance(percent: 85) else { return person(anyRunner()) }
        let leg = order.legs[order.activeLeg]
        switch kind {
        case .seen, .accept, .decline:
            let asked = leg.offers.isEmpty ? nil : leg.offers[generator.below(leg.offers.count)]
            return person(asked.flatMap { engine.offer($0)?.runner } ?? anyRunner())
        case .scan:
            let next = leg.next.flatMap { order.legs[$0].runner }
            let likely = generator.chance(percent: 50) ? next : leg.runner
            return person(generator.chance(percent: 60) ? likely ?? anyRunner() : anyRunner())
        case .issueCode: return person(order.custody.runner ?? leg.runner ?? anyRunner())
        case .grab, .patch, .duty, .sos: return person(anyRunner())
        default: return person(leg.runner ?? anyRunner())
        }
    }
}
