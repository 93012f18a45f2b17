// What may be asked of the registry of places.

/// A change of a zone, a station or a pool. `version` is what the sender saw: another one is a conflict.
public enum PlaceCommand: Sendable {
    /// Registers a station or replaces it.
    case putStation(Station, version: Int?)
    /// Takes a station off the registry.
    case removeStation(StationID, version: Int?)
    /// Registers a zone or replaces it.
    case putZone(Zone, version: Int?)
    /// Stops or resumes what goes to a zone.
    case pauseZone(ZoneID, Bool, reason: String?, version: Int?)
    /// Takes a zone off the registry.
    case removeZone(ZoneID, version: Int?)
    /// Registers a pool or replaces it.
    case putPool(PoolEntry, version: Int?)
}
