// What may be asked about an order that passes through several hands.

public import Geo

/// A command of the relay.
public enum RelayCommand: Sendable {
    /// A code for the goods of a leg: of who has them, or of the station that expects them. `toRunner`
    /// asks for one that another runner may scan although the leg ends at a station.
    case issueCode(OrderID, leg: Int, toRunner: Bool)
    /// A code was scanned. Runner, station.
    case scan(String)
    /// The runner vanished with the goods. Dispatcher, admin.
    case recover(OrderID, reason: String?)
    /// The recipient comes down to that point. Dispatcher, admin.
    case moveToGate(OrderID, Coordinate, name: String)
}
