// Who and what is meant, as one-field values. Outside, ids are opaque strings; inside, what the
// daemon numbers itself is a number, so that no dictionary of strings stands on a hot path.

internal import Basics

/// A runner's id as the outside knows it: the `sub` of its token.
public struct RunnerID: Hashable, Comparable, Sendable {
    /// The id's text.
    public var text: String

    /// The runner known by `text`.
    public init(_ text: String) { self.text = text }

    public static func < (left: RunnerID, right: RunnerID) -> Bool { left.text < right.text }
}

/// A station's id as the operator gave it.
public struct StationID: Hashable, Comparable, Sendable {
    /// The id's text.
    public var text: String

    /// The station known by `text`.
    public init(_ text: String) { self.text = text }

    public static func < (left: StationID, right: StationID) -> Bool { left.text < right.text }
}

/// A runner's place in the engine's tables: dense from 0 in the order of registration, never reused.
public struct RunnerIndex: Hashable, Comparable, Sendable {
    /// The place.
    public var value: Int32

    /// The runner at `value`.
    @inlinable
    public init(_ value: Int) { self.value = Int32(value) }

    /// The place as an array's index.
    @inlinable
    public var slot: Int { Int(value) }

    @inlinable
    public static func < (left: RunnerIndex, right: RunnerIndex) -> Bool {
        left.value < right.value
    }
}

/// An order: the count of orders at its creation, from 1. Outside it is `ord_…`.
public struct OrderID: Hashable, Comparable, Sendable {
    /// The count.
    public var number: UInt64

    /// The `number`-th order.
    @inlinable
    public init(number: UInt64) { self.number = number }

    /// The order that `text` names, or `nil` if it is not of the form `ord_…`.
    public init?(_ text: some StringProtocol) {
        guard let number = ScrambledNumber.parse(text, prefix: "ord_") else { return nil }
        self.number = number
    }

    /// The id as the outside sees it.
    public var text: String { ScrambledNumber.text(number, prefix: "ord_") }

    @inlinable
    public static func < (left: OrderID, right: OrderID) -> Bool { left.number < right.number }
}

/// An offer: the count of offers at its creation, from 1. Outside it is `off_…`.
public struct OfferID: Hashable, Comparable, Sendable {
    /// The count.
    public var number: UInt64

    /// The `number`-th offer.
    @inlinable
    public init(number: UInt64) { self.number = number }

    /// The offer that `text` names, or `nil` if it is not of the form `off_…`.
    public init?(_ text: some StringProtocol) {
        guard let number = ScrambledNumber.parse(text, prefix: "off_") else { return nil }
        self.number = number
    }

    /// The id as the outside sees it.
    public var text: String { ScrambledNumber.text(number, prefix: "off_") }

    @inlinable
    public static func < (left: OfferID, right: OfferID) -> Bool { left.number < right.number }
}

/// A count written so that neighbours do not look alike: mixed by a bijection, then 13 digits of
/// Crockford's base 32. It keeps nobody out (rights do that); it only hides how many there are.
enum ScrambledNumber {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 13

    static func text(_ number: UInt64, prefix: String) -> String {
        var rest = StableHash.mix(number)
        var characters = [UInt8](repeating: 0, count: length)
        for place in characters.indices.reversed() {
            characters[place] = digits[Int(rest & 31)]
            rest >>= 5
        }
        return prefix + String(decoding: characters, as: UTF8.self)
    }

    static func parse(_ text: some StringProtocol, prefix: String) -> UInt64? {
        // By bytes: to compare characters costs a hundred times as much, and ids come with each command.
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let characters = text.utf8.dropFirst(prefix.utf8.count)
        guard characters.count == length else { return nil }
        var mixed: UInt64 = 0
        for (place, character) in characters.enumerated() {
            guard let digit = digits.firstIndex(of: character) else { return nil }
            // 13 digits hold 65 bits: the first may use four of its five.
            guard place > 0 || digit < 16 else { return nil }
            mixed = mixed << 5 | UInt64(digit)
        }
        return StableHash.unmix(mixed)
    }
}
