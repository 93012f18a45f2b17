// Commands are kept until they are answered. After a loss they are sent again under their keys, and
// the daemon gives the first answer: the app need not know whether it was heard.

internal import Basics
public import Engine
internal import Wire

/// A command on its way.
struct RunnerCommand: Sendable {
    enum Purpose: Equatable, Sendable {
        case duty(Duty)
        case accept(ReceivedOffer)
        case decline(OfferID)
        case phase(OrderID, leg: Int, Phase)
    }

    var key: String
    var purpose: Purpose
    var message: [UInt8]
    /// It was written since the socket came up.
    var isSent = false
}

/// An order that a runner carries, as far as it knows.
public struct CarriedOrder: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// The leg of it.
    public var leg: Int
    /// Where it stands.
    public var state: OrderState
    /// The assignment.
    public var epoch: Int
    /// How many stops before the drop-off have been visited.
    var visitedCount = 0
}

extension RunnerApp {
    mutating func give(_ purpose: RunnerCommand.Purpose, at now: Instant) {
        commandCount += 1
        let key = "\(keyPrefix)-\(commandCount)"
        var writer = JSONWriter()
        write(purpose, key: .text(key), into: &writer)
        commands.append(
            RunnerCommand(key: key, purpose: purpose, message: writer.takeBytes()))
        sendCommands()
    }

    private func write(
        _ purpose: RunnerCommand.Purpose, key: MessageKey, into writer: inout JSONWriter
    ) {
        switch purpose {
        case .duty(let duty):
            writer.writeClientDuty(id: key, duty)
        case .accept(let offer):
            writer.writeClientAccept(id: key, offer.offer, epoch: offer.epoch)
        case .decline(let offer):
            writer.writeClientDecline(id: key, offer, reason: "tooFar")
        case .phase(let order, let leg, let phase):
            writer.writeClientPhase(
                id: key,
                PhaseReport(
                    order: order, leg: leg,
                    body: PhaseBody(phase, code: code(for: phase, of: order, leg: leg))))
        }
    }

    /// What is said at a stop: what opens the locker, or what the recipient tells on the phone.
    private func code(for phase: Phase, of order: OrderID, leg: Int) -> String? {
        let stops = visits.filter { $0.order == order && $0.leg == leg }
        switch phase {
        case .pickedUp: return stops.first { $0.stop.kind == .pickup }?.stop.details.code
        case .delivered:
            let phone = stops.last { $0.stop.kind == .dropoff }?.stop.details.contactPhone
            return phone.map { codes.code(phone: $0) }
        case .atPickup, .atDropoff, .returning, .returned: return nil
        }
    }

    mutating func sendCommands() {
        guard isTalking else { return }
        for index in commands.indices where !commands[index].isSent {
            let message = commands[index].message
            socket.send(message.span)
            commands[index].isSent = true
        }
    }

    /// Takes the command out that an answer is about.
    mutating func takeCommand(_ key: MessageKey?) -> RunnerCommand? {
        guard let key, let index = commands.firstIndex(where: { $0.key == key.text })
        else { return nil }
        return commands.remove(at: index)
    }

    func isGiving(_ matches: (RunnerCommand.Purpose) -> Bool) -> Bool {
        commands.contains { matches($0.purpose) }
    }
}
