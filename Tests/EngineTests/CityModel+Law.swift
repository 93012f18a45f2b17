// What must hold of the facts of an order's law, worked out from the outside.

import Basics

@testable import Engine

extension CityModel {
    mutating func watchLaw(_ id: OrderID, _ fact: LawFact, _ city: City) {
        guard let order = city.engine.order(id) else { return fail("\(id) is unknown") }
        let policy = city.engine.policy
        count(name(of: fact))
        switch fact {
        case .paid: expect(order.state == .awaitingPayment, "\(id) was paid twice")
        case .paymentTimedOut:
            expect(order.booking.payBy.map { $0 <= city.now } == true, "\(id) timed out early")
        case .released:
            expect(order.booking.releaseAt.map { $0 <= city.now } == true, "\(id) came early")
        case .givenBack(let leg, let reason, let isFault, let choices):
            expect(!order.legs[leg].state.hasGoods, "\(id) was given back with its goods")
            expect(isFault == choices.isEmpty, "\(id): who is not to blame asks the customer")
            expect(isFault == !reason.isNobodysFault, "\(id): \(reason) and its fault")
            if let runner = order.legs[leg].runner { noteRelease(of: id, by: runner) }
        case .undone(let leg, let state):
            let report = order.legs[leg].lastReport
            expect(report?.from == state, "\(id) undone to \(state.name)")
            let age = report.map { city.now - $0.at }
            expect(age.map { $0 <= policy.undoWindow } == true, "\(id) undone late")
            if order.state.isFinal { noteReopening(of: id) }
        case .added: forgetRefusals(of: id)
        case .codeLocked:
            expect(order.wrongCodes >= policy.codeTriesMax, "\(id) locked early")
        default: break
        }
    }

    private func name(of fact: LawFact) -> String {
        String(describing: fact).prefix { $0 != "(" }.description
    }
}
