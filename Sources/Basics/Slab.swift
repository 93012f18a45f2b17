// A slab gives values a small stable index: storage is one array, a freed slot is used again, and a
// generation tells an old index from a new one. It is what makes "ids, not references" cheap.

/// An index into a `Slab`, good for as long as the value it was given for stays.
public struct SlabID: Hashable, Sendable {
    /// The slot.
    public var index: UInt32
    /// How often the slot was filled before.
    public var generation: UInt32

    /// The slot `index` in its `generation`-th use.
    @inlinable
    public init(index: UInt32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }
}

/// Values in one array with a free list. Insertion, removal and look-up are O(1).
public struct Slab<Element> {
    @usableFromInline
    struct Slot {
        @usableFromInline var generation: UInt32
        @usableFromInline var element: Element?

        @usableFromInline
        init(generation: UInt32, element: Element?) {
            self.generation = generation
            self.element = element
        }
    }

    @usableFromInline var slots: [Slot] = []
    @usableFromInline var free: [UInt32] = []

    /// An empty slab.
    public init() {}

    /// How many values it holds.
    @inlinable
    public var count: Int { slots.count - free.count }

    /// One more than the highest slot ever used.
    @inlinable
    public var slotCount: Int { slots.count }

    /// Stores `element` in a free slot, the most recently freed first.
    @inlinable
    public mutating func insert(_ element: Element) -> SlabID {
        if let index = free.popLast() {
            slots[Int(index)].element = element
            return SlabID(index: index, generation: slots[Int(index)].generation)
        }
        slots.append(Slot(generation: 0, element: element))
        return SlabID(index: UInt32(slots.count - 1), generation: 0)
    }

    /// Takes the value out; `nil` if the id is of an earlier generation.
    @inlinable
    @discardableResult
    public mutating func remove(_ id: SlabID) -> Element? {
        guard contains(id) else { return nil }
        let element = slots[Int(id.index)].element
        slots[Int(id.index)].element = nil
        slots[Int(id.index)].generation &+= 1
        free.append(id.index)
        return element
    }

    /// Whether the value that `id` was given for is still here.
    @inlinable
    public func contains(_ id: SlabID) -> Bool {
        Int(id.index) < slots.count && slots[Int(id.index)].generation == id.generation
            && slots[Int(id.index)].element != nil
    }

    /// The value that `id` was given for, or `nil` if it has gone.
    @inlinable
    public subscript(id: SlabID) -> Element? {
        // Lent, not copied: an element may own many arrays.
        _read {
            if contains(id) {
                yield slots[Int(id.index)].element
            } else {
                yield nil
            }
        }
        _modify {
            precondition(contains(id), "a slab's element is changed through a live id only")
            yield &slots[Int(id.index)].element
        }
    }

    /// Calls `body` with every value, in the order of slots.
    @inlinable
    public func forEach(_ body: (SlabID, Element) -> Void) {
        for index in slots.indices {
            guard let element = slots[index].element else { continue }
            body(SlabID(index: UInt32(index), generation: slots[index].generation), element)
        }
    }
}
