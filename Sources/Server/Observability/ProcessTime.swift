// What the machine has spent on the daemon, so that a load's cost can be read from outside.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Processor time of this process.
enum ProcessTime {
    /// User and system time of all threads since the start, in microseconds: POSIX fixes
    /// `CLOCKS_PER_SEC` at a million.
    static var microseconds: Int { Int(clock()) }
}
