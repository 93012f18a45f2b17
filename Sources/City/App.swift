// What every simulated app has in common, so that a city can hold them side by side.

public import Basics

/// An app as a machine: bytes and the time go in, bytes and wishes come out. It has no clock, and no
/// randomness but what it was seeded with.
public protocol App: Sendable {
    /// How many connections it may have, numbered from 0.
    static var lineCount: Int { get }
    /// The connection that the line wished for is open.
    mutating func opened(_ line: Int, at now: Instant)
    /// Bytes came.
    mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant)
    /// The connection is gone, or could not be opened.
    mutating func closed(_ line: Int, at now: Instant)
    /// Does what is due.
    mutating func advance(to now: Instant)
    /// When `advance` has something to do.
    var nextDeadline: Instant { get }
    /// What the carrier should do with the line, after it has written its output.
    func wish(of line: Int) -> Wish
    /// Whether there is something to write.
    func hasOutput(_ line: Int) -> Bool
    /// Moves what is to be written on the line to the end of `bytes`.
    mutating func takeOutput(of line: Int, into bytes: inout [UInt8])
    /// What it counted.
    var statistics: CityStatistics { get }
}
