// What happens at its time.

internal import Basics
internal import City
internal import Gateway

extension World {
    mutating func carryOut(_ happening: Happening) {
        switch happening {
        case .dialed(let line, let attempt): finishDialing(line, attempt)
        case .atDaemon(let id): deliverToDaemon(id)
        case .atApp(let id): deliverToApp(id)
        case .closedForDaemon(let id): closeForDaemon(id)
        case .closedForApp(let id): closeForApp(id)
        case .ended(let id): endForDaemon(id)
        case .deadline(let id, let count):
            if network[id]?.deadlineCount == count { cut(id) }
        case .drop: drop()
        case .stall: stall()
        case .crash: planCrash()
        case .restart: restart()
        default: carryOutForDaemon(happening)
        }
    }

    /// What comes back from the daemon's own helpers.
    private mutating func carryOutForDaemon(_ happening: Happening) {
        switch happening {
        case .tokenChecked(let exchange, let token):
            gateway.identified(exchange, principal(of: token), at: now, into: &effects)
        case .planned(let round, let plan):
            gateway.planned(round, plan, at: now, into: &effects)
        case .answered(let query, let question):
            gateway.answered(query, store.answer(question), at: now, into: &effects)
        case .synced:
            let position = store.commit()
            gateway.synced(upTo: position, microseconds: 1_000)
            syncIfIdle()
        case .syncRefused:
            gateway.storeFailed()
            planSync()
        default:
            break
        }
    }

    // MARK: Connecting

    private mutating func finishDialing(_ line: Int, _ attempt: Int) {
        guard dialing[line] == attempt else { return }
        dialing[line] = nil
        guard isDaemonUp, !generator.chance(percent: faults.refusePercent) else {
            city.closed(line, at: now)
            return
        }
        let id = network.open(line: line)
        gateway.opened(id, address: UInt64(line), at: now, into: &effects)
        city.opened(line, at: now)
    }

    // MARK: Bytes

    private mutating func deliverToDaemon(_ id: ConnectionID) {
        let bytes = arrived(id, \.toDaemon)
        guard !bytes.isEmpty, let connection = network[id], !connection.isClosedForDaemon
        else { return }
        gateway.received(bytes.span, on: id, at: now, into: &effects)
    }

    private mutating func deliverToApp(_ id: ConnectionID) {
        guard let connection = network[id] else { return }
        guard connection.stalledUntil <= now else {
            agenda.add(.atApp(id), at: connection.stalledUntil)
            return
        }
        let bytes = arrived(id, \.toApp)
        if !bytes.isEmpty, !connection.isClosedForApp {
            city.received(bytes.span, on: connection.line, at: now)
        }
        guard connection.isCongested, network[id]?.toApp.byteCount == 0 else { return }
        _ = network.change(id) { $0.isCongested = false }
        if !connection.isClosedForDaemon { gateway.writable(id) }
    }

    /// The next piece that has arrived, perhaps with those behind it.
    private mutating func arrived(
        _ id: ConnectionID, _ direction: WritableKeyPath<Connection, Stream>
    ) -> [UInt8] {
        let joins = generator.chance(percent: faults.joinPercent)
        let now = now
        return network.change(id) { connection in
            var bytes = connection[keyPath: direction].receive(at: now) ?? []
            while joins, let more = connection[keyPath: direction].receive(at: now) {
                bytes += more
            }
            return bytes
        } ?? []
    }

    // MARK: Closing

    private mutating func closeForDaemon(_ id: ConnectionID) {
        guard let connection = network[id], !connection.isClosedForDaemon else { return }
        gateway.closed(id, at: now, into: &effects)
        _ = network.change(id) { $0.isClosedForDaemon = true }
    }

    private mutating func closeForApp(_ id: ConnectionID) {
        guard let connection = network[id], !connection.isClosedForApp else { return }
        guard connection.stalledUntil <= now || connection.toApp.byteCount == 0 else {
            agenda.add(.closedForApp(id), at: connection.stalledUntil)
            return
        }
        _ = network.change(id) { $0.isClosedForApp = true }
        city.closed(connection.line, at: now)
    }

    private mutating func endForDaemon(_ id: ConnectionID) {
        guard let connection = network[id], !connection.isClosedForDaemon else { return }
        gateway.ended(id, at: now)
        // A daemon that never answers an end keeps a descriptor for ever.
        let patience = now + .seconds(60)
        audit.expectClose(of: id, before: patience)
    }

    /// The connection breaks: both sides learn it, each in its time, and what was on its way is lost.
    mutating func cut(_ id: ConnectionID) {
        guard network.change(id, { $0.cut() }) != nil else { return }
        agenda.addForThisLife(
            .closedForDaemon(id), at: now + generator.duration(in: faults.delay))
        agenda.add(.closedForApp(id), at: now + generator.duration(in: faults.delay))
    }

    // MARK: Trouble

    /// Puts down when the next troubles come.
    mutating func planTrouble() {
        planNext(.drop, perHour: faults.dropsPerHour)
        planNext(.stall, perHour: faults.stallsPerHour)
        planNext(.crash, perHour: faults.crashesPerHour)
    }

    mutating func planNext(_ trouble: Happening, perHour: Int) {
        guard let gap = generator.gap(perHour: perHour) else { return }
        agenda.add(trouble, at: now + gap)
    }

    private mutating func drop() {
        planNext(.drop, perHour: faults.dropsPerHour)
        guard faults.dropsPerHour > 0 else { return }
        // A break hurts most while something is on its way, above all a command or its answer.
        let all = network.all
        let busy = all.filter { $0.toDaemon.byteCount + $0.toApp.byteCount > 0 }
        let candidates = busy.isEmpty || generator.chance(percent: 30) ? all : busy
        guard !candidates.isEmpty else { return }
        cut(candidates[generator.below(candidates.count)].id)
    }

    private mutating func stall() {
        planNext(.stall, perHour: faults.stallsPerHour)
        let all = network.all
        guard faults.stallsPerHour > 0, !all.isEmpty else { return }
        let until = now + generator.duration(in: faults.stallTime)
        _ = network.change(all[generator.below(all.count)].id) { $0.stalledUntil = until }
    }
}
