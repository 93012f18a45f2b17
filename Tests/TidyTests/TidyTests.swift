// The house rules, as tests: each check is first shown to find a bad sample, then let loose on the
// checkout. The findings stand in the failure message with file and line.

import Testing

/// A file of target `target` with that code under a proper header.
private func sample(_ code: String, target: String = "Engine") -> SourceFile {
    SourceFile(path: "Sources/\(target)/Sample.swift", text: code)
}

private func expectNone(_ findings: [Finding]) {
    #expect(findings.isEmpty, "\n\(findings.map(\.description).joined(separator: "\n"))")
}

@Suite struct CheckoutTests {
    @Test func theCheckoutIsThere() {
        #expect(Checkout.topLevelNames().contains("Package.swift"))
        #expect(Checkout.sources.contains { $0.path == "Sources/Basics/Instant.swift" })
        #expect(Checkout.tests.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
    }
}

@Suite struct CodeOnlyTests {
    @Test(arguments: [
        ("a // b", "a     "), ("a /* b */ c", "a         c"),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("/*\nx\n*/y", "  \n \n  y"), ("f(\"// no\") + g", "f(       ) + g"),
        ("\"a\\\"b\" c", "       c"), ("\"\\(x)y\" z", "   x    z"),
        ("\"\\(f(\"a\", (b)))\" c", "   f(   , (b))   c"), ("#\"a\"b\"# c", "        c"),
        ("#\"\\#(x)\"# c", "     x    c"), ("\"\"\"\n a \" b\n \"\"\" c", "   \n      \n     c"),
        ("\"open\nnext", "     \nnext"), ("x", "x"), ("", ""),
    ])
    func leavesCodeAlone(text: String, code: String) {
        #expect(CodeOnly.of(text) == code)
    }

    @Test func everyFileKeepsItsLines() {
        for file in Checkout.all {
            #expect(file.code.count == file.lines.count, "\(file.path)")
        }
    }
}

@Suite struct ArrowTests {
    @Test func importsAreSeenInEveryForm() {
        let file = sample(
            """
            import A
            public import B
            @testable import C
            internal import struct D.E
              @_exported public import F
            // import G
            let text = "import H"
            func important() {}
            #if canImport(I)
            """)
        #expect(Arrows.imports(in: file).map(\.module) == ["A", "B", "C", "D", "F"])
        #expect(Arrows.imports(in: file).map(\.line) == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [
        ("Basics", "Geo"), ("Geo", "Engine"), ("Engine", "Wire"), ("Engine", "HTTP"),
        ("Matching", "Journal"), ("Gateway", "EventLoop"), ("Gateway", "Foundation"),
        ("Server", "CLibUV"), ("Server", "COpenSSL"), ("Server", "GRDB"), ("Store", "Gateway"),
        ("Tokens", "Gateway"), ("City", "Gateway"), ("Wire", "Foundation"), ("Nowhere", "Basics"),
    ])
    func anArrowUpwardsIsFound(target: String, module: String) {
        #expect(Arrows.findings(in: sample("import \(module)", target: target)).count == 1)
    }

    @Test(arguments: [
        ("Geo", "Basics"), ("Engine", "Geo"), ("Gateway", "Basics"), ("Server", "Engine"),
        ("Wire", "FoundationEssentials"), ("Simulation", "HTTP"), ("fleetfootd", "EventLoop"),
    ])
    func anArrowDownwardsIsFine(target: String, module: String) {
        #expect(Arrows.findings(in: sample("import \(module)", target: target)) == [])
    }

    @Test func theTableHasNoCircle() {
        for (target, rule) in Arrows.rules {
            for direct in rule.targets {
                #expect(Arrows.rules[direct] != nil, "\(direct) is no target")
                #expect(!Arrows.allowed(for: direct).contains(target), "\(target) ⇄ \(direct)")
            }
        }
    }

    @Test func theCheckoutKeepsTheArrows() {
        expectNone(Checkout.sources.flatMap(Arrows.findings))
    }
}

@Suite struct BannedWordTests {
    @Test(arguments: [
        "unsafe f()", "import Foundation", "import Glibc", "JSONEncoder()", "func f() async {}",
        "await f()", "Task { }", "ContinuousClock.now", "let t: Instant = .now",
        "Int.random(in: a)", "wait(until: .now)", "DispatchWallTime.now()",
        "SystemRandomNumberGenerator()", "x.hashValue", "final class Node {}", "actor Node {}",
        "\"\\(Date())\"",
    ])
    func aBannedWordIsFoundInPureTargets(code: String) {
        #expect(!BannedWords.findings(in: sample(code)).isEmpty)
        #expect(BannedWords.findings(in: sample(code, target: "Server")) == [])
    }

    @Test(arguments: [
        "// unsafe", "\"await\"", "import FoundationEssentials", "let tasks = 1", "unsafely()",
        "randomize(x)", "let random = 2", "state.now", "subclass", "func hashValues()", "x.nowhere",
    ])
    func whatOnlyLooksLikeItIsFine(code: String) {
        #expect(BannedWords.findings(in: sample(code)) == [])
    }

    @Test func compressionMayWrapItsLibrary() {
        #expect(BannedWords.findings(in: sample("unsafe f()", target: "Compression")) == [])
        #expect(!BannedWords.findings(in: sample("await f()", target: "Compression")).isEmpty)
    }

    @Test func theCheckoutsPureTargetsArePure() {
        expectNone(Checkout.sources.flatMap(BannedWords.findings))
    }
}

@Suite struct VocabularyTests {
    @Test(arguments: [
        ("nearestDriver", ["nearest", "driver"]), ("GeofenceID", ["geofence", "id"]),
        ("MAX_riders", ["max", "riders"]), ("x2y", ["x2y"]), ("_a", ["a"]),
        ("URLPath", ["urlpath"]),
    ])
    func identifiersAreMadeOfWords(identifier: String, words: [String]) {
        #expect(Identifiers.words(of: identifier) == words)
    }

    @Test(arguments: [
        "let driver = 1", "struct RiderID {}", "func geofences()", "startWorker()",
        "courier.move()",
    ])
    func aWordWithABetterOneIsFound(code: String) {
        #expect(Vocabulary.findings(in: sample(code)).count == 1)
    }

    @Test(arguments: ["// the driver", "\"rider\"", "let override = 1", "provider", "screwdrivers"])
    func commentsTextsAndOtherWordsAreFine(code: String) {
        #expect(Vocabulary.findings(in: sample(code)) == [])
    }

    @Test func aThreadMayBeAWorker() {
        #expect(Vocabulary.findings(in: sample("let worker = 1", target: "EventLoop")) == [])
    }

    @Test(arguments: [
        "// TODO: later", "// a hack", "let stub = 1", "\"fixme\"", "// good for now.",
    ])
    func unfinishedWorkIsFound(code: String) {
        #expect(Vocabulary.marks(in: sample(code)).count == 1)
    }

    @Test(arguments: [
        "// shack", "let stubborn = 1", "// before noon", "f(\"for now\")", "mockingbird",
    ])
    func otherWordsAreNotUnfinished(code: String) {
        #expect(Vocabulary.marks(in: sample(code)) == [])
    }

    @Test func theCheckoutSpeaksOneLanguage() {
        expectNone((Checkout.sources + Checkout.benchmarks).flatMap(Vocabulary.findings))
    }

    /// All but the samples above.
    @Test func theCheckoutIsFinished() {
        let files = Checkout.all.filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        expectNone(files.flatMap(Vocabulary.marks))
    }
}

@Suite struct ShapeTests {
    @Test func aStrangerOnTheTopLevelIsFound() {
        let names = [".ci", ".gitignore", "Package.swift", "Sources", "docs", "scripts", "LICENSE"]
        #expect(Shape.strangers(among: names) == ["docs", "scripts", "LICENSE"])
    }

    @Test(arguments: [
        "import A\n", "\n// Why this file exists, in a line.\n", "// Short.\n",
        "/// Doc of the first type here, long.\n",
        "//\n//\n",
    ])
    func aMissingHeaderIsFound(text: String) {
        #expect(Shape.headerFindings(in: sample(text)).count == 1)
    }

    @Test func aHeaderIsSeen() {
        #expect(Shape.headerFindings(in: sample("// Why this file exists, in a line.\n")) == [])
    }

    @Test(arguments: [("Engine", 500), ("fleetfootd", 100), ("fleetfoot-sim", 100)])
    func aFileMayBeAsLongAsItsKindAndNoLonger(target: String, most: Int) {
        let full = String(repeating: "x\n", count: most)
        #expect(Shape.lengthFindings(in: sample(full, target: target)) == [])
        #expect(Shape.lengthFindings(in: sample(full + "x", target: target)).count == 1)
        #expect(Shape.lengthFindings(in: sample(full + "x\n", target: target)).count == 1)
        #expect(Shape.lengthFindings(in: sample("", target: target)) == [])
    }

    @Test(arguments: [
        "public struct A {}", "// not a doc\npublic let a = 1", "@inlinable\npublic func f() {}",
        "/// doc\n\npublic var a: Int", "    public init() {}", "@inlinable public func f() {}",
        "public private(set) var a = 1", "open class A {}",
    ])
    func aMissingDocumentationIsFound(code: String) {
        #expect(Shape.documentationFindings(in: sample(code)).count == 1)
    }

    @Test(arguments: [
        "/// doc\npublic struct A {}",
        "/// doc\n@inlinable\n@discardableResult\npublic func f() {}",
        "public import A", "public static func < (a: A, b: A) -> Bool",
        "public let rawValue: Int", "public init(rawValue: Int) {}", "public extension A {}",
        "struct A {}", "// public struct A {}", "let text = \"\npublic\"",
        "/** doc */\npublic let a = 1",
    ])
    func whatNeedsNoneOrHasOneIsFine(code: String) {
        #expect(Shape.documentationFindings(in: sample(code)) == [])
    }

    @Test func theCheckoutIsInShape() {
        #expect(Shape.strangers(among: Checkout.topLevelNames()) == [])
        expectNone(Checkout.all.flatMap(Shape.headerFindings))
        expectNone(Checkout.all.flatMap(Shape.lengthFindings))
        expectNone(Checkout.sources.flatMap(Shape.documentationFindings))
    }
}
