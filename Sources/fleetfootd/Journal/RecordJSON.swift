// A record for people to read, by the names of its fields in the code. No program should read this:
// what is stable is the wire's protocol and the journal's bytes.

import Basics
import Engine
import Wire

/// Writes any value of the Engine as JSON.
enum RecordJSON {
    /// Writes `value` by its fields. Ids are written as the outside knows them.
    static func write(_ value: Any, to writer: inout JSONWriter) {
        switch value {
        case let id as OrderID: writer.value(id.text)
        case let id as OfferID: writer.value(id.text)
        case let id as RunnerID: writer.value(id.text)
        case let id as StationID: writer.value(id.text)
        case let index as RunnerIndex: writer.value(index.value)
        case let instant as Instant: writer.value(instant.millisecondsSinceEpoch)
        case let text as String: writer.value(text)
        case let flag as Bool: writer.value(flag)
        case let number as any FixedWidthInteger: writer.value(Int64(truncatingIfNeeded: number))
        case let number as any BinaryFloatingPoint: writer.value(Double(number), decimals: 7)
        case let bytes as [UInt8]: writer.value(String(decoding: bytes, as: UTF8.self))
        default: write(Mirror(reflecting: value), of: value, to: &writer)
        }
    }

    private static func write(
        _ mirror: Mirror, of value: Any, to writer: inout JSONWriter
    ) {
        switch mirror.displayStyle {
        case .optional:
            guard let child = mirror.children.first else { return writer.null() }
            write(child.value, to: &writer)
        case .collection, .set:
            writer.beginArray()
            for child in mirror.children { write(child.value, to: &writer) }
            writer.endArray()
        case .enum:
            guard let child = mirror.children.first else { return writer.value("\(value)") }
            writer.beginObject()
            writer.name(child.label ?? "value")
            write(child.value, to: &writer)
            writer.endObject()
        default:
            writer.beginObject()
            for (place, child) in mirror.children.enumerated() {
                writer.name(name(child.label, at: place))
                write(child.value, to: &writer)
            }
            writer.endObject()
        }
    }

    /// Unlabelled parts of a case have names like `.0`.
    private static func name(_ label: String?, at place: Int) -> String {
        guard let label, !label.hasPrefix(".") else { return "\(place)" }
        return label
    }
}
