// What Core counts, as plain integers: the Server writes them as metrics.

public import Basics
public import Wire

/// Counts since the start.
public struct CoreCounters: Sendable {
    /// Fixes by outcome.
    public var fixes = FixCounts()
    /// Of the accepted ones, those that were older than the newest.
    public var fixesLate = 0
    /// Orders placed.
    public var ordersCreated = 0
    /// Orders delivered.
    public var ordersDelivered = 0
    /// Of the delivered ones, those that named a pool.
    public var ordersDeliveredOfPools = 0
    /// Orders cancelled.
    public var ordersCancelled = 0
    /// Offers made.
    public var offersMade = 0
    /// Offers accepted.
    public var offersAccepted = 0
    /// Offers declined.
    public var offersDeclined = 0
    /// Offers that nobody answered in time.
    public var offersExpired = 0
    /// Offers taken back.
    public var offersWithdrawn = 0
    /// Orders won in the hall.
    public var hallWins = 0
    /// Exceptions that were opened.
    public var exceptionsOpened = 0
    /// Orders bound by a dispatcher.
    public var assignmentsByHand = 0
    /// Orders that were given to a runner outside their pools; it must stay 0.
    public var poolViolations = 0
    /// Lines of the audit log that were lost while the disk refused.
    public var auditsDropped = 0
    /// Matching rounds that came back.
    public var rounds = 0
    /// From a round's start until its plan came back, in microseconds.
    public var roundTime = Histogram.latency
    /// From a record until it was on disk, in microseconds.
    public var journalTime = Histogram.latency
    /// Refusals by code.
    public var refusals: [String: Int] = [:]
}
