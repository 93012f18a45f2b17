// Facts of the relay with random contents.

import Basics

@testable import Engine

extension RecordSamples {
    mutating func relayFact() -> RelayFact {
        switch generator.below(8) {
        case 0: .codeIssued(code())
        case 1: .handedOver(handover(), code: maybe { $0.number() })
        case 2: .recovered(plan(), by: text(), reason: text())
        case 3: .held(pick([nil, .stationFull, .stationClosed]))
        case 4: .dwellPassed
        case 5:
            .gateMoved(
                Gate(coordinate: coordinate(), name: text(), wait: Milliseconds(Int64(number()))),
                plan(), alone: generator.chance(percent: 50))
        case 6: .gateWaitPassed
        default: .stoodDown
        }
    }

    private mutating func code() -> HandoverCode {
        HandoverCode(
            number: number(), leg: leg(), epoch: number(), giver: party(), taker: party(),
            isShownByTaker: generator.chance(percent: 50), expiresAt: instant())
    }

    private mutating func party() -> HandoverParty {
        pick([.runner(runner()), .station(StationID(text())), .onward, .anyRunner, .placer])
    }

    private mutating func handover() -> Handover {
        pick([
            .deposited(dwellUntil: instant()), .taken, .passedOn,
            .transferred(to: runner(), epoch: number()),
        ])
    }
}
