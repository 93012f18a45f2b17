// Answers into bytes. The caller owns the output, so several answers of one turn share one write.

/// What stands before an answer's body.
public struct ResponseHead: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The fields besides Date, Connection, Content-Length and Transfer-Encoding, which the writer
    /// adds.
    public var fields: HeaderFields
    /// The Date field: a text of `HTTPDate`, or `nil` to leave it out.
    public var date: String?
    /// False adds `Connection: close`.
    public var keepAlive: Bool

    /// The head of an answer.
    public init(
        status: Int, fields: HeaderFields = HeaderFields(), date: String? = nil,
        keepAlive: Bool = true
    ) {
        self.status = status
        self.fields = fields
        self.date = date
        self.keepAlive = keepAlive
    }
}

/// Appends answers to a buffer (RFC 9112 §4).
public enum ResponseWriter {
    /// Appends a whole answer with its Content-Length. For HEAD, `omitsBody` keeps the head as it
    /// is and leaves the body out. A status without content must come with an empty body.
    public static func write(
        _ head: ResponseHead, body: Span<UInt8>, omitsBody: Bool = false, into bytes: inout [UInt8]
    ) {
        let mayHaveBody = Status.mayHaveBody(head.status)
        precondition(mayHaveBody || body.isEmpty, "this status has no content")
        writeFields(of: head, into: &bytes)
        if mayHaveBody { bytes.append("Content-Length: \(body.count)\r\n") }
        bytes.append("\r\n")
        if !omitsBody { bytes.append(body) }
    }

    /// Appends an answer without content.
    public static func write(_ head: ResponseHead, into bytes: inout [UInt8]) {
        let nothing: [UInt8] = []
        write(head, body: nothing.span, into: &bytes)
    }

    /// Appends the head of an answer whose body follows in chunks.
    public static func writeChunkedHead(_ head: ResponseHead, into bytes: inout [UInt8]) {
        precondition(Status.mayHaveBody(head.status), "this status has no content")
        writeFields(of: head, into: &bytes)
        bytes.append("Transfer-Encoding: chunked\r\n\r\n")
    }

    /// Appends the head of an answer whose body ends with the connection (RFC 9112 §6.3): the way of a
    /// peer that speaks HTTP/1.0. The head must not keep the connection.
    public static func writeUnboundedHead(_ head: ResponseHead, into bytes: inout [UInt8]) {
        precondition(Status.mayHaveBody(head.status), "this status has no content")
        precondition(!head.keepAlive, "the connection's end is the body's end")
        writeFields(of: head, into: &bytes)
        bytes.append("\r\n")
    }

    /// Appends one chunk; an empty one writes nothing, since it would end the body.
    public static func writeChunk(_ data: Span<UInt8>, into bytes: inout [UInt8]) {
        guard !data.isEmpty else { return }
        bytes.append("\(String(data.count, radix: 16))\r\n")
        bytes.append(data)
        bytes.append("\r\n")
    }

    /// Appends what `write` appends as one chunk; nothing if it appends nothing. The size has eight
    /// digits, so that it can be filled in afterwards (RFC 9112 §7.1 allows zeros before it).
    public static func writeChunk(
        into bytes: inout [UInt8], _ write: (inout [UInt8]) -> Void
    ) {
        let start = bytes.count
        bytes.append("00000000\r\n")
        let dataStart = bytes.count
        write(&bytes)
        var size = bytes.count - dataStart
        precondition(size <= Int(UInt32.max), "a chunk's size has eight digits")
        guard size > 0 else {
            bytes.removeLast(dataStart - start)
            return
        }
        for place in stride(from: start + 7, through: start, by: -1) {
            let digit = UInt8(size & 15)
            bytes[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            size >>= 4
        }
        bytes.append("\r\n")
    }

    /// Appends the end of a chunked body.
    public static func writeLastChunk(into bytes: inout [UInt8]) {
        bytes.append("0\r\n\r\n")
    }

    /// Appends the interim answer that `RequestStep.continueExpected` asks for.
    public static func writeContinue(into bytes: inout [UInt8]) {
        bytes.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Appends status line and fields without the empty line.
    private static func writeFields(of head: ResponseHead, into bytes: inout [UInt8]) {
        precondition(head.status >= 100 && head.status <= 999, "a status has three digits")
        let reason = Status.reasonPhrase(of: head.status)
        bytes.append("HTTP/1.1 \(head.status) \(reason)\r\n")
        if let date = head.date { bytes.appendField(name: "Date", value: date) }
        bytes.append(head.fields)
        if !head.keepAlive { bytes.append("Connection: close\r\n") }
    }
}

extension [UInt8] {
    /// Appends the field lines in order.
    mutating func append(_ fields: HeaderFields) {
        for field in fields.all { appendField(name: field.name, value: field.value) }
    }

    /// Appends one field line. A value's control characters become spaces (RFC 9110 §5.5), so that
    /// no value can end its line and begin another.
    mutating func appendField(name: String, value: String) {
        precondition(!name.isEmpty && name.utf8.allSatisfy(\.isToken), "a field name is a token")
        append(name)
        append(": ")
        let start = count
        append(value)
        for index in start..<count where !self[index].isFieldText { self[index] = space }
        append("\r\n")
    }
}
