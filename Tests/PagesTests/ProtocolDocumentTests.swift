// The two protocol documents name what the daemon serves; whether they say it rightly is checked where
// the answers are made.

import Pages
import Testing

private func lines(_ path: String) throws -> [Substring] {
    let page = try #require(Pages.page(path: path))
    return String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
}

@Suite("The protocol documents")
struct ProtocolDocumentTests {
    @Test(
        "openapi.yaml has every path and verb",
        arguments: [
            ("/v1/orders", ["post", "get"]), ("/v1/orders/{id}", ["get"]),
            ("/v1/orders/{id}/cancel", ["post"]), ("/v1/orders/{id}/assign", ["post"]),
            ("/v1/orders/{id}/track", ["get"]), ("/v1/orders/{id}/events", ["get"]),
            ("/v1/orders/{id}/legs/{n}/phase", ["post"]),
            ("/v1/runners", ["post"]), ("/v1/runners/{id}", ["get", "patch"]),
            ("/v1/runners/{id}/verify", ["post"]), ("/v1/runners/near", ["get"]),
            ("/v1/runners/me/duty", ["put"]), ("/v1/runners/me/offers", ["get"]),
            ("/v1/fixes", ["post"]), ("/v1/offers/{id}/seen", ["post"]),
            ("/v1/offers/{id}/accept", ["post"]), ("/v1/offers/{id}/decline", ["post"]),
            ("/healthz", ["get"]), ("/readyz", ["get"]), ("/metrics", ["get"]), ("/docs", ["get"]),
        ])
    func httpPaths(path: String, verbs: [String]) throws {
        let lines = try lines("/openapi.yaml")
        let start = try #require(lines.firstIndex(of: "  \(path):"), "\(path) is missing")
        let item = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }
        for verb in verbs {
            #expect(item.contains("    \(verb):"), "\(verb) \(path) is missing")
        }
    }

    @Test("asyncapi.yaml has every socket", arguments: ["runner", "customer", "dispatcher"])
    func sockets(role: String) throws {
        let lines = try lines("/asyncapi.yaml")
        #expect(lines.contains("    address: /v1/\(role)"))
    }

    @Test(
        "asyncapi.yaml describes every message",
        arguments: [
            "welcome", "duty", "fix", "fixes", "fixesAck", "offer", "offerSeen", "accept",
            "decline", "withdrawn", "assigned", "unassigned", "phase", "subscribe", "snapshot",
            "event", "position", "ended", "watch", "runners", "cells", "ok", "error",
        ])
    func messages(name: String) throws {
        let lines = try lines("/asyncapi.yaml")
        #expect(lines.contains("      name: \(name)"), "\(name) is not described")
        #expect(
            lines.contains { $0.hasSuffix("/messages/\(name)\"}") && $0.contains("#/channels/") },
            "\(name) is not sent by anybody")
    }

    @Test("every reference has a target", arguments: ["/openapi.yaml", "/asyncapi.yaml"])
    func references(path: String) throws {
        let lines = try lines(path)
        for line in lines {
            for part in line.split(separator: "$ref: \"#/").dropFirst() {
                let name = part.prefix { $0 != "\"" }.split(separator: "/").last ?? ""
                #expect(
                    lines.contains { $0.trimmed.hasPrefix("\(name):") },
                    "\(path) refers to \(name), which it does not define")
            }
        }
    }

    @Test(
        "openapi.yaml knows every error code",
        arguments: [
            "offerTaken", "offerWithdrawn", "offerExpired", "staleEpoch", "capacityReached",
            "versionConflict", "stateConflict", "poolConflict", "outOfRange", "invalid",
            "keyReused", "reasonRequired", "wrongCode", "codeLocked", "notVerified", "blocked",
            "rateLimited", "notReady", "overloaded",
        ])
    func errorCodes(code: String) throws {
        let lines = try lines("/openapi.yaml")
        let codes = try #require(lines.first { $0.contains("enum: [badRequest,") })
        #expect(codes.contains(" \(code)"))
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
