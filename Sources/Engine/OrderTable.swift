// The orders in memory, dense in one array and found by id. They are looked at and changed where they
// stand: an order owns two dozen pieces of memory, and a copy for each fix would touch them all.

/// The orders in memory.
struct OrderTable: Sendable {
    private var orders: [Order] = []
    private var places: [OrderID: Int] = [:]

    init() {}

    /// How many there are.
    var count: Int { orders.count }
    /// Their ids, newest first. O(orders log orders).
    var ids: [OrderID] { places.keys.sorted(by: >) }

    /// Whether the order is in memory.
    func contains(_ id: OrderID) -> Bool { places[id] != nil }

    /// A copy of the order.
    subscript(id: OrderID) -> Order? { places[id].map { orders[$0] } }

    /// Lets `body` look at the order; `nil` if it is not in memory. O(1).
    func look<Value>(_ id: OrderID, _ body: (borrowing Order) -> Value) -> Value? {
        guard let place = places[id] else { return nil }
        return body(orders[place])
    }

    /// What of the order its arrival depends on; `nil` while nobody carries it. It is asked once a fix,
    /// and takes single fields: to lend the whole order would copy it.
    func journey(of id: OrderID) -> Journey? {
        guard let place = places[id] else { return nil }
        return Journey(
            leg: orders[place].legs[orders[place].activeLeg], index: orders[place].activeLeg,
            lastPoint: orders[place].track.points.last)
    }

    /// Lets `body` change the order; `nil` if it is not in memory. O(1).
    mutating func change<Value>(_ id: OrderID, _ body: (inout Order) -> Value) -> Value? {
        guard let place = places[id] else { return nil }
        return body(&orders[place])
    }

    /// Takes in an order that is not there yet.
    mutating func insert(_ order: consuming Order) {
        places[order.id] = orders.count
        orders.append(order)
    }

    /// Takes the order out; the last one moves to its place.
    mutating func remove(_ id: OrderID) -> Order? {
        guard let place = places.removeValue(forKey: id) else { return nil }
        orders.swapAt(place, orders.count - 1)
        let order = orders.removeLast()
        if place < orders.count { places[orders[place].id] = place }
        return order
    }
}
