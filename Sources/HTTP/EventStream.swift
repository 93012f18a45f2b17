// Server-Sent Events as the HTML standard writes them (WHATWG, "Server-sent events"): lines of text
// that a browser's EventSource reads, resumes and reconnects by itself.

/// Appends the parts of an event stream to a buffer.
public enum EventStream {
    /// The media type of a stream.
    public static let contentType = "text/event-stream"

    /// Whether the request's `Accept` names event streams, so that the answer shall be one.
    public static func isWanted(by fields: HeaderFields) -> Bool {
        fields.elements(of: "accept").contains { element in
            let range = element.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
            return range.equalsIgnoringCase(contentType)
        }
    }

    /// Appends one event. `id`, if there is one, is what the reader sends as `Last-Event-ID` when it
    /// comes back. The data is one line: it may hold no line end.
    public static func write(
        event name: String, id: Int? = nil, data: Span<UInt8>, into bytes: inout [UInt8]
    ) {
        if let id { bytes.append("id: \(id)\n") }
        bytes.append("event: \(name)\ndata: ")
        let start = bytes.count
        bytes.append(data)
        precondition(
            bytes[start...].allSatisfy { $0 != lineFeed && $0 != carriageReturn },
            "an event's data is one line")
        bytes.append("\n\n")
    }

    /// Appends how long a reader shall wait before it comes back.
    public static func write(retryMilliseconds: Int64, into bytes: inout [UInt8]) {
        bytes.append("retry: \(retryMilliseconds)\n\n")
    }

    /// Appends a comment that says nothing: it keeps what lies between from giving the stream up.
    public static func writeHeartbeat(into bytes: inout [UInt8]) {
        bytes.append(":\n\n")
    }
}
