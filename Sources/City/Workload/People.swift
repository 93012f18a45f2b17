// Who lives in a made-up city. Names and numbers are invented; the numbers are of a range that no
// operator gives out.

internal import Basics
public import Engine

/// Invented people.
public enum People {
    private static let surnames = [
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    ]
    private static let femaleNames = [
        "秀英", "丽娟", "晓燕", "雨桐", "思敏", "佳怡", "梦瑶", "文静", "雪梅", "欣然",
    ]
    private static let maleNames = [
        "伟", "建国", "浩然", "志强", "子轩", "俊杰", "宇航", "海涛", "文博", "晓东",
    ]

    /// The `number`-th runner of a city. The first ones alternate between the pools, so that even a
    /// city of two has both.
    public static func runner(_ number: Int, plan: CityPlan) -> RunnerProfile {
        var generator = SeededGenerator(seed: StableHash.mix(plan.seed ^ 0x52) &+ UInt64(number))
        let isFemale =
            number < 4 ? number % 2 == 0 : generator.chance(percent: plan.femalePercent)
        let draw = generator.below(10)
        let vehicle: Vehicle =
            draw == 0 ? .foot : draw < 5 ? .bicycle : draw < 9 ? .ebike : .motorcycle
        return RunnerProfile(
            id: RunnerID(id("runner", number)),
            name: name(isFemale: isFemale, &generator), person: id("person", number),
            gender: isFemale ? "female" : "male", vehicle: vehicle,
            capacity: Capacity(
                orders: vehicle == .foot ? 2 : generator.number(in: 2...4),
                grams: vehicle == .foot ? 8_000 : 15_000))
    }

    /// The subject of the `number`-th of a kind, `runner-0007` for one.
    public static func id(_ kind: String, _ number: Int) -> String {
        let digits = String(number)
        return kind + "-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func name(isFemale: Bool, _ generator: inout SeededGenerator) -> String {
        let names = isFemale ? femaleNames : maleNames
        return surnames[generator.below(surnames.count)] + names[generator.below(names.count)]
    }

    static func phone(_ generator: inout SeededGenerator) -> String {
        let digits = String(generator.below(100_000_000))
        return "100" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// What recipients tell at the door. A runner learns a code by calling the number that stands at the
/// stop; here the call is arithmetic, so that nothing but bytes passes between the apps.
public struct DoorCodes: Equatable, Sendable {
    private let seed: UInt64

    /// The codes of the city that `seed` names.
    public init(seed: UInt64) {
        self.seed = StableHash.mix(seed ^ 0xD00)
    }

    /// The four digits that whoever answers `phone` tells.
    public func code(phone: String) -> String {
        let digits = String(StableHash.mix(StableHash.of(phone) ^ seed) % 10_000)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
