// A hand-over code as people's phones show it: which code of which order, and a keyed hash over all that
// it is bound to. Who has not the key can't make one, and can't find one by trying.

internal import Basics

/// The text of a code, taken apart.
struct HandoverText: Equatable {
    /// Which order.
    var order: OrderID
    /// The code's number among the order's codes.
    var number: Int
    /// What proves it.
    var tag: [UInt8]

    /// 2^-80: nobody finds one by trying.
    private static let tagByteCount = 10
    private static let byteCount = 8 + 4 + tagByteCount

    /// The parts of `text`, or `nil` if it is no code's text.
    init?(_ text: String) {
        // Nothing longer is decoded: the text comes from a stranger.
        guard text.utf8.count <= 64, let bytes = Crockford.bytes(of: text),
            bytes.count == HandoverText.byteCount
        else { return nil }
        let mixed = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        order = OrderID(number: StableHash.unmix(mixed))
        number = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
        tag = Array(bytes[12...])
    }

    /// Whether the tag is that of `code`.
    func proves(_ code: HandoverCode, key: KeyedHash) -> Bool {
        key.isCode(
            tag, of: HandoverText.message(code, of: order), byteCount: HandoverText.tagByteCount)
    }

    /// The text of an order's code.
    static func text(of code: HandoverCode, order: OrderID, key: KeyedHash) -> String {
        let message = message(code, of: order)
        let tag = key.code(of: message, byteCount: tagByteCount)
        return Crockford.text(of: message.prefix(12) + tag)
    }

    /// All that a code is bound to, each field in as many bytes as it says or always has.
    private static func message(_ code: HandoverCode, of order: OrderID) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: UInt64, byteCount: Int) {
            for place in (0..<byteCount).reversed() {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(place * 8)))
            }
        }
        func append(_ party: HandoverParty) {
            switch party {
            case .runner(let runner):
                append(1, byteCount: 1)
                append(UInt64(runner.slot), byteCount: 4)
            case .station(let id):
                append(2, byteCount: 1)
                append(UInt64(id.text.utf8.count), byteCount: 4)
                bytes += Array(id.text.utf8)
            case .onward: append(3, byteCount: 1)
            case .anyRunner: append(4, byteCount: 1)
            case .placer: append(5, byteCount: 1)
            }
        }
        // As in an order's id: the text does not tell how many orders there are.
        append(StableHash.mix(order.number), byteCount: 8)
        append(UInt64(code.number), byteCount: 4)
        append(UInt64(code.leg), byteCount: 1)
        append(UInt64(code.epoch), byteCount: 4)
        append(UInt64(bitPattern: code.expiresAt.millisecondsSinceEpoch), byteCount: 8)
        append(code.isShownByTaker ? 1 : 0, byteCount: 1)
        append(code.giver)
        append(code.taker)
        return bytes
    }
}
