// Which app a line is of, and how apps are woken.

internal import Basics
internal import HeapModule

extension City {
    enum Kind {
        case runner
        case customer
        case dispatcher
        case office
    }

    enum Event {
        case opened
        case closed
    }

    struct Place {
        var kind: Kind
        var index: Int
        var line: Int
    }

    /// Lines are numbered app by app: runners, customers, dispatchers, the office.
    func place(ofLine line: Int) -> Place {
        var rest = line
        if rest < runners.count { return Place(kind: .runner, index: rest, line: 0) }
        rest -= runners.count
        if rest < 2 * customers.count {
            return Place(kind: .customer, index: rest / 2, line: rest % 2)
        }
        rest -= 2 * customers.count
        if rest < 2 * dispatchers.count {
            return Place(kind: .dispatcher, index: rest / 2, line: rest % 2)
        }
        precondition(rest == 2 * dispatchers.count, "a line has a number below lineCount")
        return Place(kind: .office, index: 0, line: 0)
    }

    func app(_ place: Place) -> Int {
        switch place.kind {
        case .runner: place.index
        case .customer: runners.count + place.index
        case .dispatcher: runners.count + customers.count + place.index
        case .office: runners.count + customers.count + dispatchers.count
        }
    }

    func place(ofApp app: Int) -> Place {
        let (most, more) = (runners.count, runners.count + customers.count)
        if app < most { return Place(kind: .runner, index: app, line: 0) }
        if app < more { return Place(kind: .customer, index: app - most, line: 0) }
        if app < more + dispatchers.count {
            return Place(kind: .dispatcher, index: app - more, line: 0)
        }
        return Place(kind: .office, index: 0, line: 0)
    }

    mutating func feed(_ event: Event, _ line: Int, at now: Instant) {
        let place = place(ofLine: line)
        switch place.kind {
        case .runner: City.feed(event, &runners[place.index], place.line, at: now)
        case .customer: City.feed(event, &customers[place.index], place.line, at: now)
        case .dispatcher: City.feed(event, &dispatchers[place.index], place.line, at: now)
        case .office: City.feed(event, &office, place.line, at: now)
        }
        settle(app(place))
    }

    static func feed(
        _ event: Event, _ app: inout some App, _ line: Int, at now: Instant
    ) {
        switch event {
        case .opened: app.opened(line, at: now)
        case .closed: app.closed(line, at: now)
        }
    }

    mutating func advance(_ app: Int, to now: Instant) {
        let place = place(ofApp: app)
        switch place.kind {
        case .runner: runners[place.index].advance(to: now)
        case .customer: customers[place.index].advance(to: now)
        case .dispatcher: dispatchers[place.index].advance(to: now)
        case .office: office.advance(to: now)
        }
    }

    /// After an input: the app's lines that have something to say are noted, and its deadline is set.
    mutating func settle(_ app: Int) {
        let place = place(ofApp: app)
        let deadline: Instant
        switch place.kind {
        case .runner:
            note(runners[place.index], firstLine: place.index)
            deadline = runners[place.index].nextDeadline
        case .customer:
            note(customers[place.index], firstLine: runners.count + 2 * place.index)
            deadline = customers[place.index].nextDeadline
        case .dispatcher:
            let before = runners.count + 2 * customers.count
            note(dispatchers[place.index], firstLine: before + 2 * place.index)
            deadline = dispatchers[place.index].nextDeadline
        case .office:
            note(office, firstLine: isTouched.count - 1)
            deadline = office.nextDeadline
        }
        // A deadline that moved away is found out when the old one comes: bytes that put off a time-out
        // cost nothing.
        guard deadline < scheduled[app] else { return }
        scheduled[app] = deadline
        deadlines.insert(Deadline(at: deadline, app: app))
    }

    mutating func note<A: App>(_ app: A, firstLine: Int) {
        for line in 0..<A.lineCount where !isTouched[firstLine + line] {
            guard app.hasOutput(line) || app.wish(of: line) != .nothing else { continue }
            isTouched[firstLine + line] = true
            touched.append(firstLine + line)
        }
    }
}
