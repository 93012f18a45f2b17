// Names and punctuation of the hot messages, as whole words: a text of 24 bytes is compared or
// written by three instructions. The constants are spelled in hex because Swift does not turn a text
// into words at compile time; a test holds each to the text beside it.

/// An ASCII text of up to 32 bytes in words of eight bytes, the first byte lowest, zeros behind it.
struct Phrase {
    let words: (UInt64, UInt64, UInt64, UInt64)
    /// How many bytes it has.
    let count: Int

    @inline(always)
    init(
        _ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0, _ fourth: UInt64 = 0, count: Int
    ) {
        words = (first, second, third, fourth)
        self.count = count
    }
}

// What a fix consists of, in the usual order.
extension Phrase {
    /// `{"type":"fix","seq":`
    @inline(always)
    static var fixStart: Phrase {
        Phrase(0x3A22_6570_7974_227B, 0x7322_2C22_7869_6622, 0x0000_0000_3A22_7165, count: 20)
    }
    /// `,"latitude":`
    @inline(always)
    static var latitude: Phrase {
        Phrase(0x7574_6974_616C_222C, 0x0000_0000_3A22_6564, count: 12)
    }
    /// `,"longitude":`
    @inline(always)
    static var longitude: Phrase {
        Phrase(0x7469_676E_6F6C_222C, 0x0000_003A_2265_6475, count: 13)
    }
    /// `,"accuracyMeters":`
    @inline(always)
    static var accuracy: Phrase {
        Phrase(0x6172_7563_6361_222C, 0x7372_6574_654D_7963, 0x0000_0000_0000_3A22, count: 18)
    }
    /// `,"speedMetersPerSecond":`
    @inline(always)
    static var speed: Phrase {
        Phrase(0x4D64_6565_7073_222C, 0x7265_5073_7265_7465, 0x3A22_646E_6F63_6553, count: 24)
    }
    /// `,"headingDegrees":`
    @inline(always)
    static var heading: Phrase {
        Phrase(0x6E69_6461_6568_222C, 0x7365_6572_6765_4467, 0x0000_0000_0000_3A22, count: 18)
    }
    /// `,"fixTime":`
    @inline(always)
    static var fixTime: Phrase {
        Phrase(0x6D69_5478_6966_222C, 0x0000_0000_003A_2265, count: 11)
    }
}

// The fields of a fix, by themselves.
extension Phrase {
    /// `"type":`
    @inline(always)
    static var typeName: Phrase {
        Phrase(0x003A_2265_7079_7422, count: 7)
    }
    /// `"fix"`
    @inline(always)
    static var fixWord: Phrase {
        Phrase(0x0000_0022_7869_6622, count: 5)
    }
    /// `"seq":`
    @inline(always)
    static var sequenceName: Phrase {
        Phrase(0x0000_3A22_7165_7322, count: 6)
    }
    /// `"latitude":`
    @inline(always)
    static var latitudeName: Phrase {
        Phrase(0x6475_7469_7461_6C22, 0x0000_0000_003A_2265, count: 11)
    }
    /// `"longitude":`
    @inline(always)
    static var longitudeName: Phrase {
        Phrase(0x7574_6967_6E6F_6C22, 0x0000_0000_3A22_6564, count: 12)
    }
    /// `"accuracyMeters":`
    @inline(always)
    static var accuracyName: Phrase {
        Phrase(0x6361_7275_6363_6122, 0x2273_7265_7465_4D79, 0x0000_0000_0000_003A, count: 17)
    }
    /// `"speedMetersPerSecond":`
    @inline(always)
    static var speedName: Phrase {
        Phrase(0x654D_6465_6570_7322, 0x5372_6550_7372_6574, 0x003A_2264_6E6F_6365, count: 23)
    }
    /// `"headingDegrees":`
    @inline(always)
    static var headingName: Phrase {
        Phrase(0x676E_6964_6165_6822, 0x2273_6565_7267_6544, 0x0000_0000_0000_003A, count: 17)
    }
    /// `"fixTime":`
    @inline(always)
    static var fixTimeName: Phrase {
        Phrase(0x656D_6954_7869_6622, 0x0000_0000_0000_3A22, count: 10)
    }
}

// What a position has besides.
extension Phrase {
    /// `{"type":"position",`
    @inline(always)
    static var positionStart: Phrase {
        Phrase(0x3A22_6570_7974_227B, 0x6F69_7469_736F_7022, 0x0000_0000_002C_226E, count: 19)
    }
    /// `"order":"ord_`
    @inline(always)
    static var order: Phrase {
        Phrase(0x3A22_7265_6472_6F22, 0x0000_005F_6472_6F22, count: 13)
    }
    /// `","epoch":`
    @inline(always)
    static var epoch: Phrase {
        Phrase(0x6863_6F70_6522_2C22, 0x0000_0000_0000_3A22, count: 10)
    }
    /// `,"receivedAt":`
    @inline(always)
    static var receivedAt: Phrase {
        Phrase(0x7669_6563_6572_222C, 0x0000_3A22_7441_6465, count: 14)
    }
    /// `,"sentAt":`
    @inline(always)
    static var sentAt: Phrase {
        Phrase(0x7441_746E_6573_222C, 0x0000_0000_0000_3A22, count: 10)
    }
    /// `,"positionAgeMs":`
    @inline(always)
    static var positionAge: Phrase {
        Phrase(0x6974_6973_6F70_222C, 0x2273_4D65_6741_6E6F, 0x0000_0000_0000_003A, count: 17)
    }
    /// `,"remainingSeconds":`
    @inline(always)
    static var remaining: Phrase {
        Phrase(0x6E69_616D_6572_222C, 0x6E6F_6365_5367_6E69, 0x0000_0000_3A22_7364, count: 20)
    }
    /// `{`
    @inline(always)
    static var brace: Phrase { Phrase(0x7B, count: 1) }
    /// `}`
    @inline(always)
    static var endBrace: Phrase { Phrase(0x7D, count: 1) }
    /// `null}`
    @inline(always)
    static var lastNull: Phrase {
        Phrase(0x0000_007D_6C6C_756E, count: 5)
    }
    /// `null`
    @inline(always)
    static var null: Phrase {
        Phrase(0x0000_0000_6C6C_756E, count: 4)
    }
}

// What an acknowledgement of fixes consists of.
extension Phrase {
    /// `{"type":"fixesAck","upToSeq":`
    @inline(always)
    static var ackStart: Phrase {
        Phrase(
            0x3A22_6570_7974_227B, 0x6341_7365_7869_6622, 0x6F54_7075_222C_226B,
            0x0000_003A_2271_6553,
            count: 29)
    }
    /// `,"accepted":`
    @inline(always)
    static var accepted: Phrase {
        Phrase(0x7470_6563_6361_222C, 0x0000_0000_3A22_6465, count: 12)
    }
    /// `,"dropped":{}}`
    @inline(always)
    static var nothingDropped: Phrase {
        Phrase(0x6570_706F_7264_222C, 0x0000_7D7D_7B3A_2264, count: 14)
    }
}

extension Phrase {
    /// Whether `bytes` have this text at `offset`; of a text shorter than eight bytes, whether they
    /// have it and eight bytes in all.
    @inline(always)
    func isAt(_ offset: Int, _ bytes: Span<UInt8>) -> Bool {
        guard offset >= 0, offset <= bytes.count &- max(count, 8) else { return false }
        if count < 8 { return Octets.word(bytes, at: offset) & mask == words.0 }
        return Octets.word(bytes, at: offset) == words.0
            && isNext(words.1, after: words.0, at: 8, offset, bytes)
            && isNext(words.2, after: words.1, at: 16, offset, bytes)
            && isNext(words.3, after: words.2, at: 24, offset, bytes)
    }

    /// Whether the word at `place` follows. Where fewer than eight bytes are left, the last eight of
    /// the text are compared, some of them once more.
    @inline(always)
    private func isNext(
        _ word: UInt64, after previous: UInt64, at place: Int, _ offset: Int, _ bytes: Span<UInt8>
    ) -> Bool {
        let rest = count &- place
        guard rest > 0 else { return true }
        guard rest < 8 else { return Octets.word(bytes, at: offset &+ place) == word }
        let shift = UInt64(truncatingIfNeeded: rest &* 8)
        let tail = previous >> shift | word << (64 &- shift)
        return Octets.word(bytes, at: offset &+ count &- 8) == tail
    }

    /// Whether `bytes`, at least eight, have this text, shorter than eight bytes, at `offset`.
    @inline(always)
    func isAtOrNearEnd(_ offset: Int, _ bytes: Span<UInt8>) -> Bool {
        guard offset <= bytes.count &- count, bytes.count >= 8 else { return false }
        return Octets.paddedWord(bytes, at: offset) & mask == words.0
    }

    /// The bits of the bytes of a text shorter than eight.
    @inline(always)
    private var mask: UInt64 { UInt64.max >> UInt64(truncatingIfNeeded: 64 &- count &* 8) }

    /// Whether `bytes`, at least eight, end with this text from `offset` on.
    @inline(always)
    func isTail(_ offset: Int, _ bytes: Span<UInt8>) -> Bool {
        guard offset == bytes.count &- count, bytes.count >= 8 else { return false }
        // Of a span's last words, what lies behind its end reads as zeros, as in a phrase.
        return Octets.paddedWord(bytes, at: offset) == words.0
            && (count <= 8 || Octets.paddedWord(bytes, at: offset &+ 8) == words.1)
            && (count <= 16 || Octets.paddedWord(bytes, at: offset &+ 16) == words.2)
            && (count <= 24 || Octets.paddedWord(bytes, at: offset &+ 24) == words.3)
    }
}
