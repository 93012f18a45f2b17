// What is written is what the other side reads, masked or not, and open frames are as whole ones.

import Basics
import Testing
import WebSocket

@Suite struct FrameWriterTests {
    @Test func bothRolesReadWhatTheOtherWrites() {
        for seed in 0..<500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let payload = (0..<generator.below(300)).map { _ in UInt8(generator.below(256)) }
            let key = UInt32(truncatingIfNeeded: generator.next())
            let up = frame(.binary, payload, maskingKey: key)
            #expect(receive([up]) == [.binary(payload)], "seed \(seed)")
            let down = frame(.binary, payload, maskingKey: nil)
            #expect(receive([down], role: .client) == [.binary(payload)], "seed \(seed)")
            // XOR byte by byte is the definition (RFC 6455 §5.3).
            let masked = payload.indices.map {
                payload[$0] ^ UInt8(key >> (UInt32($0 % 4) * 8) & 255)
            }
            #expect(Array(up.suffix(payload.count)) == masked, "seed \(seed)")
        }
    }

    @Test func writesCloseFrames() {
        var bytes: [UInt8] = []
        FrameWriter.writeClose(.goingAway, reason: "bye", into: &bytes)
        #expect(bytes == [0x88, 5, 0x03, 0xE9] + Array("bye".utf8))
        bytes = []
        FrameWriter.writeClose(CloseCode(rawValue: 4_009), maskingKey: 9, into: &bytes)
        #expect(receive([bytes]) == [.close(CloseCode(rawValue: 4_009), reason: [])])
    }

    @Test func cutsALongReasonBetweenCharacters() {
        var bytes: [UInt8] = []
        FrameWriter.writeClose(.policy, reason: String(repeating: "女", count: 50), into: &bytes)
        let reason = Array(String(repeating: "女", count: 41).utf8)
        #expect(receive([bytes], role: .client) == [.close(.policy, reason: reason)])
    }

    @Test(arguments: [0, 125, 126, 65_536], [0, 125, 126, 65_535, 65_536])
    func anOpenFrameIsAWholeFrame(expectedBytes: Int, count: Int) {
        let payload = [UInt8](repeating: 0x78, count: count)
        var bytes: [UInt8] = [1, 2, 3]
        let open = FrameWriter.begin(.text, expectedBytes: expectedBytes, into: &bytes)
        bytes += payload
        FrameWriter.finish(open, in: &bytes)
        #expect(bytes == [1, 2, 3] + frame(.text, payload, maskingKey: nil))
    }

    @Test func aHeaderAloneFitsItsPayload() {
        let payload = Array("{\"type\":\"position\"}".utf8)
        var bytes: [UInt8] = []
        FrameWriter.writeHeader(.text, payloadBytes: payload.count, into: &bytes)
        #expect(bytes + payload == frame(.text, payload, maskingKey: nil))
    }

    @Test func everyErrorHasACloseCodeThatMayBeSent() {
        for error in FrameError.allCases {
            #expect(error.closeCode.maySend)
            #expect(error.sentence.hasSuffix(".") && error.sentence.utf8.count <= 123)
            #expect(!error.code.isEmpty)
        }
        #expect(FrameError.invalidUTF8.closeCode.rawValue == 1_007)
        #expect(FrameError.messageTooLarge.closeCode.rawValue == 1_009)
        #expect(FrameError.frameTooLarge.closeCode.rawValue == 1_009)
        #expect(FrameError.unmaskedFrame.closeCode.rawValue == 1_002)
    }
}
