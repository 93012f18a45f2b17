// What was believed once is believed without a signature check, as long as it would be with one.

import Basics
import Testing

@testable import Tokens

@Suite struct TokenMemoryTests {
    private func memory(countMax: Int = 2, leeway: Milliseconds = .zero) throws -> TokenMemory {
        let key = try TokenKey(id: "k1", secret: secret)
        return TokenMemory(
            verifier([key], rules: TokenRules(leeway: leeway)), countMax: countMax)
    }

    private func minted(_ subject: String) throws -> String {
        var own = claims
        own.subject = subject
        return try TokenMinter(keyID: "k1", secret: secret).mint(own)
    }

    @Test func aTokenIsRememberedUntilItExpires() throws {
        var memory = try memory(leeway: .seconds(5))
        let text = try minted("r1")
        #expect(memory.verify(text, at: now) == .success(claims))
        #expect(memory.count == 1)
        #expect(memory.verify(text, at: now) == .success(claims))
        let last = claims.expires + .seconds(5)
        #expect(memory.verify(text, at: last - Milliseconds(1)) == .success(claims))
        #expect(memory.verify(text, at: last) == .failure(.expired(at: claims.expires)))
    }

    @Test func whatIsNotBelievedIsNotRemembered() throws {
        var memory = try memory()
        let text = try minted("r1")
        #expect(memory.verify(text, at: now) == .success(claims))
        // Another signature, another payload under the same signature, a cut token.
        let parts = text.split(separator: ".").map(String.init)
        let other = try minted("r2").split(separator: ".").map(String.init)
        for forged in [
            "\(parts[0]).\(parts[1]).\(other[2])", "\(parts[0]).\(other[1]).\(parts[2])",
            String(text.dropLast()), text + "A", "",
        ] {
            for _ in 0..<2 {
                guard case .failure = memory.verify(forged, at: now) else {
                    Issue.record("\(forged) was believed")
                    continue
                }
            }
        }
        #expect(memory.count == 1)
    }

    @Test func memoryIsBoundedAndKeepsWhatIsUsed() throws {
        var memory = try memory(countMax: 2)
        let used = try minted("used")
        for number in 0..<50 {
            _ = memory.verify(try minted("r\(number)"), at: now)
            _ = memory.verify(used, at: now)
            #expect(memory.count <= 4)
        }
        guard case .success(let found) = memory.verify(used, at: now) else {
            Issue.record("a good token was refused")
            return
        }
        #expect(found.subject == "used")
    }
}
