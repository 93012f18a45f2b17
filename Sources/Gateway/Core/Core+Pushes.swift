// What is told through the push port: whatever a runner should hear who has no socket to hear it.

internal import Basics
internal import Engine
internal import Journal
internal import Wire

extension Core {
    /// The runner's live socket, if it has one.
    func liveLink(of runner: RunnerIndex) -> Link? {
        guard runner.slot < runnerLinks.count, let id = runnerLinks[runner.slot] else { return nil }
        return link(id)
    }

    /// Tells the push port of an offer to a runner who has no socket.
    mutating func pushOffer(
        _ picture: OfferPicture, at now: Instant, into effects: inout Effects
    ) {
        let offer = picture.offer
        guard settings.sendsPushes, liveLink(of: offer.runner) == nil else { return }
        let runner = engine.runner(offer.runner).profile.id
        writer.removeAll()
        writer.writeOfferPush(picture, runner: runner, now: now)
        push(
            .offerCreated, of: offer.id.text, to: runner, until: offer.expiresAt, at: now,
            into: &effects)
    }

    /// After a start: nobody knows whether a push of the run before went out. Receivers tell one that they
    /// have by its id, which follows from the offer's.
    mutating func pushOpenOffers(at now: Instant, into effects: inout Effects) {
        guard settings.sendsPushes else { return }
        for slot in 0..<engine.runnerCount {
            guard let id = engine.runner(RunnerIndex(slot)).pendingOffer,
                let offer = engine.offer(id), offer.state.isOpen, offer.expiresAt > now,
                let picture = picture(offer)
            else { continue }
            pushOffer(picture, at: now, into: &effects)
        }
    }

    /// Hands what stands in `writer` to the push port. `object` names what it is about: together with
    /// the kind it makes the id.
    private mutating func push(
        _ kind: PushKind, of object: String, to runner: RunnerID, until deadline: Instant,
        at now: Instant, into effects: inout Effects
    ) {
        effects.pushes.append(
            PushMessage(
                id: "\(kind.name):\(object)", kind: kind, runner: runner,
                body: writer.takeBytes(), createdAt: now, deadline: deadline,
                after: journal.last))
    }
}
