// Every way in which bytes can fail to be the HTTP/1.1 we speak. Two parsers that read the same
// bytes differently are a door for request smuggling, so whatever RFC 9112 lets a server refuse is
// refused.

/// Why bytes are not a message. The connection is closed after the answer: what follows has no
/// meaning.
public enum HTTPError: String, Error, Hashable, Sendable, CaseIterable {
    case badLineEnd, controlCharacter
    case badRequestLine, badStatusLine, badTarget, badVersion, unsupportedVersion
    case unsupportedMethod, requestLineTooLong
    case missingHost, duplicateHost, badHost
    case badFieldName, spaceBeforeColon, foldedField, badFieldValue, headerTooLarge, tooManyFields
    case badContentLength, repeatedContentLength, conflictingFraming
    case badTransferCoding, unsupportedTransferCoding
    case badChunkSize, badChunkEnd, bodyTooLarge, expectationFailed
    case badPercentEncoding, truncated

    /// The name for programs, as it stands in an answer's `code`.
    public var code: String { rawValue }

    /// The status to answer a request with.
    public var status: Int {
        switch self {
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .expectationFailed: 417
        case .headerTooLarge, .tooManyFields: 431
        case .unsupportedMethod, .unsupportedTransferCoding: 501
        case .badStatusLine, .truncated: 502
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// What was wrong and what would be right, for people.
    public var sentence: String {
        switch self {
        case .badLineEnd: "A line must end with CR LF, and neither may stand alone."
        case .controlCharacter: "A head must not contain control characters."
        case .badRequestLine: "The first line must be METHOD SP TARGET SP HTTP/1.1."
        case .badStatusLine: "The first line must be HTTP/1.1 SP STATUS SP REASON."
        case .badTarget: "The target must be a path of visible ASCII characters without '#'."
        case .badVersion: "The version must be written HTTP/1.1."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .unsupportedMethod: "This server does not tunnel: CONNECT is not supported."
        case .requestLineTooLong: "The first line is longer than this server allows."
        case .missingHost: "An HTTP/1.1 request must have a Host field."
        case .duplicateHost: "A request must have only one Host field."
        case .badHost: "The Host must be a name or address with an optional port."
        case .badFieldName: "A field must be NAME: VALUE with a name of token characters."
        case .spaceBeforeColon: "No space may stand between a field's name and its colon."
        case .foldedField: "A field must stand on one line; folding is obsolete."
        case .badFieldValue: "A field's value must be text in UTF-8."
        case .headerTooLarge: "The header fields together are longer than this server allows."
        case .tooManyFields: "There are more header fields than this server allows."
        case .badContentLength: "Content-Length must be one decimal number."
        case .repeatedContentLength: "Content-Length must be given only once."
        case .conflictingFraming: "Content-Length and Transfer-Encoding exclude each other."
        case .badTransferCoding: "Transfer-Encoding must be 'chunked', once, in HTTP/1.1."
        case .unsupportedTransferCoding: "The only transfer coding this server reads is 'chunked'."
        case .badChunkSize: "A chunk must begin with its size in hexadecimal digits."
        case .badChunkEnd: "A chunk's data must be followed by CR LF."
        case .bodyTooLarge: "The body is longer than this server allows."
        case .expectationFailed: "The only expectation this server knows is '100-continue'."
        case .badPercentEncoding: "A '%' must be followed by two hexadecimal digits of UTF-8 text."
        case .truncated: "The connection ended within a message."
        }
    }
}
