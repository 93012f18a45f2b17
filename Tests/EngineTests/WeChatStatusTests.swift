// WeChat's numbers, against the list of its documents.

import Testing

@testable import Engine

@Suite struct WeChatStatusTests {
    private static let table: [(OrderState, ReasonCode?, OrderState?, Bool, Int)] = [
        (.awaitingPayment, nil, nil, false, 101), (.scheduled, nil, nil, false, 101),
        (.matching, nil, nil, false, 101), (.waitingForPool, nil, nil, false, 101),
        (.noTaker, nil, nil, false, 101), (.offered, nil, nil, false, 101),
        // Given back, and looked after anew.
        (.matching, .pickupClosed, nil, false, 101),
        (.assigned, nil, nil, false, 102), (.atPickup, nil, nil, false, 201),
        (.pickedUp, nil, nil, true, 202), (.atStation, nil, nil, true, 301),
        (.atDropoff, nil, nil, true, 301), (.delivered, nil, nil, true, 302),
        (.cancelled, nil, .awaitingPayment, false, 103), (.cancelled, nil, .offered, false, 103),
        (.cancelled, nil, .assigned, false, 203), (.cancelled, nil, .atPickup, false, 203),
        (.returning, .customerRequest, nil, true, 303), (.returning, nil, nil, true, 303),
        (.returning, .customerUnreachable, nil, true, 304),
        (.returning, .customerRefused, nil, true, 305), (.returning, .damaged, nil, true, 305),
        (.returned, .customerRefused, nil, false, 401),
        (.failed, .vehicleTrouble, nil, false, 204), (.failed, .pickupClosed, nil, false, 205),
        (.failed, .wrongItem, nil, false, 205), (.failed, .wrongItem, nil, true, 501),
        (.failed, .runnerUnreachable, nil, true, 501), (.failed, .lost, nil, true, 501),
        (.failed, nil, nil, false, 501), (.failed, .forceMajeure, nil, false, 502),
        (.failed, .forceMajeure, nil, true, 502),
    ]

    @Test func everyStateHasItsNumber() {
        for (state, reason, from, hadGoods, number) in Self.table {
            let status = WeChatStatus(
                state, reason: reason, cancelledFrom: from, hadGoods: hadGoods)
            #expect(status.rawValue == number, "\(state.name) \(reason?.name ?? "-")")
            #expect(status.isFinal == state.isFinal, "\(state.name)")
        }
        #expect(Set(Self.table.map(\.0)) == Set(OrderState.allCases))
        #expect(Set(Self.table.map(\.4)) == Set(WeChatStatus.allCases.map(\.rawValue)))
    }

    @Test func anOrderKnowsItsOwn() throws {
        let scene = try Scene(.returning, .customer)
        #expect(try scene.city.order(scene.order).weChatStatus == .returningRefused)
    }
}
