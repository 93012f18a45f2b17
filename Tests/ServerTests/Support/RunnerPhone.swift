// A runner's app for tests: on duty, somewhere, answering offers, over its WebSocket.

import Foundation

/// A registered runner with a live socket.
final class RunnerPhone {
    /// Its id.
    let id: String
    /// Its socket.
    let socket: SocketClient
    /// What it was greeted with.
    let welcome: JSONValue
    private var sequence: Int
    private var commandCount = 0
    private let keyPrefix = String(UInt64.random(in: 0...UInt64.max), radix: 36)

    /// Connects a runner that is registered.
    init(_ id: String, at daemon: RunningDaemon) throws {
        self.id = id
        socket = try daemon.socket(id, "runner")
        welcome = try socket.next("welcome")
        sequence = welcome["lastSeq"].whole ?? 0
    }

    /// Sends a command, `members` without its id, and returns the answer.
    func command(_ type: String, _ members: String = "", key: String? = nil) throws -> JSONValue {
        commandCount += 1
        let id = key ?? "\(keyPrefix)-\(commandCount)"
        let rest = members.isEmpty ? "" : "," + members
        return try socket.ask(#"{"type":"\#(type)","id":"\#(id)"\#(rest)}"#, id: id)
    }

    /// Goes on duty.
    func goOnDuty() throws {
        let answer = try command("duty", #""on":true"#)
        guard answer["duty"] == "on" else { throw Unexpected(answer) }
    }

    /// Says where it is, and returns once the daemon has taken it.
    func report(_ northMeters: Double) throws {
        sequence += 1
        let fix = RunnerPhone.fix(sequence, northMeters)
        try socket.send(#"{"type":"fixes","fixes":[{\#(fix)}]}"#)
        let answer = try socket.next("fixesAck")
        guard answer["accepted"] == 1 else { throw Unexpected(answer) }
    }

    /// The members of a fix taken this moment. The daemon orders fixes by whole milliseconds and cuts
    /// off the future, so a phone that reports twice in two of them would look as if it stood still.
    static func fix(_ sequence: Int, _ northMeters: Double) -> String {
        let first = wallMilliseconds()
        while wallMilliseconds() < first + 3 {}
        return #""seq":\#(sequence),\#(Street.members(northMeters)),"accuracyMeters":6,"#
            + #""fixTime":\#(first + 3)"#
    }

    private static func wallMilliseconds() -> Int {
        Int(Date().timeIntervalSince1970 * 1_000)
    }

    /// The next offer, seen.
    func nextOffer() throws -> JSONValue {
        let offer = try socket.next("offer")
        try socket.send(#"{"type":"offerSeen","offer":"\#(offer["offer"].text ?? "")"}"#)
        return offer
    }

    /// Accepts an offer and returns the whole order.
    func accept(_ offer: JSONValue, key: String? = nil) throws -> JSONValue {
        let members =
            #""offer":"\#(offer["offer"].text ?? "")","epoch":\#(offer["epoch"].whole ?? 0)"#
        return try command("accept", members, key: key)["order"]
    }

    /// Declines an offer.
    func decline(_ offer: JSONValue) throws {
        let members = #""offer":"\#(offer["offer"].text ?? "")","reason":"tooFar""#
        let answer = try command("decline", members)
        guard answer["type"] == "ok" else { throw Unexpected(answer) }
    }

    /// Reports a phase of an order's first leg; `members` are more of the message.
    func report(_ phase: String, of order: String, _ members: String = "") throws -> JSONValue {
        let rest = members.isEmpty ? "" : "," + members
        return try command("phase", #""order":"\#(order)","leg":0,"to":"\#(phase)"\#(rest)"#)
    }
}

/// An answer that a test can't go on with.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ answer: JSONValue) { description = "unexpected: \(answer)" }
    init(_ answer: HTTPAnswer) { description = "unexpected: \(answer.status) \(answer.text)" }
}
