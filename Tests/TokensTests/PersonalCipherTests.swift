// Personal data: what is sealed opens again, and nothing else does.

import Basics
import Testing

@testable import Tokens

@Suite struct PersonalCipherTests {
    /// Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B.
    @Test func agreesWithThePublishedVector() throws {
        let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let nonce = bytes("cafebabefacedbaddecaf888")
        let additional = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        let clear = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
                + "49a6b525b16aedf5aa0de657ba637b39")
        let sealed = bytes(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
                + "56828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")
        let result = try PersonalCipher.seal(clear, key: key, additional: additional, nonce: nonce)
        #expect(result == nonce + sealed)
        #expect(try PersonalCipher.open(result, key: key, additional: additional) == clear)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 4_096])
    func opensWhatItSealed(byteCount: Int) throws {
        let key = PersonalCipher.makeKey()
        let clear = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
        let sealed = try PersonalCipher.seal(clear, key: key, additional: Array("o1".utf8))
        #expect(sealed.count == clear.count + PersonalCipher.overheadByteCount)
        #expect(try PersonalCipher.open(sealed, key: key, additional: Array("o1".utf8)) == clear)
    }

    @Test func sealingTwiceGivesDifferentBytes() throws {
        let key = PersonalCipher.makeKey()
        let clear = Array("王小明".utf8)
        let first = try PersonalCipher.seal(clear, key: key, additional: [])
        let second = try PersonalCipher.seal(clear, key: key, additional: [])
        #expect(first != second)
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let key = PersonalCipher.makeKey()
        let sealed = try PersonalCipher.seal(Array("13800000000".utf8), key: key, additional: [7])
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: TokensError.notAuthentic) {
                try PersonalCipher.open(changed, key: key, additional: [7])
            }
        }
    }

    @Test func anotherKeyOtherDataOrACutAreNoticed() throws {
        let key = PersonalCipher.makeKey()
        let sealed = try PersonalCipher.seal([1, 2, 3], key: key, additional: [7])
        #expect(throws: TokensError.notAuthentic) {
            try PersonalCipher.open(sealed, key: PersonalCipher.makeKey(), additional: [7])
        }
        #expect(throws: TokensError.notAuthentic) {
            try PersonalCipher.open(sealed, key: key, additional: [8])
        }
        for count in 0..<sealed.count {
            #expect(throws: TokensError.notAuthentic) {
                try PersonalCipher.open(Array(sealed.prefix(count)), key: key, additional: [7])
            }
        }
    }

    @Test(arguments: [0, 16, 31, 33])
    func aKeyOfAnotherLengthIsRefused(byteCount: Int) {
        let key = [UInt8](repeating: 1, count: byteCount)
        #expect(throws: TokensError.wrongKeyLength(byteCount: byteCount)) {
            try PersonalCipher.seal([1], key: key, additional: [])
        }
        let sealed = [UInt8](repeating: 0, count: 40)
        #expect(throws: TokensError.wrongKeyLength(byteCount: byteCount)) {
            try PersonalCipher.open(sealed, key: key, additional: [])
        }
    }

    @Test func randomBytesHaveTheirCountAndDiffer() {
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(32).count == 32)
        #expect(randomBytes(32) != randomBytes(32))
    }
}

/// The bytes that hexadecimal digits stand for.
func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { index in
        UInt8(digits[index] * 16 + digits[index + 1])
    }
}
