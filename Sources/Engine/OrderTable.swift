// The orders in memory, dense in pieces of an array and found by id: neither moves all of them when it grows.
// They are looked at and changed where they stand: an order owns two dozen pieces of memory, and a copy for
// each fix would touch them all.

internal import Basics

/// The orders in memory.
struct OrderTable: Sendable {
    private var orders = OrderPieces()
    private var places = ShardedDictionary<OrderID, Int>()
    /// Their ids, oldest first, among some that are gone: fewer than half of all, or a few.
    private var ages: [OrderID] = []
    /// How many of the oldest are gone: they mostly go in their order.
    private var ageStart = 0

    init() {}

    /// How many there are.
    var count: Int { orders.count }
    /// Their ids, newest first. O(orders).
    var ids: [OrderID] { Array(ids(before: nil)) }

    /// The ids of those older than `id`, or of all, newest first, looked for as far as they are read.
    func ids(before id: OrderID?) -> some Sequence<OrderID> {
        let end = id.map { place(of: $0) } ?? ages.count
        return ages[ageStart..<max(ageStart, end)].reversed().lazy.filter { contains($0) }
    }

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
        let age = ages.last.map { $0 < order.id } ?? true ? ages.count : place(of: order.id)
        if age == ages.count || ages[age] != order.id { ages.insert(order.id, at: age) }
        ageStart = min(ageStart, age)
        places[order.id] = orders.count
        orders.append(order)
    }

    /// Takes the order out; the last one moves to its place.
    mutating func remove(_ id: OrderID) -> Order? {
        guard let place = places.removeValue(forKey: id) else { return nil }
        while ageStart < ages.count, !contains(ages[ageStart]) { ageStart += 1 }
        if ageStart > Self.goneMax, ageStart > ages.count / 2 {
            ages.removeFirst(ageStart)
            ageStart = 0
        }
        if ages.count - ageStart > 2 * places.count + Self.goneMax {
            ages = ages[ageStart...].filter { contains($0) }
            ageStart = 0
        }
        let last = orders.removeLast()
        guard place < orders.count else { return last }
        let order = orders[place]
        places[last.id] = place
        orders[place] = last
        return order
    }

    private static let goneMax = 1_024

    /// Where the id stands among the ages, or would stand.
    private func place(of id: OrderID) -> Int {
        var range = 0..<ages.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = ages[middle] < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

/// An array in pieces of 1,024 orders.
private struct OrderPieces: Sendable {
    private static let bits = 10
    private static let size = 1 << bits

    private var pieces: [[Order]] = []
    private(set) var count = 0

    subscript(place: Int) -> Order {
        _read { yield pieces[place >> Self.bits][place & (Self.size - 1)] }
        _modify { yield &pieces[place >> Self.bits][place & (Self.size - 1)] }
    }

    mutating func append(_ order: consuming Order) {
        if count & (Self.size - 1) == 0 {
            pieces.append([])
            // A small table stays small: only what follows a full piece will be filled as well.
            if count > 0 { pieces[pieces.count - 1].reserveCapacity(Self.size) }
        }
        pieces[pieces.count - 1].append(order)
        count += 1
    }

    mutating func removeLast() -> Order {
        let last = pieces[pieces.count - 1].removeLast()
        count -= 1
        if count & (Self.size - 1) == 0 { pieces.removeLast() }
        return last
    }
}
