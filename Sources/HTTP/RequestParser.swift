// Requests out of a buffer that the caller owns. The parser keeps no bytes: it remembers how far it
// has read, and gives back places. So an idle keep-alive connection costs no buffer at all.

/// What the bytes so far amount to.
public enum RequestStep: Hashable, Sendable {
    /// Not yet a request: call again with the same bytes and more behind them.
    case needsMore
    /// The head is whole and its sender waits for `100 Continue` before it sends the body. Comes at
    /// most once a request; go on as with `needsMore`.
    case continueExpected
    /// A whole request. The next one begins behind its `consumed` bytes.
    case request(Request)
}

/// An incremental parser of HTTP/1.1 requests (RFC 9112), strict wherever the RFC allows it to be.
///
/// Call `read` with all the bytes that are not consumed yet, always from the same start; after a
/// request drop its `consumed` bytes. Each byte is looked at once. After an error the parser is
/// spent.
public struct RequestParser: Sendable {
    private enum Stage: Sendable {
        case requestLine
        case fields(RequestLine)
        case body(RequestLine)
    }

    /// The bounds of a request.
    public let limits: HTTPLimits
    private var stage = Stage.requestLine
    private var lines = LineScanner()
    private var section = FieldSection()
    private var body = BodyReader.length(0)
    private var owesContinue = false
    private var sawEmptyLine = false

    /// A parser at the beginning of a request.
    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Whether no byte of the next request was seen.
    public var isIdle: Bool {
        if case .requestLine = stage { return lines.isAtStart }
        return false
    }

    /// Reads on. `bytes` begins where the request begins. O(new bytes).
    public mutating func read(_ bytes: Span<UInt8>) throws(HTTPError) -> RequestStep {
        while true {
            switch stage {
            case .requestLine:
                guard let line = try readRequestLine(bytes) else { return .needsMore }
                stage = .fields(line)
            case .fields(let line):
                guard try section.read(bytes, by: &lines, limits: limits)
                else { return .needsMore }
                try finishHead(line)
                stage = .body(line)
            case .body(let line):
                guard
                    let whole = try body.read(bytes, by: &lines, limits: limits, ended: false)
                else { return answerToPartialBody() }
                return .request(finish(line, body: whole))
            }
        }
    }

    private mutating func readRequestLine(_ bytes: Span<UInt8>) throws(HTTPError) -> RequestLine? {
        let most = limits.requestLineBytesMax
        guard let line = try lines.next(in: bytes, bytesMax: most, orThrow: .requestLineTooLong)
        else { return nil }
        guard line.isEmpty && !sawEmptyLine else { return try RequestLine(bytes, line) }
        // Old clients end a body with one CR LF too many (RFC 9112 §2.2).
        sawEmptyLine = true
        return try readRequestLine(bytes)
    }

    private mutating func finishHead(_ line: RequestLine) throws(HTTPError) {
        let fields = section.fields
        try Host.check(fields, version: line.version)
        body = BodyReader(
            try BodyFraming.ofRequest(fields, version: line.version, limits: limits))
        // HTTP/1.0 does not know expectations (RFC 9110 §10.1.1).
        guard line.version == .http11, let expectation = fields["expect"] else { return }
        guard expectation.equalsIgnoringCase("100-continue") else { throw .expectationFailed }
        owesContinue = true
    }

    private mutating func answerToPartialBody() -> RequestStep {
        guard owesContinue else { return .needsMore }
        owesContinue = false
        return .continueExpected
    }

    private mutating func finish(_ line: RequestLine, body: Body) -> Request {
        let request = Request(
            method: line.method, path: line.path, query: line.query, version: line.version,
            fields: section.fields, body: body,
            keepAlive: line.version.keepsAlive(section.fields), consumed: lines.lineStart)
        self = RequestParser(limits: limits)
        return request
    }
}
