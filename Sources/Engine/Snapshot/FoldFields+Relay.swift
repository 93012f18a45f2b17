// The fields of the relay in a snapshot, each writer beside its reader. Their tags begin at 50.

internal import Basics
internal import Journal

extension ByteWriter {
    mutating func writeRelayFields(of order: Order) {
        writeField(50, order.codes, unless: HandoverCodes()) { $0.writeCodes($1) }
        writeField(51, order.gate, unless: nil) { $0.writeOptional($1) { $0.writeGate($1) } }
        writeField(52, order.gateWaitUntil, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
    }

    /// What of a leg is not as it is when the order is placed, `next` and the way behind it apart: these
    /// begin as the order's plans say.
    mutating func writeRelayFields(of leg: Leg) {
        writeField(50) { $0.writeNumber(leg.next) }
        writeField(51) {
            $0.writeDouble(leg.onwardMeters)
            $0.writeNumber(leg.onwardCount)
        }
        writeField(52, leg.hold, unless: nil) {
            $0.writeOptional($1) { $0.writeUInt8($1.rawValue) }
        }
        writeField(53) { $0.writeInstant(leg.activeSince) }
        writeField(54, leg.formerHolders, unless: []) { $0.writeArray($1) { $0.writeRunner($1) } }
    }

    private mutating func writeCodes(_ codes: HandoverCodes) {
        writeNumber(codes.count)
        writeArray(codes.kept) {
            $0.writeHandoverCode($1)
            $0.writeOptional($1.usedAt) { $0.writeInstant($1) }
        }
    }
}

extension ByteReader {
    mutating func readRelayField(
        _ tag: UInt8, into order: inout Order
    ) throws(JournalError) -> Bool {
        switch tag {
        case 50: order.codes = try readCodes()
        case 51: order.gate = try readOptional { r throws(JournalError) in try r.readGate() }
        case 52: order.gateWaitUntil = try readInstantIfAny()
        default: return false
        }
        return true
    }

    mutating func readRelayField(
        _ tag: UInt8, into leg: inout Leg
    ) throws(JournalError) -> Bool {
        switch tag {
        case 50: leg.next = try readNumberIfAny()
        case 51:
            leg.onwardMeters = try readDouble()
            leg.onwardCount = try readNumber()
        case 52:
            leg.hold = try readOptional { r throws(JournalError) in try r.readCase(HoldReason.self)
            }
        case 53: leg.activeSince = try readInstant()
        case 54:
            leg.formerHolders = try readArray { r throws(JournalError) in try r.readRunner() }
        default: return false
        }
        return true
    }

    private mutating func readCodes() throws(JournalError) -> HandoverCodes {
        let count = try readNumber()
        let kept = try readArray { r throws(JournalError) in
            var code = try r.readHandoverCode()
            code.usedAt = try r.readInstantIfAny()
            return code
        }
        return HandoverCodes(kept: kept, count: count)
    }
}
