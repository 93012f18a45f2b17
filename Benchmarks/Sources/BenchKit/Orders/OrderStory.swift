// What becomes of an order, as a plan: which command comes when depends on the seed alone and not on the
// daemon's answers, so that two runs of one seed ask for the same, and a slow daemon is asked for as much.

internal import Basics

/// A command about an order.
enum OrderCommand: UInt8, CaseIterable {
    case create
    case cancel
    case assign
    case accept
    case pickUp
    case deliver

    /// As reports name it.
    var name: String {
        switch self {
        case .create: "create"
        case .cancel: "cancel"
        case .assign: "assign"
        case .accept: "accept"
        case .pickUp: "pickedUp"
        case .deliver: "delivered"
        }
    }
}

/// How an order goes.
enum OrderStory: UInt8 {
    /// It is cancelled while it waits.
    case cancelled
    /// A dispatcher binds it to a runner.
    case byHand
    /// A matching round finds a runner, who accepts.
    case matched

    var commands: [OrderCommand] {
        switch self {
        case .cancelled: [.create, .cancel]
        case .byHand: [.create, .assign, .pickUp, .deliver]
        case .matched: [.create, .accept, .pickUp, .deliver]
        }
    }

    /// How many of its commands come at planned instants; the others follow an offer.
    var plannedCount: Int {
        switch self {
        case .cancelled, .byHand: commands.count
        case .matched: 1
        }
    }
}

/// Which order the next command is about.
struct StoryPlan {
    /// How many commands of others come between two of the same order.
    static let pauseCommands = 256

    private let cancelPercent: Int
    private let matchedPercent: Int
    private var generator: SeededGenerator
    private var due: [(order: Int, atCommand: Int)] = []
    private var firstDue = 0
    private var plannedCounts: [Int] = []
    private var commandCount = 0
    /// How each order goes, in the order of their creation.
    private(set) var stories: [OrderStory] = []

    init(cancelPercent: Int, matchedPercent: Int, seed: UInt64) {
        self.cancelPercent = cancelPercent
        self.matchedPercent = matchedPercent
        generator = SeededGenerator(seed: seed)
    }

    /// The order of the next command: one whose pause is over, or a new one. Amortised O(1).
    mutating func next() -> Int {
        commandCount += 1
        let order: Int
        if firstDue < due.count, due[firstDue].atCommand <= commandCount {
            order = due[firstDue].order
            firstDue += 1
        } else {
            order = stories.count
            stories.append(drawStory())
            plannedCounts.append(0)
        }
        plannedCounts[order] += 1
        if plannedCounts[order] < stories[order].plannedCount {
            due.append((order, commandCount + StoryPlan.pauseCommands))
        }
        return order
    }

    private mutating func drawStory() -> OrderStory {
        let draw = generator.below(100)
        if draw < cancelPercent { return .cancelled }
        return draw < cancelPercent + matchedPercent ? .matched : .byHand
    }
}
