// A server's and a client's read loop in miniature: a buffer that grows by whatever comes and is
// cut by what was consumed. The tests feed it the same bytes in different pieces.

import Basics
import HTTP

/// What came out of a connection: messages with their bodies, and the error that ended it, if any.
struct Outcome<Message: Hashable>: Hashable {
    var messages: [Message] = []
    var bodies: [[UInt8]] = []
    var error: HTTPError?
}

/// Everything a server reads from `pieces`.
func serve(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> Outcome<Request> {
    var outcome = Outcome<Request>()
    var parser = RequestParser(limits: limits)
    var buffer: [UInt8] = []
    do throws(HTTPError) {
        for piece in pieces {
            buffer += piece
            while true {
                let step = try parser.read(buffer.span)
                if step == .continueExpected { continue }
                guard case .request(let request) = step else { break }
                outcome.messages.append(request)
                outcome.bodies.append(request.body.bytes(in: buffer.span))
                buffer.removeFirst(request.consumed)
            }
        }
    } catch {
        outcome.error = error
    }
    return outcome
}

/// Everything a client reads from `pieces` and the end of the connection, asking with `method`.
func receive(
    _ pieces: [[UInt8]], answering method: Method = .get, limits: HTTPLimits = HTTPLimits(),
    ended: Bool = true
) -> Outcome<Response> {
    var outcome = Outcome<Response>()
    var parser = ResponseParser(limits: limits)
    var buffer: [UInt8] = []
    do throws(HTTPError) {
        for (index, piece) in pieces.enumerated() {
            buffer += piece
            let isLast = ended && index == pieces.count - 1
            while let answer = try parser.read(buffer.span, answering: method, ended: isLast) {
                outcome.messages.append(answer)
                outcome.bodies.append(answer.body.bytes(in: buffer.span))
                buffer.removeFirst(answer.consumed)
            }
        }
    } catch {
        outcome.error = error
    }
    return outcome
}

/// `bytes` cut at random places, empty pieces among them.
func pieces(of bytes: [UInt8], by generator: inout SeededGenerator) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    let longest = 1 + generator.below(40)
    while !rest.isEmpty {
        pieces.append(Array(rest.prefix(generator.below(longest + 1))))
        rest = rest.dropFirst(pieces[pieces.count - 1].count)
    }
    return pieces
}

/// The one request in `text`, or the error.
func parse(_ text: String, limits: HTTPLimits = HTTPLimits()) throws(HTTPError) -> Request? {
    let outcome = serve([Array(text.utf8)], limits: limits)
    if let error = outcome.error { throw error }
    return outcome.messages.first
}

/// The error that reading `text` ends with.
func failure(of text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPError? {
    serve([Array(text.utf8)], limits: limits).error
}
