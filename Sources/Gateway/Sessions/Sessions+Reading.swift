// What a request asks, out of its path, query and body. Everything that can be wrong with it is found
// here, with the field and what would be right.

internal import Basics
internal import Engine
internal import Geo
internal import HTTP
internal import Wire

extension Sessions {
    /// The request as Core sees it, and the datum it wants its answer in.
    func read(
        _ pending: PendingRequest, _ route: Route, _ principal: Principal
    ) throws(Refusal) -> (Datum, APIRequest) {
        let query: QueryItems
        do throws(HTTPError) {
            query = try pending.request.queryItems()
        } catch {
            throw Refusal(.invalid, field: "", detail: error.sentence)
        }
        let input = RequestInput(
            query: query, stars: pending.stars, body: pending.body, principal: principal,
            version: try version(pending.request), key: try key(pending, route),
            limits: settings, method: pending.request.method, wantsStream: pending.wantsStream,
            lastEventID: pending.request.fields["last-event-id"])
        if !pending.body.isEmpty,
            let refusal = principal.refusal(of: MessageHead.read(pending.body.span).claims)
        {
            throw refusal
        }
        return (try input.datum(), try input.read(route.endpoint).expecting(input.version))
    }

    private func version(_ request: Request) throws(Refusal) -> Int? {
        guard let field = request.fields["if-match"] else { return nil }
        let digits = field.hasPrefix("\"") && field.hasSuffix("\"") && field.count > 2
        guard digits, let version = Int(field.dropFirst().dropLast()) else {
            throw Refusal(
                .invalid, field: "If-Match", detail: "a version in quotes, as ETag gives it: \"7\"")
        }
        return version
    }

    private func key(_ pending: PendingRequest, _ route: Route) throws(Refusal) -> CommandKey? {
        guard let text = pending.request.fields["idempotency-key"] else {
            guard route.needsKey else { return nil }
            throw Refusal(
                .keyRequired, field: "Idempotency-Key",
                detail: "send a key of your choice, the same one when you try again")
        }
        guard (1...128).contains(text.utf8.count) else {
            throw Refusal(
                .outOfRange, field: "Idempotency-Key", limit: 128, detail: "1 to 128 bytes")
        }
        var hash = StableHash()
        hash.add(pending.request.method.rawValue.utf8)
        hash.add(pending.request.path.utf8)
        hash.add(pending.body)
        return CommandKey(text: text, requestHash: hash.value)
    }
}

/// A request taken apart.
struct RequestInput {
    var query: QueryItems
    var stars: [String]
    var body: [UInt8]
    var principal: Principal
    var version: Int?
    var key: CommandKey?
    var limits: GatewaySettings
    var method: Method
    var wantsStream: Bool
    var lastEventID: String?

    func datum() throws(Refusal) -> Datum {
        guard let text = query["datum"] else { return .wgs84 }
        guard let datum = Datum(rawValue: text) else {
            throw Refusal(.invalid, field: "datum", detail: "one of wgs84, gcj02, bd09")
        }
        return datum
    }

    func read(_ endpoint: Endpoint) throws(Refusal) -> APIRequest {
        switch endpoint {
        case .openSocket(let kind): .openSocket(kind)
        case .createOrder:
            .command(
                .createOrder(try OrderDraft.decode(body.span, datum: try datum())), key)
        case .getEvents: try readEvents()
        case .listOrders, .getOrder, .getTrack, .cancelOrder, .assignOrder, .shareOrder,
            .reportPhase, .releaseLeg, .undoPhase, .noteAttempt:
            try readOrders(endpoint)
        case .editOrder, .addToOrder, .payOrder, .chooseForOrder, .failOrder, .unlockCode:
            .command(.law(try order(), try readLaw(endpoint)), key)
        case .previewCancel: .cancelPreview(try order())
        case .place(let endpoint): try readPlaces(endpoint)
        case .hall, .grab, .getDecisions, .listExceptions, .claimException, .resolveException,
            .claimRunnerException, .resolveRunnerException, .callForHelp:
            try readMarket(endpoint)
        case .issueCode, .scanCode, .recoverOrder, .moveToGate:
            .command(.relay(try readRelay(endpoint)), key)
        case .postFixes: try readFixes()
        case .seeOffer: .command(.offerSeen(try offer()), key)
        case .acceptOffer:
            .command(
                .acceptOffer(try offer(), epoch: try AcceptBody.decode(body.span).epoch), key)
        case .declineOffer:
            .command(
                .declineOffer(try offer(), reason: try DeclineBody.decode(body.span).reason), key)
        default: try readRunners(endpoint)
        }
    }

    private func readOrders(_ endpoint: Endpoint) throws(Refusal) -> APIRequest {
        switch endpoint {
        case .listOrders:
            return .orders(
                state: try state(), since: try instant("since"), before: try cursor(),
                limit: try number("limit", in: 1...limits.listLimitMax, default: 50))
        case .getOrder: return .order(try order())
        case .getTrack: return .track(try order())
        case .cancelOrder:
            let reason = try CancelBody.decode(body.span).reason
            return .command(.cancelOrder(try order(), reason: reason, version: version), key)
        case .shareOrder:
            let party = try ShareBody.decode(body.span).party
            return .command(.shareOrder(try order(), party), key)
        case .assignOrder:
            let order = try order()
            let assign = try AssignBody.decode(body.span)
            return .command(
                .assignOrder(
                    order, assign.runner, reason: assign.reason, override: assign.override,
                    version: version), key)
        default: return .command(try readLegCommand(endpoint), key)
        }
    }

    private func readRelay(_ endpoint: Endpoint) throws(Refusal) -> RelayCommand {
        switch endpoint {
        case .scanCode: return .scan(try ScanBody.decode(body.span).code)
        case .recoverOrder:
            return .recover(try order(), reason: try ReasonBody.decode(body.span).reason)
        case .moveToGate:
            let gate = try GateBody.decode(body.span, datum: try datum())
            return .moveToGate(try order(), gate.coordinate, name: gate.name)
        default:
            let (order, leg) = (try order(), try leg())
            let toRunner = try CodeBody.decode(body.span).toRunner
            return .issueCode(order, leg: leg, toRunner: toRunner)
        }
    }

    /// `Last-Event-ID` is newer than the URL, which stays as it was when a reader comes back.
    private func readEvents() throws(Refusal) -> APIRequest {
        let order = try order()
        let since = try number("since", in: 0...Int.max, default: 0)
        guard wantsStream else {
            // HEAD asks what there is, not for what will be.
            return .events(order, since: since, wait: method == .head ? .zero : try wait())
        }
        guard let text = lastEventID, !text.isEmpty else {
            return .eventStream(order, since: since, isResumed: false)
        }
        guard let last = Int(text), last >= 0 else {
            throw Refusal(
                .invalid, field: "Last-Event-ID", detail: "the id of the last event that came")
        }
        return .eventStream(order, since: last, isResumed: true)
    }

    private func readRunners(_ endpoint: Endpoint) throws(Refusal) -> APIRequest {
        switch endpoint {
        case .createRunner: .command(.registerRunner(try RunnerProfile.decode(body.span)), key)
        case .getRunner: .runner(runner)
        case .patchRunner: .command(.patchRunner(runner, try RunnerPatch.decode(body.span)), key)
        case .verifyRunner: .command(.verifyRunner(runner), key)
        case .nearRunners: try readNear()
        case .setDuty: try readDuty()
        case .ownOffers:
            .ownOffers(
                since: UInt64(try number("since", in: 0...Int.max, default: 0)),
                wait: try wait())
        default: .ownStops
        }
    }

    private func readDuty() throws(Refusal) -> APIRequest {
        let asked = try DutyBody.decode(body.span)
        return .command(.setDuty(runner, asked.duty, confirmed: asked.confirmed), key)
    }

    private func readFixes() throws(Refusal) -> APIRequest {
        var fixes: [Fix] = []
        var counts = FixCounts()
        guard
            try FixScanner.scanFixes(
                body.span, datum: try datum(), max: limits.fixesBatchMax, requiresType: false,
                into: &fixes, drops: &counts)
        else { throw Refusal(.invalid, field: "/fixes", detail: "fixes is a list of fixes") }
        return .fixes(fixes, counts)
    }

    private func readNear() throws(Refusal) -> APIRequest {
        let latitude = try degrees("latitude", most: 90)
        let longitude = try degrees("longitude", most: 180)
        guard let place = Coordinate(latitude: latitude, longitude: longitude) else {
            throw Refusal(.outOfRange, field: "latitude", limit: 90, detail: "a place on Earth")
        }
        return .near(
            place.converted(from: try datum(), to: .wgs84),
            radiusMeters: Double(try number("radiusMeters", in: 1...100_000, default: 3_000)),
            limit: try number("limit", in: 1...limits.listLimitMax, default: 20),
            pool: query["pool"])
    }

    // MARK: Pieces

    /// The runner in the path; `me` is the sender.
    var runner: RunnerID {
        guard let star = stars.first, star != "me" else { return RunnerID(principal.subject) }
        return RunnerID(star)
    }

    func order() throws(Refusal) -> OrderID {
        guard let star = stars.first, let id = OrderID(star) else { throw .noOrder }
        return id
    }

    private func leg() throws(Refusal) -> Int {
        guard stars.count > 1, let leg = Int(stars[1]), leg >= 0 else { throw .noOrder }
        return leg
    }

    private func offer() throws(Refusal) -> OfferID {
        guard let star = stars.first, let id = OfferID(star) else { throw .noOffer }
        return id
    }

    private func state() throws(Refusal) -> OrderState? {
        guard let text = query["state"] else { return nil }
        guard let state = OrderState(name: text) else {
            let known = OrderState.allCases.map(\.name).joined(separator: ", ")
            throw Refusal(.invalid, field: "state", detail: "one of \(known)")
        }
        return state
    }

    func instant(_ name: String) throws(Refusal) -> Instant? {
        guard let text = query[name] else { return nil }
        guard let milliseconds = Int64(text), milliseconds >= 0, milliseconds < 1 << 53 else {
            throw Refusal(.invalid, field: name, detail: "milliseconds since 1970, UTC")
        }
        return Instant(millisecondsSinceEpoch: milliseconds)
    }

    private func cursor() throws(Refusal) -> OrderID? {
        guard let text = query["cursor"] else { return nil }
        guard let id = OrderID(text) else {
            throw Refusal(.invalid, field: "cursor", detail: "the cursor of the page before")
        }
        return id
    }

    func number(
        _ name: String, in range: ClosedRange<Int>, default: Int
    ) throws(Refusal) -> Int {
        guard let text = query[name] else { return `default` }
        guard let number = Int(text), range.contains(number) else {
            throw Refusal(
                .outOfRange, field: name, limit: range.upperBound,
                detail: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How long a long-poll may wait.
    private func wait() throws(Refusal) -> Milliseconds {
        let most = Int(limits.longPollMax.count / 1_000)
        return .seconds(Int64(try number("wait", in: 0...most, default: 0)))
    }

    private func degrees(_ name: String, most: Int) throws(Refusal) -> Double {
        guard let text = query[name], let value = Double(text) else {
            throw Refusal(.invalid, field: name, detail: "degrees, as in \(name)=31.2304")
        }
        guard value.magnitude <= Double(most) else {
            throw Refusal(
                .outOfRange, field: name, limit: most, detail: "from -\(most) to \(most)")
        }
        return value
    }
}
