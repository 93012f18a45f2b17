// The UTF-8 check against the standard library's: every sequence of one to three bytes, and a
// sample of longer ones, in one piece and cut.

import Basics
import Testing

@testable import WebSocket

@Suite struct UTF8Tests {
    private func isValid(_ bytes: [UInt8]) -> Bool {
        var checker = UTF8Checker()
        return checker.accept(bytes.span) && checker.isComplete
    }

    private func isValidByteByByte(_ bytes: [UInt8]) -> Bool {
        var checker = UTF8Checker()
        return bytes.allSatisfy { checker.accept([$0].span) } && checker.isComplete
    }

    private func reference(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    @Test func everySequenceOfOneAndTwoBytes() {
        for first in 0...255 as ClosedRange<UInt8> {
            #expect(isValid([first]) == reference([first]), "\(first)")
            for second in 0...255 as ClosedRange<UInt8> {
                let bytes = [first, second]
                #expect(isValid(bytes) == reference(bytes), "\(bytes)")
            }
        }
    }

    /// All of the 2²⁴ whose verdict is not settled already: an ASCII byte leaves the checker as it
    /// was, so that three of them stand for all at the beginning, and what is refused after two
    /// bytes stays so.
    @Test func everySequenceOfThreeBytes() {
        for byte in 0...127 as ClosedRange<UInt8> {
            var checker = UTF8Checker()
            #expect(checker.accept([byte].span) && checker == UTF8Checker())
        }
        let firsts: [UInt8] = [0x00, 0x61, 0x7F] + Array(0x80...0xFF)
        for first in firsts {
            for second in 0...255 as ClosedRange<UInt8> { checkThirds(after: [first, second]) }
        }
    }

    private func checkThirds(after head: [UInt8]) {
        var checker = UTF8Checker()
        let isRefused = !checker.accept(head.span)
        for third in stride(from: 0, to: 256, by: isRefused ? 128 : 1) {
            var whole = checker
            let tail = [UInt8(third)]
            let accepts = !isRefused && whole.accept(tail.span) && whole.isComplete
            if accepts != reference(head + tail) { Issue.record("differs for \(head + tail)") }
        }
    }

    @Test func longerSequencesAsTheStandardLibraryReadsThem() {
        let edges: [UInt8] = [
            0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
            0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for first in edges where first >= 0xE0 {
            for second in edges {
                for third in edges {
                    for fourth in edges {
                        let bytes = [first, second, third, fourth]
                        if isValid(bytes) != reference(bytes) {
                            Issue.record("differs for \(bytes)")
                        }
                    }
                }
            }
        }
    }

    @Test func longTextsWithABadByteSomewhere() {
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let letters = Array("abcdefgh女é🐕")
            let text = (0..<generator.below(60)).map { _ in letters[generator.below(letters.count)]
            }
            var bytes = Array(String(text).utf8)
            if !bytes.isEmpty, generator.chance(percent: 50) {
                bytes[generator.below(bytes.count)] = UInt8(generator.below(256))
            }
            let expected = reference(bytes)
            #expect(isValid(bytes) == expected, "seed \(seed)")
            #expect(isValidByteByByte(bytes) == expected, "seed \(seed)")
        }
    }
}
