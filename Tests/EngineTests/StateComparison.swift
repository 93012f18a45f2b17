// Two engines side by side, every stored property by reflection: what nobody thought of when a field
// was added shows here.

import Basics
import Journal

@testable import Engine

/// Where the journaled state of two cities differs, in words; empty if nowhere.
func stateDifferences(_ one: City, _ other: City) -> [String] {
    let (left, right) = (stateLines(one), stateLines(other))
    guard left != right else { return [] }
    for (line, otherLine) in zip(left, right) where line != otherLine {
        return ["\(line)\nand\n\(otherLine)"]
    }
    return ["\(left.count) and \(right.count) lines"]
}

/// All that a snapshot must bring back, a line each.
private func stateLines(_ city: City) -> [String] {
    var lines: [String] = []
    func add(_ name: String, _ value: Any) { lines.append("\(name): \(String(reflecting: value))") }
    add("rules", city.engine.workRules)
    add("retention", city.engine.finishedInMemory)
    for slot in 0..<city.engine.runnerCount {
        let runner = city.engine.runner(RunnerIndex(slot))
        add("runner \(slot)", runner)
        add("index", city.engine.runnerIndex(runner.profile.id) as Any)
    }
    for id in city.engine.orderIDs {
        guard var order = city.engine.order(id) else { continue }
        order.track = Track()
        add("order", order)
        for offer in city.engine.offersOfOrder[id] ?? [] {
            add("offer", city.engine.offers[offer] as Any)
        }
    }
    add("offers", city.engine.offers.count)
    add("exceptions", city.engine.openExceptions)
    add("waiting", city.engine.waiting)
    add("aside", city.engine.aside)
    add("numbers", city.engine.numbers)
    add("pools", city.engine.pools)
    add("skills", city.engine.skills)
    add("zones", city.engine.places.allZones)
    add("pool entries", city.engine.places.allPools)
    add("revision", city.engine.places.revision)
    add("counts", city.engine.orderCounts)
    add("stations", city.engine.stations.values.sorted { $0.id < $1.id })
    for (station, load) in city.engine.stationLoads.sorted(by: { $0.key < $1.key }) {
        add("load of \(station.text)", load)
    }
    let open = city.engine.openOrders.map { "\(String(reflecting: $0.key)) \($0.value)" }
    add("open", open.sorted())
    return lines
}

extension City {
    /// A city that knows nothing but the bytes of this one's snapshot.
    func folded() throws -> City {
        let copy = City(policy: engine.policy, parameters: engine.parameters)
        var failure: (any Error)?
        engine.fold { record in
            do {
                let line = JournalLine(at: noon, record: record)
                let read = try throughBytes(line)
                copy.engine.apply(read, at: now)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        copy.now = now
        return copy
    }
}
