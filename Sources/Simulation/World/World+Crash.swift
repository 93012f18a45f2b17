// The crash and the start after it: what was not synced is gone, every connection is closed, and the
// journal is all that the daemon knows.

internal import Basics
internal import City
internal import Engine
internal import Gateway
internal import Journal

extension World {
    /// The crash waits for a moment in which it hurts: something was decided and is not on the disk.
    mutating func planCrash() {
        planNext(.crash, perHour: faults.crashesPerHour)
        guard faults.crashesPerHour > 0 else { return }
        crashIsDue = true
    }

    /// At the end of a turn, when all that it wanted written is on its way.
    mutating func crashIfDue() {
        guard crashIsDue, isDaemonUp, store.isWriting else { return }
        crashIsDue = false
        crashCount += 1
        isDaemonUp = false
        effects.removeAll()
        agenda.life += 1
        let isTorn = generator.chance(percent: faults.tornTailPercent)
        let isWritten = generator.chance(percent: 30)
        store.crash(leaving: isWritten ? .whole : isTorn ? .torn : .lost)
        for connection in network.loseDaemon() {
            let last = max(now, connection.toApp.lastAt)
            agenda.add(
                .closedForApp(connection.id), at: last + generator.duration(in: faults.delay))
        }
        agenda.add(.restart, at: now + generator.duration(in: faults.downTime))
    }

    mutating func restart() {
        guard let entries = store.reopen() else {
            audit.note(.acknowledgedMissing, at: now, "the journal is damaged in its middle")
            return
        }
        gateway = readBack(entries)
        isDaemonUp = true
        audit.restarted(with: entries)
    }

    /// A daemon that has read its journal.
    private mutating func readBack(_ entries: [JournalEntry]) -> Gateway {
        var fresh = World.makeGateway(scenario)
        var rest = entries[...]
        if !entries.isEmpty, generator.chance(percent: 50) {
            let folded = 1 + generator.below(entries.count)
            replay(snapshot(of: entries[..<folded])[...], into: &fresh)
            rest = entries[folded...]
        }
        replay(rest, into: &fresh)
        fresh.replayed(at: now)
        for order in fresh.trackedOrders {
            for chunk in store.chunks(of: order) { fresh.restore(chunk, of: order) }
        }
        return fresh
    }

    private mutating func replay(_ entries: ArraySlice<JournalEntry>, into fresh: inout Gateway) {
        for entry in entries {
            do throws(JournalError) {
                try fresh.replay(entry)
            } catch {
                audit.note(
                    .acknowledgedMissing, at: now, "record \(entry.position.value): \(error)")
            }
        }
    }

    /// What a snapshot of these entries holds, at the position of the last of them.
    private mutating func snapshot(of entries: ArraySlice<JournalEntry>) -> [JournalEntry] {
        guard let last = entries.last else { return [] }
        var fold = JournalFold(
            settings: World.settings(of: scenario), policy: World.policy(of: scenario))
        for entry in entries {
            do throws(JournalError) {
                try fold.take(entry)
            } catch {
                audit.note(
                    .acknowledgedMissing, at: now, "record \(entry.position.value): \(error)")
            }
        }
        var folded: [JournalEntry] = []
        fold.entries(at: last.at) { entry in
            var entry = entry
            entry.position = last.position
            folded.append(entry)
        }
        return folded
    }

    /// Whether the journal, read back now, gives the city that wrote it.
    mutating func checkReplay() {
        guard isDaemonUp, store.synced == gateway.lastPosition, let entries = store.reopen() else {
            return
        }
        let copy = readBack(entries)
        let differences = gateway.withEngine { original in
            copy.withEngine { ReplayCheck.differences(between: original, and: $0) }
        }
        for difference in differences { audit.note(.replayDiffers, at: now, difference) }
    }
}
