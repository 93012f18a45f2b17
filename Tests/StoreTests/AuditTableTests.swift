// The audit log on disk: every query against filtering a list, and the bound at its edge.

import Basics
import Store
import Testing

@Suite("The audit log")
struct AuditTableTests {
    private func line(_ number: Int, subject: String) -> AuditLine {
        AuditLine(
            at: Instant(millisecondsSinceEpoch: Int64(number) * 10), subject: subject, role: 2,
            site: number % 5 == 0 ? nil : number % 5 < 3 ? "north" : "south",
            action: "getOrder", object: number % 2 == 0 ? "ord_\(number)" : nil, outcome: 2,
            code: "notFound", reason: nil)
    }

    private func read(_ store: Store, _ query: AuditQuery) async throws -> [AuditLine] {
        try await withCheckedThrowingContinuation { continuation in
            store.audit(query) { continuation.resume(with: $0) }
        }
    }

    @Test func queriesAgreeWithFiltering() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let lines = (1...40).map { line($0, subject: "s\($0 % 3)") }
        for start in stride(from: 0, to: 40, by: 7) {
            _ = await store.append(StoreBatch(audits: Array(lines.dropFirst(start).prefix(7))))
        }
        let all = lines.enumerated().map { index, line in
            var line = line
            line.number = UInt64(index) + 1
            return line
        }
        for after in [nil, 0, 17, 40] as [UInt64?] {
            for since in [nil, Instant(millisecondsSinceEpoch: 205)] {
                for (subject, site) in [
                    (nil, nil), ("s1", nil), ("nobody", nil), (nil, "north"), ("s1", "south"),
                    (nil, "east"),
                ] as [(String?, String?)] {
                    for limit in [0, 5, 1_000] {
                        let wanted = all.filter {
                            $0.number > after ?? 0 && $0.at >= since ?? .distantPast
                                && (subject == nil || $0.subject == subject)
                                && (site == nil || $0.site == site)
                        }
                        let isNewest = after == nil && since == nil
                        let expected =
                            isNewest ? Array(wanted.suffix(limit)) : Array(wanted.prefix(limit))
                        let query = AuditQuery(
                            after: after, since: since, subject: subject, site: site, limit: limit)
                        #expect(try await read(store, query) == expected, "\(query)")
                    }
                }
            }
        }
    }

    @Test func theOldestGoBeyondTheBound() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder, settings: StoreSettings(auditRowsMax: 3))
        for number in 1...3 {
            _ = await store.append(StoreBatch(audits: [line(number, subject: "s")]))
        }
        #expect(try await read(store, AuditQuery(limit: 10)).map(\.number) == [1, 2, 3])
        _ = await store.append(StoreBatch(audits: [line(4, subject: "s")]))
        #expect(try await read(store, AuditQuery(limit: 10)).map(\.number) == [2, 3, 4])
    }
}
