// What every bench that talks to a daemon needs from whoever starts it, and how it fails.

public import CityTraffic

/// A bench that could not be carried out: it has no figures.
public struct BenchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: what went wrong and, where it is known, what would be right.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Where a bench runs, and whom it tells.
public struct BenchStage {
    /// The daemon.
    public var address: DaemonAddress
    /// Who makes the tokens.
    public var desk: TokenDesk
    /// Takes a line about once a second.
    public var progress: (String) -> Void

    /// A bench at that daemon.
    public init(
        address: DaemonAddress, desk: TokenDesk, progress: @escaping (String) -> Void
    ) {
        self.address = address
        self.desk = desk
        self.progress = progress
    }
}
