// What an order would come to, for somebody who has not placed it.

internal import Basics
public import Engine

extension JSONWriter {
    /// Writes a quote as a value. Times are whole minutes, counts are words.
    public mutating func writeQuote(_ quote: Quote) {
        beginObject()
        field("inRange", quote.obstacle == nil)
        if let obstacle = quote.obstacle {
            optionalField("field", obstacle.field)
            field("detail", obstacle.detail)
        }
        if let opensAt = quote.opensAt { field("opensAt", opensAt) }
        writePrice(quote.price)
        name("eta")
        beginObject()
        field("pickupSeconds", quote.pickup.count / 1_000)
        field("dropoffSeconds", quote.dropoff.count / 1_000)
        endObject()
        name("pools")
        beginArray()
        for pool in quote.pools {
            beginObject()
            field("pool", pool.pool)
            field("free", pool.free.rawValue)
            if let nextShift = pool.nextShift { field("nextShift", nextShift) }
            endObject()
        }
        endArray()
        field("expiresAt", quote.expiresAt)
        endObject()
    }

    /// Writes `{"<name>":[…]}`, each entry by `write`.
    public mutating func writeList<Entry>(
        _ listName: String, _ entries: [Entry], _ write: (inout JSONWriter, Entry) -> Void
    ) {
        beginObject()
        name(listName)
        beginArray()
        for entry in entries { write(&self, entry) }
        endArray()
        endObject()
    }
}
