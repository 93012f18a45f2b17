// Ids go out in every message of the position lane. They are written digit by digit here, because
// making a text of each would allocate; a test holds them equal to `OrderID.text` and `OfferID.text`.

import Basics
public import Engine

extension JSONWriter {
    /// Writes a field whose value is an order's id.
    @inlinable
    public mutating func field(_ name: String, _ order: OrderID) {
        self.name(name)
        value(order)
    }

    /// Writes an order's id.
    @inlinable
    public mutating func value(_ order: OrderID) {
        separate()
        literal("\"ord_")
        scrambled(order.number)
        storage.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a field whose value is an offer's id.
    @inlinable
    public mutating func field(_ name: String, _ offer: OfferID) {
        self.name(name)
        literal("\"off_")
        scrambled(offer.number)
        storage.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Appends a count as ids show it: mixed, then 13 digits of Crockford's base 32.
    @usableFromInline
    mutating func scrambled(_ number: UInt64) {
        let mixed = StableHash.mix(number)
        var shift: UInt64 = 65
        while shift > 0 {
            shift -= 5
            storage.append(Crockford.digit(UInt8((mixed >> shift) & 31)))
        }
    }

    /// Writes the `re` or `id` of a message, if it has one.
    mutating func optionalField(_ name: String, _ key: MessageKey?) {
        switch key {
        case .text(let text): field(name, text)
        case .number(let number): field(name, number)
        case nil: break
        }
    }

    /// Opens a message: its type, and what it answers.
    mutating func beginMessage(_ type: String, re: MessageKey? = nil) {
        startMessage()
        beginObject()
        field("type", type)
        optionalField("re", re)
    }
}
