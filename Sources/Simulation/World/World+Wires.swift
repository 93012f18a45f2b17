// What both sides want sent and closed, set on its way.

internal import Basics
internal import City
internal import Gateway

extension World {
    // MARK: The daemon's side

    mutating func carryOutWrites() {
        for write in effects.writes {
            guard let connection = network[write.connection], !connection.isClosedForDaemon else {
                audit.note(.seamBroken, at: now, "bytes for a connection that is gone")
                continue
            }
            if connection.isCongested {
                audit.note(.seamBroken, at: now, "bytes for a connection that takes none")
            }
            send(Array(effects.bytes[write.range]), write.connection, toApp: true)
            let isFull = (network[write.connection]?.toApp.byteCount ?? 0) > faults.windowBytes
            if isFull {
                _ = network.change(write.connection) { $0.isCongested = true }
                gateway.congested(write.connection)
            }
        }
        for id in effects.closes { closeByDaemon(id) }
        for (id, span) in effects.deadlines { setDeadline(id, after: span) }
    }

    /// What was written still goes out; then both sides are closed, at the latest after five seconds.
    private mutating func closeByDaemon(_ id: ConnectionID) {
        guard let connection = network[id], !connection.isClosing else { return }
        _ = network.change(id) { $0.isClosing = true }
        audit.didClose(id)
        let arrival = max(now, connection.toApp.lastAt) + generator.duration(in: faults.delay)
        agenda.add(.closedForApp(id), at: arrival)
        agenda.addForThisLife(.closedForDaemon(id), at: min(arrival, now + .seconds(5)))
    }

    private mutating func setDeadline(_ id: ConnectionID, after span: Milliseconds?) {
        let count = network.change(id) { connection in
            connection.deadlineCount += 1
            return connection.deadlineCount
        }
        guard let count, let span else { return }
        agenda.addForThisLife(.deadline(id, count: count), at: now + span)
    }

    // MARK: The apps' side

    /// Until no line wants anything any more: a refused wish may lead to the next.
    mutating func carryOutCity() {
        repeat {
            touched.removeAll(keepingCapacity: true)
            city.takeTouched(into: &touched)
            for line in touched { carryOutLine(line) }
        } while !touched.isEmpty
    }

    private mutating func carryOutLine(_ line: Int) {
        var bytes: [UInt8] = []
        city.takeOutput(of: line, into: &bytes)
        let id = network.connection(ofLine: line)
        if let id, !bytes.isEmpty { send(bytes, id, toApp: false) }
        switch city.wish(of: line) {
        case .nothing: break
        case .connect: dial(line)
        case .disconnect: disconnect(line, id)
        }
    }

    private mutating func dial(_ line: Int) {
        guard dialing[line] == nil, network.connection(ofLine: line) == nil else { return }
        dialCount += 1
        dialing[line] = dialCount
        agenda.add(
            .dialed(line: line, attempt: dialCount), at: now + generator.duration(in: faults.delay))
    }

    private mutating func disconnect(_ line: Int, _ id: ConnectionID?) {
        dialing[line] = nil
        guard let id, let connection = network[id] else {
            city.closed(line, at: now)
            return
        }
        guard !connection.isHalfClosed else { return }
        let arrival = max(now, connection.toDaemon.lastAt) + generator.duration(in: faults.delay)
        if !connection.isClosedForDaemon, generator.chance(percent: faults.halfClosePercent) {
            _ = network.change(id) { $0.isHalfClosed = true }
            agenda.addForThisLife(.ended(id), at: arrival)
            return
        }
        agenda.addForThisLife(.closedForDaemon(id), at: arrival)
        _ = network.change(id) { $0.isClosedForApp = true }
        city.closed(line, at: now)
    }

    // MARK: Bytes

    /// Sends bytes off, perhaps in pieces that arrive one after the other.
    private mutating func send(_ bytes: [UInt8], _ id: ConnectionID, toApp: Bool) {
        guard let connection = network[id], !connection.isBroken else { return }
        guard toApp ? !connection.isClosedForApp : !connection.isClosedForDaemon else { return }
        var rest = bytes[...]
        var arrival = now + generator.duration(in: faults.delay)
        while !rest.isEmpty {
            let isCut = rest.count > 1 && generator.chance(percent: faults.splitPercent)
            let piece = Array(rest.prefix(isCut ? 1 + generator.below(rest.count) : rest.count))
            rest = rest.dropFirst(piece.count)
            let at = network.change(id) { connection in
                toApp
                    ? connection.toApp.send(piece, at: arrival)
                    : connection.toDaemon.send(piece, at: arrival)
            }
            if toApp {
                agenda.add(.atApp(id), at: at ?? arrival)
            } else {
                agenda.addForThisLife(.atDaemon(id), at: at ?? arrival)
            }
            arrival = arrival + generator.duration(in: .milliseconds(0, to: 20))
        }
    }
}
