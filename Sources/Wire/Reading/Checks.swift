// Limits of texts, lists and numbers. Each error names its field and its limit.

import Basics
import Engine
import Geo

/// The limits of what a client may say; a longer or larger value is refused, never cut.
public enum WireLimits {
    /// The most Unicode scalars in a text.
    public static let textScalarsMax = 512
    /// The most entries in a list of names.
    public static let listCountMax = 64
    /// The most stops of an order.
    public static let stopsMax = 12
    /// The most that one item may weigh, in grams.
    public static let weightGramsMax = 1_000_000
    /// The highest addition to a price or cap of a purchase, in the currency's minor unit.
    public static let amountMax = 1_000_000
    /// The longest time to queue, in minutes.
    public static let durationMinutesMax = 1_440
    /// The most orders that a runner may carry at once.
    public static let capacityOrdersMax = 100
    /// The most bytes of an id that the operator chooses.
    public static let idBytesMax = 64
    /// The most orders that a station may hold.
    public static let stationCapacityMax = 100_000
    /// The largest radius of a zone, in metres.
    public static let radiusMetersMax = 100_000.0
    /// The most runners that a pool may list.
    public static let poolRunnersMax = 10_000
    /// The range of a runner's own limit of orders.
    public static let ownCapRange = 2...12
}

/// A field that is being checked: where it stands, for the error.
struct Field {
    /// The field as a JSON pointer.
    var pointer: String

    init(_ pointer: String) {
        self.pointer = pointer
    }

    /// The last name in the pointer that is not an index.
    private var name: String {
        let steps = pointer.split(separator: "/")
        return steps.last { Int($0) == nil }.map(String.init) ?? "the message"
    }

    func invalid(_ verdict: String) -> Refusal {
        Refusal(.invalid, field: pointer, detail: "\(name) \(verdict)")
    }

    func outOfRange(_ limit: Int, _ verdict: String) -> Refusal {
        Refusal(.outOfRange, field: pointer, limit: limit, detail: "\(name) \(verdict)")
    }

    /// The value if it is there.
    func required<Value>(_ value: Value?) throws(Refusal) -> Value {
        guard let value else { throw invalid("is required") }
        return value
    }

    /// The text if it is not too long. Scalars are counted: a grapheme may be of any length.
    func text(_ text: String) throws(Refusal) -> String {
        let most = WireLimits.textScalarsMax
        // A scalar takes one to four bytes, so that most texts need not be counted.
        guard text.utf8.count <= most || text.unicodeScalars.count <= most else {
            throw outOfRange(most, "has at most \(most) characters")
        }
        return text
    }

    /// The text, if there is one, unless it is too long.
    func text(_ text: String?) throws(Refusal) -> String? {
        guard let text else { return nil }
        let checked: String = try self.text(text)
        return checked
    }

    /// The text unless it is empty or too long.
    func nonEmpty(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty else { throw invalid("must not be empty") }
        return try self.text(text)
    }

    /// The texts, each checked, unless there are too many.
    func texts(_ texts: [String]) throws(Refusal) -> [String] {
        try count(texts.count, upTo: WireLimits.listCountMax)
        for (index, text) in texts.enumerated() {
            _ = try Field("\(pointer)/\(index)").nonEmpty(text)
        }
        return texts
    }

    /// Makes sure that a list is not too long.
    func count(_ count: Int, upTo most: Int) throws(Refusal) {
        guard count <= most else { throw outOfRange(most, "has at most \(most) entries") }
    }

    /// The number if it lies in `range`.
    func number(_ number: Int, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard range.contains(number) else {
            let limit = number < range.lowerBound ? range.lowerBound : range.upperBound
            throw outOfRange(
                limit, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The number, if there is one, if it lies in `range`.
    func number(_ number: Int?, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let number else { return nil }
        let checked: Int = try self.number(number, in: range)
        return checked
    }

    /// The instant of so many milliseconds since 1970, UTC.
    func instant(_ milliseconds: Int) throws(Refusal) -> Instant {
        // Beyond that a number of JSON is not exact everywhere (RFC 8259, section 6).
        let most = 1 << 53
        let checked: Int = try number(milliseconds, in: 0...most)
        return Instant(millisecondsSinceEpoch: Int64(checked))
    }

    /// The degrees if they lie between -`most` and `most`.
    func degrees(_ degrees: Double, upTo most: Int) throws(Refusal) -> Double {
        guard degrees.magnitude <= Double(most) else {
            throw outOfRange(degrees < 0 ? -most : most, "is in degrees, \(-most) to \(most)")
        }
        return degrees
    }

    /// What `parse` makes of the word; else an error that lists the legal words.
    func word<Value>(
        _ word: String, of legal: [String], _ parse: (String) -> Value?
    ) throws(Refusal) -> Value {
        guard let value = parse(word) else {
            throw invalid("is one of \(legal.joined(separator: ", "))")
        }
        return value
    }

    /// The order that the text names. A text that cannot be an id names an order that does not exist.
    func order(_ text: String?) throws(Refusal) -> OrderID {
        guard let order = OrderID(try required(text)) else {
            throw Refusal(.notFound, field: pointer, detail: Refusal.noOrder.detail)
        }
        return order
    }

    /// The offer that the text names. A text that cannot be an id names an offer that does not exist.
    func offer(_ text: String?) throws(Refusal) -> OfferID {
        guard let offer = OfferID(try required(text)) else {
            throw Refusal(.notFound, field: pointer, detail: Refusal.noOffer.detail)
        }
        return offer
    }

    /// The coordinate of an object at this pointer, in WGS-84; `own` is the datum it names for itself.
    func coordinate(
        latitude: Double, longitude: Double, own: String? = nil, datum: Datum
    ) throws(Refusal) -> Coordinate {
        var datum = datum
        if let own {
            datum = try Field(pointer + "/datum").word(own, of: Datum.allCases.map(\.rawValue)) {
                Datum(rawValue: $0)
            }
        }
        let checkedLatitude = try Field(pointer + "/latitude").degrees(latitude, upTo: 90)
        let checkedLongitude = try Field(pointer + "/longitude").degrees(longitude, upTo: 180)
        guard
            let read = Coordinate(latitude: checkedLatitude, longitude: checkedLongitude)
        else { throw invalid("is not a place") }
        return read.converted(from: datum, to: .wgs84)
    }
}
