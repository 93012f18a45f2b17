// What is erased is erased in snapshots too, whenever the key goes: before, during or after.

import Basics
import Foundation
import Journal
import Store
import Testing

@Suite("Erasure and snapshots")
struct SnapshotErasureTests {
    private func makeStore(_ folder: TestFolder) async throws -> Store {
        let store = try Store.openReplayed(folder)
        _ = try await store.append([
            ToyCity.record(1, .order(1), add: 1, name: "Wang Xiaoming"),
            ToyCity.record(2, .runner(1), add: 1, name: "Li Hua"),
        ])
        return store
    }

    @Test func namesLieSealedInSnapshots() async throws {
        let folder = TestFolder()
        let store = try await makeStore(folder)
        try store.takeSnapshot()
        try store.close()
        #expect(try folder.allBytes().range(of: Data("Wang Xiaoming".utf8)) == nil)
        let reopened = try Store.open(folder: folder.path)
        #expect(try reopened.city().lives[.order(1)]?.name == "Wang Xiaoming")
    }

    @Test func aKeyDeletedAfterwardsErasesTheSnapshot() async throws {
        let folder = TestFolder()
        var store = try await makeStore(folder)
        try store.takeSnapshot()
        #expect(try await store.erase(.order(1)))
        try store.close()
        store = try Store.open(folder: folder.path)
        var city = try store.city()
        #expect(city.lives[.order(1)] == ToyCity.Life(sum: 1, name: "", isErased: true))
        #expect(city.lives[.runner(1)]?.name == "Li Hua")
        // A later name gets a key that does not open what was erased.
        _ = try await store.append([ToyCity.record(3, .order(1), add: 1, name: "new")])
        city = try store.city()
        #expect(city.lives[.order(1)] == ToyCity.Life(sum: 2, name: "new"))
    }

    /// The name was read before its key was deleted: the snapshot must not bring it back, also when
    /// a new key is there by then.
    @Test(arguments: [false, true])
    func aKeyDeletedMeanwhileIsNotReplaced(isUsedAgain: Bool) async throws {
        let folder = TestFolder()
        let store = try await makeStore(folder)
        var city = ToyCity()
        let fold = try store.fold { city.apply($0) }
        #expect(city.lives[.order(1)]?.name == "Wang Xiaoming")
        #expect(try await store.erase(.order(1)))
        if isUsedAgain {
            _ = try await store.append([ToyCity.record(3, .order(1), add: 1, name: "new")])
        }
        try store.writeSnapshot(of: fold) { for entry in city.folded { try $0.append(entry) } }
        try store.close()
        let reopened = try Store.open(folder: folder.path)
        var entries: [JournalEntry] = []
        try reopened.replay { entries.append($0) }
        #expect(entries.first?.scope == .order(1))
        #expect(entries.first?.personalErased == true && entries.first?.personal == [])
        let life = try reopened.city().lives[.order(1)]
        #expect(life?.name == (isUsedAgain ? "new" : ""))
    }

    /// Erased before the fold: the snapshot of the snapshot stays erased.
    @Test func erasureOutlivesEveryFold() async throws {
        let folder = TestFolder()
        let store = try await makeStore(folder)
        #expect(try await store.erase(.order(1)))
        for _ in 0..<3 { try store.takeSnapshot() }
        #expect(try store.city().lives[.order(1)]?.isErased == true)
        #expect(try store.city().lives[.runner(1)]?.name == "Li Hua")
    }
}
