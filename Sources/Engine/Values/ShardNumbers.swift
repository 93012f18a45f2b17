// In which of many small tables something lies.

public import Basics

extension OrderID: ShardedKey {
    /// Orders are numbered one after the other.
    @inlinable public var shardNumber: UInt64 { number }
}

extension OfferID: ShardedKey {
    /// Offers are numbered one after the other.
    @inlinable public var shardNumber: UInt64 { number }
}

extension ExceptionKey: ShardedKey {
    /// Those of one order lie together.
    public var shardNumber: UInt64 {
        switch subject {
        case .order(let order): order.number
        case .runner(let runner): UInt64(runner.slot)
        }
    }
}

extension Principal: ShardedKey {
    /// The subject's alone: it has one role, seldom two.
    public var shardNumber: UInt64 { StableHash.of(subject) }
}
