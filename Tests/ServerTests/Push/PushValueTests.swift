// The push port's values: which URLs are taken, how a push is signed, what is tried when.

import Basics
import Engine
import Gateway
import Journal
import Testing

@testable import Server

@Suite struct PushValueTests {
    // MARK: URL

    @Test(
        arguments: [
            ("http://127.0.0.1:9000/hook", "127.0.0.1:9000", "/hook"),
            ("http://127.0.0.1", "127.0.0.1:80", "/"),
            ("HTTP://10.0.0.7:81?a=b", "10.0.0.7:81", "/?a=b"),
            ("http://[::1]:9000/a/b?c", "[::1]:9000", "/a/b?c"), ("http://[::1]/", "[::1]:80", "/"),
        ])
    func aURL(text: String, authority: String, target: String) throws {
        let url = try #require(PushURL(text))
        #expect(url.authority == authority)
        #expect(url.target == target)
    }

    @Test(
        arguments: [
            "https://127.0.0.1/", "http://relay.example/", "http://", "127.0.0.1:9000", "",
            "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://u:p@127.0.0.1/",
            "http://127.0.0.1/a b", "http://127.0.0.1/#a", "http://127.0.0.1/ä",
        ])
    func noURL(text: String) {
        #expect(PushURL(text) == nil)
    }

    @Test func aWrongURLIsRefusedWithWhatWouldBeRight() {
        let reader = SettingsReader(environment: [:]) { _ in nil }
        #expect {
            _ = try reader.read(overrides: ["push.url=https://example.com/hook"])
        } throws: {
            "\($0)".contains("push.url") && "\($0)".contains("relay that speaks TLS")
        }
        #expect {
            _ = try reader.read(overrides: ["push.url=http://127.0.0.1:9000/"])
        } throws: {
            "\($0)".contains("push.secretFile")
        }
    }

    // MARK: Signature

    @Test func aSignatureIsTheKnownOne() {
        // printf '1795248000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of thirty-two bytes, yes'
        let signer = PushSigner(secret: Array("a secret of thirty-two bytes, yes".utf8))
        let signature = signer.signature(
            timestamp: Instant(millisecondsSinceEpoch: 1_795_248_000_000),
            body: Array("{\"a\":1}".utf8))
        #expect(signature == "v1=e7d231e713ce8d01dd4814f0396a99c2b6f8bb2b4411490a6d067f5cc0ed0f34")
    }

    // MARK: Schedule

    private func message(_ number: UInt64, after: UInt64 = 0) -> PushMessage {
        PushMessage(
            id: "offer.created:\(number)", kind: .offerCreated, runner: RunnerID("r1"), body: [],
            createdAt: Instant(millisecondsSinceEpoch: 0),
            deadline: Instant(millisecondsSinceEpoch: 0), after: JournalPosition(after))
    }

    private func schedule(countMax: Int = 4) -> Desk { Desk(countMax: countMax) }

    @Test func aPushWaitsForItsRecord() {
        let schedule = self.schedule()
        #expect(schedule.add(message(1, after: 7), deadline: 1_000))
        #expect(schedule.take(at: 0, syncedUpTo: 6) == nil)
        #expect(schedule.take(at: 0, syncedUpTo: 7)?.message.after.value == 7)
        #expect(schedule.take(at: 0) == nil)
    }

    @Test func theQueueIsBounded() throws {
        let schedule = self.schedule(countMax: 2)
        #expect(schedule.add(message(1), deadline: 1_000))
        #expect(schedule.add(message(2), deadline: 1_000))
        #expect(!schedule.add(message(3), deadline: 1_000))
        // One that is under way takes its room until it is done.
        let first = try #require(schedule.take(at: 0))
        #expect(!schedule.add(message(3), deadline: 1_000))
        schedule.finish(first)
        #expect(schedule.add(message(3), deadline: 1_000))
        #expect(schedule.counters == PushCounters(sent: 1, dropped: 2))
        #expect(schedule.count == 2)
    }

    @Test func theWaitDoublesUntilTheDeadline() throws {
        let schedule = self.schedule()
        #expect(schedule.add(message(1), deadline: 1_000))
        var now: Int64 = 0
        var tries: [Int64] = []
        while let job = schedule.take(at: now) {
            tries.append(now)
            schedule.retry(job, at: now)
            guard let due = schedule.nextDue else { break }
            #expect(schedule.take(at: due - 1) == nil)
            now = due
        }
        #expect(tries == [0, 100, 300, 700])
        #expect(schedule.counters == PushCounters(retried: 3, failed: 1))
        #expect(schedule.count == 0)
    }

    @Test func theReceiverMayAskForMore() throws {
        let schedule = self.schedule()
        #expect(schedule.add(message(1), deadline: 10_000))
        let job = try #require(schedule.take(at: 0))
        schedule.retry(job, at: 0, askedFor: .seconds(3))
        #expect(schedule.nextDue == 3_000)
        let again = try #require(schedule.take(at: 3_000))
        schedule.retry(again, at: 3_000, askedFor: .seconds(7))
        #expect(schedule.nextDue == nil)
        #expect(schedule.counters.failed == 1)
    }

    @Test func whatIsTooOldIsNotTried() {
        let schedule = self.schedule()
        #expect(schedule.add(message(1), deadline: 100))
        #expect(schedule.add(message(2), deadline: 101))
        #expect(schedule.take(at: 100)?.message.id == "offer.created:2")
        #expect(schedule.counters.failed == 1)
    }

    @Test func whatIsGivenBackGoesFirst() throws {
        let schedule = self.schedule()
        #expect(schedule.add(message(1), deadline: 100))
        #expect(schedule.add(message(2), deadline: 100))
        let job = try #require(schedule.take(at: 0))
        schedule.giveBack(job, at: 0)
        #expect(schedule.take(at: 0) == job)
        #expect(schedule.counters.retried == 0)
    }
}

/// A schedule that expectations may change.
private final class Desk {
    private var schedule: PushSchedule

    init(countMax: Int) {
        schedule = PushSchedule(countMax: countMax, firstWait: Milliseconds(100))
    }

    var count: Int { schedule.count }
    var nextDue: Int64? { schedule.nextDue }
    var counters: PushCounters { schedule.counters }

    func add(_ message: PushMessage, deadline: Int64) -> Bool {
        schedule.add(message, deadline: deadline)
    }

    func take(at now: Int64, syncedUpTo position: UInt64 = .max) -> PushJob? {
        schedule.take(at: now, syncedUpTo: JournalPosition(position))
    }

    func finish(_ job: PushJob) { schedule.finish(job) }

    func retry(_ job: PushJob, at now: Int64, askedFor: Milliseconds = .zero) {
        schedule.retry(job, at: now, askedFor: askedFor)
    }

    func giveBack(_ job: PushJob, at now: Int64) { schedule.giveBack(job, at: now) }
}
