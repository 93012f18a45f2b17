// The settings file: YAML, nested (`http:` with `listen:` under it) or with dots (`http.listen:`).
// It becomes a flat list of keys and texts with their lines, so that what is wrong can be pointed at.

internal import Yams

/// The entries of a settings file.
struct SettingsFile {
    /// One key and what stands behind it.
    struct Entry: Equatable {
        var key: String
        /// `nil` where nothing, `null` or `~` stands.
        var text: String?
        var line: Int
    }

    /// Why a file, or a part of it, cannot be read.
    struct Unreadable: Equatable {
        var key: String
        var message: String
        var line: Int?
    }

    private(set) var entries: [Entry] = []
    private(set) var unreadable: [Unreadable] = []

    /// The entries of `yaml`; an empty file has none.
    init(yaml: String) {
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return }
            // A file of comments only is a document that holds an empty scalar.
            if let scalar = root.scalar, scalar.string.isEmpty { return }
            read(root, prefix: "")
        } catch {
            unreadable.append(Self.describe(error))
        }
    }

    private mutating func read(_ node: Node, prefix: String) {
        switch node {
        case .mapping(let mapping):
            for (name, value) in mapping {
                let key = prefix.isEmpty ? name.string ?? "" : "\(prefix).\(name.string ?? "")"
                read(value, prefix: key)
            }
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            let line = node.mark?.line ?? 0
            entries.append(Entry(key: prefix, text: isNull ? nil : scalar.string, line: line))
        case .sequence, .alias:
            unreadable.append(
                Unreadable(key: prefix, message: "expected one value", line: node.mark?.line))
        }
    }

    private static func describe(_ error: any Error) -> Unreadable {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Unreadable(key: "", message: "not YAML: \(problem)", line: mark.line)
        case .duplicatedKeysInMapping(let duplicates, _):
            Unreadable(
                key: duplicates.map(String.init(describing:)).sorted().joined(separator: ", "),
                message: "stands there twice", line: nil)
        default:
            Unreadable(key: "", message: "not YAML", line: nil)
        }
    }
}
