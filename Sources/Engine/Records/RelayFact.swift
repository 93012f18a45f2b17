// What happens to an order that passes through several hands. All of it is about one leg, which stands
// beside the fact in the record.

internal import Basics
internal import Geo
internal import Journal

/// A fact of the relay.
public enum RelayFact: Equatable, Sendable {
    /// A code was made.
    case codeIssued(HandoverCode)
    /// The goods changed hands, by the code of that number, or by a report at a station without a clerk.
    case handedOver(Handover, code: Int?)
    /// The leg's runner vanished with the goods: another leg fetches them.
    case recovered(LegPlan, by: String, reason: String)
    /// The leg is not looked for, for that reason; `nil`: it is again.
    case held(HoldReason?)
    /// The goods, which the leg should have taken, lie at the station for longer than they may.
    case dwellPassed
    /// The recipient comes down. The leg gets that plan; with `alone` it is all that is left of the relay.
    case gateMoved(Gate, LegPlan, alone: Bool)
    /// Nobody came down in time.
    case gateWaitPassed
    /// The goods are back where the leg before fetched them: the leg waits for its turn again.
    case stoodDown
}

extension ByteWriter {
    mutating func writeRelayFact(_ fact: RelayFact) {
        switch fact {
        case .codeIssued(let code):
            writeUInt8(0)
            writeHandoverCode(code)
        case .handedOver(let handover, let code):
            writeUInt8(1)
            writeHandover(handover)
            writeNumber(code)
        case .recovered(let plan, let by, let reason):
            writeUInt8(2)
            writePlan(plan)
            writeString(by)
            writeString(reason)
        case .held(let reason):
            writeUInt8(3)
            writeOptional(reason) { $0.writeUInt8($1.rawValue) }
        case .dwellPassed:
            writeUInt8(4)
        case .gateMoved(let gate, let plan, let alone):
            writeUInt8(5)
            writeGate(gate)
            writePlan(plan)
            writeBool(alone)
        case .gateWaitPassed:
            writeUInt8(6)
        case .stoodDown:
            writeUInt8(7)
        }
    }

    mutating func writeGate(_ gate: Gate) {
        writeCoordinate(gate.coordinate)
        writeString(gate.name)
        writeSignedVarint(gate.wait.count)
    }

    mutating func writeHandoverCode(_ code: HandoverCode) {
        writeNumber(code.number)
        writeNumber(code.leg)
        writeNumber(code.epoch)
        writeParty(code.giver)
        writeParty(code.taker)
        writeBool(code.isShownByTaker)
        writeInstant(code.expiresAt)
    }

    private mutating func writeParty(_ party: HandoverParty) {
        switch party {
        case .runner(let runner):
            writeUInt8(0)
            writeRunner(runner)
        case .station(let station):
            writeUInt8(1)
            writeString(station.text)
        case .onward: writeUInt8(2)
        case .anyRunner: writeUInt8(3)
        case .placer: writeUInt8(4)
        }
    }

    private mutating func writeHandover(_ handover: Handover) {
        switch handover {
        case .deposited(let dwellUntil):
            writeUInt8(0)
            writeInstant(dwellUntil)
        case .taken: writeUInt8(1)
        case .passedOn: writeUInt8(2)
        case .transferred(let runner, let epoch):
            writeUInt8(3)
            writeRunner(runner)
            writeNumber(epoch)
        }
    }
}

extension ByteReader {
    mutating func readRelayFact() throws(JournalError) -> RelayFact {
        switch try readUInt8() {
        case 0: return .codeIssued(try readHandoverCode())
        case 1: return .handedOver(try readHandover(), code: try readNumberIfAny())
        case 2:
            return .recovered(try readPlan(), by: try readString(), reason: try readString())
        case 3:
            return .held(
                try readOptional { r throws(JournalError) in try r.readCase(HoldReason.self) })
        case 4: return .dwellPassed
        case 5:
            return .gateMoved(try readGate(), try readPlan(), alone: try readBool())
        case 6: return .gateWaitPassed
        case 7: return .stoodDown
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readGate() throws(JournalError) -> Gate {
        Gate(
            coordinate: try readCoordinate(), name: try readString(),
            wait: Milliseconds(try readSignedVarint()))
    }

    mutating func readHandoverCode() throws(JournalError) -> HandoverCode {
        HandoverCode(
            number: try readNumber(), leg: try readNumber(), epoch: try readNumber(),
            giver: try readParty(), taker: try readParty(), isShownByTaker: try readBool(),
            expiresAt: try readInstant())
    }

    private mutating func readParty() throws(JournalError) -> HandoverParty {
        switch try readUInt8() {
        case 0: .runner(try readRunner())
        case 1: .station(StationID(try readString()))
        case 2: .onward
        case 3: .anyRunner
        case 4: .placer
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    private mutating func readHandover() throws(JournalError) -> Handover {
        switch try readUInt8() {
        case 0: .deposited(dwellUntil: try readInstant())
        case 1: .taken
        case 2: .passedOn
        case 3: .transferred(to: try readRunner(), epoch: try readNumber())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }
}
