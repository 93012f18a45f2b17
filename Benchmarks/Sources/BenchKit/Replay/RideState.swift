// An order on its way through the daemon, as its three parties see it: who placed it, who carries it, who
// watches it.

internal import Basics
internal import Engine
internal import Geo

/// A position as a customer received it.
struct SeenPosition {
    var fixTime: Instant
    var coordinate: Coordinate
    var receivedAt: Instant
    var epoch: Int
    /// Whether the order's end had been told before.
    var isAfterEnd: Bool
}

/// A ride that became an order.
struct RideState {
    enum Stage {
        case waiting
        case placing
        case binding
        case carried
        case delivering
        case delivered
    }

    var stage = Stage.waiting
    var order: OrderID?
    /// The last of its points was sent.
    var isOver = false
    /// The cab's first fix that was sent after the assignment was acknowledged and the order followed.
    var firstSureFix: Int?
    var isFollowed = false
    /// When the daemon bound it, by its own clock and word.
    var assignedAt: Instant?
    var epoch = 0
    /// When the daemon took it as delivered, by its own clock and word.
    var deliveredAt: Instant?
    var hasEnded = false
    var seen: [SeenPosition] = []
}

/// What is known of a fix after it was sent.
enum FixFate: UInt8 {
    case unknown
    case accepted
    case dropped
    /// An acknowledgement counted it together with others, of which some were taken and some not.
    case mixed
}

/// A fix that a cab sent.
struct SentFix {
    var fixTime: Instant
    var coordinate: Coordinate
    var dueNanoseconds: UInt64
    var fate = FixFate.unknown
}

/// A cab on its socket.
struct CabState {
    var sent: [SentFix] = []
    /// How many of `sent` have been acknowledged, one way or the other.
    var acknowledgedCount = 0
    var sequenceStart: Int64 = 0

    /// Settles the oldest fixes without a fate: a socket keeps the order, and so do acknowledgements.
    mutating func acknowledge(accepted: Int, dropped: Int) {
        let fate: FixFate = dropped == 0 ? .accepted : accepted == 0 ? .dropped : .mixed
        let end = min(sent.count, acknowledgedCount + accepted + dropped)
        for index in acknowledgedCount..<end { sent[index].fate = fate }
        acknowledgedCount = end
    }

    /// The fixes of that time: more than one where a recording has several points in one second.
    func fixes(at fixTime: Instant) -> ArraySlice<SentFix> {
        var low = 0
        var high = sent.count
        while low < high {
            let middle = (low + high) / 2
            if sent[middle].fixTime < fixTime { low = middle + 1 } else { high = middle }
        }
        return sent[low...].prefix { $0.fixTime == fixTime }
    }
}
