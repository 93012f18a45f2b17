// Several campuses in one process: nothing of one is matched with, shown to or changed by the other.

import Basics
import Geo
import Testing

@testable import Engine

extension Principal {
    fileprivate func bound(to site: String?) -> Principal {
        var bound = self
        bound.site = site
        return bound
    }
}

extension City {
    /// An order that waits for its payment.
    fileprivate func placeUnpaid(by owner: Principal) -> OrderID {
        var unpaid = draft()
        unpaid.awaitsPayment = true
        must(.createOrder(unpaid), by: owner)
        return lastOrder
    }
}

@Suite struct SiteTests {
    private let sites: [String?] = [nil, "north", "south"]

    @Test func aCallForHelpIsHeardByItsSite() throws {
        let city = City()
        addRunner("r1", "north", to: city, at: place())
        city.must(.exception(.sos), by: .runner("r1"))
        let call = try #require(city.engine.openExceptions.first)
        for (site, sees) in [(nil, true), ("north", true), ("south", false)] {
            let dispatcher = Principal.dispatcher.bound(to: site)
            #expect(city.engine.maySee(call, dispatcher) == sees, "\(site ?? "all")")
        }
    }

    private func addRunner(_ name: String, _ site: String?, to city: City, at place: Coordinate) {
        var profile = RunnerProfile(id: RunnerID(name))
        profile.site = site
        city.must(.registerRunner(profile), by: .service)
        city.must(.verifyRunner(RunnerID(name)), by: .service)
        city.must(.setDuty(RunnerID(name), .on), by: .runner(name))
        city.locate(RunnerIndex(city.engine.runnerCount - 1), place)
    }

    /// Random cities: whatever is offered is of the order's own site, and a runner of it is found where
    /// one is free.
    @Test func matchingNeverCrossesSites() {
        var offered = 0
        for seed in UInt64(0)..<15 {
            var generator = SeededGenerator(seed: seed)
            let city = City()
            func somewhere() -> Coordinate {
                place(
                    northMeters: Double(generator.below(2_000)),
                    eastMeters: Double(generator.below(2_000)))
            }
            for number in 0..<12 {
                addRunner("r\(number)", sites[generator.below(3)], to: city, at: somewhere())
            }
            for number in 0..<10 {
                let owner = Principal.customer("c\(number)").bound(to: sites[generator.below(3)])
                city.placeOrder(from: somewhere(), by: owner)
            }
            for _ in 0..<3 {
                city.round()
                city.pass(.seconds(5))
            }
            for line in city.journal {
                guard case .offerMade(_, let leg, let terms) = line.record else { continue }
                offered += 1
                let owner = city.engine.order(leg.order)?.owner
                #expect(city.runner(terms.runner).site == owner?.site, "seed \(seed)")
            }
        }
        #expect(offered > 50)
    }

    @Test func staffSeeTheirOwnSiteAlone() throws {
        let city = City()
        let order = try city.order(
            city.placeOrder(by: Principal.customer("c1").bound(to: "north")))
        for (site, sees) in [(nil, true), ("north", true), ("south", false)] {
            let admin = Principal.admin.bound(to: site)
            #expect(city.engine.maySee(order, admin) == sees, "\(site ?? "all")")
        }
        let cancel = Command.cancelOrder(order.id, reason: nil, version: nil)
        let southern = Principal.dispatcher.bound(to: "south")
        #expect(city.run(cancel, by: southern).refusal?.code == .notFound)
        city.must(cancel, by: Principal.dispatcher.bound(to: "north"))
    }

    @Test func whatIsPutBelongsToTheTokensSite() throws {
        let city = City()
        let northern = Principal.admin.bound(to: "north")
        let southern = Principal.admin.bound(to: "south")
        city.put(try square("z"), by: northern)
        #expect(city.engine.zone(ZoneID("z"))?.site == "north")
        let stolen = city.run(.place(.putZone(try square("z"), version: nil)), by: southern)
        #expect(stolen.refusal?.code == .notFound)
        let foreign = try square("y") { $0.site = "south" }
        let forged = city.run(.place(.putZone(foreign, version: nil)), by: northern).refusal
        #expect(forged?.code == .notYours && forged?.field == "/site")
        #expect(city.engine.zones(ofSite: "south").isEmpty)
        // A zone of one site binds no order of the other.
        let far = place(northMeters: 3_000)
        let ordering = { (site: String) in
            city.refusal(to: far, by: Principal.customer("c1").bound(to: site))?.code
        }
        #expect(ordering("north") == .outsideZone && ordering("south") == nil)
    }

    /// A pool that everybody says is nobody's to take: not the genders, not a name of another site's runners.
    @Test func poolsOfAllAreNobodys() throws {
        let city = City()
        let northern = Principal.admin.bound(to: "north")
        let south = Principal.customer("c1").bound(to: "south")
        for name in PoolID.genders {
            let pool = PoolEntry(id: try #require(PoolID(name)), gender: "male")
            for admin in [northern, .admin] {
                let refusal = city.run(.place(.putPool(pool, version: nil)), by: admin).refusal
                #expect(refusal?.code == .invalid && refusal?.field == "/id", "\(name)")
            }
            #expect(city.refusal(to: place(), pools: [name], by: south) == nil)
        }
        var profile = RunnerProfile(id: RunnerID("r1"), pools: ["night"])
        profile.site = "south"
        city.must(.registerRunner(profile), by: .service)
        let night = PoolEntry(id: try #require(PoolID("night")))
        let taken = city.run(.place(.putPool(night, version: nil)), by: northern).refusal
        #expect(taken?.code == .notYours && taken?.field == "/id")
        #expect(city.refusal(to: place(), pools: ["night"], by: south) == nil)
        city.must(.place(.putPool(night, version: nil)), by: .admin)
        let day = PoolEntry(id: try #require(PoolID("day")))
        for _ in 0..<2 { city.must(.place(.putPool(day, version: nil)), by: northern) }
        #expect(city.engine.pools.names.contains("day"))
    }

    /// A journal in which a site took a gender pool is read, and binds nobody else.
    @Test func aGenderPoolThatWasTakenServesAll() throws {
        let city = City()
        var pool = PoolEntry(id: try #require(PoolID("female")))
        pool.site = "north"
        city.apply([.place(.poolPut(pool, by: "a1"))])
        let south = Principal.customer("c1").bound(to: "south")
        #expect(city.refusal(to: place(), pools: ["female"], by: south) == nil)
    }

    @Test func runnersOfAnotherSiteAreNotThere() {
        let city = City()
        addRunner("r1", "north", to: city, at: place())
        city.placeOrder(by: Principal.customer("c1").bound(to: "south"))
        let southern = Principal.dispatcher.bound(to: "south")
        let assign = Command.assignOrder(
            city.lastOrder, RunnerID("r1"), reason: nil, override: false, version: nil)
        #expect(city.run(assign, by: southern).refusal?.field == "/runner")
        let block = Command.access(.blockRunner(RunnerID("r1"), reason: nil))
        #expect(city.run(block, by: southern).refusal?.code == .notFound)
        // Who sees all may bind across no site either, but by an override.
        #expect(city.run(assign, by: .dispatcher).refusal?.filter == "site")
    }

    /// Whoever is bound to one site finds no order of the other, whatever the command.
    @Test func noCommandReachesAnotherSitesOrder() throws {
        let why = ReasonGiven(.customerRequest)
        let here = place(northMeters: 900)
        for role in [Role.dispatcher, .admin, .service] {
            let city = City()
            addRunner("r1", "north", to: city, at: place())
            let owner = Principal.customer("c1").bound(to: "north")
            let id = city.placeOrder(by: owner)
            let carried = city.placeOrder(by: owner)
            try city.bind(carried, leg: 0, to: RunnerIndex(0))
            #expect(city.report(carried, 0, .pickedUp, by: RunnerIndex(0)) == nil)
            city.apply([.law(carried, .codeLocked(leg: 0))])
            let paid = city.placeUnpaid(by: Principal.merchant.bound(to: "north"))
            let foreign = Principal(subject: "x", role: role).bound(to: "south")
            var edit = StopEdit(index: 1)
            edit.note = "x"
            let commands: [(Command, RoleSet)] = [
                (.law(id, .fail(why)), .staff), (.law(carried, .unlockCode(why)), .staff),
                (
                    .reportPhase(carried, leg: 0, .returning, code: nil, reason: "damaged"),
                    .staff
                ),
                (.law(paid, .pay), [.service, .admin]),
                (.cancelOrder(id, reason: nil, version: nil), [.service, .staff]),
                (
                    .assignOrder(
                        id, RunnerID("r1"), reason: "x", override: true, version: nil), .staff
                ),
                (.shareOrder(id, .viewer), [.service, .staff]),
                (.law(id, .edit([edit])), [.service, .staff]),
                (.law(id, .choose(.wait)), [.service, .staff]),
                (.relay(.recover(carried, reason: "gone")), .staff),
                (.relay(.moveToGate(id, here, name: "gate")), .staff),
                (.relay(.issueCode(id, leg: 0, toRunner: true)), [.service, .staff]),
                (.widenOrder(id), [.service, .staff]),
            ]
            for (command, roles) in commands where roles.contains(role) {
                let refusal = city.run(command, by: foreign).refusal
                #expect(refusal == .noOrder, "\(role.name): \(command)")
            }
        }
    }
}
