// One end's read loop in miniature: chunks into a reader, events out with their bytes, until an
// error.

import Basics
import HTTP
import WebSocket

/// An event with its bytes in place of their range.
enum Received: Hashable {
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(CloseCode?, reason: [UInt8])
    case error(FrameError)
}

/// A reader and the buffer it shares with nobody here.
struct Socket {
    var reader: FrameReader
    var scratch: [UInt8] = []

    init(role: Role = .server, frameBytesMax: Int = 1 << 20, messageBytesMax: Int = 1 << 20) {
        reader = FrameReader(
            role: role, frameBytesMax: frameBytesMax, messageBytesMax: messageBytesMax)
    }

    /// What comes out of one chunk.
    mutating func receive(_ chunk: [UInt8]) -> [Received] {
        var received: [Received] = []
        var offset = 0
        do throws(FrameError) {
            while let event = try reader.next(chunk.span, at: &offset, into: &scratch) {
                received.append(copy(event))
            }
        } catch {
            received.append(.error(error))
        }
        return received
    }

    private func copy(_ event: FrameEvent) -> Received {
        switch event {
        case .text(let range): .text(Array(scratch[range]))
        case .binary(let range): .binary(Array(scratch[range]))
        case .ping(let range): .ping(Array(scratch[range]))
        case .pong(let range): .pong(Array(scratch[range]))
        case .close(let code, let reason): .close(code, reason: Array(scratch[reason]))
        }
    }
}

/// All that a fresh socket of `role` makes of `chunks`.
func receive(_ chunks: [[UInt8]], role: Role = .server) -> [Received] {
    var socket = Socket(role: role)
    return chunks.flatMap { socket.receive($0) }
}

/// A frame with any first byte, masked for a server.
func frame(
    _ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true, maskingKey: UInt32? = 0x3D21_FA37
) -> [UInt8] {
    var bytes: [UInt8] = []
    FrameWriter.write(
        opcode, payload.span, isFinal: isFinal, maskingKey: maskingKey, into: &bytes)
    return bytes
}

/// `bytes` cut at random places, empty pieces among them.
func pieces(of bytes: [UInt8], by generator: inout SeededGenerator) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    let longest = 1 + generator.below(60)
    while !rest.isEmpty {
        pieces.append(Array(rest.prefix(generator.below(longest + 1))))
        rest = rest.dropFirst(pieces[pieces.count - 1].count)
    }
    return pieces
}
