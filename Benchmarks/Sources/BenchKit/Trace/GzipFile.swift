// Recordings are large and come compressed. zlib's gz functions read both kinds of file the same way.

internal import CZlib

/// Why a file could not be read or written.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: which file, and what went wrong.
    public var description: String

    init(_ path: String, _ problem: String) {
        description = "\(path): \(problem)"
    }
}

enum GzipFile {
    private static let chunkBytes = 1 << 16

    /// All bytes of a file, decompressed if it is compressed.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        // The handle lives in this call only, and zlib fills at most the bytes it is told of.
        guard let file = unsafe gzopen(path, "rb") else {
            throw FileError(path, "not a file that may be read")
        }
        defer { _ = unsafe gzclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        while true {
            let count = unsafe gzread(file, &chunk, UInt32(chunkBytes))
            guard count >= 0 else { throw FileError(path, "the compressed data is damaged") }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<Int(count)])
        }
        // A file that was cut off reads well up to its end; only closing would tell.
        guard unsafe gzeof(file) == 1, unsafe isWhole(file) else {
            throw FileError(path, "the compressed data ends too early")
        }
        return bytes
    }

    private static func isWhole(_ file: gzFile) -> Bool {
        var code: Int32 = 0
        _ = unsafe gzerror(file, &code)
        return code == Z_OK || code == Z_STREAM_END
    }

    /// Writes a file, compressed if its name ends with `.gz`.
    static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        // "T" is zlib's mode for plain bytes.
        guard let file = unsafe gzopen(path, path.hasSuffix(".gz") ? "wb" : "wbT") else {
            throw FileError(path, "not a file that may be written")
        }
        let count = unsafe bytes.isEmpty ? 0 : gzwrite(file, bytes, UInt32(bytes.count))
        guard unsafe gzclose(file) == Z_OK, Int(count) == bytes.count else {
            throw FileError(path, "could not be written whole")
        }
    }
}
