// The protocol documents as JSON values.

import Yams

extension JSON {
    /// The value that a YAML text stands for; `null` for a text that is none.
    init(yaml text: String) throws {
        let node = try Yams.compose(yaml: text)
        self = node.map { JSON($0) } ?? .null
    }

    private init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(
                Dictionary(
                    mapping.compactMap { key, value in key.string.map { ($0, JSON(value)) } },
                    uniquingKeysWith: { first, _ in first }))
        case .sequence(let sequence): self = .list(sequence.map { JSON($0) })
        case .scalar, .alias: self = JSON(scalar: node)
        }
    }

    /// A scalar is what its tag says: a quoted number is a text.
    private init(scalar node: Node) {
        switch node.tag {
        case Tag(.null): self = .null
        case Tag(.bool): self = node.bool.map { .bool($0) } ?? .null
        case Tag(.int), Tag(.float): self = node.float.map { .number($0) } ?? .null
        default: self = .text(node.string ?? "")
        }
    }
}
