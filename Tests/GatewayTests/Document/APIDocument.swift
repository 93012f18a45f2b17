// The protocol documents as the tests see them: operations of openapi.yaml, messages of asyncapi.yaml.

import FoundationEssentials
import HTTP
import Testing

@testable import Gateway

/// One operation of openapi.yaml.
struct Operation {
    var id: String
    var method: HTTP.Method
    /// With its parameters in braces.
    var path: String
    var node: JSON
    /// The names of its parameters, those of its path included.
    var parameters: [String]

    /// Whether it is for everybody, without a token.
    var isOpen: Bool { node.has("security") && node["security"].list.isEmpty }
    /// The statuses that it documents.
    func documents(_ status: Int) -> Bool { node["responses"].has("\(status)") }
    /// The body of the request as the document shows it.
    var example: JSON? {
        let content = node["requestBody"]["content"]["application/json"]
        return content.has("example") ? .some(content["example"]) : .none
    }
    var bodySchema: JSON { node["requestBody"]["content"]["application/json"]["schema"] }
}

/// openapi.yaml.
struct APIDocument {
    let schemas: Schemas
    let operations: [Operation]

    init() throws {
        let schemas = Schemas(document: try Documents.read("openapi.yaml"))
        guard case .object(let paths) = schemas.document["paths"] else {
            throw DocumentError.unreadable
        }
        let verbs: [HTTP.Method] = [.get, .post, .put, .patch, .delete]
        operations = paths.sorted { $0.key < $1.key }.flatMap { path, item in
            verbs.compactMap { verb in
                let node = item[verb.rawValue.lowercased()]
                guard let id = node["operationId"].text else { return nil }
                let parameters = (item["parameters"].list + node["parameters"].list)
                    .compactMap { schemas.resolved($0)["name"].text }
                return Operation(
                    id: id, method: verb, path: path, node: node, parameters: parameters)
            }
        }
        self.schemas = schemas
    }

    /// What is wrong with an answer to the operation.
    func problems(of answer: Answer, to operation: Operation) -> [String] {
        guard operation.documents(answer.status) else {
            return ["\(answer.status) is not documented: \(answer.text)"]
        }
        let response = schemas.resolved(operation.node["responses"]["\(answer.status)"])
        guard case .object(let content) = response["content"] else { return [] }
        let type = answer.fields["Content-Type"]?.split(separator: ";").first.map(String.init)
        guard let type, let media = content[type] else {
            return ["\(type ?? "no type") is none of \(content.keys.sorted())"]
        }
        guard type.hasSuffix("json") else { return [] }
        return schemas.problems(answer.json, media["schema"])
    }
}

/// One message of asyncapi.yaml, on one channel.
struct Message {
    /// The name under which the channel knows it.
    var key: String
    /// Its `type`.
    var type: String
    var schema: JSON
}

/// asyncapi.yaml.
struct SocketDocument {
    let schemas: Schemas

    init() throws { schemas = Schemas(document: try Documents.read("asyncapi.yaml")) }

    /// The channels' addresses, by name.
    var channels: [String: String] {
        guard case .object(let channels) = schemas.document["channels"] else { return [:] }
        return channels.compactMapValues { $0["address"].text }
    }

    /// The messages of a channel that the server (`send`) or the client (`receive`) says.
    func messages(_ action: String, on channel: String) -> [Message] {
        guard case .object(let operations) = schemas.document["operations"] else { return [] }
        return operations.values
            .filter {
                $0["action"].text == action
                    && $0["channel"]["$ref"].text == "#/channels/\(channel)"
            }
            .flatMap { $0["messages"].list }
            .compactMap { reference in
                guard let key = reference["$ref"].text?.split(separator: "/").last else {
                    return nil
                }
                let schema = schemas.resolved(schemas.resolved(reference))["payload"]
                return Message(
                    key: String(key), type: schema["properties"]["type"]["const"].text ?? "",
                    schema: schema)
            }
    }
}

enum DocumentError: Error {
    case unreadable
}

enum Documents {
    /// A document of Sources/Pages/Resources.
    static func read(_ name: String) throws -> JSON {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Sources/Pages/Resources/\(name)"), encoding: .utf8)
        return try JSON(yaml: text)
    }
}
