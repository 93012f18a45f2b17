// All 65,536 pairs of first header bytes, in both roles and in both situations (between messages
// and within one), against the rules of RFC 6455 §5.2 written down one after the other.

import Testing
import WebSocket

@Suite struct HeaderTests {
    /// What the RFC says about a frame that begins with these two bytes; `nil`: it is in order.
    private func rule(_ first: Int, _ second: Int, role: Role, inMessage: Bool) -> FrameError? {
        let opcode = first % 16
        let isControl = opcode >= 8
        let isFinal = first >= 128
        if (first / 16) % 8 != 0 { return .reservedBits }
        if ![0, 1, 2, 8, 9, 10].contains(opcode) { return .reservedOpcode }
        if isControl && !isFinal { return .fragmentedControl }
        if role == .server && second < 128 { return .unmaskedFrame }
        if role == .client && second >= 128 { return .maskedFrame }
        if isControl && second % 128 > 125 { return .controlTooLong }
        if opcode == 0 && !inMessage { return .unexpectedContinuation }
        if (opcode == 1 || opcode == 2) && inMessage { return .expectedContinuation }
        if opcode == 8 && second % 128 == 1 { return .badClosePayload }
        return nil
    }

    /// What comes of a frame in order whose payload is zeros, but for a close's code of 1000.
    private func event(_ first: Int, _ payload: [UInt8], inMessage: Bool) -> [Received] {
        switch first {
        case 0x80 | 8 where payload.isEmpty: [.close(nil, reason: [])]
        case 0x80 | 8: [.close(.normal, reason: Array(payload.dropFirst(2)))]
        case 0x80 | 9: [.ping(payload)]
        case 0x80 | 10: [.pong(payload)]
        case 0x80, 0x80 | 2: [.binary(inMessage ? [7] + payload : payload)]
        case 0x80 | 1: [.text(payload)]
        default: []
        }
    }

    @Test(arguments: [Role.server, .client], [false, true])
    func everyPairOfHeaderBytes(role: Role, inMessage: Bool) {
        let key: UInt32? = role == .server ? 0 : nil
        let keyBytes: [UInt8] = role == .server ? [0, 0, 0, 0] : []
        let prefix = inMessage ? frame(.binary, [7], isFinal: false, maskingKey: key) : []
        for pair in 0..<65_536 {
            let (first, second) = (pair / 256, pair % 256)
            let (lengthBytes, count): ([UInt8], Int) =
                switch second % 128 {
                case 126: ([0, 126], 126)
                case 127: ([0, 0, 0, 0, 0, 1, 0, 0], 65_536)
                default: ([], second % 128)
                }
            // The rules need no payload, and a long one for each pair would only take time.
            let error = rule(first, second, role: role, inMessage: inMessage)
            var payload = [UInt8](repeating: 0, count: error == nil ? count : min(count, 2))
            if first % 16 == 8, payload.count >= 2 { (payload[0], payload[1]) = (0x03, 0xE8) }
            let header = [UInt8(first), UInt8(second)] + lengthBytes + keyBytes
            let expected =
                error.map { [.error($0)] } ?? event(first, payload, inMessage: inMessage)
            let received = receive([prefix + header + payload], role: role)
            #expect(received == expected, "header \(first) \(second)")
            // And byte by byte, so far as the header goes.
            var socket = Socket(role: role)
            let apart = (prefix + header).flatMap { socket.receive([$0]) } + socket.receive(payload)
            #expect(apart == expected, "header \(first) \(second), byte by byte")
        }
    }

    @Test(
        arguments: [
            ([0x82, 0xFE, 0x00, 0x7D], FrameError.lengthNotMinimal),
            ([0x82, 0xFE, 0x00, 0x00], .lengthNotMinimal),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .lengthNotMinimal),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1], .lengthNotMinimal),
            ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], .lengthOutOfRange),
            ([0x82, 0xFF, 0x7F] + [UInt8](repeating: 0xFF, count: 11), .frameTooLarge),
        ] as [([UInt8], FrameError)])
    func refusesLengths(header: [UInt8], error: FrameError) {
        #expect(receive([header]) == [.error(error)])
        #expect(receive(header.map { [$0] }) == [.error(error)])
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
    func writesLengthsInAsFewBytesAsPossible(count: Int) {
        let payload = [UInt8](repeating: 0x61, count: count)
        let extended = count < 126 ? 0 : count < 65_536 ? 2 : 8
        #expect(FrameWriter.headerBytes(payloadBytes: count) == 2 + extended)
        #expect(FrameWriter.headerBytes(payloadBytes: count, isMasked: true) == 6 + extended)
        #expect(frame(.binary, payload, maskingKey: nil).count == 2 + extended + count)
        #expect(receive([frame(.binary, payload)]) == [.binary(payload)])
        #expect(
            receive([frame(.text, payload, maskingKey: nil)], role: .client) == [.text(payload)])
    }
}
