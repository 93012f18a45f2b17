// The numbers by which WeChat's instant delivery (微信即时配送) knows a waybill's state. A shop's system that
// pushes them asks this function, so that the mapping stands in one place.

/// A waybill's `order_status`, as the appendix of WeChat's instant-delivery interface lists them
/// (developers.weixin.qq.com, 即时配送, order_status 枚举值).
public enum WeChatStatus: Int, CaseIterable, Sendable {
    /// A runner is looked for: the first state.
    case waiting = 101
    case assigned = 102
    /// Withdrawn before a runner was bound.
    case cancelledWaiting = 103
    /// The runner is at the shop.
    case atPickup = 201
    case pickedUp = 202
    /// Withdrawn by the shop while the runner was on its way to it.
    case cancelledBeforePickup = 203
    /// Ended at the pickup by the runner.
    case pickupFailedByRunner = 204
    /// Ended at the pickup by the shop: closed, not ready, the wrong thing.
    case pickupFailedByMerchant = 205
    case delivering = 301
    case delivered = 302
    /// On its way back because the shop withdrew it.
    case returningCancelled = 303
    /// On its way back because the recipient can't be reached.
    case returningUnreachable = 304
    /// On its way back because the recipient refused it.
    case returningRefused = 305
    case returned = 401
    /// Ended by the carrier's own system.
    case failedByCarrier = 501
    /// Ended by weather, closed roads and the like.
    case failedByForceMajeure = 502

    /// Nothing follows.
    public var isFinal: Bool {
        switch self {
        case .delivered, .cancelledWaiting, .cancelledBeforePickup, .pickupFailedByRunner,
            .pickupFailedByMerchant, .returned, .failedByCarrier, .failedByForceMajeure:
            true
        default: false
        }
    }

    /// The status of an order that is in `state`, with the reason it gives. `cancelledFrom` is the state
    /// it was withdrawn from; `hadGoods` tells whether a runner has had the goods.
    ///
    /// WeChat knows no unpaid and no scheduled waybill, and no station: they are 101 and 301.
    public init(
        _ state: OrderState, reason: ReasonCode? = nil, cancelledFrom: OrderState? = nil,
        hadGoods: Bool = false
    ) {
        switch state {
        case .awaitingPayment, .scheduled, .matching, .waitingForPool, .noTaker, .offered:
            self = .waiting
        case .assigned: self = .assigned
        case .atPickup: self = .atPickup
        case .pickedUp: self = .pickedUp
        case .atStation, .atDropoff: self = .delivering
        case .delivered: self = .delivered
        case .cancelled:
            let hadRunner = cancelledFrom == .assigned || cancelledFrom == .atPickup
            self = hadRunner ? .cancelledBeforePickup : .cancelledWaiting
        case .returning: self = WeChatStatus.returning(reason)
        case .returned: self = .returned
        case .failed: self = WeChatStatus.failed(reason, hadGoods: hadGoods)
        }
    }

    private static func returning(_ reason: ReasonCode?) -> WeChatStatus {
        switch reason {
        case .customerUnreachable, .wrongAddress: .returningUnreachable
        case .customerRefused, .damaged, .wrongItem: .returningRefused
        default: .returningCancelled
        }
    }

    private static func failed(_ reason: ReasonCode?, hadGoods: Bool) -> WeChatStatus {
        switch reason {
        case .forceMajeure: .failedByForceMajeure
        case .pickupNotReady, .pickupClosed, .wrongItem, .codeWrong:
            hadGoods ? .failedByCarrier : .pickupFailedByMerchant
        case .vehicleTrouble, .emergency, .runnerUnreachable, .tooFar:
            hadGoods ? .failedByCarrier : .pickupFailedByRunner
        default: .failedByCarrier
        }
    }
}

extension Order {
    /// What WeChat's instant delivery calls its state.
    public var weChatStatus: WeChatStatus {
        WeChatStatus(
            state, reason: reason.flatMap { ReasonCode(name: $0) },
            cancelledFrom: cancellation?.from, hadGoods: custody != .sender)
    }
}
