// Leaflet is not ours to compile in: where the operator has its folder, the Server reads the files
// from there. The list is closed, so that no request can name another file.

/// A file of Leaflet's folder that the map page may ask for.
public struct LeafletFile: Equatable, Sendable {
    /// The path of a request.
    public let path: String
    /// The file's path below Leaflet's folder.
    public let relativePath: String
    /// The media type.
    public let contentType: String

    /// All files.
    public static let all: [LeafletFile] =
        [
            LeafletFile("leaflet.js", "text/javascript; charset=utf-8"),
            LeafletFile("leaflet.css", "text/css; charset=utf-8"),
        ]
        + ["layers", "layers-2x", "marker-icon", "marker-icon-2x", "marker-shadow"].map {
            LeafletFile("images/\($0).png", "image/png")
        }

    /// The file of a request's path; `nil` if the page has no use for it.
    public static func file(path: String) -> LeafletFile? {
        all.first { $0.path == path }
    }

    private init(_ relativePath: String, _ contentType: String) {
        self.path = "/leaflet/\(relativePath)"
        self.relativePath = relativePath
        self.contentType = contentType
    }
}
