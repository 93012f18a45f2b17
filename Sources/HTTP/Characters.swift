// The character classes of RFC 9110 §5.6 and the few ways this target turns bytes into text and
// back.

let tab = UInt8(ascii: "\t")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let space = UInt8(ascii: " ")
let colon = UInt8(ascii: ":")

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isLetter: Bool {
        let folded = self | 0x20
        return folded >= 0x61 && folded <= 0x7A
    }

    /// A `tchar` of RFC 9110 §5.6.2: what methods and field names are made of.
    var isToken: Bool {
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: isLetter || isDigit
        }
    }

    /// A visible ASCII character: no space, no control, no byte of a longer UTF-8 sequence.
    var isVisible: Bool { self > 0x20 && self < 0x7F }

    /// What may stand in a field: visible characters, space, tab and bytes above ASCII.
    var isFieldText: Bool { self >= 0x20 && self != 0x7F || self == tab }

    /// `A`–`Z` in lower case, all else unchanged.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        if isDigit { return self - 0x30 }
        let folded = self | 0x20
        return folded >= 0x61 && folded <= 0x66 ? folded - 0x61 + 10 : nil
    }
}

extension Span<UInt8> {
    /// The bytes of `range` as an array.
    func array(_ range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.append(self, range)
        return copy
    }

    /// The bytes of `range` as text, or `nil` if they are not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        String(validating: array(range), as: UTF8.self)
    }

    /// The bytes of `range`, which are ASCII.
    func asciiText(_ range: Range<Int>) -> String {
        String(decoding: array(range), as: UTF8.self)
    }

    /// Whether the bytes of `range` are `text`.
    func equals(_ text: String, _ range: Range<Int>) -> Bool {
        text.utf8.elementsEqual(array(range))
    }

    /// The first place of `byte` in `range`.
    func firstIndex(of byte: UInt8, _ range: Range<Int>) -> Int? {
        range.first { self[$0] == byte }
    }

    /// Whether every byte of `range` is of a class.
    func allSatisfy(_ range: Range<Int>, _ belongs: (UInt8) -> Bool) -> Bool {
        range.allSatisfy { belongs(self[$0]) }
    }
}

extension [UInt8] {
    /// Appends the bytes of `range` of a span.
    package mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
        append(addingCapacity: range.count) { output in
            for index in range { output.append(span[index]) }
        }
    }

    /// Appends a whole span.
    package mutating func append(_ span: Span<UInt8>) {
        append(span, span.indices)
    }

    /// Appends so many zeros, to be written over.
    package mutating func grow(by count: Int) {
        append(addingCapacity: count) { $0.append(repeating: 0, count: count) }
    }

    /// Appends a text's UTF-8.
    package mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }
}

extension StringProtocol {
    /// Whether two texts differ at most in the case of ASCII letters.
    func equalsIgnoringCase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var theirs = other.utf8.makeIterator()
        for byte in utf8 {
            guard let their = theirs.next(), byte.lowercased == their.lowercased
            else { return false }
        }
        return true
    }
}
