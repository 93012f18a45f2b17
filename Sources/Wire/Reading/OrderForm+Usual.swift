// The body of `POST /v1/orders` as apps usually send it. The forms and their meaning are in `OrderBody`.

import Engine

extension OrderForm: UsualForm {
    private enum Name: String, CaseIterable {
        case type, stops, items, runnerPools, skills, addition, externalId, scheduledAt
        case payment
    }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> OrderForm {
        var type: String?
        var stops: [StopForm]?
        var form = OrderForm(type: "", stops: [])
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .type: type = try cursor.plainText(bytes)
            case .stops:
                stops = try cursor.plainList(bytes) { cursor throws(JSONSyntaxError) in
                    try StopForm.readUsual(bytes, &cursor)
                }
            case .items:
                form.items = try cursor.plainList(bytes) { cursor throws(JSONSyntaxError) in
                    try ItemForm.readUsual(bytes, &cursor)
                }
            case .runnerPools: form.runnerPools = try cursor.plainTexts(bytes)
            case .skills: form.skills = try cursor.plainTexts(bytes)
            case .addition: form.addition = try cursor.plainWhole(bytes)
            case .externalId: form.externalId = try cursor.plainText(bytes)
            case .scheduledAt: form.scheduledAt = try cursor.plainWhole(bytes)
            case .payment: form.payment = try cursor.plainText(bytes)
            }
        }
        form.type = try cursor.plain(type)
        form.stops = try cursor.plain(stops)
        return form
    }
}

extension ItemForm: UsualForm {
    private enum Name: String, CaseIterable { case description, weightGrams }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> ItemForm {
        var form = ItemForm()
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .description: form.description = try cursor.plainText(bytes)
            case .weightGrams: form.weightGrams = try cursor.plainWhole(bytes)
            }
        }
        return form
    }
}

extension ContactForm: UsualForm {
    private enum Name: String, CaseIterable { case name, phone }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> ContactForm {
        var form = ContactForm()
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .name: form.name = try cursor.plainText(bytes)
            case .phone: form.phone = try cursor.plainText(bytes)
            }
        }
        return form
    }
}

extension StopForm: UsualForm {
    private enum Name: String, CaseIterable {
        case kind, latitude, longitude, address, contact, note, code, datum, capAmount
        case durationMinutes
    }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> StopForm {
        var kind: String?
        var latitude: Double?
        var longitude: Double?
        var form = StopForm(kind: "", latitude: 0, longitude: 0)
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .kind: kind = try cursor.plainText(bytes)
            case .latitude: latitude = try cursor.plainDouble(bytes)
            case .longitude: longitude = try cursor.plainDouble(bytes)
            case .address: form.address = try cursor.plainText(bytes)
            case .contact: form.contact = try ContactForm.readUsual(bytes, &cursor)
            case .note: form.note = try cursor.plainText(bytes)
            case .code: form.code = try cursor.plainText(bytes)
            case .datum: form.datum = try cursor.plainText(bytes)
            case .capAmount: form.capAmount = try cursor.plainWhole(bytes)
            case .durationMinutes: form.durationMinutes = try cursor.plainWhole(bytes)
            }
        }
        form.kind = try cursor.plain(kind)
        form.latitude = try cursor.plain(latitude)
        form.longitude = try cursor.plain(longitude)
        return form
    }
}
