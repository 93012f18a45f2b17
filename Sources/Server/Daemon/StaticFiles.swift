// The pages that are compiled in, and Leaflet where the operator has it.

internal import Basics
internal import Foundation
internal import Gateway
internal import Pages

enum StaticFiles {
    /// Every file the daemon serves as it is. Leaflet's are read once, at the start.
    static func all(leafletDirectory: String?) -> [StaticFile] {
        let policy = Pages.contentSecurityPolicy()
        let pages = Pages.table().map { page in
            StaticFile(
                path: page.path, contentType: page.contentType, etag: page.etag,
                bytes: page.bytes,
                contentSecurityPolicy: page.contentType.hasPrefix("text/html") ? policy : nil)
        }
        guard let leafletDirectory else { return pages }
        return pages + LeafletFile.all.compactMap { read($0, in: leafletDirectory) }
    }

    private static func read(_ file: LeafletFile, in directory: String) -> StaticFile? {
        guard let data = FileManager.default.contents(atPath: directory + "/" + file.relativePath)
        else { return nil }
        let bytes = [UInt8](data)
        var hash = StableHash()
        hash.add(bytes)
        return StaticFile(
            path: file.path, contentType: file.contentType,
            etag: "\"\(String(hash.value, radix: 16))\"", bytes: bytes)
    }
}
