// The checksum against the vectors of its authors.

import Journal
import Testing

@Suite("XXH64")
struct XXHash64Tests {
    /// Texts with digests from the reference implementation's documentation and bindings.
    @Test(
        arguments: [
            ("", 0, 0xEF46_DB37_51D8_E999),
            ("a", 0, 0xD24E_C4F1_A98C_6E5B),
            ("abc", 0, 0x44BC_2CF5_AD77_0999),
            ("xxhash", 0, 0x32DD_3895_2C4B_C720),
            ("xxhash", 20_141_025, 0xB559_B98D_844E_0635),
        ] as [(String, UInt64, UInt64)])
    func textVectors(text: String, seed: UInt64, digest: UInt64) {
        #expect(XXHash64.digest(Array(text.utf8).span, seed: seed) == digest)
    }

    /// The sanity buffer of the reference implementation's own test program.
    private static let sanityBuffer: [UInt8] = {
        var generator: UInt64 = 2_654_435_761
        return (0..<222).map { _ in
            defer { generator &*= 11_400_714_785_074_694_797 }
            return UInt8(truncatingIfNeeded: generator >> 56)
        }
    }()

    @Test(
        arguments: [
            (0, 0, 0xEF46_DB37_51D8_E999), (0, 2_654_435_761, 0xAC75_FDA2_929B_17EF),
            (1, 0, 0xE934_A84A_DB05_2768), (1, 2_654_435_761, 0x5014_6076_43A9_B4C3),
            (4, 0, 0x9136_A0DC_A574_57EE),
            (14, 0, 0x8282_DCC4_994E_35C8), (14, 2_654_435_761, 0xC3BD_6BF6_3DEB_6DF0),
            (222, 0, 0xB641_AE8C_B691_C174), (222, 2_654_435_761, 0x20CB_8AB7_AE10_C14A),
        ] as [(Int, UInt64, UInt64)])
    func sanityVectors(count: Int, seed: UInt64, digest: UInt64) {
        #expect(XXHash64.digest(Array(Self.sanityBuffer[..<count]).span, seed: seed) == digest)
    }

    @Test func everyLengthAndBitCounts() {
        let bytes = Array(Self.sanityBuffer[..<100])
        var digests: Set<UInt64> = []
        for count in 0...100 { digests.insert(XXHash64.digest(Array(bytes[..<count]).span)) }
        for bit in 0..<800 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            digests.insert(XXHash64.digest(flipped.span))
        }
        #expect(digests.count == 901)
    }
}
