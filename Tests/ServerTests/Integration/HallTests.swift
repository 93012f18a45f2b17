// The hall with people and programs in it. Ten programs look fifty times a second and claim in the instant
// in which an order is placed; ten people take their time. Both stand at the same places, and win alike.

import Basics
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct HallTests {
        private static let pairs = 10
        private static let ordersAtOnce = 10

        /// The collection window; people claim after a quarter of it and before five eighths.
        private var windowMs: Int { isFullSize ? 4_000 : 400 }
        private var humanDelayMs: ClosedRange<Int> { windowMs / 4...windowMs * 5 / 8 }

        @Test func aBotWinsAsOftenAsAHuman() throws {
            let seed = UInt64(62)
            var generator = SeededGenerator(seed: seed)
            let refreshesPerSecond = 2
            let daemon = try RunningDaemon([
                "matching.mode=hall", "hall.windowMs=\(windowMs)", "matching.roundMs=50",
                "hall.refreshesPerSecond=\(refreshesPerSecond)", "hall.winsPerHourMax=1000",
                "positions.staleAfterMs=600000",
                // What one has on board would level the wins by itself: here the lot alone decides.
                "hall.loadPoints=0",
            ])
            // At each place a bot and a human.
            var visitors: [Visitor] = []
            for pair in 0..<HallTests.pairs {
                for kind in ["bot", "human"] {
                    let phone = try daemon.runner(
                        "\(kind)-\(pair)", at: Double(pair) * 100, capacity: 100)
                    visitors.append(Visitor(phone, isBot: kind == "bot"))
                }
            }
            let started = ContinuousClock.now
            var wins = ["bot": 0, "human": 0]
            let rounds = raceCount(usual: 40) / HallTests.ordersAtOnce
            for _ in 0..<rounds {
                let orders = try placeTogether(daemon)
                try play(visitors, about: orders, &generator)
                for order in orders {
                    let winner = try daemon.order(order)["legs"][0]["runner"]["id"].text ?? ""
                    wins[String(winner.prefix { $0 != "-" }), default: 0] += 1
                    let cancelled = try daemon.http("c1", "customer")
                        .post("/v1/orders/\(order)/cancel", "{}")
                    #expect(cancelled.status == 200)
                }
            }
            let seconds = Int(started.duration(to: .now) / .seconds(1)) + 1
            check(visitors, looksMost: refreshesPerSecond * (seconds + 1))
            let client = try daemon.http("bot-0", "runner")
            let looks = try client.pipeline(
                (0..<20).map { _ in client.bytes(.get, "/v1/hall") }, answering: .get)
            #expect(looks.contains { $0.status == 429 && $0.fields["retry-after"] == "1" })
            let count = rounds * HallTests.ordersAtOnce
            #expect(wins.values.reduce(0, +) == count && wins.count == 2, "\(wins)")
            // Half of them, give or take three deviations; a short run is not held so narrowly.
            let deviation = (Double(count) / 4).squareRoot()
            let apart = abs(Double(wins["bot"] ?? 0) - Double(count) / 2)
            #expect(apart <= deviation * (isFullSize ? 3 : 5), "\(wins), seed \(seed)")
            figure("\(count) orders: \(wins), seed \(seed), in \(seconds) s")
        }

        /// Orders of one moment, all at one place.
        private func placeTogether(_ daemon: RunningDaemon) throws -> [String] {
            let client = try daemon.http("c1", "customer")
            return try (0..<HallTests.ordersAtOnce).map { _ in
                let placed = try client.post("/v1/orders", Street.order(from: 0, to: 1_500))
                guard placed.status == 201 else { throw Unexpected(placed) }
                return placed.json["id"].text ?? ""
            }
        }

        /// One round: everybody claims every order in its time, the bots look on the way, until each
        /// order has a winner.
        private func play(
            _ visitors: [Visitor], about orders: [String], _ generator: inout SeededGenerator
        ) throws {
            let start = ContinuousClock.now
            for visitor in visitors {
                visitor.plan = orders.map { order in
                    let delay = visitor.isBot ? 1 : generator.number(in: humanDelayMs)
                    return (start + .milliseconds(delay), order)
                }
                .sorted { $0.at > $1.at }
            }
            let watchdog = Watchdog()
            var won: Set<String> = []
            while won.count < orders.count {
                try watchdog.check("\(won.count) of \(orders.count) orders were won")
                for visitor in visitors { try visitor.act(at: .now) }
                let speaking = SocketClient.awaitInput(
                    of: visitors.map(\.phone.socket), milliseconds: 1)
                for index in speaking {
                    if let order = try visitors[index].hear() { won.insert(order) }
                }
            }
        }

        private func check(_ visitors: [Visitor], looksMost: Int) {
            for visitor in visitors {
                #expect(visitor.refusals.isEmpty, "\(visitor.phone.id): \(visitor.refusals)")
                guard visitor.isBot else { continue }
                #expect(visitor.looksAnswered <= looksMost, "\(visitor.phone.id)")
                #expect(visitor.looksRefused > visitor.looksAnswered, "\(visitor.phone.id)")
            }
            let bots = visitors.filter(\.isBot)
            let answered = bots.map(\.looksAnswered).reduce(0, +)
            let refused = bots.map(\.looksRefused).reduce(0, +)
            figure("the bots' looks: \(answered) answered, \(refused) rateLimited")
        }
    }
}

/// One who wants orders: a person, or a program that looks every 20 ms.
private final class Visitor {
    private static let refreshInterval = Duration.milliseconds(20)

    let phone: RunnerPhone
    let isBot: Bool
    /// What it will claim when, the next at the end.
    var plan: [(at: ContinuousClock.Instant, order: String)] = []
    private(set) var looksAnswered = 0
    private(set) var looksRefused = 0
    /// What else was refused to it.
    private(set) var refusals: [JSONValue] = []
    private var nextLook = ContinuousClock.now
    private var count = 0

    init(_ phone: RunnerPhone, isBot: Bool) {
        self.phone = phone
        self.isBot = isBot
    }

    /// Sends what is due.
    func act(at now: ContinuousClock.Instant) throws {
        while let next = plan.last, next.at <= now {
            plan.removeLast()
            try send("grab", #","order":"\#(next.order)""#)
        }
        if isBot, nextLook <= now {
            nextLook = now + Visitor.refreshInterval
            try send("hall", "")
        }
    }

    private func send(_ type: String, _ members: String) throws {
        count += 1
        try phone.socket.send(#"{"type":"\#(type)","id":"\#(type)-\#(count)"\#(members)}"#)
    }

    /// Reads one message; returns the order that it has won, if it says so.
    func hear() throws -> String? {
        let message = try phone.socket.next()
        switch message["type"].text {
        case "hall": looksAnswered += 1
        case "error"
        where message["re"].text?.hasPrefix("hall") == true
            && message["code"] == "rateLimited" && message["limit"] == 2:
            looksRefused += 1
        case "error": refusals.append(message)
        case "grabbed": return message["order"].text
        default: break
        }
        return nil
    }
}
