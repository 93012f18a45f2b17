// Messages, fragments, control frames between them, limits, and the promise that cuts change
// nothing.

import Basics
import Testing
import WebSocket

@Suite struct FrameReaderTests {
    private let hello = Array("Hello".utf8)

    @Test func readsTheExamplesOfTheRFC() {
        // RFC 6455 §5.7.
        #expect(
            receive([[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]], role: .client) == [.text(hello)])
        let masked: [UInt8] = [
            0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
        ]
        #expect(receive([masked]) == [.text(hello)])
        #expect(frame(.text, hello) == masked)
        let fragments: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]
        #expect(receive([fragments], role: .client) == [.text(hello)])
        let ping: [UInt8] = [0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]
        #expect(receive([ping], role: .client) == [.ping(hello)])
        let pong: [UInt8] = [0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(receive([pong]) == [.pong(hello)])
    }

    @Test func controlFramesComeBetweenFragments() {
        let stream =
            frame(.text, Array("Hel".utf8), isFinal: false) + frame(.ping, [1, 2, 3])
            + frame(.continuation, [], isFinal: false) + frame(.pong, [])
            + frame(.continuation, Array("lo".utf8)) + frame(.binary, [0xFF])
        let expected: [Received] = [.ping([1, 2, 3]), .pong([]), .text(hello), .binary([0xFF])]
        #expect(receive([stream]) == expected)
        #expect(receive(stream.map { [$0] }) == expected)
    }

    @Test func aCharacterMayBeCutBetweenFragmentsAndChunks() {
        let text = Array("女🐕".utf8)
        for cut in 0...text.count {
            let stream =
                frame(.text, Array(text[..<cut]), isFinal: false)
                + frame(.continuation, Array(text[cut...]))
            #expect(receive([stream]) == [.text(text)])
            #expect(receive(stream.map { [$0] }) == [.text(text)])
        }
    }

    @Test func badTextFailsAtItsFirstBadByte() {
        var socket = Socket()
        let bad = frame(.text, [0x61, 0xC3, 0x28, 0x61])
        // Everything before the bad byte is in order; the byte itself is the end.
        #expect(socket.receive(Array(bad[..<8])) == [])
        #expect(socket.receive([bad[8]]) == [.error(.invalidUTF8)])
        #expect(socket.receive(Array(bad[9...]) + frame(.text, hello)) == [])
    }

    @Test func goodFramesBeforeABadOneAreDelivered() {
        let stream = frame(.text, hello) + frame(.text, [0xFF]) + frame(.text, hello)
        #expect(receive([stream]) == [.text(hello), .error(.invalidUTF8)])
    }

    @Test func textMustNotEndWithinACharacter() {
        #expect(receive([frame(.text, [0x61, 0xE5, 0xA5])]) == [.error(.invalidUTF8)])
        let stream =
            frame(.text, [0xE5], isFinal: false) + frame(.continuation, [0xA5], isFinal: false)
            + frame(.continuation, [])
        #expect(receive([stream]) == [.error(.invalidUTF8)])
        #expect(receive([frame(.binary, [0x61, 0xE5, 0xA5])]) == [.binary([0x61, 0xE5, 0xA5])])
    }

    @Test func closeCodes() {
        for number in 0..<65_536 {
            let payload = [UInt8(number / 256), UInt8(number % 256)]
            let mayStand =
                [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
                .contains(number) || (3_000..<5_000).contains(number)
            let code = CloseCode(rawValue: UInt16(number))
            let expected: Received = mayStand ? .close(code, reason: []) : .error(.badCloseCode)
            #expect(receive([frame(.close, payload)]) == [expected], "code \(number)")
        }
    }

    @Test func closeReasons() {
        #expect(receive([frame(.close, [])]) == [.close(nil, reason: [])])
        #expect(receive([frame(.close, [3])]) == [.error(.badClosePayload)])
        let reason = Array("再见".utf8)
        let good = frame(.close, [0x03, 0xE8] + reason)
        #expect(receive([good]) == [.close(.normal, reason: reason)])
        #expect(receive(good.map { [$0] }) == [.close(.normal, reason: reason)])
        let bad = frame(.close, [0x03, 0xE8] + reason.dropLast())
        #expect(receive([bad]) == [.error(.invalidUTF8)])
        // What follows a close frame is not for anybody.
        #expect(receive([good + frame(.text, hello), [0xFF]]) == [.close(.normal, reason: reason)])
    }

    @Test func limits() {
        func outcome(_ frameMax: Int, _ messageMax: Int, _ stream: [UInt8]) -> [Received] {
            var socket = Socket(frameBytesMax: frameMax, messageBytesMax: messageMax)
            let whole = socket.receive(stream)
            var apart = Socket(frameBytesMax: frameMax, messageBytesMax: messageMax)
            #expect(stream.flatMap { apart.receive([$0]) } == whole)
            return whole
        }
        let five = frame(.text, hello)
        let fragments = frame(.text, hello, isFinal: false) + frame(.continuation, hello)
        #expect(outcome(5, 5, five) == [.text(hello)])
        #expect(outcome(4, 5, five) == [.error(.frameTooLarge)])
        #expect(outcome(5, 4, five) == [.error(.messageTooLarge)])
        #expect(outcome(5, 10, fragments) == [.text(hello + hello)])
        #expect(outcome(5, 9, fragments) == [.error(.messageTooLarge)])
        #expect(outcome(0, 0, frame(.text, [])) == [.text([])])
        #expect(outcome(0, 5, frame(.text, [0x61])) == [.error(.frameTooLarge)])
        #expect(outcome(5, 0, frame(.text, [0x61])) == [.error(.messageTooLarge)])
        let ping = [UInt8](repeating: 1, count: 125)
        #expect(outcome(0, 0, frame(.ping, ping)) == [.ping(ping)])
    }

    @Test func anIdleReaderKeepsNothing() {
        var socket = Socket()
        #expect(socket.reader.isIdle && socket.reader.spillBytes == 0)
        let stream = frame(.text, hello, isFinal: false) + frame(.continuation, hello)
        #expect(socket.receive(Array(stream.dropLast())) == [])
        #expect(!socket.reader.isIdle && socket.reader.spillBytes == 9)
        #expect(socket.receive([stream[stream.count - 1]]) == [.text(hello + hello)])
        #expect(socket.reader.isIdle && socket.reader.spillBytes == 0)
        #expect(MemoryLayout<FrameReader>.size <= 48)
    }

    @Test(arguments: [Role.server, .client])
    func anyCutGivesTheSameEvents(role: Role) {
        for seed in 0..<400 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var (stream, expected) = conversation(to: role, by: &generator)
            if generator.chance(percent: 40) {
                // A flipped bit may be harmless or fatal; it must be so for every cut.
                stream[generator.below(stream.count)] ^= 1 << UInt8(generator.below(8))
                expected = receive([stream], role: role)
            }
            #expect(receive([stream], role: role) == expected, "seed \(seed)")
            #expect(receive(stream.map { [$0] }, role: role) == expected, "seed \(seed)")
            for _ in 0..<3 {
                let cut = pieces(of: stream, by: &generator)
                #expect(receive(cut, role: role) == expected, "seed \(seed)")
            }
        }
    }

    /// Frames as the other side may send them, with what they should become.
    private func conversation(
        to role: Role, by generator: inout SeededGenerator
    ) -> (stream: [UInt8], expected: [Received]) {
        var stream: [UInt8] = []
        var expected: [Received] = []
        func append(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true) {
            let key = role == .server ? UInt32(truncatingIfNeeded: generator.next()) : nil
            stream += frame(opcode, payload, isFinal: isFinal, maskingKey: key)
        }
        for _ in 0...generator.below(6) {
            let isText = generator.chance(percent: 60)
            let payload = payload(isText: isText, by: &generator)
            var rest = payload[...]
            var opcode: Opcode = isText ? .text : .binary
            for _ in 0..<generator.below(4) {
                let part = rest.prefix(generator.below(rest.count + 1))
                rest = rest.dropFirst(part.count)
                append(opcode, Array(part), isFinal: false)
                opcode = .continuation
                guard generator.chance(percent: 30) else { continue }
                let body = (0..<generator.below(126)).map { UInt8($0) }
                let isPing = generator.chance(percent: 50)
                append(isPing ? .ping : .pong, body)
                expected.append(isPing ? .ping(body) : .pong(body))
            }
            append(opcode, Array(rest))
            expected.append(isText ? .text(payload) : .binary(payload))
        }
        return (stream, expected)
    }

    private func payload(isText: Bool, by generator: inout SeededGenerator) -> [UInt8] {
        let count = generator.below(generator.chance(percent: 10) ? 1_000 : 150)
        guard isText else { return (0..<count).map { _ in UInt8(generator.below(256)) } }
        let letters = generator.chance(percent: 50) ? Array("fix{}:,0") : Array("ab女é🐕")
        return Array(
            String((0..<count / 3).map { _ in letters[generator.below(letters.count)] }).utf8)
    }
}
