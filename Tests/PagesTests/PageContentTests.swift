// What the pages may contain: nothing inline, nothing from elsewhere, and only what the table serves.

import Pages
import Testing

private func text(_ path: String) throws -> String {
    let page = try #require(Pages.page(path: path))
    return String(decoding: page.bytes, as: UTF8.self)
}

/// The paths of all pages, and of those that a browser runs or lays out.
private let allPaths = Pages.table().map(\.path)
private let browserPaths = allPaths.filter { !$0.hasSuffix(".yaml") }

@Suite("The content of pages")
struct PageContentTests {
    @Test("is UTF-8", arguments: allPaths)
    func encoding(path: String) throws {
        let page = try #require(Pages.page(path: path))
        #expect(String(validating: page.bytes, as: UTF8.self) != nil)
    }

    @Test("names no address of another host", arguments: browserPaths)
    func noForeignAddresses(path: String) throws {
        // The name of SVG's namespace looks like an address and is never fetched.
        let content = try text(path).split(separator: "http://www.w3.org/2000/svg").joined()
        for scheme in ["http://", "https://", "ws://", "wss://", "src=\"//", "href=\"//"] {
            #expect(!content.contains(scheme), "\(path) contains \(scheme)")
        }
    }

    @Test("has no inline script or style, which the policy forbids", arguments: ["/", "/docs"])
    func nothingInline(path: String) throws {
        let html = try text(path)
        #expect(!html.contains("<style"))
        #expect(!html.contains(" style="))
        #expect(!html.contains("javascript:"))
        for tag in html.split(separator: "<script").dropFirst() {
            #expect(tag.hasPrefix(" src=\""), "\(path) has a script without a source")
        }
        for handler in [" onclick=", " onload=", " onsubmit=", " onerror="] {
            #expect(!html.contains(handler))
        }
    }

    @Test("never writes markup from text", arguments: browserPaths)
    func noMarkupFromText(path: String) throws {
        let content = try text(path)
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!content.contains(sink), "\(path) uses \(sink)")
        }
    }

    @Test("refers only to what is served", arguments: ["/", "/docs"])
    func references(path: String) throws {
        let html = try text(path)
        for attribute in ["src=\"", "href=\""] {
            for part in html.split(separator: attribute).dropFirst() {
                let target = String(part.prefix { $0 != "\"" })
                if target.hasPrefix("#") { continue }
                #expect(
                    Pages.page(path: target) != nil || LeafletFile.file(path: target) != nil,
                    "\(path) refers to \(target)")
            }
        }
    }

    @Test("imports only modules that are served", arguments: browserPaths)
    func imports(path: String) throws {
        for line in try text(path).split(separator: "\n") where line.hasPrefix("import ") {
            let target = line.split(separator: "'").dropFirst().first.map(String.init) ?? ""
            #expect(Pages.page(path: target) != nil, "\(path) imports “\(target)”")
        }
    }
}

@Suite("The policy")
struct PagePolicyTests {
    @Test("allows nothing inline, no evaluation and nothing by default")
    func strictness() {
        let policy = Pages.contentSecurityPolicy()
        #expect(policy.hasPrefix("default-src 'none'; "))
        #expect(policy.contains("script-src 'self';"))
        #expect(policy.contains("style-src 'self';"))
        #expect(!policy.contains("unsafe-inline"))
        #expect(!policy.contains("unsafe-eval"))
        #expect(!policy.contains("*"))
    }

    @Test("adds a tile server to images only")
    func tileServer() {
        let policy = Pages.contentSecurityPolicy(tileOrigins: ["https://tiles.example.org:8443"])
        #expect(policy.contains("img-src 'self' data: https://tiles.example.org:8443;"))
        #expect(policy.contains("script-src 'self';"))
    }

    @Test(
        "leaves out what is no origin",
        arguments: ["", "https://", "tiles.example.org", "https://a; script-src *", "https://a b"])
    func notAnOrigin(text: String) {
        #expect(Pages.contentSecurityPolicy(tileOrigins: [text]) == Pages.contentSecurityPolicy())
    }
}
