// The routes in code and the routes in the document are the same.

import Engine
import FoundationEssentials
import HTTP
import Testing

@testable import Gateway

@Suite struct RouteTableTests {
    /// `GET /v1/orders/*` and the like, with whether a key is needed, out of a protocol document.
    private struct Documented: Hashable {
        var method: String
        var path: String
        var needsKey: Bool
    }

    private static func document(_ name: String) throws -> [Substring] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Sources/Pages/Resources/\(name)"), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Reads the document by its indentation: a path at 2, a method at 4.
    private static func documented() throws -> Set<Documented> {
        let methods = ["get", "post", "put", "patch", "delete"]
        var found: [Documented] = []
        var path = ""
        for line in try document("openapi.yaml").drop(while: { $0 != "paths:" }).dropFirst() {
            guard line.isEmpty || line.hasPrefix(" ") else { break }
            let depth = line.prefix { $0 == " " }.count
            let word = line.drop { $0 == " " }
            if depth == 2, word.hasPrefix("/") {
                path = String(word.prefix { $0 != ":" })
            } else if depth == 4, let method = methods.first(where: { word == $0 + ":" }) {
                found.append(
                    Documented(method: method.uppercased(), path: path, needsKey: false))
            } else if word.hasSuffix("parameters/IdempotencyKey\""), !found.isEmpty {
                found[found.count - 1].needsKey = true
            }
        }
        return Set(found.filter { $0.path.hasPrefix("/v1/") }.map(starred))
    }

    private static func starred(_ route: Documented) -> Documented {
        let segments = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "*" : $0 }
        var route = route
        route.path = "/" + segments.joined(separator: "/")
        return route
    }

    private var routes: [Route] {
        Route.table.filter {
            if case .openSocket = $0.endpoint { false } else { true }
        }
    }

    @Test func everyRouteIsDocumentedAndTheOtherWayRound() throws {
        let documented = try RouteTableTests.documented()
        let coded = Set(
            routes.map {
                Documented(
                    method: $0.method.rawValue, path: "/" + $0.pattern.joined(separator: "/"),
                    needsKey: $0.needsKey)
            })
        #expect(documented.count > 15)
        #expect(
            coded.subtracting(documented).map { "\($0)" }.sorted() == [], "not documented so")
        #expect(
            documented.subtracting(coded).map { "\($0)" }.sorted() == [], "documented, not there")
    }

    @Test func everySocketIsDocumented() throws {
        let addresses = Set(
            try RouteTableTests.document("asyncapi.yaml").compactMap { line -> String? in
                let word = line.drop { $0 == " " }
                guard word.hasPrefix("address: /") else { return nil }
                return String(word.dropFirst("address: ".count))
            })
        let sockets = Route.table.compactMap { route -> String? in
            guard case .openSocket = route.endpoint else { return nil }
            return "/" + route.pattern.joined(separator: "/")
        }
        #expect(addresses == Set(sockets))
    }

    @Test func everyPostOfACommandNeedsAKey() {
        for route in Route.table where route.method == .post {
            switch route.endpoint {
            case .seeOffer, .postFixes, .place(.quote): #expect(!route.needsKey)
            default: #expect(route.needsKey, "\(route.pattern)")
            }
        }
    }

    @Test func aLiteralPathWinsOverAStar() {
        for (path, expected) in [("near", "nearRunners"), ("r1", "getRunner")] {
            guard case .found(let route, _) = Route.match(.get, ["v1", "runners", path]) else {
                Issue.record("\(path) has no route")
                continue
            }
            #expect("\(route.endpoint)" == expected)
        }
    }
}
