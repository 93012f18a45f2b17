// The fields of the order's law in a snapshot: bookings, choices, flags, and what a leg remembers of its
// runner's reports. Tags from 20, beside those of FoldFields+Order.swift.

internal import Basics
internal import Journal

extension ByteWriter {
    mutating func writeLawFields(of order: borrowing Order) {
        // The note itself is personal; that there is one is not.
        writeField(20, order.note != nil, unless: false) { $0.writeBool($1) }
        writeField(21, order.draft.scheduledAt, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
        writeField(22, order.draft.awaitsPayment, unless: false) { $0.writeBool($1) }
        writeField(23, order.booking, unless: Booking()) {
            $0.writeOptional($1.releaseAt) { $0.writeInstant($1) }
            $0.writeOptional($1.payBy) { $0.writeInstant($1) }
        }
        writeField(24, order.isPaid, unless: false) { $0.writeBool($1) }
        writeField(25, order.choices, unless: []) { $0.writeArray($1) { $0.writeChoice($1) } }
        writeField(26, order.flags, unless: []) { $0.writeArray($1) { $0.writeUInt8($1.rawValue) } }
        writeField(27, order.forgetAt, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
    }

    mutating func writeLawFields(of leg: borrowing Leg) {
        writeField(20, leg.atPickupSince, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
        writeField(21, leg.atDropoffSince, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
        writeField(22, leg.contactAttempts, unless: []) {
            $0.writeArray($1) { $0.writeInstant($1) }
        }
        writeField(23, leg.lastReport, unless: nil) {
            $0.writeOptional($1) {
                $0.writeRunner($1.runner)
                $0.writeUInt8($1.from.rawValue)
                $0.writeCustody($1.custody)
                $0.writeInstant($1.at)
            }
        }
    }
}

extension ByteReader {
    /// Reads a field of an order if it is one of these; false if not.
    mutating func readLawField(_ tag: UInt8, of order: inout Order) throws(JournalError) -> Bool {
        switch tag {
        case 20: order.note = try readBool() ? "" : nil
        case 21: order.draft.scheduledAt = try readInstantIfAny()
        case 22: order.draft.awaitsPayment = try readBool()
        case 23:
            order.booking = Booking(
                releaseAt: try readInstantIfAny(), payBy: try readInstantIfAny())
        case 24: order.isPaid = try readBool()
        case 25: order.choices = try readChoices()
        case 26:
            order.flags = try readArray { r throws(JournalError) in
                try r.readCase(OrderFlag.self)
            }
        case 27: order.forgetAt = try readInstantIfAny()
        default: return false
        }
        return true
    }

    /// Reads a field of a leg if it is one of these; false if not.
    mutating func readLawField(_ tag: UInt8, of leg: inout Leg) throws(JournalError) -> Bool {
        switch tag {
        case 20: leg.atPickupSince = try readInstantIfAny()
        case 21: leg.atDropoffSince = try readInstantIfAny()
        case 22:
            leg.contactAttempts = try readArray { r throws(JournalError) in try r.readInstant() }
        case 23:
            leg.lastReport = try readOptional { r throws(JournalError) in
                ReportMemory(
                    runner: try r.readRunner(), from: try r.readCase(OrderState.self),
                    custody: try r.readCustody(), at: try r.readInstant())
            }
        default: return false
        }
        return true
    }
}
