// A copy that can be trusted: taken in one read transaction beside the writing daemon, packed, synced,
// and verified before it gets its name.

import Foundation
internal import GRDB
internal import Journal

extension StoreFile {
    /// Writes a copy of everything, keys included, to `backup`, which only its owner may read, and
    /// verifies it; gives what the verification found. Refuses a file that is there. On an error
    /// nothing is left under that name.
    ///
    /// What is erased after a backup is still in it: erase it again after a restore.
    public func backUp(to backup: String) throws(StoreError) -> Verification {
        let partial = backup + ".partial"
        for taken in [backup, partial] where FileManager.default.fileExists(atPath: taken) {
            throw .fileTaken(path: taken)
        }
        do throws(StoreError) {
            let folder = URL(fileURLWithPath: backup).deletingLastPathComponent().path
            let name = URL(fileURLWithPath: partial).lastPathComponent
            try FolderLock.makePrivateFile(name, in: folder)
            try StoreError.mapping {
                try database.writeWithoutTransaction { db in
                    try db.execute(sql: "VACUUM INTO ?", arguments: [partial])
                }
            }
            let found = try Self.verifyCopy(at: partial)
            try DurableFile.rename(partial, to: backup)
            return found
        } catch {
            DurableFile.remove(partial)
            throw error
        }
    }

    /// Puts a backup into a data folder that holds no database, and verifies it there. The folder is
    /// made if it is not there.
    public static func restore(
        _ backup: String, toFolder folder: String
    ) throws(StoreError) -> Verification {
        let lock = try FolderLock(folder: folder)
        defer { lock.release() }
        let target = "\(folder)/\(Store.fileName)"
        for suffix in ["", "-wal", "-shm", "-journal"] {
            guard !FileManager.default.fileExists(atPath: target + suffix) else {
                throw .fileTaken(path: target + suffix)
            }
        }
        let partial = target + ".partial"
        do throws(StoreError) {
            DurableFile.remove(partial)
            try DurableFile.copy(backup, to: partial)
            let found = try verifyCopy(at: partial)
            try DurableFile.rename(partial, to: target)
            DurableFile.remove(partial)
            return found
        } catch {
            DurableFile.remove(partial)
            throw error
        }
    }

    private static func verifyCopy(at path: String) throws(StoreError) -> Verification {
        let copy = try StoreFile(path: path)
        let found = try copy.verify()
        try copy.close()
        guard let damage = found.damages.first else { return found }
        throw .damagedFile(
            reason: "position \(damage.position?.value.description ?? "-"): \(damage.reason)")
    }
}

/// Files whose name appears only when their bytes are on the disk.
enum DurableFile {
    /// Copies a file, readable by its owner only.
    static func copy(_ source: String, to target: String) throws(StoreError) {
        let url = URL(fileURLWithPath: target)
        try FolderLock.makePrivateFile(
            url.lastPathComponent, in: url.deletingLastPathComponent().path)
        do {
            let reading = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
            let writing = try FileHandle(forWritingTo: url)
            while let bytes = try reading.read(upToCount: 1 << 20), !bytes.isEmpty {
                try writing.write(contentsOf: bytes)
            }
            try reading.close()
            try writing.close()
        } catch {
            throw .inputOutput(reason: "copying \(source): \(error.localizedDescription)")
        }
    }

    /// Removes a database and what SQLite has put beside it, if they are there.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// Syncs a file, gives it its name and syncs the folder.
    static func rename(_ source: String, to target: String) throws(StoreError) {
        try sync(source)
        guard unsafe Foundation.rename(source, target) == 0 else {
            throw .inputOutput(reason: "renaming \(source) to \(target): \(lastSystemError())")
        }
        try sync(URL(fileURLWithPath: target).deletingLastPathComponent().path)
    }

    private static func sync(_ path: String) throws(StoreError) {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw .inputOutput(reason: "\(path): \(lastSystemError())") }
        defer { _ = close(opened) }
        guard fsync(opened) == 0 else {
            throw .inputOutput(reason: "syncing \(path): \(lastSystemError())")
        }
    }
}
