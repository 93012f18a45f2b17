// Several questions of one list, answered in any order and handed on together.

internal import Gateway
internal import Journal
internal import Store
internal import Synchronization

/// The entries of several orders, gathered from the Store's readers.
final class Histories: Sendable {
    private struct State {
        var found: [[JournalEntry]]
        var missing: Int
        var failure: StoreError?
    }

    private let state: Mutex<State>
    private let done: @Sendable (StoreRows) -> Void

    /// Gathers `count` answers and then calls `done`, on the thread of the last one.
    init(count: Int, done: @escaping @Sendable (StoreRows) -> Void) {
        state = Mutex(State(found: Array(repeating: [], count: count), missing: count))
        self.done = done
    }

    /// One answer.
    func put(_ result: Result<[JournalEntry], StoreError>, at place: Int) {
        let rows: StoreRows? = state.withLock { state in
            state.missing -= 1
            switch result {
            case .success(let entries): state.found[place] = entries
            case .failure(let error): state.failure = error
            }
            guard state.missing == 0 else { return nil }
            return state.failure.map { .failed("\($0)") } ?? .finishedOrders(state.found)
        }
        if let rows { done(rows) }
    }
}
