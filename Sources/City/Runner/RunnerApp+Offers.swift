// Offers: seen, thought over, answered – or not.

internal import Basics
internal import Engine
internal import Wire

/// An offer that the person looks at.
struct OfferTask: Sendable {
    enum Answer: Sendable {
        case accept
        case decline
        case none
    }

    var offer: ReceivedOffer
    var answer: Answer
    var seenAt: Instant
    var answerAt: Instant
    var isSeen = false
    var isAnswered = false

    var nextDeadline: Instant {
        if !isSeen { return seenAt }
        return isAnswered || answer == .none ? .distantFuture : answerAt
    }
}

extension RunnerApp {
    mutating func takeOffer(_ offer: ReceivedOffer, at now: Instant) {
        guard !offers.contains(where: { $0.offer.offer == offer.offer }) else { return }
        counts.offersReceived += 1
        if offer.remaining <= .zero {
            note(.offerExpired, at: now, "\(offer.offer.text) had \(offer.remaining.count) ms left")
        }
        let draw = generator.below(100)
        let answer: OfferTask.Answer =
            draw < habits.ignorePercent
            ? .none : draw < habits.ignorePercent + habits.declinePercent ? .decline : .accept
        let delay = generator.duration(in: habits.answerDelay)
        offers.append(
            OfferTask(
                offer: offer, answer: answer, seenAt: now + Milliseconds(delay.count / 3),
                answerAt: now + delay))
    }

    mutating func dropOffer(_ id: OfferID) {
        offers.removeAll { $0.offer.offer == id }
    }

    mutating func advanceOffers(to now: Instant) {
        for index in offers.indices {
            if !offers[index].isSeen, offers[index].seenAt <= now { see(index) }
            let task = offers[index]
            guard task.isSeen, !task.isAnswered, task.answerAt <= now else { continue }
            offers[index].isAnswered = true
            switch task.answer {
            case .accept: give(.accept(task.offer), at: now)
            case .decline: give(.decline(task.offer.offer), at: now)
            case .none: break
            }
        }
    }

    private mutating func see(_ index: Int) {
        offers[index].isSeen = true
        guard isTalking else { return }
        var writer = JSONWriter()
        writer.writeClientOfferSeen(offers[index].offer.offer)
        socket.send(writer.bytes.span)
    }

    /// The daemon has given the runner an order, through an offer or by hand.
    mutating func takeOrder(_ order: ReceivedOrder, leg: Int, epoch: Int, at now: Instant) {
        let own = profile.pools + (profile.gender.map { [$0] } ?? [])
        if let pool = order.runnerPools.first(where: { !own.contains($0) }) {
            note(.poolBroken, at: now, "\(order.id.text) is for \(pool)")
        }
        guard !carried.contains(where: { $0.order == order.id && $0.leg == leg }) else { return }
        carried.append(
            CarriedOrder(order: order.id, leg: leg, state: .assigned, epoch: epoch))
        if carried.count > profile.capacity.orders {
            note(.overloaded, at: now, "\(carried.count) orders of \(profile.capacity.orders)")
        }
    }
}
