// The orders in memory against a dictionary and a sort.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct OrderTableTests {
    private let start = Instant(millisecondsSinceEpoch: 0)

    @Test(arguments: UInt64(1)...5) func itIsADictionaryInOrderOfAge(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = OrderTable()
        var model: Set<OrderID> = []
        var last = 0
        for step in 0..<6_000 {
            // Most are newer than all; some come back after others.
            let isNew = generator.chance(percent: 60)
            if isNew { last += generator.number(in: 1...2) }
            let id = OrderID(number: UInt64(isNew ? last : generator.below(last + 1)))
            // Now a time that fills it, now one that empties it, more than once through its pieces.
            if generator.chance(percent: step / 1_500 % 2 == 0 ? 15 : 85) {
                let oldest = model.min() ?? id
                #expect(table.remove(oldest)?.id == model.remove(oldest))
            } else if model.insert(id).inserted {
                table.insert(order(id))
            }
            #expect(table.count == model.count && table.contains(id) == model.contains(id))
            guard step % 100 == 0 else { continue }
            #expect(table.ids == model.sorted(by: >))
            let older = model.filter { $0 < id }.sorted(by: >).prefix(3)
            #expect(Array(table.ids(before: id).prefix(3)) == Array(older))
            #expect(model.allSatisfy { table.look($0) { $0.id } == $0 })
        }
    }

    private func order(_ id: OrderID) -> Order {
        let here = Coordinate(latitudeE7: 312_300_000, longitudeE7: 1_214_700_000)
        let draft = OrderDraft(
            type: "parcel",
            stops: [StopKind.pickup, .dropoff].map { Stop(kind: $0, coordinate: here) }, items: [])
        let placed = PlacedOrder(
            number: "n", owner: Principal(subject: "c1", role: .customer), draft: draft,
            price: Tariff().price(meters: 1_000, addition: 0), meters: 1_000,
            promisedBy: start)
        return Order(id: id, placed, at: start)
    }
}
