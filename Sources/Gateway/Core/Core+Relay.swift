// Answers to commands of the relay: a code is shown by its text, a scan says what changed hands.

internal import Engine
internal import Geo
internal import Wire

extension Core {
    /// The order that an accepted command of the relay was about.
    func order(of command: RelayCommand) -> OrderID {
        switch command {
        case .issueCode(let id, _, _), .recover(let id, _), .moveToGate(let id, _, _): id
        case .scan(let code): scanned(code).order
        }
    }

    private func scanned(_ code: String) -> LegID {
        guard let leg = engine.leg(ofCode: code) else {
            preconditionFailure("an accepted code is that of an order")
        }
        return leg
    }

    /// Writes the answer to a request, if it is not the order itself.
    mutating func writeRelayAnswer(_ command: RelayCommand) -> Bool {
        switch command {
        case .issueCode(let id, _, _):
            guard let code = engine.newestCode(of: id) else { return false }
            writer.writeHandoverCode(code.text, expiresAt: code.expiresAt)
            return true
        case .scan(let code):
            writer.writeScanned(scanned(code), taken: engine.bindsLeg(code: code))
            return true
        case .recover, .moveToGate:
            return false
        }
    }

    /// Writes the answer to a socket's message.
    mutating func writeRelayOk(_ command: RelayCommand, re key: MessageKey?) {
        guard case .scan(let code) = command else { return writer.writeOk(re: key) }
        writer.writeOk(re: key, scanned: scanned(code), taken: engine.bindsLeg(code: code))
    }
}
