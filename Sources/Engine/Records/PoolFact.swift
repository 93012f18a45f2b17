// What becomes of a leg whose pool has nobody, or whose runner leaves the pool.

public import Basics
internal import Journal

/// A fact about a leg and its pools.
public enum PoolFact: Equatable, Sendable {
    /// Nobody of its pools can be asked; if that is still so at `until`, people are told.
    case watched(until: Instant)
    /// People were told; the pools' next shift begins then, if somebody knows.
    case escalated(nextShift: Instant?)
    /// Whoever placed the order asks for fewer pools; what the zones demand stays. All legs' pools after it.
    case widened(runnerPools: [String], legPools: [[String]], by: String)
    /// The runner who carries it left a pool that it demands; the dispatcher decides.
    case carrierLeft(RunnerIndex)
}

extension ByteWriter {
    mutating func writePoolFact(_ fact: PoolFact) {
        switch fact {
        case .watched(let until):
            writeUInt8(0)
            writeInstant(until)
        case .escalated(let nextShift):
            writeUInt8(1)
            writeOptional(nextShift) { $0.writeInstant($1) }
        case .widened(let runnerPools, let legPools, let by):
            writeUInt8(2)
            writeTexts(runnerPools)
            writeArray(legPools) { $0.writeTexts($1) }
            writeString(by)
        case .carrierLeft(let runner):
            writeUInt8(3)
            writeRunner(runner)
        }
    }
}

extension ByteReader {
    mutating func readPoolFact() throws(JournalError) -> PoolFact {
        switch try readUInt8() {
        case 0: .watched(until: try readInstant())
        case 1:
            .escalated(
                nextShift: try readOptional { r throws(JournalError) in try r.readInstant() })
        case 2:
            .widened(
                runnerPools: try readTexts(),
                legPools: try readArray { r throws(JournalError) in try r.readTexts() },
                by: try readString())
        case 3: .carrierLeft(try readRunner())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }
}
