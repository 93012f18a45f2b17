// An order of an orders run, and the bearers of its commands.

internal import Engine
internal import Wire

/// An offer that is to be accepted.
struct TakenOffer {
    var id: OfferID
    var epoch: Int
    var runner: Int
}

/// Where an order stands in its story.
struct OrderUnderWay {
    let story: OrderStory
    var id: OrderID?
    /// Who shall carry it, if it is bound by hand; its first stop is near.
    let runner: Int
    var offer: TakenOffer?
    /// How many commands of the story are acknowledged.
    var doneCount = 0
    /// The command that has no answer yet.
    var command: OrderCommand?
    /// When that one was due.
    var dueNanoseconds: UInt64 = 0
    /// When further commands were due that wait for its answer.
    var owed: [UInt64] = []
    /// A command was refused: the story does not go on.
    var isBroken = false

    var isEnded: Bool { doneCount == story.commands.count }

    /// The next command, or `nil` at the end.
    var next: OrderCommand? {
        isEnded || isBroken ? nil : story.commands[doneCount]
    }
}

/// Tokens that are made once: to sign one for each command would make the generator the limit.
struct OrderTokens {
    private let prefix: String
    private let placers: [String]
    private let runners: [String]
    let dispatcher: String

    init(_ load: OrdersLoad, prefix: String, _ desk: TokenDesk) {
        self.prefix = prefix
        placers = (0..<load.customerCount).map { index in
            desk.token("bench-\(prefix)-placer-\(index)", index % 5 == 4 ? .merchant : .customer)
        }
        runners = (0..<load.runnerCount).map { desk.token("bench-\(prefix)-\($0)", .runner) }
        dispatcher = desk.token("bench", .dispatcher)
    }

    // Everybody is new in each run: nobody's last position or open order is in the way.
    func runnerID(_ index: Int) -> String { "bench-\(prefix)-\(index)" }
    func runner(_ index: Int) -> String { runners[index] }
    /// The token of whoever placed the order.
    func placer(ofOrder order: Int) -> String { placers[order % placers.count] }
}
