// What the daemon shows to people, browsers and scrapers.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct PageTests {
        @Test func pagesAreCachedAndMayNotRunForeignCode() throws {
            let daemon = try RunningDaemon()
            let client = try daemon.http()
            let types = [
                "/": "text/html", "/docs": "text/html", "/openapi.yaml": "application/yaml",
                "/asyncapi.yaml": "application/yaml", "/map.js": "text/javascript",
                "/map.css": "text/css",
            ]
            for (path, type) in types.sorted(by: { $0.key < $1.key }) {
                let page = try client.get(path)
                #expect(page.status == 200 && !page.body.isEmpty, "\(path)")
                #expect(page.fields["content-type"]?.hasPrefix(type) == true, "\(path)")
                #expect(page.fields["x-content-type-options"] == "nosniff", "\(path)")
                let etag = try #require(page.fields["etag"], "\(path)")
                let again = try client.get(path, fields: ["If-None-Match": etag])
                #expect(again.status == 304 && again.body.isEmpty, "\(path)")
                #expect(again.fields["etag"] == etag, "\(path)")
                let other = try client.get(path, fields: ["If-None-Match": "\"other\""])
                #expect(other.status == 200 && other.body == page.body, "\(path)")
                if type == "text/html" {
                    let policy = page.fields["content-security-policy"] ?? ""
                    #expect(policy.contains("default-src 'none'"), "\(path): \(policy)")
                    #expect(!policy.contains("unsafe-"), "\(path): \(policy)")
                }
            }
            let head = try client.request(.head, "/docs")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(try client.request(.post, "/docs").status == 405)
            #expect(try client.get("/docs/../keys").status == 404)
        }

        @Test func healthAndMetrics() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100"])
            let phone = try daemon.runner("r1", at: 100)
            _ = try daemon.place()
            _ = try phone.accept(try phone.nextOffer())
            let client = try daemon.http()
            #expect(try client.get("/healthz").status == 200)
            #expect(try client.get("/readyz").status == 200)

            let answer = try client.get("/metrics")
            #expect(
                answer.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let metrics = try MetricsText(answer.text)
            for (family, type) in metrics.types {
                // Or one that Prometheus names for every process alike.
                #expect(family.hasPrefix("fleetfoot_") || family.hasPrefix("process_"))
                #expect((type == "counter") == family.hasSuffix("_total"), "\(family): \(type)")
                guard type == "histogram" else { continue }
                let buckets = metrics.buckets(of: family)
                #expect(buckets == buckets.sorted(), "\(family) cumulates")
                #expect(buckets.last == metrics.values[family + "_count"], "\(family) ends")
            }
            #expect(metrics[#"fleetfoot_orders{state="assigned"}"#] == 1)
            #expect(metrics[#"fleetfoot_orders_total{event="created"}"#] == 1)
            #expect(metrics[#"fleetfoot_offers_total{event="accepted"}"#] == 1)
            #expect(metrics[#"fleetfoot_fixes_total{outcome="accepted"}"#] == 1)
            #expect(metrics["fleetfoot_round_seconds_count"] >= 1)
            #expect(metrics["fleetfoot_journal_seconds_count"] >= 1)
            #expect(metrics["fleetfoot_connections"] >= 2)
        }

        @Test func queriesAndTokensAreNeverLogged() throws {
            let daemon = try RunningDaemon(["log.level=trace"])
            let client = try daemon.http("c1", "customer")
            #expect(try client.get("/v1/orders?state=matching&secret=tell-nobody").status == 200)
            #expect(try client.get("/nowhere?secret=tell-nobody").status == 404)
            _ = try daemon.place()
            client.hangUp()
            #expect(try daemon.stop() == 0)
            let errors = daemon.process.errors
            for secret in ["tell-nobody", client.token ?? "-", "13800000000", "王小明", "4821"] {
                #expect(!errors.contains(secret), "\(secret) in the log")
            }
        }
    }
}
