// The client's half of `RequestParser`.

/// Appends requests to a buffer (RFC 9112 §3).
public enum RequestWriter {
    /// Appends a request. `target` is a path with an optional query, already percent-encoded. A
    /// body, or a method that usually has one, brings a Content-Length.
    public static func write(
        _ method: Method, target: String, host: String, fields: HeaderFields = HeaderFields(),
        body: Span<UInt8>, into bytes: inout [UInt8]
    ) {
        writeHead(method, target: target, host: host, fields: fields, into: &bytes)
        if !body.isEmpty || [.post, .put, .patch].contains(method) {
            bytes.append("Content-Length: \(body.count)\r\n")
        }
        bytes.append("\r\n")
        bytes.append(body)
    }

    /// Appends a request without a body.
    public static func write(
        _ method: Method, target: String, host: String, fields: HeaderFields = HeaderFields(),
        into bytes: inout [UInt8]
    ) {
        let nothing: [UInt8] = []
        write(
            method, target: target, host: host, fields: fields, body: nothing.span, into: &bytes)
    }

    /// Appends request line and fields without the empty line.
    private static func writeHead(
        _ method: Method, target: String, host: String, fields: HeaderFields,
        into bytes: inout [UInt8]
    ) {
        precondition(
            !target.isEmpty && target.utf8.allSatisfy(\.isVisible),
            "a target is percent-encoded")
        bytes.append("\(method.rawValue) \(target) HTTP/1.1\r\n")
        bytes.appendField(name: "Host", value: host)
        bytes.append(fields)
    }
}
