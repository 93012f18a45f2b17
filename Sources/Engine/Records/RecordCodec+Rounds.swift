// Explanations and the hall's scores as bytes: what people read who ask why.

internal import Basics
internal import Journal
internal import Matching

extension RecordCodec {
    static func encodeExplanation(
        _ leg: LegID, _ explanation: RoundExplanation, body: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.explained)
        body.writeOrder(leg.order, leg: leg.leg)
        body.writeVarint(explanation.round)
        body.writeNumber(explanation.parameters)
        body.writeArray(explanation.chosen) { $0.writeRunner($1) }
        body.writeArray(explanation.candidates) {
            $0.writeRunner($1.runner)
            $0.writeCost($1.cost)
            $0.writeOptional($1.excluded) { $0.writeUInt8($1.rawValue) }
        }
        body.writeArray(explanation.filtered) {
            $0.writeUInt8($1.reason.rawValue)
            $0.writeNumber($1.count)
        }
        return .order(leg.order.number)
    }
}

extension ByteWriter {
    fileprivate mutating func writeCost(_ cost: Cost) {
        writeSignedVarint(Int64(cost.pickupMeters))
        writeSignedVarint(Int64(cost.pickupDeciseconds))
        writeSignedVarint(Int64(cost.loadDeciseconds))
        writeSignedVarint(Int64(cost.ageDeciseconds))
    }

    mutating func writeScore(_ score: HallScore) {
        writeRunner(score.runner)
        writeNumber(score.distanceMeters)
        writeNumber(score.distancePoints)
        writeNumber(score.loadPoints)
        writeUInt64(score.tieBreak)
        writeOptional(score.excluded) { $0.writeUInt8($1.rawValue) }
    }
}

extension ByteReader {
    mutating func readExplanation() throws(JournalError) -> RoundExplanation {
        RoundExplanation(
            round: try readVarint(), parameters: try readNumber(),
            chosen: try readArray { r throws(JournalError) in try r.readRunner() },
            candidates: try readArray { r throws(JournalError) in
                RoundExplanation.Candidate(
                    runner: try r.readRunner(), cost: try r.readCost(),
                    excluded: try r.readFilterIfAny())
            },
            filtered: try readArray { r throws(JournalError) in
                RoundExplanation.Filtered(
                    try r.readCase(FilterReason.self), count: try r.readNumber())
            })
    }

    private mutating func readCost() throws(JournalError) -> Cost {
        Cost(
            pickupMeters: try readInt32Varint(), pickupDeciseconds: try readInt32Varint(),
            loadDeciseconds: try readInt32Varint(), ageDeciseconds: try readInt32Varint())
    }

    private mutating func readInt32Varint() throws(JournalError) -> Int32 {
        Int32(truncatingIfNeeded: try readSignedVarint())
    }

    private mutating func readFilterIfAny() throws(JournalError) -> FilterReason? {
        try readOptional { r throws(JournalError) in try r.readCase(FilterReason.self) }
    }

    mutating func readScore() throws(JournalError) -> HallScore {
        HallScore(
            runner: try readRunner(), distanceMeters: try readNumber(),
            distancePoints: try readNumber(), loadPoints: try readNumber(),
            tieBreak: try readUInt64(), excluded: try readFilterIfAny())
    }
}
