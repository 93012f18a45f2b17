// Random facts about places.

import Basics
import Geo
import Testing

@testable import Engine

extension RecordSamples {
    mutating func placeFact() -> PlaceFact {
        switch generator.below(5) {
        case 0: .stationPut(station(), by: text())
        case 1: .stationRemoved(StationID(text()), by: text())
        case 2: .zonePut(zone(), by: text())
        case 3: .zoneRemoved(ZoneID(text()), by: text())
        default: .poolPut(poolEntry(), by: text())
        }
    }

    mutating func accessFact() -> AccessFact {
        switch generator.below(5) {
        case 0: .blocked(runner(), reason: maybe { $0.text() }, by: text())
        case 1: .unblocked(runner(), by: text())
        case 2: .pair(runner(), owner: text(), isBlocked: flag(), by: text())
        case 3: .person(Principal(subject: text(), role: pick(Role.allCases)), person: text())
        default: .site(runner(), maybe { $0.text() })
        }
    }

    mutating func poolFact() -> PoolFact {
        switch generator.below(4) {
        case 0: .watched(until: instant())
        case 1: .escalated(nextShift: maybe { $0.instant() })
        case 2:
            .widened(
                runnerPools: several { $0.text() },
                legPools: several { $0.several { $0.text() } }, by: text())
        default: .carrierLeft(runner())
        }
    }

    private mutating func station() -> Station {
        var station = Station(
            id: StationID(text()), coordinate: coordinate(), capacity: number(),
            dwell: Milliseconds(Int64(number())), unattended: flag())
        station.name = text()
        station.hours = hours()
        station.site = maybe { $0.text() }
        station.version = number()
        return station
    }

    mutating func zone() -> Zone {
        var zone = Zone(id: ZoneID(text()), area: area())
        zone.exclude = flag()
        zone.range = maybe { $0.flag() }
        zone.paused = flag()
        zone.pauseReason = maybe { $0.text() }
        zone.hours = hours()
        zone.enterPools = several { $0.text() }
        zone.station = maybe { StationID($0.text()) }
        zone.mode = maybe { $0.pick(MatchingMode.allCases) }
        zone.modeHours = several {
            ModeHours(hours: $0.hours(), mode: $0.pick(MatchingMode.allCases))
        }
        zone.site = maybe { $0.text() }
        zone.version = number()
        return zone
    }

    private mutating func poolEntry() -> PoolEntry {
        let id = PoolID(pick(["female", "night", "a pool", "\u{0}"]))
        var pool = PoolEntry(
            id: id ?? PoolEntry.female.id, name: text(), gender: maybe { $0.text() },
            skills: several { $0.text() }, runners: several { RunnerID($0.text()) },
            excludes: several { $0.text() }, shifts: maybe { $0.hours() },
            site: maybe { $0.text() })
        pool.version = number()
        return pool
    }

    private mutating func area() -> Area {
        let center = coordinate()
        let north = min(899_000_000, center.latitudeE7)
        let square = [(0, 0), (0, 9_000), (9_000, 9_000), (9_000, 0)].map { up, right in
            Coordinate(
                latitudeE7: north + Int32(up),
                longitudeE7: min(center.longitudeE7, 1_799_000_000) + Int32(right))
        }
        if generator.chance(percent: 50), let polygon = try? Polygon(square) {
            return .polygon(polygon)
        }
        guard let circle = Circle(center: center, radiusMeters: Double(generator.below(5_000) + 1))
        else { preconditionFailure("a radius above 0 makes a circle") }
        return .circle(circle)
    }

    private mutating func hours() -> WeeklyHours {
        WeeklyHours(
            several { samples in
                WeeklyHours.Span(
                    weekdays: Weekdays(rawValue: UInt8(samples.generator.number(in: 1...127))),
                    fromMinute: samples.generator.below(720),
                    toMinute: samples.generator.number(in: 720...1_440))
            }.compactMap { $0 })
    }

    private mutating func flag() -> Bool { generator.chance(percent: 50) }
}

extension PoolEntry {
    /// The pool that the samples fall back on.
    static var female: PoolEntry {
        guard let id = PoolID("female") else { preconditionFailure("female is a name") }
        return PoolEntry(id: id)
    }
}
