// What dispatchers are told of what has gone wrong.

public import Basics
public import Engine

/// An exception with what its keys stand for.
public struct ExceptionPicture: Equatable, Sendable {
    /// The exception.
    public var exception: Exception
    /// The runner it is about.
    public var runner: RunnerID?
    /// Why it ended, if it has.
    public var ended: String?
    /// When the next shift of an empty pool begins, if somebody knows.
    public var nextShift: Instant?

    /// A picture.
    public init(
        _ exception: Exception, runner: RunnerID?, ended: String? = nil,
        nextShift: Instant? = nil
    ) {
        self.exception = exception
        self.runner = runner
        self.ended = ended
        self.nextShift = nextShift
    }
}

extension JSONWriter {
    /// Writes an `exception` message.
    public mutating func writeException(_ picture: ExceptionPicture) {
        beginMessage("exception")
        exceptionFields(picture)
        endObject()
    }

    /// Writes an exception as the answer to a command about it.
    public mutating func writeExceptionBody(_ picture: ExceptionPicture) {
        beginObject()
        exceptionFields(picture)
        endObject()
    }

    /// Writes `{"exceptions":[…]}`.
    public mutating func writeExceptions(_ pictures: [ExceptionPicture]) {
        beginObject()
        name("exceptions")
        beginArray()
        for picture in pictures { writeExceptionBody(picture) }
        endArray()
        endObject()
    }

    private mutating func exceptionFields(_ picture: ExceptionPicture) {
        let exception = picture.exception
        field("exception", exception.kind.name)
        if let order = exception.order {
            field("order", order)
        } else {
            field("order", String?.none)
        }
        field("runner", picture.runner?.text)
        field("at", exception.openedAt)
        field("deadline", exception.details.deadline)
        name("choices")
        beginArray()
        for choice in exception.details.choices {
            beginObject()
            field("choice", choice.choice)
            field("by", choice.by.name)
            if exception.kind == .poolEmpty, choice.choice == Choice.wait.name {
                field("nextShift", picture.nextShift)
            }
            endObject()
        }
        endArray()
        field("claimedBy", exception.claimedBy)
        field("overdue", exception.isOverdue)
        field("ended", picture.ended)
    }
}
