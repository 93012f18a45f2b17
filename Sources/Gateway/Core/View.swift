// A dispatcher's picture of the city: the runners in its box, or cells where there are too many; then
// what changed, at most once a second.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// What a dispatcher's socket looks at.
struct View: Sendable {
    var box: BoundingBox
    var zoom: Int
    /// When the last picture was sent.
    var sentAt = Instant.distantPast
    /// The engine's change count when the last picture was made.
    var seenChanges: UInt64 = 0
    /// The runners of the last picture, ascending.
    var shown: [RunnerIndex] = []
    /// The last picture was cells.
    var showsCells = false
}

extension Wire.CellCount {
    /// A cell in which nothing is.
    fileprivate init(of cell: Cell) {
        self.init(cell: cell.text ?? "", runners: 0, free: 0, orders: 0)
    }
}

extension Core {
    mutating func takeDispatcher(
        _ message: DispatcherMessage, _ key: MessageKey?, _ hash: UInt64, _ link: Link,
        at now: Instant, into effects: inout Effects
    ) {
        let id = link.id
        switch message {
        case .claim(let reference):
            executeStaff(.exception(.claim(reference)), key, hash, link, at: now, into: &effects)
        case .resolve(let reference, let reason):
            executeStaff(
                .exception(.resolve(reference, reason: reason)), key, hash, link, at: now,
                into: &effects)
        case .watch(let area):
            let box = BoundingBox(southWest: area.southWest, northEast: area.northEast)
            if links[Int(id.index)]?.view == nil { viewers.append(id) }
            links[Int(id.index)]?.view = View(box: box, zoom: area.zoom)
            sendPicture(to: id, key, at: now)
        }
    }

    mutating func sendViews(at now: Instant) {
        guard !viewers.isEmpty, now >= nextViews else { return }
        nextViews = now + settings.viewInterval
        for id in viewers {
            // One that has just asked has its picture already.
            guard let sentAt = link(id)?.view?.sentAt, now - sentAt >= settings.viewInterval
            else { continue }
            sendPicture(to: id, nil, at: now)
        }
    }

    /// Sends the whole picture if `key` asks for it or its kind changed, else what changed.
    private mutating func sendPicture(
        to id: ConnectionID, _ key: MessageKey?, at now: Instant
    ) {
        guard let link = link(id), var view = link.view else { return }
        let inBox = engine.runnersShown(in: view.box, ofSite: link.principal.site)
        writer.removeAll()
        if inBox.count > settings.viewRunnersMax {
            view.showsCells = true
            view.shown = []
            writer.writeCells(re: key, cells(inBox, view, link.principal.site, at: now))
        } else {
            let isWhole = key != nil || view.showsCells || view.seenChanges == 0
            let changed = inBox.filter {
                isWhole || engine.changeCount(of: $0) > view.seenChanges
                    || !contains(view.shown, $0)
            }
            let left = isWhole ? [] : view.shown.filter { !contains(inBox, $0) }
            guard isWhole || !changed.isEmpty || !left.isEmpty else { return }
            writer.writeRunners(
                re: key, changed.map { row(of: $0, at: now) },
                left: left.map { engine.runner($0).profile.id }, datum: link.datum)
            view.showsCells = false
            view.shown = inBox
        }
        view.sentAt = now
        view.seenChanges = max(1, engine.lastChangeCount)
        links[Int(id.index)]?.view = view
        sendWritten(to: id, after: .none)
    }

    /// Binary search in an ascending list.
    private func contains(_ runners: [RunnerIndex], _ runner: RunnerIndex) -> Bool {
        var low = 0
        var high = runners.count
        while low < high {
            let middle = (low + high) / 2
            if runners[middle] < runner { low = middle + 1 } else { high = middle }
        }
        return low < runners.count && runners[low] == runner
    }

    /// The runners and open orders of a wide view by geohash cell, in the order of the cells.
    private func cells(
        _ runners: [RunnerIndex], _ view: View, _ site: String?, at now: Instant
    ) -> [Wire.CellCount] {
        // Cells of about a fortieth of the view: four to seven characters.
        let precision = view.zoom >= 13 ? 35 : view.zoom >= 11 ? 30 : view.zoom >= 8 ? 25 : 20
        var counts: [Cell: Wire.CellCount] = [:]
        for runner in runners {
            let cell = Cell(containing: engine.liveRunner(runner).coordinate, precision: precision)
            let isFree = engine.state(of: runner, at: now) == .free
            counts[cell, default: Wire.CellCount(of: cell)].runners += 1
            counts[cell, default: Wire.CellCount(of: cell)].free += isFree ? 1 : 0
        }
        for (cell, count) in engine.openPickups(precision: precision, ofSite: site) {
            counts[cell, default: Wire.CellCount(of: cell)].orders += count
        }
        return counts.keys.sorted().compactMap { counts[$0] }
    }
}
