// The client's half of `ResponseWriter`: simulated apps and benchmarks read the daemon's answers
// with it.

/// A whole answer.
public struct Response: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The reason phrase, perhaps empty.
    public var reason: String
    /// The version.
    public var version: Version
    /// The fields, names in lower case.
    public var fields: HeaderFields
    /// The content.
    public var body: Body
    /// Whether another request may be sent on this connection.
    public var keepAlive: Bool
    /// How many bytes of the buffer the answer took.
    public var consumed: Int
}

/// An incremental parser of HTTP/1.1 answers (RFC 9112), used like `RequestParser`. Interim answers
/// (100, 103) come out as answers of their own; after a 101 the bytes belong to another protocol.
public struct ResponseParser: Sendable {
    private enum Stage: Sendable {
        case statusLine
        case fields(StatusLine)
        case body(StatusLine, keepAlive: Bool)
    }

    /// The bounds of an answer.
    public let limits: HTTPLimits
    private var stage = Stage.statusLine
    private var lines = LineScanner()
    private var section = FieldSection()
    private var body = BodyReader.length(0)

    /// A parser at the beginning of an answer.
    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Reads on; `nil` until the answer is whole. `bytes` begins where the answer begins. `method`
    /// is that of the request it answers: one to HEAD has no body. `ended` says that no byte will
    /// follow: it completes a body of unknown length and else throws `truncated`. O(new bytes).
    public mutating func read(
        _ bytes: Span<UInt8>, answering method: Method, ended: Bool = false
    ) throws(HTTPError) -> Response? {
        while let advanced = try advance(bytes, answering: method, ended: ended) {
            if let response = advanced { return response }
        }
        guard !ended || bytes.isEmpty else { throw .truncated }
        return nil
    }

    /// One stage further: `nil` if bytes are missing, else the answer if that was the last stage.
    private mutating func advance(
        _ bytes: Span<UInt8>, answering method: Method, ended: Bool
    ) throws(HTTPError) -> Response?? {
        switch stage {
        case .statusLine:
            let most = limits.requestLineBytesMax
            guard let line = try lines.next(in: bytes, bytesMax: most, orThrow: .badStatusLine)
            else { return nil }
            stage = .fields(try StatusLine(bytes, line))
        case .fields(let line):
            guard try section.read(bytes, by: &lines, limits: limits) else { return nil }
            let framing = try BodyFraming.ofResponse(
                section.fields, status: line.status, to: method, version: line.version,
                limits: limits)
            body = BodyReader(framing)
            let goesOn = line.version.keepsAlive(section.fields) && framing != .untilClose
            stage = .body(line, keepAlive: goesOn)
        case .body(let line, let keepAlive):
            guard let whole = try body.read(bytes, by: &lines, limits: limits, ended: ended)
            else { return nil }
            return .some(finish(line, body: whole, keepAlive: keepAlive))
        }
        return .some(nil)
    }

    private mutating func finish(_ line: StatusLine, body: Body, keepAlive: Bool) -> Response {
        let response = Response(
            status: line.status, reason: line.reason, version: line.version,
            fields: section.fields, body: body, keepAlive: keepAlive, consumed: lines.lineStart)
        self = ResponseParser(limits: limits)
        return response
    }
}

/// The first line of an answer: VERSION SP STATUS SP REASON (RFC 9112 §4).
private struct StatusLine: Sendable {
    var version: Version
    var status: Int
    var reason: String

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) {
        let start = range.lowerBound
        guard range.count >= 12, bytes[start + 8] == space else { throw .badStatusLine }
        version = try Version.read(bytes, start..<start + 8)
        let digits = start + 9..<start + 12
        guard bytes.allSatisfy(digits, \.isDigit), bytes[start + 9] != UInt8(ascii: "0"),
            let status = Int(bytes.asciiText(digits))
        else { throw .badStatusLine }
        self.status = status
        // Some servers leave out the space before an empty reason.
        guard range.count == 12 || bytes[start + 12] == space else { throw .badStatusLine }
        let phrase = min(start + 13, range.upperBound)..<range.upperBound
        guard let reason = bytes.text(phrase) else { throw .badStatusLine }
        self.reason = reason
    }
}
