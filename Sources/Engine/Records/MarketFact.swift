// What happens to a leg in the market, as the journal keeps it. Each fact carries its instants: what the
// settings say later changes no search that has begun.

public import Basics
internal import Journal

/// A fact of the market about one leg.
public enum MarketFact: Equatable, Sendable {
    /// A runner is looked for in that mode, which gives up at `until`; at `escalatesAt` a dispatcher is
    /// told.
    case opened(MatchingMode, until: Instant?, escalatesAt: Instant)
    /// Nobody took it: it is given out in another mode from here on.
    case moved(to: MatchingMode, until: Instant?)
    /// A runner asks for it in the hall; the first claim opens the window.
    case claimed(RunnerIndex, closesAt: Instant)
    /// The window is over, with all its claims, the best first. An assignment follows if somebody won.
    case windowClosed([HallScore])
}

extension RecordCodec {
    static func encodeMarket(
        _ leg: LegID, _ fact: MarketFact, body: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.market)
        body.writeOrder(leg.order, leg: leg.leg)
        body.writeMarketFact(fact)
        return .order(leg.order.number)
    }
}

extension ByteWriter {
    mutating func writeMarketFact(_ fact: MarketFact) {
        switch fact {
        case .opened(let mode, let until, let escalatesAt):
            writeUInt8(0)
            writeUInt8(mode.rawValue)
            writeOptional(until) { $0.writeInstant($1) }
            writeInstant(escalatesAt)
        case .moved(let mode, let until):
            writeUInt8(1)
            writeUInt8(mode.rawValue)
            writeOptional(until) { $0.writeInstant($1) }
        case .claimed(let runner, let closesAt):
            writeUInt8(2)
            writeRunner(runner)
            writeInstant(closesAt)
        case .windowClosed(let scores):
            writeUInt8(3)
            writeArray(scores) { $0.writeScore($1) }
        }
    }
}

extension ByteReader {
    mutating func readMarketFact() throws(JournalError) -> MarketFact {
        switch try readUInt8() {
        case 0:
            .opened(
                try readCase(MatchingMode.self), until: try readInstantIfAny(),
                escalatesAt: try readInstant())
        case 1: .moved(to: try readCase(MatchingMode.self), until: try readInstantIfAny())
        case 2: .claimed(try readRunner(), closesAt: try readInstant())
        case 3:
            .windowClosed(try readArray { r throws(JournalError) in try r.readScore() })
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readInstantIfAny() throws(JournalError) -> Instant? {
        try readOptional { r throws(JournalError) in try r.readInstant() }
    }
}
