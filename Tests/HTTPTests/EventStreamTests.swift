// Event streams, byte for byte as the HTML standard's examples have them.

import HTTP
import Testing

@Suite struct EventStreamTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func anEventIsThreeLinesAndAnEmptyOne() {
        let data = Array("{\"a\":1}".utf8)
        #expect(
            written { EventStream.write(event: "event", id: 15, data: data.span, into: &$0) }
                == "id: 15\nevent: event\ndata: {\"a\":1}\n\n")
        #expect(
            written { EventStream.write(event: "position", data: data.span, into: &$0) }
                == "event: position\ndata: {\"a\":1}\n\n")
    }

    @Test func retryAndHeartbeatCarryNoEvent() {
        #expect(
            written { EventStream.write(retryMilliseconds: 2_000, into: &$0) }
                == "retry: 2000\n\n")
        #expect(written(EventStream.writeHeartbeat) == ":\n\n")
    }

    @Test(
        arguments: [
            ("text/event-stream", true), ("Text/Event-Stream", true),
            ("text/event-stream;q=0.9", true), ("application/json, text/event-stream ; q=1", true),
            ("*/*", false), ("text/*", false), ("text/event-streams", false), ("", false),
            ("application/json", false),
        ])
    func isWantedByName(accept: String, isWanted: Bool) {
        #expect(EventStream.isWanted(by: ["Accept": accept]) == isWanted)
    }

    @Test func isNotWantedByWhoSaysNothing() {
        #expect(!EventStream.isWanted(by: [:]))
    }
}
