// The table as the Server uses it: every page has a path, a type and a tag of its own.

import Pages
import Testing

@Suite("The table of pages")
struct PagesTests {
    @Test(
        "has every page that is promised",
        arguments: [
            ("/", "text/html; charset=utf-8"), ("/map.js", "text/javascript; charset=utf-8"),
            ("/map.css", "text/css; charset=utf-8"), ("/docs", "text/html; charset=utf-8"),
            ("/openapi.yaml", "application/yaml"), ("/asyncapi.yaml", "application/yaml"),
            ("/icon.svg", "image/svg+xml"),
        ])
    func promisedPages(path: String, contentType: String) throws {
        let page = try #require(Pages.page(path: path))
        #expect(page.contentType == contentType)
        #expect(page.bytes.count > 100)
    }

    @Test("is sorted by paths that are all different")
    func pathsAreDistinct() {
        let paths = Pages.table().map(\.path)
        #expect(paths == Set(paths).sorted())
    }

    @Test("knows no other path", arguments: ["", "/index.html", "/map.js/", "/..", "//", "/DOCS"])
    func unknownPaths(path: String) {
        #expect(Pages.page(path: path) == nil)
    }

    @Test("gives each page a strong tag of 16 digits, all different")
    func tags() {
        let tags = Pages.table().map(\.etag)
        #expect(Set(tags).count == tags.count)
        for tag in tags {
            #expect(tag.count == 18 && tag.hasPrefix("\"") && tag.hasSuffix("\""))
            let digits = tag.filter { $0.isHexDigit }
            #expect(digits.count == 16)
        }
    }
}

@Suite("Leaflet's files")
struct LeafletFileTests {
    @Test("are found by their request's path")
    func known() throws {
        let script = try #require(LeafletFile.file(path: "/leaflet/leaflet.js"))
        #expect(script.relativePath == "leaflet.js")
        let image = try #require(LeafletFile.file(path: "/leaflet/images/layers.png"))
        #expect(image.relativePath == "images/layers.png")
        #expect(image.contentType == "image/png")
    }

    @Test(
        "are a closed list",
        arguments: [
            "/leaflet/", "/leaflet/../secret.pem", "/leaflet/images/../leaflet.js",
            "/leaflet/x.png", "/leaflet/leaflet.js.map", "leaflet/leaflet.js",
        ])
    func unknown(path: String) {
        #expect(LeafletFile.file(path: path) == nil)
    }
}
