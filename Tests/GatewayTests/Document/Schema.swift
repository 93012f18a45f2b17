// JSON Schema as far as the protocol documents use it. A field that a document does not name is a finding
// too: what is sent has to be described.

/// A document whose schemas values are held against.
struct Schemas {
    /// The whole document.
    var document: JSON

    /// The value that a reference leads to, or `node` itself if it is none.
    func resolved(_ node: JSON) -> JSON {
        var node = node
        while let reference = node["$ref"].text {
            node = reference.dropFirst(2).split(separator: "/").reduce(document) { value, name in
                value[String(name)]
            }
        }
        return node
    }

    /// What is wrong with the value; `path` is where it stands.
    func problems(_ value: JSON, _ schema: JSON, at path: String = "") -> [String] {
        guard case .object(let keywords) = resolved(schema) else {
            return ["\(path): there is no schema"]
        }
        let schema = JSON.object(keywords)
        if let reason = wrongKind(value, schema) { return ["\(path): \(reason)"] }
        return numberProblems(value, schema, path) + textProblems(value, schema, path)
            + listProblems(value, schema, path) + objectProblems(value, schema, path)
            + branchProblems(value, schema, path)
    }

    private func wrongKind(_ value: JSON, _ schema: JSON) -> String? {
        let types = schema["type"].text.map { [$0] } ?? schema["type"].list.compactMap(\.text)
        if !types.isEmpty, !types.contains(where: { value.isA($0) }) {
            return "\(value) is no \(types.joined(separator: " or "))"
        }
        if schema.has("const"), value != schema["const"] { return "\(value) is not the one value" }
        if schema.has("enum"), !schema["enum"].list.contains(value) {
            return "\(value) is none of the documented values"
        }
        return nil
    }

    private func numberProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        guard let number = value.number else { return [] }
        var problems: [String] = []
        if let least = schema["minimum"].number, number < least {
            problems.append("\(path): \(number) is below \(least)")
        }
        if let most = schema["maximum"].number, number > most {
            problems.append("\(path): \(number) is above \(most)")
        }
        return problems
    }

    private func textProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        guard let text = value.text else { return [] }
        var problems: [String] = []
        if let least = schema["minLength"].integer, text.count < least {
            problems.append("\(path): \(text) is too short")
        }
        if let most = schema["maxLength"].integer, text.count > most {
            problems.append("\(path): \(text) is too long")
        }
        if let pattern = schema["pattern"].text {
            let isMatch = (try? Regex(pattern).firstMatch(in: text)) ?? nil
            if isMatch == nil { problems.append("\(path): \(text) is not like \(pattern)") }
        }
        return problems
    }

    private func listProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        guard case .list(let items) = value else { return [] }
        var problems: [String] = []
        if let least = schema["minItems"].integer, items.count < least {
            problems.append("\(path): too few items")
        }
        if let most = schema["maxItems"].integer, items.count > most {
            problems.append("\(path): too many items")
        }
        guard schema.has("items") else { return problems }
        return problems
            + items.enumerated().flatMap { index, item in
                self.problems(item, schema["items"], at: "\(path)/\(index)")
            }
    }

    private func objectProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        guard case .object(let fields) = value else { return [] }
        var problems = schema["required"].list.compactMap(\.text)
            .filter { fields[$0] == nil }.map { "\(path)/\($0) is missing" }
        for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
            let here = "\(path)/\(name)"
            if schema["properties"].has(name) {
                problems += self.problems(field, schema["properties"][name], at: here)
            } else if case .object = schema["additionalProperties"] {
                problems += self.problems(field, schema["additionalProperties"], at: here)
            } else if schema.has("properties"), schema["additionalProperties"] != true {
                problems.append("\(here) is not documented")
            }
            if schema.has("propertyNames") {
                problems += self.problems(.text(name), schema["propertyNames"], at: here)
            }
        }
        return problems
    }

    private func branchProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        var problems: [String] = []
        for keyword in ["oneOf", "anyOf"] where schema.has(keyword) {
            let found = schema[keyword].list.map { self.problems(value, $0, at: path) }
            if !found.contains([]) {
                problems.append("\(path): fits nothing of \(keyword): \(found)")
            }
        }
        guard schema.has("allOf") else { return problems }
        return problems + self.problems(value, merged(schema["allOf"]), at: path)
    }

    /// All of some object schemas as one, so that each may name fields of its own.
    private func merged(_ parts: JSON) -> JSON {
        var properties: [String: JSON] = [:]
        var required: [JSON] = []
        for part in parts.list.map(resolved) {
            if case .object(let own) = part["properties"] {
                properties.merge(own) { first, _ in first }
            }
            required += part["required"].list
        }
        return .object(["properties": .object(properties), "required": .list(required)])
    }
}

extension JSON {
    /// Whether the value is of the type that JSON Schema calls so.
    fileprivate func isA(_ type: String) -> Bool {
        switch (self, type) {
        case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.text, "string"),
            (.list, "array"), (.object, "object"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }

    /// The value as JSON text, fields in the order of their names.
    var encoded: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .number(let number):
            number == number.rounded() ? "\(Int64(number))" : "\(number)"
        case .text(let text):
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .list(let values): "[" + values.map(\.encoded).joined(separator: ",") + "]"
        case .object(let fields):
            "{"
                + fields.sorted { $0.key < $1.key }
                .map { "\(JSON.text($0.key).encoded):\($0.value.encoded)" }
                .joined(separator: ",") + "}"
        }
    }
}
