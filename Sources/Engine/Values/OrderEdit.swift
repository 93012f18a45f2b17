// Changes of an order that stands. What may still be changed depends on how far it has come; what a change
// comes to (way, price, promise) is worked out once and kept in the record.

public import Basics
public import Geo

/// New values for one stop; what is `nil` stays, an empty text clears.
public struct StopEdit: Equatable, Sendable {
    /// Which stop.
    public var index: Int
    /// Where it is now.
    public var coordinate: Coordinate?
    /// The address as people write it.
    public var address: String?
    /// Whom to meet.
    public var contactName: String?
    /// How to reach them.
    public var contactPhone: String?
    /// Who they are to the city: the `sub` of their own tokens.
    public var contactSubject: String?
    /// What to know on the way.
    public var note: String?
    /// What opens the locker, or what the recipient tells the runner.
    public var code: String?

    /// A change of nothing yet.
    public init(index: Int) { self.index = index }

    /// The stop after it.
    func applied(to stop: Stop) -> Stop {
        var stop = stop
        if let coordinate { stop.coordinate = coordinate }
        StopEdit.set(&stop.details.address, address)
        let before = stop.details
        StopEdit.set(&stop.details.contactName, contactName)
        StopEdit.set(&stop.details.contactPhone, contactPhone)
        // Another name or number is another person, who has no login unless one is said.
        let isOther =
            stop.details.contactName != before.contactName
            || stop.details.contactPhone != before.contactPhone
        StopEdit.set(&stop.details.contactSubject, contactSubject ?? (isOther ? "" : nil))
        StopEdit.set(&stop.details.note, note)
        StopEdit.set(&stop.details.code, code)
        return stop
    }

    private static func set(_ field: inout String?, _ value: String?) {
        guard let value else { return }
        field = value.isEmpty ? nil : value
    }
}

/// An order after a change.
public struct Revision: Equatable, Sendable {
    /// All its stops.
    public var stops: [Stop]
    /// What it costs now.
    public var price: Price
    /// The way over all stops, great circle.
    public var meters: Double
    /// By when it should be delivered now.
    public var promisedBy: Instant
    /// Its legs, as many as before.
    public var legs: [LegPlan]

    /// A revision.
    public init(
        stops: [Stop], price: Price, meters: Double, promisedBy: Instant, legs: [LegPlan]
    ) {
        self.stops = stops
        self.price = price
        self.meters = meters
        self.promisedBy = promisedBy
        self.legs = legs
    }
}

/// What of a stop an edit changes.
enum EditScope {
    /// Where it is.
    case place
    /// What people read of it.
    case words
}

extension OrderState {
    /// Until nobody is bound everything may change. Then the pickup stays where it is, its texts until the
    /// goods are taken; the drop-off's place may move until then too, its texts until the runner is there.
    func allowsEdit(of scope: EditScope, at kind: StopKind) -> Bool {
        switch self {
        case .awaitingPayment, .scheduled, .matching, .waitingForPool, .noTaker, .offered: true
        case .assigned, .atPickup: scope == .words || kind == .dropoff
        case .pickedUp, .atStation: scope == .words && kind == .dropoff
        case .atDropoff, .delivered, .cancelled, .failed, .returning, .returned: false
        }
    }
}

extension Order {
    /// What has left its sender is under way whatever the order's state says: it may wait for whoever
    /// fetches it from a runner who vanished.
    func allowsEdit(of scope: EditScope, at kind: StopKind) -> Bool {
        state.allowsEdit(of: scope, at: kind)
            && (custody == .sender || OrderState.pickedUp.allowsEdit(of: scope, at: kind))
    }
}

extension LegPlan {
    /// The same leg once the order's stops are these.
    func replanned(over stops: [Stop]) -> LegPlan {
        var plan = self
        if case .stop(let index) = start { plan.startCoordinate = stops[index].coordinate }
        if case .stop(let index) = end { plan.endCoordinate = stops[index].coordinate }
        var way = [plan.startCoordinate]
        way += stops[self.stops].map(\.coordinate)
        way.append(plan.endCoordinate)
        plan.meters = zip(way, way.dropFirst()).reduce(0) { $0 + $1.0.distanceMeters(to: $1.1) }
        return plan
    }
}
