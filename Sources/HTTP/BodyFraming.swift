// How long a body is, decided from the head alone. This is where smuggling starts, so there is one
// answer or an error, never a preference (RFC 9112 §6.3).

/// How a body's end is found.
enum BodyFraming: Hashable, Sendable {
    /// After so many bytes, perhaps none.
    case length(Int)
    /// By the chunk of size 0.
    case chunked
    /// By the end of the connection: answers only.
    case untilClose

    /// The framing of a request.
    static func ofRequest(
        _ fields: HeaderFields, version: Version, limits: HTTPLimits
    ) throws(HTTPError) -> BodyFraming {
        try declared(by: fields, version: version, limits: limits) ?? .length(0)
    }

    /// The framing of an answer with `status` to a request of `method`.
    static func ofResponse(
        _ fields: HeaderFields, status: Int, to method: Method, version: Version, limits: HTTPLimits
    ) throws(HTTPError) -> BodyFraming {
        if method == .head || !Status.mayHaveBody(status) { return .length(0) }
        return try declared(by: fields, version: version, limits: limits) ?? .untilClose
    }

    private static func declared(
        by fields: HeaderFields, version: Version, limits: HTTPLimits
    ) throws(HTTPError) -> BodyFraming? {
        let hasLength = fields.count(of: "content-length") > 0
        guard fields.count(of: "transfer-encoding") > 0 else {
            return hasLength ? .length(try contentLength(of: fields, limits: limits)) : nil
        }
        guard !hasLength else { throw .conflictingFraming }
        guard version == .http11 else { throw .badTransferCoding }
        try checkCoding(in: fields)
        return .chunked
    }

    private static func checkCoding(in fields: HeaderFields) throws(HTTPError) {
        if fields["transfer-encoding"]?.equalsIgnoringCase("chunked") == true { return }
        // "chunked" twice, before another coding or beside empty elements leaves the body's end to
        // guesswork; a coding we do not know does not.
        let codings = fields.elements(of: "transfer-encoding").map { $0.lowercased() }
        let isGuesswork =
            codings.dropLast().contains("chunked") || codings.allSatisfy { $0 == "chunked" }
        throw isGuesswork ? .badTransferCoding : .unsupportedTransferCoding
    }

    private static func contentLength(
        of fields: HeaderFields, limits: HTTPLimits
    ) throws(HTTPError) -> Int {
        guard fields.count(of: "content-length") == 1 else { throw .repeatedContentLength }
        guard let text = fields["content-length"], !text.isEmpty,
            text.utf8.allSatisfy(\.isDigit)
        else { throw .badContentLength }
        // Only digits are left: what `Int` cannot hold is too large as well.
        guard let length = Int(text), length <= limits.bodyBytesMax else { throw .bodyTooLarge }
        return length
    }
}
