// Personal fields: never readable on the disk, readable with their key, gone without it.

import Basics
import Foundation
import GRDB
import Journal
import Store
import Testing

@Suite("Personal fields and erasure")
struct PersonalTests {
    @Test func theyLieSealedAndComeBackClear() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        let name = "Wang Xiaoming, 138 1234 5678"
        let entries = [
            makeEntry(1, scope: .order(7), personal: name), makeEntry(2, scope: .order(7)),
            makeEntry(3, scope: .runner(7), personal: name), makeEntry(4),
        ]
        _ = try await store.append(entries)
        #expect(try folder.allBytes().range(of: Data(name.utf8)) == nil)
        #expect(try store.allEntries() == entries)
        #expect(try await store.entries(scope: .order(7)) == Array(entries[..<2]))
        #expect(try await store.entries(scope: .runner(7)) == [entries[2]])
        #expect(try await store.entries(scope: .runner(8)).isEmpty)
        #expect(try await store.entries(scope: .none).isEmpty)
        #expect(try await store.entry(at: 3) == entries[2])
        #expect(try await store.entry(at: 5) == nil)
        try store.close()
        #expect(try folder.allBytes().range(of: Data(name.utf8)) == nil)
    }

    /// Half of many keys are deleted: no file of the folder holds the bytes of one of them any
    /// more, and the other half still opens.
    @Test func erasedKeysAreInNoFile() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        var generator = SeededGenerator(seed: 3)
        var position: UInt64 = 0
        var scopes: [PersonalScope] = []
        for _ in 0..<20 {
            // Random ids, so that the table's pages split and merge.
            let batch = (1...20).map { offset in
                scopes.append(.order(generator.next()))
                return makeEntry(
                    position + UInt64(offset), scope: scopes[scopes.count - 1], personal: "p")
            }
            position = try await store.append(batch).value
        }
        let erased = scopes.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        let keys = try folder.withDatabase { db in
            try erased.map { scope in
                try Data.fetchOne(
                    db, sql: "SELECT key FROM keys WHERE scope_kind = 1 AND scope_id = ?",
                    arguments: [Int64(bitPattern: scope.id)])
            }
        }
        #expect(try folder.allBytes().range(of: #require(keys[0])) != nil)
        for scope in erased { #expect(try await store.erase(scope)) }
        let bytes = try folder.allBytes()
        for key in keys { #expect(try bytes.range(of: #require(key)) == nil) }
        let lost = Set(erased)
        for entry in try store.allEntries() {
            #expect(entry.personalErased == lost.contains(entry.scope))
            #expect(entry.personal == (entry.personalErased ? [] : [0x70]))
        }
        #expect(try await store.erase(erased[0]) == false)
    }

    @Test func whatComesAfterAnErasureIsKept() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        _ = try await store.append([
            makeEntry(1, scope: .runner(1), personal: "old"), makeEntry(2, scope: .runner(1)),
        ])
        #expect(try await store.erase(.runner(1)))
        _ = try await store.append([makeEntry(3, scope: .runner(1), personal: "new")])
        let found = try await store.entries(scope: .runner(1))
        #expect(found.map(\.personalErased) == [true, false, false])
        #expect(found.map(\.personal) == [[], [], Array("new".utf8)])
        try store.close()
        let reopened = try Store.open(folder: folder.path)
        #expect(try reopened.allEntries() == found)
    }

    /// A key that was changed is damage, not erasure; a sealed field moved to another row does not
    /// open.
    @Test func aDamagedKeyIsNoErasure() async throws {
        let folder = TestFolder()
        let store = try Store.openReplayed(folder)
        _ = try await store.append([makeEntry(1, scope: .order(1), personal: "name")])
        try store.close()
        try folder.withDatabase { try $0.execute(sql: "UPDATE keys SET key = zeroblob(32)") }
        let reopened = try Store.open(folder: folder.path)
        #expect(throws: StoreError.damagedPersonal(at: JournalPosition(1))) {
            try reopened.replay { _ in }
        }
        await #expect(throws: StoreError.damagedPersonal(at: JournalPosition(1))) {
            _ = try await reopened.entries(scope: .order(1))
        }
    }

    /// Random appends, erasures and restarts against a model in memory.
    @Test func randomLivesAgreeWithAModel() async throws {
        for seed in 0..<12 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let folder = TestFolder()
            var store = try Store.openReplayed(folder)
            var model: [JournalEntry] = []
            for _ in 0..<25 {
                // Few ids, so that scopes meet again.
                let id = UInt64(generator.below(4))
                let scope = [PersonalScope.none, .order(id), .runner(id)][generator.below(3)]
                switch generator.below(10) {
                case 0:
                    try store.close()
                    store = try Store.openReplayed(folder)
                case 1...2:
                    _ = try await store.erase(scope)
                    for index in model.indices
                    where model[index].scope == scope && !model[index].personal.isEmpty {
                        model[index].personal = []
                        model[index].personalErased = true
                    }
                default:
                    let first = UInt64(model.count) + 1
                    let batch = (first...first + UInt64(generator.below(5))).map { position in
                        let isPersonal = scope != .none && generator.chance(percent: 60)
                        return makeEntry(
                            position, scope: scope, personal: isPersonal ? "n\(position)" : "",
                            bodyCount: generator.below(50))
                    }
                    model += batch
                    let last = try await store.append(batch)
                    #expect(last.value == UInt64(model.count), "seed \(seed)")
                }
                let found = try await store.entries(scope: scope)
                let expected = scope == .none ? [] : model.filter { $0.scope == scope }
                #expect(found == expected, "seed \(seed)")
            }
            #expect(try store.allEntries() == model, "seed \(seed)")
        }
    }
}
