// Everything but fixes comes rarely enough for JSONDecoder. What it throws is turned here into the one
// kind of answer the outside knows: a code, the field as a JSON pointer, and what would be right.

import Engine
internal import FoundationEssentials

extension Decodable {
    /// Decodes a message or body. Throws `invalid` with the field that is wrong.
    static func decodeCold(_ bytes: Span<UInt8>) throws(Refusal) -> Self {
        do throws(JSONSyntaxError) {
            try JSONCursor.check(bytes)
        } catch {
            throw Refusal(error)
        }
        // By way of an array: Data looks for its storage anew with each byte, at 650 instructions.
        var copy: [UInt8] = []
        copy.append(addingCapacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
        do {
            return try JSONDecoder().decode(Self.self, from: Data(copy))
        } catch let error as DecodingError {
            throw Refusal(error)
        } catch {
            throw Refusal(.invalid, field: "", detail: "this could not be read as JSON")
        }
    }
}

/// A whole number in a message. JSONDecoder forgets where a number stood that is none (`2.5`); this
/// remembers.
struct WholeNumber: Decodable {
    var value: Int

    init(_ value: Int) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            value = try container.decode(Int.self)
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.typeMismatch(
                Int.self,
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "this number is not whole"))
        }
    }
}

extension Refusal {
    /// The refusal that says what JSONDecoder found.
    init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(path: context.codingPath, "must be \(Refusal.words(for: type))")
        case .valueNotFound(let type, let context):
            self.init(path: context.codingPath, "is required: \(Refusal.words(for: type))")
        case .keyNotFound(let key, let context):
            self.init(path: context.codingPath + [key], "is required")
        case .dataCorrupted(let context):
            self.init(path: context.codingPath, "cannot be read: \(context.debugDescription)")
        @unknown default:
            self.init(.invalid, field: "", detail: "this could not be read as JSON")
        }
    }

    private init(path: [any CodingKey], _ verdict: String) {
        let pointer = path.map { step in
            if let index = step.intValue { return "/\(index)" }
            return "/" + step.stringValue
        }.joined()
        let name = path.last { $0.intValue == nil }?.stringValue ?? "the message"
        self.init(.invalid, field: pointer, detail: "\(name) \(verdict)")
    }

    private static func words(for type: Any.Type) -> String {
        if type is String.Type { return "a text" }
        if type is Bool.Type { return "true or false" }
        if type is Double.Type { return "a number" }
        if type is Int.Type || type is Int64.Type { return "a whole number" }
        if type is any ListOfAnything.Type { return "a list" }
        return "an object"
    }
}

/// Arrays of any element, for telling them from objects.
private protocol ListOfAnything {}
extension Array: ListOfAnything {}
