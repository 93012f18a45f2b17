// An order's number says the city's day and counts; what comes next is counted from the record.

import Basics
import Testing

@testable import Engine

@Suite struct OrderNumberTests {
    @Test(arguments: [(0, 1), (20_778, 17), (20_778, 999_999), (20_778, 1_000_000), (11_016, 3)])
    func theTextHasBothPartsInIt(day: Int, count: Int) {
        let text = OrderNumber.text(day: day, count: count)
        let parts = OrderNumber.parts(of: text)
        #expect(parts?.day == day && parts?.count == count)
    }

    @Test(arguments: [
        "", "-", "20261121", "20261121-", "-000001", "20261131-000001", "20261321-000001",
        "20260229-000001", "2026112-000001", "20261121-000000", "20261121-000001-1", "x0261121-1",
    ])
    func whatIsNoNumberHasNoParts(text: String) {
        #expect(OrderNumber.parts(of: text) == nil)
    }

    /// A journal that was written under another zone counts on from what it says.
    @Test func theCountFollowsTheRecordAndNotTheSettings() throws {
        var policy = Policy()
        policy.timeZone = .fixed(.minutes(14 * 60))
        let east = City(policy: policy)
        let first = east.placeOrder()
        let second = east.placeOrder()
        let number = try east.order(second).number
        #expect(number.hasSuffix("-000002"))
        policy.timeZone = .fixed(.minutes(-12 * 60))
        let west = City(policy: policy)
        for line in east.journal { west.apply([line.record]) }
        #expect(west.engine.numbers.ordersOfDay == 2)
        let before = try west.order(first).number
        let third = west.placeOrder()
        let after = try west.order(third).number
        #expect(after != before && after.hasSuffix("-000001"), "another day there")
    }
}
