// Two daemons on one folder would each continue the journal from its own memory. SQLite's own locks
// do not prevent that: they are held for a transaction only. The operating system lets go of this
// one when the process ends, however it ends, so that no stale file ever blocks a start.

import Foundation
internal import Synchronization

/// The exclusive right to work in a folder, held until `release` or the end of the process.
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Makes the folder if it is not there, readable by its owner only (it holds keys), and locks
    /// it.
    init(folder: String) throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .folderUnusable(folder: folder, reason: "it cannot be made")
        }
        let opened = try Self.openPrivate("lock", in: folder)
        guard Self.lock(opened) else {
            let isTaken = errno == EWOULDBLOCK
            let reason = lastSystemError()
            _ = close(opened)
            throw isTaken
                ? .folderInUse(folder: folder) : .folderUnusable(folder: folder, reason: reason)
        }
        descriptor = Mutex(opened)
    }

    /// Tries for a quarter of a second: a process that is just being started by a thread beside us holds
    /// a copy of every descriptor until it is on its own feet, also of one that we let go of.
    private static func lock(_ descriptor: Int32) -> Bool {
        for attempt in 0..<25 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK, attempt < 24 else { return false }
            usleep(10_000)
        }
        return false
    }

    deinit {
        release()
    }

    /// Makes an empty file that only its owner may read, if there is none: SQLite takes it for an
    /// empty database and gives its side files the same rights, in a folder of any rights.
    static func makePrivateFile(_ name: String, in folder: String) throws(StoreError) {
        _ = close(try openPrivate(name, in: folder))
    }

    private static func openPrivate(
        _ name: String, in folder: String
    ) throws(StoreError) -> Int32 {
        let opened = unsafe open("\(folder)/\(name)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw .folderUnusable(folder: folder, reason: "\(name): \(lastSystemError())")
        }
        return opened
    }

    /// Lets go of the folder; again does nothing.
    func release() {
        descriptor.withLock { held in
            if let opened = held { _ = close(opened) }
            held = nil
        }
    }
}

/// What the last failed system call of this thread said.
func lastSystemError() -> String {
    unsafe String(cString: strerror(errno))
}
