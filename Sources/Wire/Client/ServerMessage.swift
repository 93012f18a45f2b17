// What the daemon says on a socket, as a client reads it.

public import Basics
public import Engine

/// A message of the daemon.
public enum ServerMessage: Equatable, Sendable {
    case welcome(ReceivedWelcome)
    case ok(ReceivedOk)
    case error(re: MessageKey?, Refusal)
    case offer(ReceivedOffer)
    case withdrawn(OfferID, reason: String)
    case assigned(ReceivedOrder)
    case unassigned(OrderID, reason: String)
    case stops(version: Int, [ReceivedStop])
    case fixesAck(upToSequence: Int64, FixCounts)
    case event(ReceivedEvent)
    case snapshot(ReceivedSnapshot)
    case position(ReceivedPosition)
    case ended(OrderID, OrderState, reason: String?)
    case runners(re: MessageKey?, [RunnerRow], gone: [RunnerID])
    case cells(re: MessageKey?, [CellCount])
    case reportInterval(Milliseconds)
    /// A type that this client does not know: it is passed over.
    case other(type: String)

    /// Reads a message whose coordinates are in WGS-84.
    ///
    /// Positions and acknowledgements, which come by the thousand, are scanned by hand without a heap
    /// allocation. Throws `invalid` with the field that is missing or wrong.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ServerMessage {
        if let position = UsualPosition.read(bytes) { return .position(position) }
        if let (sequence, counts) = UsualAck.read(bytes) {
            return .fixesAck(upToSequence: sequence, counts)
        }
        if let position = ServerScanner.position(bytes) { return .position(position) }
        if let (sequence, counts) = ServerScanner.fixesAck(bytes) {
            return .fixesAck(upToSequence: sequence, counts)
        }
        let head = MessageHead.read(bytes)
        guard let type = head.type else { throw Field("/type").invalid("is required: a text") }
        if let message = try decodeSession(type, bytes) { return message }
        if let message = try decodeOrder(type, bytes) { return message }
        return try decodeMap(type, bytes) ?? .other(type: type)
    }

    private static func decodeSession(
        _ type: String, _ bytes: Span<UInt8>
    ) throws(Refusal) -> ServerMessage? {
        switch type {
        case "welcome": .welcome(try WelcomeReading.decodeCold(bytes).welcome)
        case "ok": .ok(try OkReading.decodeCold(bytes).ok)
        case "error": try ErrorReading.decodeCold(bytes).message
        case "offer": .offer(try OfferReading.decodeCold(bytes).offer(at: ""))
        case "withdrawn": try WithdrawnReading.decodeCold(bytes).message
        case "stops": try StopsReading.decodeCold(bytes).message
        case "reportInterval":
            .reportInterval(Milliseconds(try IntervalReading.decodeCold(bytes).ms))
        default: nil
        }
    }

    private static func decodeOrder(
        _ type: String, _ bytes: Span<UInt8>
    ) throws(Refusal) -> ServerMessage? {
        switch type {
        case "assigned":
            .assigned(try AssignedReading.decodeCold(bytes).order.order(at: "/order"))
        case "unassigned": try OrderEndReading.decodeCold(bytes).unassigned
        case "event": .event(try EventReading.decodeCold(bytes).event)
        case "snapshot": .snapshot(try SnapshotReading.decodeCold(bytes).snapshot)
        case "ended": try OrderEndReading.decodeCold(bytes).ended
        case "position": throw Field("").invalid("is no position: a field is missing or wrong")
        case "fixesAck": throw Field("").invalid("is no fixesAck: a field is missing or wrong")
        default: nil
        }
    }

    private static func decodeMap(
        _ type: String, _ bytes: Span<UInt8>
    ) throws(Refusal) -> ServerMessage? {
        switch type {
        case "runners": try RunnersReading.decodeCold(bytes).message
        case "cells": try CellsReading.decodeCold(bytes).message
        default: nil
        }
    }
}
