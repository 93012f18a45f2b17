// The bodies of commands about an order that goes another way than planned.

public import Engine
public import Geo

/// `{"reason":"pickupClosed","note":"…"}`: the body of `…/release` and `…/fail`. A reason that is no code
/// counts as `other` and is kept as the note.
public struct ExplanationBody: Equatable, Sendable {
    /// Why, if it was said.
    public var explanation: ReasonGiven?

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ExplanationBody {
        let body = try ReasonBody.decode(bytes)
        return ExplanationBody(explanation: ReasonGiven(text: body.reason, note: body.note))
    }
}

/// `POST /v1/orders/{id}/choice`: `{"choice":"wait"}`.
public struct ChoiceBody: Equatable, Sendable {
    /// What was chosen.
    public var choice: Choice

    /// Reads the body. Throws `invalid` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ChoiceBody {
        let form = try ChoiceForm.decodeCold(bytes)
        // A refused cancel offers the state by its name.
        let word = form.choice == OrderState.returning.name ? Choice.giveBack.name : form.choice
        return ChoiceBody(
            choice: try Field("/choice").word(word, of: Choice.allCases.map(\.name)) {
                Choice(name: $0)
            })
    }
}

/// `POST /v1/orders/{id}/addition`: `{"amount":200}`.
public struct AdditionBody: Equatable, Sendable {
    /// What is added to the price, in the currency's minor unit.
    public var amount: Int

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> AdditionBody {
        let amount = try Field("/amount").required(AdditionForm.decodeCold(bytes).amount)
        return AdditionBody(
            amount: try Field("/amount").number(amount.value, in: 1...WireLimits.amountMax))
    }
}

/// `PATCH /v1/orders/{id}`: `{"stops":[{"index":1,"note":"…"}]}`. A stop without an index is the one at its
/// place in the list; a field that is absent or null stays, an empty text clears.
public struct OrderEditBody: Equatable, Sendable {
    /// What changes.
    public var stops: [StopEdit]

    /// Reads the body; coordinates are in `datum` unless a stop names its own. Throws `invalid` or
    /// `outOfRange` with the field.
    public static func decode(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> OrderEditBody {
        let forms = try Field("/stops").required(OrderEditForm.decodeCold(bytes).stops)
        try Field("/stops").count(forms.count, upTo: WireLimits.stopsMax)
        var edits: [StopEdit] = []
        for (place, form) in forms.enumerated() {
            edits.append(try form.edit(at: place, datum: datum))
        }
        return OrderEditBody(stops: edits)
    }
}

private struct ChoiceForm: Decodable {
    var choice: String
}

private struct AdditionForm: Decodable {
    var amount: WholeNumber?
}

private struct OrderEditForm: Decodable {
    var stops: [StopEditForm]?
}

private struct StopEditForm: Decodable {
    var index: WholeNumber?
    var latitude: Double?
    var longitude: Double?
    var datum: String?
    var address: String?
    var contact: ContactForm?
    var note: String?
    var code: String?

    func edit(at place: Int, datum: Datum) throws(Refusal) -> StopEdit {
        let pointer = "/stops/\(place)"
        let index = try Field(pointer + "/index").number(
            index?.value ?? place, in: 0...WireLimits.stopsMax - 1)
        var edit = StopEdit(index: index)
        if latitude != nil || longitude != nil {
            edit.coordinate = try Field(pointer).coordinate(
                latitude: try Field(pointer + "/latitude").required(latitude),
                longitude: try Field(pointer + "/longitude").required(longitude),
                own: self.datum, datum: datum)
        }
        edit.address = try Field(pointer + "/address").text(address)
        edit.contactName = try Field(pointer + "/contact/name").text(contact?.name)
        edit.contactPhone = try Field(pointer + "/contact/phone").text(contact?.phone)
        edit.contactSubject = try Field(pointer + "/contact/subject").text(contact?.subject)
        edit.note = try Field(pointer + "/note").text(note)
        edit.code = try Field(pointer + "/code").text(code)
        return edit
    }
}
