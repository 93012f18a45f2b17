// Requests that wait for the next event of an order: found by the order when something happens, by
// their time when nothing does.

internal import Basics
internal import Engine
internal import Geo

/// Who asks for an order's events, and from where on.
struct EventsRequest: Sendable {
    let exchange: ExchangeID
    let principal: Principal
    let datum: Datum
    let order: OrderID
    /// The last sequence the asker knows; 0 is the beginning.
    let since: Int
}

/// All requests that wait.
struct EventPolls {
    private var waiting: [OrderID: [EventsRequest]] = [:]
    private var ends: [(at: Instant, order: OrderID, exchange: ExchangeID)] = []
    /// No wait is over before.
    private(set) var nextEnd = Instant.distantFuture

    /// How many wait.
    var count: Int { ends.count }

    mutating func insert(_ request: EventsRequest, until end: Instant) {
        waiting[request.order, default: []].append(request)
        ends.append((end, request.order, request.exchange))
        nextEnd = min(nextEnd, end)
    }

    /// Takes out those that wait for this order.
    mutating func take(_ order: OrderID) -> [EventsRequest] {
        guard let found = waiting.removeValue(forKey: order) else { return [] }
        ends.removeAll { $0.order == order }
        return found
    }

    /// Takes out those whose time is up, in the order in which they came. O(waiting).
    mutating func takeEnded(at now: Instant) -> [EventsRequest] {
        guard now >= nextEnd else { return [] }
        let ended = ends.filter { $0.at <= now }
        ends.removeAll { $0.at <= now }
        nextEnd = ends.map(\.at).min() ?? .distantFuture
        return ended.compactMap { remove($0.exchange, of: $0.order) }
    }

    /// The asker has gone. O(waiting).
    mutating func remove(_ exchange: ExchangeID) {
        guard let place = ends.firstIndex(where: { $0.exchange == exchange }) else { return }
        _ = remove(exchange, of: ends.remove(at: place).order)
    }

    private mutating func remove(_ exchange: ExchangeID, of order: OrderID) -> EventsRequest? {
        guard let place = waiting[order]?.firstIndex(where: { $0.exchange == exchange }) else {
            return nil
        }
        let request = waiting[order]?.remove(at: place)
        if waiting[order]?.isEmpty == true { waiting[order] = nil }
        return request
    }
}
