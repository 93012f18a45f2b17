// Fixes that a phone has kept while it had no network come in one message. A number out of range costs
// that one fix; a message that is not what it says is refused whole, and nothing of it is taken.

public import Engine
public import Geo

extension FixScanner {
    /// Reads `{"type":"fixes","fixes":[…]}` and appends the fixes to `fixes`.
    ///
    /// False means that the message is of another type, or names none while `requiresType` (a socket's
    /// message must; an HTTP body need not). Fixes out of range are counted in `drops`. Throws `invalid`
    /// with the field (`/fixes/3/latitude`) that is missing or of a wrong type, and `outOfRange` with
    /// `max` if there are more; then `fixes` and `drops` are as they were. O(bytes).
    public static func scanFixes(
        _ bytes: Span<UInt8>, datum: Datum, max: Int, requiresType: Bool = true,
        into fixes: inout [Fix], drops: inout FixCounts
    ) throws(Refusal) -> Bool {
        let countBefore = fixes.count
        var batch = FixBatch(datum: datum, max: max)
        var isBatch = false
        var refusal: Refusal?
        do throws(JSONSyntaxError) {
            isBatch = try batch.read(bytes, requiresType: requiresType, into: &fixes)
            refusal = batch.refusal
        } catch {
            refusal = Refusal(error)
        }
        guard isBatch, refusal == nil else {
            fixes.removeSubrange(countBefore...)
            if let refusal { throw refusal }
            return false
        }
        drops[.outOfRange] += batch.outOfRangeCount
        return true
    }
}

/// The state of reading one batch.
private struct FixBatch {
    let datum: Datum
    let max: Int
    /// Why the message is refused: remembered until it is known to be JSON and a batch at all.
    private(set) var refusal: Refusal?
    private(set) var outOfRangeCount = 0
    private var cursor = JSONCursor()
    private var hasFixes = false
    private var kind = FixFields.Kind.unknown

    init(datum: Datum, max: Int) {
        self.datum = datum
        self.max = max
    }

    mutating func read(
        _ bytes: Span<UInt8>, requiresType: Bool, into fixes: inout [Fix]
    ) throws(JSONSyntaxError) -> Bool {
        cursor.skipSpace(bytes)
        guard cursor.peek(bytes) == UInt8(ascii: "{") else {
            refuse(requiresType ? nil : Refusal(.invalid, field: "", detail: "this is no object"))
            return false
        }
        if try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) {
            repeat {
                try readMember(bytes, into: &fixes)
                if kind == .other {
                    refusal = nil
                    return false
                }
            } while try cursor.hasAnother(closing: UInt8(ascii: "}"), bytes)
        }
        try cursor.finish(bytes)
        guard kind == .named || !requiresType else {
            refusal = nil
            return false
        }
        if !hasFixes {
            refuse(Refusal(.invalid, field: "/fixes", detail: "fixes is required: a list of fixes"))
        }
        return true
    }

    private mutating func readMember(
        _ bytes: Span<UInt8>, into fixes: inout [Fix]
    ) throws(JSONSyntaxError) {
        let key = try cursor.fixKey(bytes)
        try cursor.punctuation(UInt8(ascii: ":"), bytes)
        if key == .type, kind == .unknown, cursor.peek(bytes) == UInt8(ascii: "\"") {
            kind = try cursor.shortText(bytes).equals("fixes") ? .named : .other
        } else if key == .fixes, !hasFixes {
            hasFixes = true
            try readList(bytes, into: &fixes)
        } else {
            try cursor.skipValue(bytes)
        }
    }

    private mutating func readList(
        _ bytes: Span<UInt8>, into fixes: inout [Fix]
    ) throws(JSONSyntaxError) {
        guard cursor.peek(bytes) == UInt8(ascii: "[") else {
            refuse(Refusal(.invalid, field: "/fixes", detail: "fixes is a list of fixes"))
            return try cursor.skipValue(bytes)
        }
        guard try cursor.enter(UInt8(ascii: "["), closing: UInt8(ascii: "]"), bytes) else { return }
        var index = 0
        repeat {
            if index == max {
                refuse(
                    Refusal(
                        .outOfRange, field: "/fixes", limit: max,
                        detail: "a message carries at most \(max) fixes"))
            }
            if refusal == nil {
                try readElement(index, bytes, into: &fixes)
            } else {
                try cursor.skipValue(bytes)
            }
            index += 1
        } while try cursor.hasAnother(closing: UInt8(ascii: "]"), bytes)
    }

    private mutating func readElement(
        _ index: Int, _ bytes: Span<UInt8>, into fixes: inout [Fix]
    ) throws(JSONSyntaxError) {
        guard cursor.peek(bytes) == UInt8(ascii: "{") else {
            refuse(Refusal(.invalid, field: "/fixes/\(index)", detail: "a fix is an object"))
            return try cursor.skipValue(bytes)
        }
        var fields = FixFields(datum: datum)
        // What an element calls itself does not matter: the list says what it is.
        _ = fields.isFirst(.type)
        _ = try cursor.readFix(bytes, into: &fields)
        if fields.mistyped != .other || fields.missing != .other {
            refuse(fields.refusalOfShape(at: "/fixes/\(index)"))
        } else if fields.outOfRange != .other {
            outOfRangeCount += 1
        } else {
            fixes.append(fields.fix)
        }
    }

    private mutating func refuse(_ reason: Refusal?) {
        if refusal == nil { refusal = reason }
    }
}
