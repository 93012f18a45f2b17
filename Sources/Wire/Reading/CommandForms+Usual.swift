// The small bodies of HTTP commands as apps usually send them.

import Engine

extension EpochForm: UsualForm {
    private enum Name: String, CaseIterable { case epoch }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> EpochForm {
        var form = EpochForm()
        try cursor.plainObject(bytes, Name.self) { _, cursor throws(JSONSyntaxError) in
            form.epoch = try cursor.plainWhole(bytes)
        }
        return form
    }
}

extension ReasonForm: UsualForm {
    private enum Name: String, CaseIterable { case reason, note }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> ReasonForm {
        var form = ReasonForm()
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .reason: form.reason = try cursor.plainText(bytes)
            case .note: form.note = try cursor.plainText(bytes)
            }
        }
        return form
    }
}

extension PhaseForm: UsualForm {
    private enum Name: String, CaseIterable { case to, code, proof, reason, note }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> PhaseForm {
        var to: String?
        var form = PhaseForm(to: "")
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .to: to = try cursor.plainText(bytes)
            case .code: form.code = try cursor.plainText(bytes)
            case .proof: form.proof = try cursor.plainTexts(bytes)
            case .reason: form.reason = try cursor.plainText(bytes)
            case .note: form.note = try cursor.plainText(bytes)
            }
        }
        form.to = try cursor.plain(to)
        return form
    }
}

extension AssignForm: UsualForm {
    private enum Name: String, CaseIterable { case runner, reason, override }

    static func readUsual(
        _ bytes: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONSyntaxError) -> AssignForm {
        var runner: String?
        var form = AssignForm(runner: "")
        try cursor.plainObject(bytes, Name.self) { name, cursor throws(JSONSyntaxError) in
            switch name {
            case .runner: runner = try cursor.plainText(bytes)
            case .reason: form.reason = try cursor.plainText(bytes)
            case .override: form.override = try cursor.plainFlag(bytes)
            }
        }
        form.runner = try cursor.plain(runner)
        return form
    }
}
