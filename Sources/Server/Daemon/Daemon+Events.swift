// What the loop tells: into the gateway, with the time.

public import Basics
public import EventLoop
internal import Gateway
internal import Logging

extension Daemon: EventLoopHandler {
    /// A connection was accepted, or one of the push port is up.
    public func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        guard listener != nil else {
            pushPort?.opened(
                connection, on: loop, at: loop.nowMilliseconds, wall: CityClock.wall())
            return
        }
        gateway.opened(connection, address: peer.hash, at: clock.now(), into: &effects)
    }

    /// The receiver of pushes was not reached.
    public func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        pushPort?.closed(connection, "\(error)", at: loop.nowMilliseconds)
    }

    /// Bytes came in.
    public func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        if isPush(connection) {
            pushPort?.received(bytes, on: connection, loop: loop, at: loop.nowMilliseconds)
            return
        }
        gateway.received(bytes, on: connection, at: clock.now(), into: &effects)
    }

    /// The peer will send no more.
    public func ended(_ connection: ConnectionID) {
        if isPush(connection) {
            pushPort?.ended(connection, loop: loop, at: loop.nowMilliseconds)
            return
        }
        gateway.ended(connection, at: clock.now())
    }

    /// What had been queued is written.
    public func drained(_ connection: ConnectionID) {
        gateway.writable(connection)
    }

    /// A connection is over.
    public func closed(_ connection: ConnectionID, reason: CloseReason) {
        if isPush(connection) {
            pushPort?.closed(connection, "\(reason)", at: loop.nowMilliseconds)
            return
        }
        gateway.closed(connection, at: clock.now(), into: &effects)
    }

    private func isPush(_ connection: ConnectionID) -> Bool {
        pushPort?.owns(connection) ?? false
    }

    /// Connections were turned away.
    public func refused(_ connectionCount: Int, error: LoopError) {
        log.warning(
            "connections turned away",
            metadata: ["count": "\(connectionCount)", "reason": "\(error)"])
    }

    /// Another thread has put a message into the mailbox.
    public func wokeUp() {
        for message in mailbox.takeAll() { take(message) }
    }

    /// The turn that follows does what is due.
    public func timerFired() {}

    /// The operator wants something.
    public func signalled(_ signal: Signal) {
        switch signal {
        case .terminate, .interrupt:
            log.info("stopping", metadata: ["signal": "\(signal)"])
            beginShutdown()
        case .hangUp:
            reloadSettings()
        }
    }

    /// Everything that was ready has been read.
    public func turnEnded() {
        endTurn()
    }

    /// Takes over what may change while the daemon runs; what is wrong or needs a restart is said.
    private func reloadSettings() {
        guard let reread = options.reread else { return }
        do throws(SettingsError) {
            let change = SettingsChange(from: settings, to: try reread())
            settings = change.settings
            log.logLevel = settings.log.level
            log.notice(
                "settings read again",
                metadata: [
                    "applied": "\(change.applied.joined(separator: ", "))",
                    "needingRestart": "\(change.needingRestart.joined(separator: ", "))",
                ])
        } catch {
            log.error("settings are as before", metadata: ["reason": "\(error)"])
        }
    }

    private func take(_ message: Message) {
        switch message {
        case .replayed(let entries): replay(entries)
        case .replayEnded(let result): endReplay(result)
        case .appended(let result): appended(result)
        case .rows(let query, let rows):
            gateway.answered(query, rows, at: clock.now(), into: &effects)
        case .track(let order, let result): restore(order, result)
        case .snapshotEnded(let result): endSnapshot(result)
        case .stop: beginShutdown()
        }
    }
}

extension PeerAddress {
    /// One number for the address, without the port.
    fileprivate var hash: UInt64 {
        StableHash.mix(UInt64(truncatingIfNeeded: address >> 64))
            ^ UInt64(truncatingIfNeeded: address)
    }
}
