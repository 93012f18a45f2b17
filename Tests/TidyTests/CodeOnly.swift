// A word in a comment or in a text is no use of it. This takes both out of a Swift file and leaves the
// code where it was, line by line, so that a finding's line is right.

/// Blanks comments and string literals; code inside interpolations stays.
struct CodeOnly {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    /// The code of `text` and nothing else, with as many lines. O(n).
    static func of(_ text: String) -> String {
        var scanner = CodeOnly(bytes: Array(text.utf8))
        scanner.readCode(untilParenthesis: false)
        return String(decoding: scanner.output, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    private func starts(_ text: StaticString) -> Bool {
        starts(Array(text.description.utf8))
    }

    private func starts(_ text: [UInt8]) -> Bool {
        position + text.count <= bytes.count
            && text.indices.allSatisfy { bytes[position + $0] == text[$0] }
    }

    private var isAtLineEnd: Bool { bytes[position] == UInt8(ascii: "\n") }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            output.append(isAtLineEnd ? bytes[position] : UInt8(ascii: " "))
            position += 1
        }
    }

    /// Reads to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where starts("//"):
                while position < bytes.count, !isAtLineEnd { blank() }
                continue
            case UInt8(ascii: "/") where starts("/*"):
                blankBlockComment()
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                if let pounds = poundsBeforeQuote() {
                    readString(pounds: pounds)
                    continue
                }
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where untilParenthesis && depth == 0: return
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            output.append(bytes[position])
            position += 1
        }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < bytes.count
    }

    /// How many `#` stand before the quote that opens a literal here; `nil` if none opens.
    private func poundsBeforeQuote() -> Int? {
        let pounds = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
        let next = position + pounds
        return next < bytes.count && bytes[next] == UInt8(ascii: "\"") ? pounds : nil
    }

    private mutating func readString(pounds: Int) {
        let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: pounds)
        blank(pounds)
        let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: starts("\"\"\"") ? 3 : 1)
        let interpolation = [UInt8(ascii: "\\")] + hashes + [UInt8(ascii: "(")]
        blank(quotes.count)
        while position < bytes.count {
            if starts(quotes + hashes) {
                blank(quotes.count + pounds)
                return
            }
            if starts(interpolation) {
                blank(interpolation.count)
                readCode(untilParenthesis: true)
                blank()
            } else if pounds == 0, starts("\\") {
                blank(2)
            } else if quotes.count == 1, isAtLineEnd {
                return
            } else {
                blank()
            }
        }
    }
}
