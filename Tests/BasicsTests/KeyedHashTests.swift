// SHA-256 by NIST's published digests, HMAC by RFC 4231's, and the text that codes are spelled in.

import Basics
import Testing

/// Bytes in hexadecimal, blanks ignored.
private func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

private func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
}

@Suite struct SHA256Tests {
    /// FIPS 180-4's examples and NIST's "Additional SHA-256 Test Vectors".
    @Test(arguments: [
        ([], "e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 649b934c a495991b 7852b855"),
        (
            Array("abc".utf8),
            "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad"
        ),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61 d20638b8 e5c02693 0c3e6039 a33ce459 64ff2167 f6ecedd4 19db06c1"
        ),
        ([0xBD], "68325720 aabd7c82 f30f554b 313d0570 c95accbb 7dc4b5aa e11204c0 8ffe732b"),
        (
            hex("c98c8e55"),
            "7abc22c0 ae5af26c e93dbb94 433a0e0b 2e119d01 4f8e7f65 bd56c61c cccd9504"
        ),
        (
            repeated(0, 55),
            "02779466 cdec1638 11d07881 5c633f21 90141308 1449002f 24aa3e80 f0b88ef7"
        ),
        (
            repeated(0, 56),
            "d4817aa5 497628e7 c77e6b60 6107042b bba31308 88c5f47a 375e6179 be789fbb"
        ),
        (
            repeated(0, 57),
            "65a16cb7 861335d5 ace3c607 18b5052e 44660726 da4cd13b b745381b 235a1785"
        ),
        (
            repeated(0, 64),
            "f5a5fd42 d16a2030 2798ef6e d309979b 43003d23 20d9f0e8 ea9831a9 2759fb4b"
        ),
        (
            repeated(0x41, 1_000),
            "c2e68682 3489ced2 017f6059 b8b23931 8b6364f6 dcd835d0 a519105a 1eadd6e4"
        ),
    ])
    func digestsAreThePublishedOnes(message: [UInt8], digest: String) {
        #expect(SHA256.digest(of: message) == hex(digest))
    }

    @Test func piecesMakeTheSameDigest() {
        var generator = SeededGenerator(seed: 7)
        let message = (0..<200).map { _ in UInt8(generator.below(256)) }
        let whole = SHA256.digest(of: message)
        for cut in 0...message.count {
            var hash = SHA256()
            hash.add(message[..<cut])
            hash.add(message[cut...])
            #expect(hash.digest() == whole, "cut at \(cut)")
        }
    }
}

@Suite struct KeyedHashTests {
    /// RFC 4231 §4.2 to §4.8.
    @Test(arguments: [
        (
            repeated(0x0B, 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            repeated(0xAA, 20), repeated(0xDD, 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(UInt8(1)...25), repeated(0xCD, 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            repeated(0x0C, 20), Array("Test With Truncation".utf8),
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            repeated(0xAA, 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            repeated(0xAA, 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size "
                    + "data. The key needs to be hashed before being used by the HMAC algorithm.")
                    .utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func codesAreThePublishedOnes(key: [UInt8], message: [UInt8], code: String) {
        let expected = hex(code)
        let hash = KeyedHash(key: key)
        #expect(hash.code(of: message, byteCount: expected.count) == expected)
        #expect(hash.isCode(expected, of: message, byteCount: expected.count))
    }

    @Test func anyOtherBitIsNoCode() {
        let hash = KeyedHash(key: repeated(7, 32))
        let message = Array("ord_1|2|run_3|run_4".utf8)
        let code = hash.code(of: message, byteCount: 10)
        for bit in 0..<80 {
            var other = code
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(!hash.isCode(other, of: message, byteCount: 10), "bit \(bit)")
        }
        #expect(hash.isCode(code, of: message, byteCount: 10))
        #expect(!hash.isCode(code, of: message + [0], byteCount: 10))
        #expect(!KeyedHash(key: repeated(8, 32)).isCode(code, of: message, byteCount: 10))
    }

    @Test func aShortOrLongCodeIsNone() {
        let hash = KeyedHash(key: [1])
        let code = hash.code(of: [2])
        #expect(code.count == 32)
        #expect(!hash.isCode(Array(code.prefix(31)), of: [2]))
        #expect(!hash.isCode(code + [0], of: [2]))
        #expect(!hash.isCode([], of: [2], byteCount: 1))
    }

    @Test func theKeyIsNotPrinted() {
        let hash = KeyedHash(key: repeated(0x5A, 64))
        #expect("\(hash)" == "KeyedHash" && "\([hash])" == "[KeyedHash]")
    }
}

@Suite struct CrockfordTests {
    @Test(arguments: [
        ([], ""), ([0], "00"), ([0xFF], "zw"), ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "zzzzzzzz"),
        (Array("foobar".utf8), "csqpyrk1e8"), ([0x08, 0x42], "1110"),
    ])
    func bytesHaveOneText(bytes: [UInt8], text: String) {
        #expect(Crockford.text(of: bytes) == text)
        #expect(Crockford.bytes(of: text) == bytes)
        #expect(Crockford.bytes(of: text.uppercased()) == bytes)
    }

    @Test func whatIsReadWronglyIsReadRight() {
        #expect(Crockford.bytes(of: "CSQPY-RKIE8") == Array("foobar".utf8))
        #expect(Crockford.bytes(of: "oO-lL-iI-10") == Crockford.bytes(of: "00111110"))
    }

    @Test(arguments: ["0", "u0", "000", "01", "zz", "000000", "0 0", "é0", "00000001z"])
    func noBytesAtAll(text: String) {
        #expect(Crockford.bytes(of: text) == nil)
    }

    @Test func anyBytesComeBack() {
        for seed in 0..<300 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let bytes = (0..<generator.below(40)).map { _ in UInt8(generator.below(256)) }
            let text = Crockford.text(of: bytes)
            #expect(Crockford.bytes(of: text) == bytes, "seed \(seed)")
        }
    }
}
