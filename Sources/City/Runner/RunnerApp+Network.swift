// The network a phone has: mostly there, sometimes gone, sometimes there in name only.

internal import Basics

/// A time without a network.
enum Outage: Equatable, Sendable {
    /// The connection was closed.
    case gone(until: Instant)
    /// The connection is open, and nothing goes through.
    case silent(until: Instant)

    var until: Instant {
        switch self {
        case .gone(let instant), .silent(let instant): instant
        }
    }
}

extension RunnerApp {
    var isSilent: Bool {
        if case .silent? = outage { return true }
        return false
    }

    /// Whether messages may be sent now.
    var isTalking: Bool { isWelcomed && !isSilent && socket.isUp }

    var networkDeadline: Instant { outage?.until ?? nextOutageAt }

    mutating func nextOutage(after now: Instant) -> Instant {
        generator.gap(perHour: habits.lossesPerHour).map { now + $0 } ?? .distantFuture
    }

    mutating func advanceNetwork(to now: Instant) {
        if let outage, outage.until <= now {
            endOutage(outage, at: now)
        } else if outage == nil, nextOutageAt <= now {
            beginOutage(at: now)
        }
    }

    private mutating func beginOutage(at now: Instant) {
        let until = now + generator.duration(in: habits.lossTime)
        if generator.chance(percent: habits.silencePercent) {
            outage = .silent(until: until)
        } else {
            outage = .gone(until: until)
            isWelcomed = false
            socket.drop()
        }
    }

    private mutating func endOutage(_ ended: Outage, at now: Instant) {
        outage = nil
        nextOutageAt = nextOutage(after: now)
        guard case .silent = ended else { return socket.connect() }
        let bytes = held
        held = []
        read(bytes.span, at: now)
        sendUnsent(at: now)
    }
}
