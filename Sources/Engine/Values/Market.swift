// How a leg finds its runner. The mode is a fact of the leg, set by a record: a zone that changes its mode
// at eight o'clock changes it for the legs that are looked for from then on.

public import Basics

/// How a leg is given out.
public enum MatchingMode: UInt8, CaseIterable, Sendable {
    /// Each round asks one runner, with a deadline.
    case auto = 1
    /// A round asks a few at once, then more: the first yes wins.
    case wave
    /// Runners look for themselves, and a published score decides between those who ask for it.
    case hall
    /// A dispatcher binds it.
    case manual
    /// Who scans its code has it.
    case scan

    /// The mode as settings and the wire spell it.
    public var name: String {
        switch self {
        case .auto: "auto"
        case .wave: "wave"
        case .hall: "hall"
        case .manual: "manual"
        case .scan: "scan"
        }
    }

    /// The mode that the text names.
    public init?(name: String) {
        guard let mode = MatchingMode.allCases.first(where: { $0.name == name }) else { return nil }
        self = mode
    }

    /// Whether matching rounds ask runners about it.
    public var isInRounds: Bool { self == .auto || self == .wave }
}

/// Where a leg stands in the market, from the moment a runner is looked for. It begins anew when a runner
/// gives the leg back.
public struct Market: Equatable, Sendable {
    /// How it is given out.
    public internal(set) var mode = MatchingMode.auto
    /// The number of the last wave that went out, from 1; 0 before the first.
    public internal(set) var wave = 0
    /// When the mode gives up, if it does.
    public internal(set) var until: Instant?
    /// When a dispatcher is told that nobody takes it.
    public internal(set) var escalatesAt: Instant?
    /// The hall's collection windows so far.
    public internal(set) var windowCount = 0
    /// When the open window closes; `nil` while nobody has claimed the leg.
    public internal(set) var closesAt: Instant?
    /// Who claimed it in the open window.
    public internal(set) var claims: [RunnerIndex] = []
    /// Whether a record has set the mode.
    var isOpened = false

    /// A leg that nobody has been looked for yet.
    init() {}
}
