// The daemon: loop events go into the gateway, its effects come out of it and are carried out. No
// policy is here; what is decided is decided in the pure targets.

public import Basics
internal import Engine
internal import EventLoop
internal import Foundation
public import Gateway
internal import Journal
internal import Logging
internal import Matching
internal import Store
public import Tokens

/// Why the daemon did not start, or did not go on: one line.
public struct DaemonError: Error, CustomStringConvertible, Sendable {
    /// The line.
    public let description: String
}

/// Something another thread tells the loop.
enum Message: Sendable {
    case replayed([JournalEntry])
    case replayEnded(Result<ReplaySummary, StoreError>)
    case appended(Result<JournalPosition, StoreError>)
    case rows(QueryID, StoreRows)
    case track(UInt64, Result<[StoredTrack], StoreError>)
    case snapshotEnded(Result<SnapshotOutcome, StoreError>)
    case stop
}

/// What the daemon can be told beside its settings.
public struct DaemonOptions {
    /// Keys instead of those of `auth.keys`.
    public var keys: [TokenKey]?
    /// Switches the pool filter off, to see what notices it.
    public var ignoresPools = false
    /// Reads the settings again on SIGHUP.
    public var reread: (() throws(SettingsError) -> ServerSettings)?
    /// No lines in the log but errors.
    public var isQuiet = false

    /// Nothing beside the settings.
    public init() {}
}

/// One city on one loop. Made, run and ended on one thread; `stop` may come from any.
public final class Daemon {
    var settings: ServerSettings
    let options: DaemonOptions
    let loop: EventLoop
    let store: Store
    var tokens: TokenMemory
    var log: Logger
    let mailbox: Mailbox<Message>
    let parameters: Parameters
    var clock: CityClock
    var gateway: Gateway
    var effects = Effects()
    var batches: BatchQueue
    var pushPort: PushPort?
    var isPushTroubled = false
    var snapshots = SnapshotClock()
    var shutdown = Shutdown.none
    let replayGate = ReplayGate()
    var timerDueNanoseconds: UInt64?
    var failure: DaemonError?
    var loopDelay = Histogram.latency
    /// Called on the loop's thread once commands are taken.
    public var whenReady: (() -> Void)?
    /// Where the daemon listens.
    public let listenAddress: ListenAddress

    /// Opens everything that can fail: keys, folder, port.
    public init(
        _ settings: ServerSettings, source: String, options: DaemonOptions = DaemonOptions()
    ) throws(DaemonError) {
        self.settings = settings
        batches = BatchQueue(gather: settings.journal.gatherMs)
        self.options = options
        let origin = settings.clock.origin == 0 ? nil : settings.clock.origin
        clock = CityClock(
            rate: settings.clock.rate,
            origin: origin.map { Instant(millisecondsSinceEpoch: Int64($0)) })
        log = Logger(label: "fleetfootd") { label in
            LogLines.onStandardError(
                label: label, level: options.isQuiet ? .error : settings.log.level,
                format: settings.log.format, now: { CityClock.wall() })
        }
        parameters = settings.parameters
        var policy = settings.policy(at: clock.now())
        if options.ignoresPools { policy.guardsOff.insert(.pool) }
        tokens = TokenMemory(
            TokenVerifier(
                keys: try Daemon.keys(settings, options),
                rules: TokenRules(
                    issuer: settings.auth.issuer, audience: settings.auth.audience,
                    leeway: settings.auth.leewayMs)))
        pushPort = try Daemon.pushPort(settings)
        var gatewaySettings = settings.gatewaySettings(
            files: StaticFiles.all(leafletDirectory: settings.pages.leafletDirectory))
        let limit = raiseDescriptorLimit()
        (loop, listenAddress) = try Daemon.listen(settings)
        mailbox = Mailbox(waker: loop.waker)
        do throws(StoreError) {
            store = try Store.open(folder: settings.data.folder, settings: settings.storeSettings)
        } catch {
            throw DaemonError(description: "data.folder: \(error)")
        }
        let secret = try DaemonSecret.read(folder: settings.data.folder)
        gatewaySettings.secret = secret
        policy.hallKey = KeyedHash(key: secret).code(of: "hall".utf8)
        policy.handoverKey = KeyedHash(key: KeyedHash(key: secret).code(of: "handover".utf8))
        gateway = Gateway(settings: gatewaySettings, policy: policy, parameters: parameters)
        log.info(
            "starting",
            metadata: [
                "settings": "\(source)", "data": "\(settings.data.folder)",
                "descriptors": "\(limit)", "keys": "\(settings.auth.keys ?? "made for this run")",
            ])
    }

    private static func keys(
        _ settings: ServerSettings, _ options: DaemonOptions
    ) throws(DaemonError) -> [TokenKey] {
        if let keys = options.keys { return keys }
        guard let folder = settings.auth.keys else {
            throw DaemonError(
                description:
                    "auth.keys is not set: it names the folder of the keys that tokens are "
                    + "signed with (KID.hs256 or KID.pem); `fleetfootd demo` makes its own")
        }
        do throws(TokensError) {
            return try KeyFolder(path: folder).readKeys()
        } catch {
            throw DaemonError(description: "auth.keys: \(error)")
        }
    }

    private static func listen(
        _ settings: ServerSettings
    ) throws(DaemonError) -> (EventLoop, ListenAddress) {
        do throws(LoopError) {
            let loop = try EventLoop(settings: settings.loopSettings)
            let wanted = settings.http.listen
            let (_, port) = try loop.listen(host: wanted.host, port: wanted.port)
            try loop.watchSignals([.terminate, .interrupt, .hangUp])
            return (loop, ListenAddress(host: wanted.host, port: port))
        } catch {
            throw DaemonError(description: "http.listen: \(error)")
        }
    }

    /// Serves until a signal or `stop`; returns when everything acknowledged is on disk and the
    /// connections are closed. Throws why it could not go on.
    public func run() throws(DaemonError) {
        startReplay()
        loop.run(self)
        replayGate.cancel()
        store.hurryUpkeep()
        snapshots.work?.cancel()
        do throws(StoreError) {
            try store.close()
        } catch {
            failure = failure ?? DaemonError(description: "closing the store: \(error)")
        }
        if let failure { throw failure }
    }

    /// What the city's clock shows. The loop's thread only.
    public func cityTime() -> Instant { clock.now() }

    /// What another thread needs to end the daemon.
    public var stopper: @Sendable () -> Void {
        let mailbox = mailbox
        return { mailbox.put(.stop) }
    }

    /// Lets `body` look at the gateway. The loop's thread only, or after `run`.
    public func withGateway<Value>(_ body: (borrowing Gateway) -> Value) -> Value {
        body(gateway)
    }
}
