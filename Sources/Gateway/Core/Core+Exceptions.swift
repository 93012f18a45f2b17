// Exceptions on the wire: to every dispatcher's socket of the site, as they come and when it opens.

internal import Basics
internal import Engine
internal import Journal
internal import Wire

extension Core {
    /// Tells the dispatchers how an open exception stands.
    mutating func sendException(_ key: ExceptionKey) {
        guard let exception = engine.exception(key) else { return }
        send(exception, ended: nil)
    }

    /// Tells the dispatchers that an exception has ended.
    mutating func sendException(_ exception: Exception, ended: String) {
        send(exception, ended: ended)
    }

    private mutating func send(_ exception: Exception, ended: String?) {
        guard !staff.isEmpty else { return }
        writer.removeAll()
        writer.writeException(picture(exception, ended: ended))
        let range = takeWritten()
        for id in staff {
            guard let link = link(id), engine.maySee(exception, link.principal) else { continue }
            output.items.append(.message(id, range, after: journal.last))
        }
    }

    /// What is open when a dispatcher's socket opens, the oldest first; the list has the rest.
    mutating func sendOpenExceptions(to link: Link) {
        for exception in visibleExceptions(link.principal, limit: settings.listLimitMax) {
            writer.removeAll()
            writer.writeException(picture(exception))
            sendWritten(to: link.id, after: readAfter)
        }
    }

    mutating func listExceptions(
        _ exchange: ExchangeID, _ principal: Principal, limit: Int
    ) {
        let found = visibleExceptions(principal, limit: limit).map { picture($0) }
        writer.removeAll()
        writer.writeExceptions(found)
        answerWritten(exchange, AnswerHead(status: 200), after: readAfter)
    }

    private func visibleExceptions(_ principal: Principal, limit: Int) -> [Exception] {
        Array(engine.openExceptions.filter { engine.maySee($0, principal) }.prefix(limit))
    }

    /// Writes the answer to a command about an exception: the exception, if it is open.
    mutating func renderException(_ command: ExceptionCommand) {
        guard case .claim(let reference) = command, let exception = engine.exception(reference)
        else {
            writer.beginObject()
            writer.endObject()
            return
        }
        writer.writeExceptionBody(picture(exception))
    }

    private func picture(_ exception: Exception, ended: String? = nil) -> ExceptionPicture {
        ExceptionPicture(
            exception, runner: exception.details.runner.map { runnerID($0) }, ended: ended,
            nextShift: exception.order.flatMap { engine.nextShift(of: $0) })
    }

    /// A dispatcher's command on its socket.
    mutating func executeStaff(
        _ command: Command, _ key: MessageKey?, _ hash: UInt64, _ link: Link, at now: Instant,
        into effects: inout Effects
    ) {
        execute(
            command, key.map { CommandKey(text: $0.text, requestHash: hash) }, link.principal,
            link.datum, from: .socket(link.id, key), at: now, into: &effects)
    }
}
