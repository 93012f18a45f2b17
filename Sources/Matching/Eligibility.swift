// Who may serve whom. There is one predicate for every path: a matching round, a manual assignment, a
// grab, a scan and the check at accept all ask it, so that no path is laxer than another.

public import Geo

/// Why a runner is not considered for an order. The first reason that holds, in the order declared
/// here: the runner's own state, then the pool, then everything else about the pair.
public enum FilterReason: UInt8, Sendable, CaseIterable {
    /// The operator has not verified the runner.
    case notVerified
    /// The runner is not willing to work.
    case offDuty
    /// The runner has worked long, and rests.
    case resting
    /// The runner has worked a day's hours, and has not said that it goes on.
    case dayLimit
    /// It is the runner's day of rest.
    case restDay
    /// It is not the runner's shift.
    case offShift
    /// Nothing recent is known of where the runner is.
    case stale
    /// The order is restricted to a pool the runner is not in.
    case pool
    /// The order can't go on the runner's vehicle.
    case vehicle
    /// The runner lacks a skill.
    case skills
    /// One more order, or its weight, would be above the runner's capacity.
    case capacity
    /// The runner's shift ends before it would be at the pickup.
    case afterShift
    /// The runner refused the order a short while ago.
    case refused
    /// The runner placed the order.
    case ownOrder
    /// The runner is thinking about another offer.
    case busyWithOffer
    /// The runner may not serve at all, or not whoever placed the order.
    case blocked
    /// The runner belongs to another site than the order.
    case site
    /// The runner is beyond `Parameters.radiusMetersMax`. Only a round says so, never `eligibility`.
    case tooFar
    /// The station at which the order would be put down has no place left. The engine says so.
    case stationFull
    /// The station at which the order would be put down is closed now. The engine says so.
    case stationClosed

    /// The name in decisions, metrics and messages. It never changes.
    public var name: String {
        switch self {
        case .notVerified: "notVerified"
        case .offDuty: "offDuty"
        case .resting: "resting"
        case .dayLimit: "dayLimit"
        case .restDay: "restDay"
        case .offShift: "offShift"
        case .stale: "stale"
        case .pool: "pool"
        case .vehicle: "vehicle"
        case .skills: "skills"
        case .capacity: "capacity"
        case .afterShift: "afterShift"
        case .refused: "refused"
        case .ownOrder: "ownOrder"
        case .busyWithOffer: "busyWithOffer"
        case .blocked: "blocked"
        case .site: "site"
        case .tooFar: "tooFar"
        case .stationFull: "stationFull"
        case .stationClosed: "stationClosed"
        }
    }
}

extension FilterReason {
    /// Whether waiting won't bring the runner: it is outside the pool, or in it and said no, placed the
    /// order, or is kept from whoever did.
    public var isOutOfReach: Bool {
        switch self {
        case .notVerified, .offDuty, .resting, .dayLimit, .restDay, .offShift, .stale, .site, .pool,
            .refused, .ownOrder, .blocked:
            true
        case .vehicle, .skills, .capacity, .afterShift, .busyWithOffer, .tooFar, .stationFull,
            .stationClosed:
            false
        }
    }
}

/// Why `runner` may not serve `order`, or `nil` if nothing stands against it. Distance is no part of
/// it: how far is too far is a round's parameter, and a dispatcher may assign from anywhere.
/// - Parameters:
///   - refused: whether the runner has refused this order and the refusal still counts.
///   - blocked: whether the runner is kept from whoever placed the order.
/// - Complexity: O(1).
@inlinable
public func eligibility(
    order: OrderRow, runner: RunnerRow, refused: Bool, blocked: Bool = false
) -> FilterReason? {
    if !runner.isVerified { return .notVerified }
    if !runner.isOnDuty { return .offDuty }
    if let heldBack = runner.heldBack { return heldBack }
    if !runner.isFresh { return .stale }
    if order.site != runner.site { return .site }
    if order.pools & runner.pools != order.pools { return .pool }
    if blocked || runner.isBlocked { return .blocked }
    if order.vehicles != 0, order.vehicles & (1 << UInt32(runner.vehicle)) == 0 { return .vehicle }
    if order.skills & runner.skills != order.skills { return .skills }
    if !hasRoom(runner, for: order) { return .capacity }
    if runner.reachMeters < .infinity,
        runner.coordinate.distanceMeters(to: order.pickup) > runner.reachMeters
    {
        return .afterShift
    }
    if refused { return .refused }
    if order.person != 0, order.person == runner.person { return .ownOrder }
    if runner.hasOffer { return .busyWithOffer }
    return nil
}

/// Whether one more order of that weight stays within the runner's capacity.
@usableFromInline
func hasRoom(_ runner: RunnerRow, for order: OrderRow) -> Bool {
    runner.loadOrders < runner.capacityOrders
        && Int64(runner.loadGrams) + Int64(order.grams) <= Int64(runner.capacityGrams)
}

/// How many runners each reason kept from one order.
public struct FilterCounts: Sendable, Equatable {
    var counts = [Int32](repeating: 0, count: FilterReason.allCases.count)

    /// Nobody filtered yet.
    public init() {}

    /// The runners this reason was the first for.
    public subscript(reason: FilterReason) -> Int {
        get { Int(counts[Int(reason.rawValue)]) }
        set { counts[Int(reason.rawValue)] = Int32(newValue) }
    }

    /// The runners whom waiting won't bring.
    var outOfReach: Int {
        FilterReason.allCases.reduce(0) { $0 + ($1.isOutOfReach ? self[$1] : 0) }
    }

    /// All runners filtered.
    public var total: Int {
        counts.reduce(0) { $0 + Int($1) }
    }
}
