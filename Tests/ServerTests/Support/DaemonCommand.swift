// A command of the binary that ends by itself: what it wrote and how it ended.

/// An ended `fleetfootd …`.
struct DaemonCommand {
    /// What it wrote to standard output.
    var lines: [String] = []
    /// What it wrote to standard error.
    var errors: String
    /// Its exit status.
    var status: Int32

    /// Runs the command in a folder of its own and waits for its end.
    init(_ arguments: [String]) throws {
        let process = try DaemonProcess(arguments, in: TestFolder())
        while let line = try process.firstLine() { lines.append(line) }
        status = try process.wait()
        errors = process.errors
    }
}
