// Counts the syncs that really reach the operating system, and can make them fail. SQLite lets a
// program put a file system of its own before the built-in one; this one only looks at xSync, for
// files whose path contains a mark, so that tests beside it are not counted.

import Foundation
import GRDBSQLite
import Synchronization

/// A file system that counts syncs.
enum SyncProbe {
    /// A part of the paths whose syncs are counted.
    static let mark = "probed-syncs"
    /// How many syncs of marked files were asked for.
    static let count = Atomic<Int>(0)
    /// Whether syncs of marked files fail.
    static let isFailing = Atomic<Bool>(false)

    /// Puts the probe before the built-in file system, once in a process.
    static let install: Bool = {
        guard let builtIn = unsafe sqlite3_vfs_find(nil) else { return false }
        let probe = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe probe.initialize(to: builtIn.pointee)
        unsafe probe.pointee.zName = UnsafePointer(strdup("sync-probe"))
        unsafe probe.pointee.xOpen = { _, name, file, flags, outFlags in
            guard let vfs = unsafe SyncProbe.builtIn else { return SQLITE_CANTOPEN }
            let outcome = unsafe vfs.pointee.xOpen(vfs, name, file, flags, outFlags)
            if outcome == SQLITE_OK, let name = unsafe name, let file = unsafe file,
                unsafe String(cString: name).contains(SyncProbe.mark)
            {
                unsafe SyncProbe.watch(file)
            }
            return outcome
        }
        unsafe SyncProbe.builtIn = builtIn
        return unsafe sqlite3_vfs_register(probe, 1) == SQLITE_OK
    }()

    // Both are set before the first marked file is opened and are the same ever after.
    nonisolated(unsafe) private static var builtIn: UnsafeMutablePointer<sqlite3_vfs>?
    nonisolated(unsafe) private static var builtInSync:
        (@convention(c) (UnsafeMutablePointer<sqlite3_file>?, Int32) -> Int32)?

    /// Gives the file a table of functions in which only xSync is another.
    private static func watch(_ file: UnsafeMutablePointer<sqlite3_file>) {
        guard let original = unsafe file.pointee.pMethods else { return }
        unsafe builtInSync = original.pointee.xSync
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe methods.initialize(to: original.pointee)
        unsafe methods.pointee.xSync = { file, flags in
            SyncProbe.count.add(1, ordering: .relaxed)
            if SyncProbe.isFailing.load(ordering: .relaxed) { return SQLITE_IOERR | (4 << 8) }
            return unsafe SyncProbe.builtInSync?(file, flags) ?? SQLITE_IOERR
        }
        unsafe file.pointee.pMethods = UnsafePointer(methods)
    }
}
