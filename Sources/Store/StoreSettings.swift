// What an operator may choose about the disk. Durability is not among it.

/// The Store's settings.
public struct StoreSettings: Hashable, Sendable {
    /// The most pages of 4,096 bytes the database may have (`PRAGMA max_page_count`); `nil` for as
    /// many as SQLite can. A quota: beyond it an append fails with `.diskFull`, as it does on a
    /// full disk. A file that is larger already keeps its size.
    public var pageCountMax: Int?
    /// How many queries run at the same time, each on a thread of its own.
    public var readerCount: Int
    /// How long a lock that another program holds on the file is waited for.
    public var busyTimeoutMilliseconds: Int
    /// The most rows a list of orders gives at once, whatever its query asks for.
    public var queryRowsMax: Int
    /// How many lines the audit log keeps; the oldest go.
    public var auditRowsMax: Int
    /// How many snapshots are kept; at least 1. With 2 or more a damaged one has another to fall
    /// back on, and a compaction keeps every row after the oldest.
    public var snapshotCountKept: Int
    /// Of the time of a thread and of the writer, how many percent snapshots and compactions take at
    /// most; 1 to 100. The rest is for batches, which then seldom wait for more than their own sync,
    /// and for whoever else needs the processor.
    public var upkeepPercent: Int
    /// How many pages of 4,096 bytes come together in the WAL before they are moved into the
    /// database, beside the writer; at least 1. More of them are moved cheaper, since a page that was
    /// written many times moves once; a start after a crash reads them all.
    public var checkpointPageCount: Int

    /// Settings; each has the default that serves one city.
    public init(
        pageCountMax: Int? = nil, readerCount: Int = 2, busyTimeoutMilliseconds: Int = 5_000,
        queryRowsMax: Int = 1_000, auditRowsMax: Int = 1_000_000, snapshotCountKept: Int = 2,
        upkeepPercent: Int = 100, checkpointPageCount: Int = 2_000
    ) {
        self.pageCountMax = pageCountMax
        self.readerCount = readerCount
        self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
        self.queryRowsMax = queryRowsMax
        self.auditRowsMax = auditRowsMax
        self.snapshotCountKept = snapshotCountKept
        self.upkeepPercent = min(100, max(1, upkeepPercent))
        self.checkpointPageCount = checkpointPageCount
    }
}
