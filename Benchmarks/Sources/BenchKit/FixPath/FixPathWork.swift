// The life of a fix without sockets: bytes into the gateway, effects out, nothing else. What it costs is
// read off with valgrind, as the difference of two runs that differ in the number of fixes only.

internal import Basics
internal import Engine
internal import Gateway
internal import Geo
internal import Wire

/// Fixes through a gateway in this process.
public struct FixPathWork: Sendable {
    /// How many fixes are sent.
    public var fixCount = 100_000
    /// By how many runners in turn.
    public var runnerCount = 1
    /// How many each of them sends in a second of the gateway's time.
    public var fixesPerSecond = 1
    /// Makes the fixes and leaves the gateway out: what the driver itself costs.
    public var isDry = false

    /// The defaults.
    public init() {}

    /// Sends them. The result is the same in each run.
    public func run() -> FixPathReport {
        precondition(fixCount >= 0 && runnerCount > 0 && fixesPerSecond > 0, "fixes have senders")
        var shell = GatewayShell(at: FixPathWork.start)
        for runner in 0..<runnerCount { shell.bringOnDuty(runner) }
        var frames = (0..<runnerCount).map { FixFrame(runner: $0) }
        let before = shell.accepted
        var hash = StableHash()
        for count in 0..<fixCount {
            let runner = count % runnerCount
            let milliseconds = Int64((count / runnerCount + 1) * 1_000 / fixesPerSecond)
            let now = shell.dutyStart + Milliseconds(milliseconds)
            frames[runner].set(sequence: 1_000_000 + Int64(count), fixTime: now, step: count)
            if isDry {
                hash.add(UInt64(frames[runner].bytes[frames[runner].bytes.count - 2]))
            } else {
                shell.turn(frames[runner].bytes, runner: runner, at: now)
            }
        }
        hash.add(UInt64(shell.writtenBytes))
        hash.add(UInt64(shell.writeCount))
        return FixPathReport(
            fixCount: fixCount, accepted: shell.accepted - before,
            writeCount: shell.writeCount, writtenBytes: shell.writtenBytes, hash: hash.value)
    }

    static let start = Instant(millisecondsSinceEpoch: 1_790_000_000_000)
}

/// What came out of the gateway.
public struct FixPathReport: Equatable, Sendable {
    /// Fixes sent.
    public var fixCount: Int
    /// Fixes that the gateway took; none in a dry run.
    public var accepted: Int
    /// Writes that it wanted done.
    public var writeCount: Int
    /// Their bytes.
    public var writtenBytes: Int
    /// A hash of all that, the same in each run.
    public var hash: UInt64

    /// One line.
    public var text: String {
        "fix-path    \(fixCount) fixes, \(accepted) accepted, \(writeCount) writes of "
            + "\(writtenBytes) bytes, hash \(String(hash, radix: 16))"
    }
}

/// A frame with a fix, whose digits are overwritten where they stand: making a fix must cost little beside
/// reading it.
struct FixFrame {
    private(set) var bytes: [UInt8] = []
    private var latitudeEnd = 0
    private var sequenceEnd = 0
    private var fixTimeEnd = 0

    init(runner: Int) {
        // Every number has all its digits from the beginning.
        let fix = Fix(
            coordinate: Coordinate(
                latitudeE7: 312_305_555, longitudeE7: 1_214_737_111 + Int32(runner) * 1_010),
            fixTime: FixPathWork.start, sequence: 1_000_000, accuracyMeters: 6,
            speedMetersPerSecond: 4.1, headingDegrees: 87)
        var writer = JSONWriter()
        writer.writeClientFix(fix)
        bytes = ClientFrame.text(writer.bytes)
        sequenceEnd = end(of: "\"seq\":") + 7
        latitudeEnd = end(of: "\"latitude\":31.") + 7
        fixTimeEnd = end(of: "\"fixTime\":") + 13
    }

    private func end(of name: String) -> Int {
        let name = Array(name.utf8)
        let places = 0...(bytes.count - name.count)
        guard let place = places.first(where: { bytes[$0...].starts(with: name) }) else {
            preconditionFailure("a fix has a \(name)")
        }
        return place + name.count
    }

    mutating func set(sequence: Int64, fixTime: Instant, step: Int) {
        put(sequence, digits: 7, before: sequenceEnd)
        put(fixTime.millisecondsSinceEpoch, digits: 13, before: fixTimeEnd)
        // To and fro, within a hundred metres.
        let place = step * 7 % 20_000
        put(Int64(place < 10_000 ? place : 19_999 - place), digits: 4, before: latitudeEnd)
    }

    private mutating func put(_ number: Int64, digits: Int, before end: Int) {
        var rest = number
        for place in 1...digits {
            bytes[end - place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}
