// One WebSocket of a crowd, as small as it can be: ten thousand of them live in one array, and an idle one
// owns no heap.

internal import Basics
internal import HTTP
internal import WebSocket

/// A WebSocket on its way up, or up.
struct CrowdSocket {
    enum Stage {
        /// It waits for its turn to dial.
        case queued
        case dialing
        case handshake
        case up
        case down
    }

    /// What only a handshake needs.
    struct Upgrade {
        var target: String
        var token: String
        var handshake: ClientHandshake?
        var input: [UInt8] = []
        var parser = ResponseParser()
    }

    var stage = Stage.queued
    var connection = ConnectionID(index: .max, generation: 0)
    var reader = CrowdSocket.freshReader
    var upgrade: Upgrade?

    static var freshReader: FrameReader {
        FrameReader(role: .client, frameBytesMax: 1 << 20, messageBytesMax: 1 << 20)
    }
}

/// What came of an answer to an upgrade.
enum UpgradeOutcome {
    case incomplete
    /// Frames begin at this place of the chunk.
    case up(Int)
    case failed(String)
}

extension CrowdSocket.Upgrade {
    mutating func begin(host: String, key: [UInt8], into output: inout [UInt8]) {
        let fresh = ClientHandshake(
            key: key, subprotocols: ["fleetfoot.v1.json", "bearer." + token])
        fresh.writeRequest(target: target, host: host, into: &output)
        handshake = fresh
    }

    mutating func read(_ bytes: Span<UInt8>) -> UpgradeOutcome {
        let taken = input.count
        for index in bytes.indices { input.append(bytes[index]) }
        let all = input
        do throws(HTTPError) {
            guard let response = try parser.read(all.span, answering: .get) else {
                return .incomplete
            }
            guard let handshake, (try? handshake.check(response)) != nil else {
                return .failed("answered with \(response.status)")
            }
            return .up(response.consumed - taken)
        } catch {
            return .failed("\(error)")
        }
    }
}
