// Reading rows without trust: GRDB's typed subscripts end the process when a damaged file gives a
// text for a number. These answer `nil`.

internal import Basics
internal import Foundation
internal import GRDB

extension Row {
    /// The integer in the column, `nil` if it holds anything else.
    func integer(_ index: Int) -> Int64? {
        let value: DatabaseValue = self[index]
        guard case .int64(let integer) = value.storage else { return nil }
        return integer
    }

    /// The integer in the column as the word it was written from.
    func word(_ index: Int) -> UInt64? {
        integer(index).map { UInt64(bitPattern: $0) }
    }

    /// The integer in the column if it fits a byte.
    func byte(_ index: Int) -> UInt8? {
        integer(index).flatMap { UInt8(exactly: $0) }
    }

    /// The time in the column.
    func instant(_ index: Int) -> Instant? {
        integer(index).map { Instant(millisecondsSinceEpoch: $0) }
    }

    /// The bytes in the column, `nil` if it holds anything else.
    func bytes(_ index: Int) -> [UInt8]? {
        let value: DatabaseValue = self[index]
        guard case .blob(let data) = value.storage else { return nil }
        return [UInt8](data)
    }

    /// The text in the column, `nil` if it holds anything else.
    func text(_ index: Int) -> String? {
        let value: DatabaseValue = self[index]
        guard case .string(let text) = value.storage else { return nil }
        return text
    }
}

extension UInt64 {
    /// The same 64 bits as SQLite's signed integer.
    var column: Int64 { Int64(bitPattern: self) }
}

extension [UInt8] {
    /// The same bytes as GRDB takes a blob.
    var column: Data { Data(self) }
}
