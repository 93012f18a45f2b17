// Zones, stations and pools as answers show them, in the form in which they are put.

internal import Basics
public import Engine
public import Geo

extension JSONWriter {
    /// Writes a station as a value.
    public mutating func writeStation(_ station: Station, datum: Datum) {
        beginObject()
        field("id", station.id.text)
        field("name", station.name)
        fields(station.coordinate, datum: datum)
        field("capacity", station.capacity)
        field("dwellMinutes", station.dwell.count / 60_000)
        field("unattended", station.unattended)
        field("hours", station.hours.description)
        field("site", station.site)
        field("version", station.version)
        endObject()
    }

    /// Writes a zone as a value.
    public mutating func writeZone(_ zone: Zone, datum: Datum) {
        beginObject()
        field("id", zone.id.text)
        areaField(zone.area, datum: datum)
        field("exclude", zone.exclude)
        field("range", zone.bindsRange)
        field("paused", zone.paused)
        field("pauseReason", zone.pauseReason)
        field("hours", zone.hours.description)
        field("enterPools", zone.enterPools)
        field("station", zone.station?.text)
        field("mode", zone.mode?.name)
        name("modes")
        beginArray()
        for entry in zone.modeHours {
            beginObject()
            field("hours", entry.hours.description)
            field("mode", entry.mode.name)
            endObject()
        }
        endArray()
        field("site", zone.site)
        field("version", zone.version)
        endObject()
    }

    /// Writes a pool as a value.
    public mutating func writePool(_ pool: PoolEntry) {
        beginObject()
        field("id", pool.id.text)
        field("name", pool.name)
        name("members")
        beginObject()
        field("gender", pool.gender)
        field("skills", pool.skills)
        field("runners", pool.runners.map(\.text))
        endObject()
        field("excludes", pool.excludes)
        field("shifts", pool.shifts?.description)
        field("site", pool.site)
        field("version", pool.version)
        endObject()
    }

    private mutating func areaField(_ area: Area, datum: Datum) {
        switch area {
        case .polygon(let polygon):
            name("polygon")
            beginArray()
            for vertex in polygon.vertices {
                let shown = vertex.converted(from: .wgs84, to: datum)
                beginArray()
                value(shown.latitude, decimals: 7)
                value(shown.longitude, decimals: 7)
                endArray()
            }
            endArray()
        case .circle(let circle):
            name("circle")
            beginObject()
            fields(circle.center, datum: datum)
            field("radiusMeters", circle.radiusMeters, decimals: 1)
            endObject()
        }
    }
}
