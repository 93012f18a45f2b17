// What the daemon says to a runner, and what the app makes of it.

internal import Basics
internal import Engine
internal import Wire

extension RunnerApp {
    mutating func read(_ bytes: Span<UInt8>, at now: Instant) {
        var offset = 0
        var scratch: [UInt8] = []
        while let event = socket.next(bytes, at: &offset, into: &scratch, now: now) {
            switch event {
            case .up: break
            case .message(let range): take(scratch.span.extracting(range), at: now)
            case .refused, .goodbye: isWelcomed = false
            case .unreadable:
                isWelcomed = false
                note(.unreadable, at: now, "the socket's bytes are no WebSocket")
            }
        }
    }

    private mutating func take(_ message: Span<UInt8>, at now: Instant) {
        do throws(Refusal) {
            let decoded = try ServerMessage.decode(message)
            if !handleSession(decoded, at: now) { handleWork(decoded, at: now) }
        } catch {
            note(.unreadable, at: now, error.detail)
        }
    }

    private mutating func handleSession(_ message: ServerMessage, at now: Instant) -> Bool {
        switch message {
        case .welcome(let welcome): take(welcome, at: now)
        case .ok(let ok): take(ok, at: now)
        case .error(let key, let refusal): take(refusal, re: key, at: now)
        case .fixesAck(let sequence, let tally): acknowledged(upTo: sequence, tally)
        case .reportInterval(let interval):
            if habits.reportInterval == nil, interval > .zero { reportInterval = interval }
        default: return false
        }
        return true
    }

    private mutating func handleWork(_ message: ServerMessage, at now: Instant) {
        switch message {
        case .offer(let offer):
            takeOffer(offer, at: now)
        case .withdrawn(let offer, _):
            counts.offersEnded += 1
            dropOffer(offer)
        case .assigned(let order):
            let leg = order.legs.first { $0.runner == profile.id } ?? order.legs.first
            takeOrder(order, leg: leg?.index ?? 0, epoch: leg?.epoch ?? 1, at: now)
        case .unassigned(let order, _):
            counts.ordersUnassigned += 1
            loseOrder(order, at: now)
        case .stops(let version, let stops):
            guard version >= stopsVersion else { return }
            stopsVersion = version
            visits = stops
            chooseErrand(at: now)
        default:
            break
        }
    }

    // MARK: The welcome

    /// After a loss the welcome is the truth: what the app believed before gives way to it.
    private mutating func take(_ welcome: ReceivedWelcome, at now: Instant) {
        isWelcomed = true
        duty = welcome.duty
        reportInterval = habits.reportInterval ?? max(welcome.reportInterval, Milliseconds(1))
        nextFixAt = min(nextFixAt, now + reportInterval)
        lastSequence = max(lastSequence, welcome.lastSequence)
        carried = welcome.legs.compactMap { leg in
            guard let order = leg.order else { return nil }
            let known = carried.first { $0.order == order && $0.leg == leg.index }
            return CarriedOrder(
                order: order, leg: leg.index, state: leg.state, epoch: leg.epoch,
                visitedCount: known?.visitedCount ?? 0)
        }
        stopsVersion = welcome.stopsVersion
        visits = welcome.stops
        let live = welcome.offers.map(\.offer)
        offers.removeAll { !live.contains($0.offer.offer) }
        for offer in welcome.offers { takeOffer(offer, at: now) }
        for index in commands.indices { commands[index].isSent = false }
        lastSent = 0
        sendUnsent(at: now)
        agreeOnDuty(at: now)
        // A report that no command is under way for was forgotten with the daemon that heard it.
        if case .reporting = errand, !isGiving({ if case .phase = $0 { true } else { false } }) {
            errand = .strolling
        }
        chooseErrand(at: now)
    }

    // MARK: Answers

    private mutating func take(_ ok: ReceivedOk, at now: Instant) {
        guard let command = takeCommand(ok.re) else { return }
        switch command.purpose {
        case .duty(let asked):
            dutyIs(ok.duty ?? asked, at: now)
        case .accept(let offer):
            counts.offersAccepted += 1
            dropOffer(offer.offer)
            guard let order = ok.order else {
                note(.unexpectedAnswer, at: now, "an accept was answered without its order")
                return
            }
            takeOrder(order, leg: offer.leg, epoch: offer.epoch, at: now)
            chooseErrand(at: now)
        case .decline(let offer):
            counts.offersDeclined += 1
            dropOffer(offer)
            declinedOffers = declinedOffers.suffix(7) + [offer]
        case .phase(let order, let leg, let phase):
            phaseHolds(order, leg: leg, phase, at: now)
        }
    }

    private mutating func take(_ refusal: Refusal, re key: MessageKey?, at now: Instant) {
        counts.count(refusal.code)
        guard let command = takeCommand(key) else { return }
        switch command.purpose {
        case .duty: dutyWasRefused(at: now)
        case .accept(let offer): dropOffer(offer.offer)
        case .decline(let offer): dropOffer(offer)
        case .phase(let order, _, _):
            if refusal.code == .wrongCode || refusal.code == .codeLocked {
                note(.unexpectedAnswer, at: now, "the code of \(order.text) was not taken")
            }
            reconnect(at: now)
        }
    }

    /// What app and daemon believe has come apart: a new session says how things stand.
    private mutating func reconnect(at now: Instant) {
        isWelcomed = false
        socket.drop()
        socket.connect()
    }
}
