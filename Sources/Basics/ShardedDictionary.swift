// A dictionary that grows in small steps. One big table rehashes all of its keys at once when it is full:
// with a hundred thousand of them everybody waits for a tenth of a second.

/// A key that says in which of many small tables it lies.
public protocol ShardedKey: Hashable {
    /// A number whose lowest bits differ from key to key, in every process alike.
    var shardNumber: UInt64 { get }
}

/// A dictionary of many small ones: no insertion moves more than a small share of the keys.
public struct ShardedDictionary<Key: ShardedKey, Value> {
    /// 2⁸ of them: a table of 250,000 keys moves a thousand at a time.
    @usableFromInline static var bits: Int { 8 }

    @usableFromInline var shards: [[Key: Value]]
    @usableFromInline var keyCount = 0

    /// An empty one.
    public init() { shards = Array(repeating: [:], count: 1 << Self.bits) }

    /// How many keys there are.
    @inlinable public var count: Int { keyCount }
    /// Whether there is none.
    @inlinable public var isEmpty: Bool { keyCount == 0 }

    /// The value of a key; `nil` if there is none. O(1).
    @inlinable
    public subscript(key: Key) -> Value? {
        get { shards[Self.shard(of: key)][key] }
        _modify {
            let shard = Self.shard(of: key)
            let before = shards[shard].count
            defer { keyCount += shards[shard].count - before }
            yield &shards[shard][key]
        }
    }

    /// The value of a key, or that one as long as there is none. O(1).
    @inlinable
    public subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
        get { self[key] ?? value() }
        _modify {
            let shard = Self.shard(of: key)
            let before = shards[shard].count
            defer { keyCount += shards[shard].count - before }
            yield &shards[shard][key, default: value()]
        }
    }

    /// Takes a key out; its value, if it was there. O(1).
    @discardableResult
    @inlinable
    public mutating func removeValue(forKey key: Key) -> Value? {
        guard let value = shards[Self.shard(of: key)].removeValue(forKey: key) else { return nil }
        keyCount -= 1
        return value
    }

    @inlinable
    static func shard(of key: Key) -> Int {
        Int(key.shardNumber & (1 << bits - 1))
    }
}

extension ShardedDictionary: Sequence {
    /// All keys with their values, in no order.
    @inlinable
    public func makeIterator() -> FlattenSequence<[[Key: Value]]>.Iterator {
        shards.joined().makeIterator()
    }
}

extension ShardedDictionary: Sendable where Key: Sendable, Value: Sendable {}
extension ShardedDictionary: Equatable where Value: Equatable {}
