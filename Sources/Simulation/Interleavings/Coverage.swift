// What the walks have tried: each command of each role in each state of an order, and each pair of commands
// that met on one order at one instant. The walks ask it for what was tried least.

internal import Engine

/// Counts of what was tried.
public struct Coverage: Sendable {
    private static let stateCount = OrderState.allCases.count + 1
    private static let roleCount = Role.allCases.count + 1
    private static let kindCount = CommandKind.allCases.count

    private var triples = [Int](repeating: 0, count: stateCount * kindCount * roleCount)
    private var accepted = [Int](repeating: 0, count: kindCount)
    private var pairs = [Int](repeating: 0, count: kindCount * kindCount)
    private var states = [Int](repeating: 0, count: stateCount)

    /// Nothing yet.
    public init() {}

    private static func place(_ state: OrderState?, _ kind: CommandKind, _ role: Role) -> Int {
        (Int(state?.rawValue ?? 0) * kindCount + Int(kind.rawValue)) * roleCount
            + Int(role.rawValue)
    }

    mutating func note(
        _ kind: CommandKind, by role: Role, in state: OrderState?, isAccepted: Bool
    ) {
        let place = Coverage.place(state, kind, role)
        triples[place] += 1
        states[Int(state?.rawValue ?? 0)] += 1
        if isAccepted { accepted[Int(kind.rawValue)] += 1 }
    }

    mutating func notePair(_ first: CommandKind, _ second: CommandKind) {
        pairs[Int(first.rawValue) * Coverage.kindCount + Int(second.rawValue)] += 1
    }

    /// How often the command was tried by that role in that state.
    func count(_ kind: CommandKind, by role: Role, in state: OrderState?) -> Int {
        triples[Coverage.place(state, kind, role)]
    }

    /// How often an order in that state was tried at all.
    func count(in state: OrderState) -> Int { states[Int(state.rawValue)] }

    /// How many times less than in the average state orders were tried in that one: 1 to 16.
    func rarity(of state: OrderState) -> Int {
        let average = states.dropFirst().reduce(0, +) / OrderState.allCases.count
        return min(16, max(1, average / max(1, count(in: state))))
    }

    /// How often the one command met the other just before it.
    func count(_ first: CommandKind, before second: CommandKind) -> Int {
        pairs[Int(first.rawValue) * Coverage.kindCount + Int(second.rawValue)]
    }

    /// How often the command led to something.
    func acceptedCount(_ kind: CommandKind) -> Int { accepted[Int(kind.rawValue)] }
}

// MARK: The table

extension Coverage {
    /// Every (state, command, role), with the commands about the city in a state of none.
    private var allTriples: [(state: OrderState?, kind: CommandKind, role: Role)] {
        let states = OrderState.allCases.map { Optional($0) }
        return states.flatMap { state in
            CommandKind.ofOrders.flatMap { kind in Role.allCases.map { (state, kind, $0) } }
        } + CommandKind.ofCity.flatMap { kind in Role.allCases.map { (nil, kind, $0) } }
    }

    /// How many (state, command, role) there are.
    public var tripleCount: Int { allTriples.count }

    /// How many of them were tried at least so often.
    public func tripleCount(atLeast least: Int) -> Int {
        allTriples.count { count($0.kind, by: $0.role, in: $0.state) >= least }
    }

    /// How many ordered pairs of racing commands there are.
    public var pairCount: Int { CommandKind.ofOrders.count * CommandKind.ofOrders.count }

    /// How many of them were tried at least so often.
    public func pairCount(atLeast least: Int) -> Int {
        CommandKind.ofOrders.reduce(0) { sum, first in
            sum + CommandKind.ofOrders.count { count(first, before: $0) >= least }
        }
    }

    /// The (state, command, role) that were tried less often than that, with their counts.
    public func rare(below least: Int) -> [String] {
        allTriples.compactMap { triple in
            let count = count(triple.kind, by: triple.role, in: triple.state)
            guard count < least else { return nil }
            let state = triple.state?.name ?? "city"
            return "\(state) \(triple.kind.name) \(triple.role.name): \(count)"
        }
    }

    /// A line for each command: how often it was tried and accepted, and its least tried state and role.
    public var table: String {
        let heads = "command          tried  accepted  least tried in"
        let lines = CommandKind.allCases.map { kind -> String in
            let rows = allTriples.filter { $0.kind == kind }
            let counts = rows.map { count(kind, by: $0.role, in: $0.state) }
            let least = counts.indices.min { counts[$0] < counts[$1] }
            let rarest = least.map {
                "\(rows[$0].state?.name ?? "city") by \(rows[$0].role.name): \(counts[$0])"
            }
            return Coverage.column(kind.name, 14) + Coverage.column(counts.reduce(0, +), 9)
                + Coverage.column(acceptedCount(kind), 9) + "  " + (rarest ?? "")
        }
        return ([heads] + lines).joined(separator: "\n")
    }

    private static func column(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func column(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
