// A guard's name as an argument.

internal import ArgumentParser
internal import Engine

/// One guard.
struct GuardName: ExpressibleByArgument {
    var guarded: GuardSet

    init?(argument: String) {
        guard let found = GuardSet.named.first(where: { $0.name == argument }) else { return nil }
        guarded = found.guard
    }

    static var allValueStrings: [String] { GuardSet.named.map(\.name) }
}

extension [GuardName] {
    /// All of them together.
    var guardSet: GuardSet { reduce(into: []) { $0.formUnion($1.guarded) } }
}
