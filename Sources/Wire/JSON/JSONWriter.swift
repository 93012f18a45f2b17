// All JSON that leaves the daemon comes from here, so that its field order is declared in code and
// the same in every run (a digest of a simulated day depends on it). The writer owns one growing
// array; a connection or a loop keeps it, and in steady state writing allocates nothing.

public import Basics

/// Writes JSON into bytes, field by field, in the order of the calls.
///
/// Commas are the writer's care; that names and values alternate inside objects is the caller's.
public struct JSONWriter: Sendable {
    @usableFromInline var storage: [UInt8] = []
    @usableFromInline var needsComma = false

    /// Nothing written yet.
    @inlinable
    public init() {}

    /// What was written.
    @inlinable
    public var bytes: [UInt8] { storage }

    /// How many bytes were written.
    @inlinable
    public var byteCount: Int { storage.count }

    /// Forgets what was written; `keepingCapacity` keeps the memory for the next message.
    @inlinable
    public mutating func removeAll(keepingCapacity: Bool = true) {
        storage.removeAll(keepingCapacity: keepingCapacity)
        needsComma = false
    }

    /// Makes room for `byteCount` bytes in all.
    @inlinable
    public mutating func reserveCapacity(_ byteCount: Int) {
        storage.reserveCapacity(byteCount)
    }

    /// Hands out what was written and starts anew, without a copy.
    @inlinable
    public mutating func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &storage)
        needsComma = false
        return taken
    }

    /// Begins the next of several messages in the same bytes; nothing is written between them.
    @inlinable
    public mutating func startMessage() {
        needsComma = false
    }

    /// Opens an object, as a value.
    @inlinable
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes the innermost object.
    @inlinable
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array, as a value.
    @inlinable
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes the innermost array.
    @inlinable
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Names the value that follows. `name` is written as it stands: a literal without escapes.
    @inlinable
    public mutating func name(_ name: String) {
        separate()
        storage.append(UInt8(ascii: "\""))
        storage.append(contentsOf: name.utf8)
        storage.append(UInt8(ascii: "\""))
        storage.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes text that is JSON already, as a value.
    @inlinable
    public mutating func raw(_ json: [UInt8]) {
        separate()
        storage.append(contentsOf: json)
        needsComma = true
    }

    /// Writes punctuation and names that the caller has put together: the hot messages' way.
    @inlinable
    mutating func literal(_ text: String) {
        storage.append(contentsOf: text.utf8)
    }

    @inlinable
    mutating func separate() {
        if needsComma { storage.append(UInt8(ascii: ",")) }
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        separate()
        storage.append(bracket)
        needsComma = false
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        storage.append(bracket)
        needsComma = true
    }
}

extension JSONWriter {
    /// Writes a field whose value is a number.
    @inlinable
    public mutating func field(_ name: String, _ number: some FixedWidthInteger) {
        self.name(name)
        value(number)
    }

    /// Writes a field whose value is a number or null.
    @inlinable
    public mutating func field(_ name: String, _ number: (some FixedWidthInteger)?) {
        self.name(name)
        if let number { value(number) } else { null() }
    }

    /// Writes a field whose value is milliseconds since the epoch.
    @inlinable
    public mutating func field(_ name: String, _ instant: Instant) {
        field(name, instant.millisecondsSinceEpoch)
    }

    /// Writes a field whose value is milliseconds since the epoch, or null.
    @inlinable
    public mutating func field(_ name: String, _ instant: Instant?) {
        field(name, instant?.millisecondsSinceEpoch)
    }

    /// Writes a field whose value is true or false.
    @inlinable
    public mutating func field(_ name: String, _ flag: Bool) {
        self.name(name)
        value(flag)
    }

    /// Writes a field whose value is a text.
    @inlinable
    public mutating func field(_ name: String, _ text: String) {
        self.name(name)
        value(text)
    }

    /// Writes a field whose value is a text or null.
    @inlinable
    public mutating func field(_ name: String, _ text: String?) {
        self.name(name)
        if let text { value(text) } else { null() }
    }

    /// Writes a field whose value is a number rounded to `decimals` (0 … 9) digits.
    @inlinable
    public mutating func field(_ name: String, _ number: Double, decimals: Int) {
        self.name(name)
        value(number, decimals: decimals)
    }

    /// Writes a field whose value is a list of texts.
    @inlinable
    public mutating func field(_ name: String, _ texts: [String]) {
        self.name(name)
        beginArray()
        for text in texts { value(text) }
        endArray()
    }

    /// Writes a field whose value is JSON already.
    @inlinable
    public mutating func field(_ name: String, raw json: [UInt8]) {
        self.name(name)
        raw(json)
    }

    /// Writes the field if there is a text; else nothing.
    @inlinable
    mutating func optionalField(_ name: String, _ text: String?) {
        if let text { field(name, text) }
    }

    /// Writes the field if there is a number; else nothing.
    @inlinable
    mutating func optionalField(_ name: String, _ number: Int?) {
        if let number { field(name, number) }
    }
}
