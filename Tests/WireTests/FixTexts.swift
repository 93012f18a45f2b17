// Fixes as other people's software may write them.

import Basics
import Engine
import Geo

enum FixTexts {
    /// The fix in a random order of fields, with white space, escapes, nulls and unknown fields.
    static func disguised(_ fix: Fix, _ random: inout SeededGenerator) -> String {
        var fields = [
            ("type", "\"fix\""), ("seq", "\(fix.sequence)"),
            ("latitude", degrees(fix.coordinate.latitudeE7, &random)),
            ("longitude", degrees(fix.coordinate.longitudeE7, &random)),
            ("fixTime", "\(fix.fixTime.millisecondsSinceEpoch)"),
        ]
        for (name, value) in [
            ("accuracyMeters", fix.accuracyMeters),
            ("speedMetersPerSecond", fix.speedMetersPerSecond),
            ("headingDegrees", fix.headingDegrees),
        ] {
            if value >= 0 { fields.append((name, "\(value)")) }
            if value < 0, random.chance(percent: 50) { fields.append((name, "null")) }
        }
        for _ in 0..<random.below(4) {
            fields.append((strangeNames[random.below(strangeNames.count)], value(&random)))
        }
        for index in fields.indices.reversed() {
            fields.swapAt(index, random.below(index + 1))
        }
        let members = fields.map { name, value in
            space(&random) + "\"\(escaped(name, &random))\"" + space(&random) + ":" + space(&random)
                + value + space(&random)
        }
        return space(&random) + "{" + members.joined(separator: ",") + "}" + space(&random)
    }

    private static let strangeNames = [
        "altitude", "latitud", "latitudes", "accuracyMeterz", "speedMetersPerSecondS", "s", "",
        "fixtime",
        "headingDegreesHeadingDegreesHeadingDegrees", "datums", "\\\"seq", "张",
    ]

    private static func value(_ random: inout SeededGenerator) -> String {
        let values = [
            "null", "true", "[]", "{}", "-1.5e-7", #""}\",{""#, #"[1,[{"latitude":7}],"x"]"#,
            "\"\"",
            #"{"type":"fix","seq":[{}]}"#, "1234567890123456789012345",
        ]
        return values[random.below(values.count)]
    }

    private static func space(_ random: inout SeededGenerator) -> String {
        random.chance(percent: 80) ? "" : ["", " ", "\n", "\t\r\n  "][random.below(4)]
    }

    private static func escaped(_ name: String, _ random: inout SeededGenerator) -> String {
        guard random.chance(percent: 20), let first = name.utf8.first, first < 0x80, first != 0x5C
        else { return name }
        let hex = String(first, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex + name.dropFirst()
    }

    /// The same angle in plain digits, with zeros at the end, or with an exponent.
    private static func degrees(_ degreesE7: Int32, _ random: inout SeededGenerator) -> String {
        if random.chance(percent: 20) { return "\(degreesE7)e-7" }
        let magnitude = degreesE7.magnitude
        let part = String(magnitude % 10_000_000)
        let zeros = String(repeating: "0", count: 7 - part.count)
        let sign = degreesE7 < 0 ? "-" : ""
        let tail = ["", "0", "00000000000000", "e0", "E+0", "e-00"][random.below(6)]
        return "\(sign)\(magnitude / 10_000_000).\(zeros)\(part)\(tail)"
    }

    /// One to three bytes replaced, removed, doubled, or put in from what JSON is made of.
    static func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var mutated = bytes
        let alphabet = Array("{}[]\",:0123456789.eE+- \\ntfu".utf8)
        for _ in 0..<random.number(in: 1...2) {
            let index = random.below(mutated.count)
            let byte = alphabet[random.below(alphabet.count)]
            switch random.below(4) {
            case 0: mutated[index] = byte
            case 1: mutated.remove(at: index)
            case 2: mutated.insert(byte, at: index)
            default: mutated.insert(mutated[index], at: index)
            }
        }
        return mutated
    }
}
