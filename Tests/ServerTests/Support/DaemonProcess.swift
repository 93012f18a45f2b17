// The daemon as a process: started, read, signalled, and always waited for. Its settings come from
// the test alone, never from the machine's own settings file or environment.

import Foundation

/// A started `fleetfootd`.
final class DaemonProcess {
    /// The process did not do what was waited for.
    struct Stuck: Error, CustomStringConvertible {
        var description: String
    }

    /// How long a start or an end may take before the test fails.
    static let watchdogSeconds = 30

    /// Where it keeps everything; `errors` is what it wrote to standard error.
    let folder: TestFolder
    private let process = Process()
    private let output = Pipe()
    private let hasEnded = DispatchSemaphore(value: 0)
    private var status: Int32?

    /// Starts `fleetfootd` with `arguments`; `limits` are commands of the shell that starts it.
    init(_ arguments: [String], in folder: TestFolder, limits: String? = nil) throws {
        self.folder = folder
        let binary = try DaemonBinary.path()
        if let limits {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", limits + #"; exec "$0" "$@""#, binary] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: binary)
            process.arguments = arguments
        }
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try folder.write("", to: "errors")
        process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
        process.terminationHandler = { [hasEnded] _ in hasEnded.signal() }
        try DaemonProcess.withSignalsOpen { try process.run() }
    }

    /// Threads that run tests have signals blocked, and a child inherits that from the thread that
    /// starts it: SIGTERM would never reach it.
    private static func withSignalsOpen(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var former = sigset_t()
        // Both sets live on this stack and are only read and written by the calls.
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
        try body()
    }

    deinit {
        if status == nil {
            send(SIGKILL)
            process.waitUntilExit()
        }
    }

    /// What it has written to standard error.
    var errors: String { folder.text(of: "errors") }

    /// Its id.
    var id: Int32 { process.processIdentifier }

    /// The first line of its standard output; `nil` if it ends without one.
    func firstLine() throws -> String? {
        let end = Date(timeIntervalSinceNow: Double(DaemonProcess.watchdogSeconds))
        var line: [UInt8] = []
        while let byte = try nextByte(until: end) {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    private func nextByte(until end: Date) throws -> UInt8? {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let rest = Int32(max(0, end.timeIntervalSinceNow) * 1_000)
        // One element is polled, one byte is read.
        guard unsafe poll(&wanted, 1, rest) == 1 else {
            throw Stuck(description: "the daemon neither started nor ended: \(errors)")
        }
        var byte: UInt8 = 0
        return unsafe read(descriptor, &byte, 1) == 1 ? byte : nil
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        if process.isRunning { _ = kill(process.processIdentifier, signal) }
    }

    /// Waits for its end and returns its status; a signal that ended it is negative.
    @discardableResult
    func wait() throws -> Int32 {
        if let status { return status }
        let watchdog = DispatchTime.now() + .seconds(DaemonProcess.watchdogSeconds)
        guard hasEnded.wait(timeout: watchdog) == .success else {
            throw Stuck(description: "the daemon does not end: \(errors)")
        }
        let code = process.terminationStatus
        let ended = process.terminationReason == .uncaughtSignal ? -code : code
        status = ended
        return ended
    }
}
