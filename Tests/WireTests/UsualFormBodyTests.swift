// What is read by hand must be what JSONDecoder reads, and what is not plain must be left to it: the same
// bytes go both ways, as they were written and with bytes changed.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

@Suite struct UsualFormBodyTests {
    private static let bodies = [
        BodyTests.example,
        #"{"type":"wait","stops":[{"kind":"wait","latitude":-0,"longitude":1e2}]}"#,
        #"{"type":"x","stops":[{"kind":"buy","latitude":89.99999999999999,"longitude":-180}]}"#,
        #"{"stops":[],"type":"a\n\u4e2d","items":[{}],"skills":["s"],"addition":0}"#,
        #" { "type" : "x" , "stops" : [ ] , "items" : null , "other" : 1 } "#,
        #"{"type":"x","type":"y","stops":[]}"#,
    ]

    /// What came of a body, by hand where it is plain, or by JSONDecoder alone.
    private func outcome(
        _ decode: () throws(Refusal) -> OrderForm
    ) -> Result<OrderDraft, Refusal> {
        do throws(Refusal) {
            return .success(try decode().draft(datum: .gcj02))
        } catch {
            return .failure(error)
        }
    }

    private func check(_ bytes: [UInt8], _ hint: @autoclosure () -> String) {
        let usual = outcome { () throws(Refusal) in try OrderForm.decode(bytes.span) }
        let cold = outcome { () throws(Refusal) in try OrderForm.decodeCold(bytes.span) }
        #expect(usual == cold, "\(hint()): \(String(decoding: bytes, as: UTF8.self))")
    }

    @Test func plainOrdersAreReadByHand() throws {
        let example = Array(BodyTests.example.utf8)
        #expect(OrderForm.usual(example.span) != nil)
        for body in Self.bodies { check(Array(body.utf8), "as written") }
        // Escapes, exponents, unknown and repeated fields are left to JSONDecoder.
        for body in Self.bodies[3...] { #expect(OrderForm.usual(Array(body.utf8).span) == nil) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func changedOrdersAreReadAlike(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("\"{}[]:,.0129-+eE \\untfl\u{1}é".utf8) + [0xFF, 0xC3]
        for _ in 0..<40 {
            var bytes = Array(Self.bodies[random.below(Self.bodies.count)].utf8)
            for _ in 0...random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = letters[random.below(letters.count)]
                case 1: bytes.remove(at: place)
                default: bytes.insert(letters[random.below(letters.count)], at: place)
                }
            }
            check(bytes, "seed \(seed)")
        }
    }

    @Test func smallBodiesAreReadByHand() throws {
        let bytes = { (text: String) in Array(text.utf8) }
        let phase = bytes(#"{"to":"delivered","code":"4821","proof":["p"],"reason":null}"#)
        let read = PhaseForm.usual(phase.span)
        #expect(read?.to == "delivered" && read?.code == "4821" && read?.proof == ["p"])
        #expect(read?.reason == nil)
        let assign = AssignForm.usual(bytes(#"{"runner":"r1","override":true}"#).span)
        #expect(assign?.runner == "r1" && assign?.override == true && assign?.reason == nil)
        #expect(EpochForm.usual(bytes(#"{"epoch":3}"#).span)?.epoch?.value == 3)
        #expect(ReasonForm.usual(bytes(#"{"reason":"no"}"#).span)?.reason == "no")
        #expect(ReasonForm.usual(bytes("{}").span) != nil)
        for odd in [#"{"to":"x","extra":1}"#, #"{"to":5}"#, "{}", "[]", "", #"{"to":"x"}}"#] {
            #expect(PhaseForm.usual(bytes(odd).span) == nil)
        }
        for odd in [#"{"epoch":2.5}"#, #"{"epoch":1e1}"#, #"{"epoch":99999999999999999999}"#] {
            #expect(EpochForm.usual(bytes(odd).span) == nil)
        }
    }
}
