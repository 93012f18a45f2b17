// What a runner's socket may say wrong, and what it hears then.

import Basics
import Engine
import HTTP
import Testing
import WebSocket
import Wire

@testable import Gateway

@Suite struct RunnerErrorTests {
    @Test(
        arguments: [
            (#"{"type":"dance","id":17}"#, "invalid", "/type"),
            (#"{"id":17}"#, "invalid", "/type"),
            (#"{"type":"duty","id":17}"#, "invalid", "/on"),
            (#"{"type":"accept","id":17,"offer":"off_nope","epoch":1}"#, "notFound", "/offer"),
            (#"{"type":"phase","id":17,"order":"ord_x","leg":0,"to":"x"}"#, "notFound", "/order"),
        ])
    func anErrorNamesItsFieldAndItsMessage(text: String, code: String, field: String) {
        let shell = Shell()
        let id = shell.runner("r1")
        let error = first("error", in: shell.converse(text, on: id))
        #expect(error["code"].text == code)
        #expect(error["field"].text == field)
        #expect(error["re"] == 17)
        #expect(types(shell.converse(#"{"type":"duty","id":18,"on":true}"#, on: id)) == ["ok"])
    }

    @Test(arguments: ["", "hello", "{", "[1]", "{\"type\":\"fix\"", "null", "\"fix\""])
    func whatIsNoMessageIsAnErrorAndTheConnectionLivesOn(text: String) {
        let shell = Shell()
        let id = shell.runner("r1")
        let answer = shell.converse(text, on: id)
        #expect(types(answer) == ["error"])
        #expect(answer.first?["code"] == "invalid")
        #expect(types(shell.converse(#"{"type":"duty","id":18,"on":true}"#, on: id)) == ["ok"])
    }

    @Test func aCommandNeedsAKey() {
        let shell = Shell()
        let id = shell.runner("r1")
        let answer = shell.converse(#"{"type":"duty","on":true}"#, on: id)
        #expect(answer.first?["code"] == "keyRequired")
        #expect(answer.first?["field"] == "/id")
    }

    @Test func aForeignOfferAndNoneAreTheSameError() throws {
        let shell = Shell()
        let one = shell.runner("r1")
        _ = shell.place()
        let name = try #require(shell.offer(on: one)["offer"].text)
        let two = shell.runner("r2")
        let foreign = shell.converse(
            #"{"type":"accept","id":"a","offer":"\#(name)","epoch":1}"#, on: two)
        let none = shell.converse(
            #"{"type":"accept","id":"a","offer":"off_0000000000000","epoch":1}"#, on: two)
        #expect(foreign.first?["code"] == "notFound")
        #expect(foreign == none)
    }

    @Test func aBinaryMessageEndsTheSocket() {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.send(Shell.frame(.binary, [1, 2, 3]), on: id)
        #expect(shell.closeCode(id) == 1_003)
        #expect(shell.isClosed(id))
    }

    @Test func anUnmaskedFrameEndsTheSocket() {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.send([0x81, 0x02, 0x7B, 0x7D], on: id)
        #expect(shell.closeCode(id) == 1_002)
        #expect(shell.gateway.sessionCounters.framesRefused == 1)
    }

    @Test func aMessageMayBeAsLongAsTheLimit() {
        let shell = Shell()
        let id = shell.runner("r1")
        let text = #"{"type":"duty","id":"a","on":true,"pad":""#
        let most = 131_072 - text.utf8.count - 2
        let fits = text + String(repeating: "x", count: most) + "\"}"
        #expect(types(shell.converse(fits, on: id)) == ["ok"])
        let tooLong = text + String(repeating: "x", count: most + 1) + "\"}"
        shell.say(tooLong, on: id)
        #expect(shell.closeCode(id) == 1_009)
    }

    @Test func bytesMayComeOneByOne() {
        let shell = Shell()
        let id = shell.runner("r1")
        for byte in Shell.frame(.text, Array(#"{"type":"duty","id":1,"on":false}"#.utf8)) {
            shell.send([byte], on: id)
        }
        #expect(types(shell.hear(id)) == ["ok"])
    }
}
