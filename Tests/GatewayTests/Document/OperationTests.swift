// Every operation of openapi.yaml against the real gateway: its example is answered as the document says,
// and so is what is wrong with it. An operation that nobody drives makes this fail.

import Basics
import HTTP
import Testing

@testable import Engine
@testable import Gateway

@Suite struct OperationTests {
    private let document: APIDocument

    init() throws { document = try APIDocument() }

    private func shell(for operation: Operation) -> Shell {
        Drives.shell(mode: ["grabOrder", "getHall"].contains(operation.id) ? .hall : .auto)
    }

    private func ask(
        _ operation: Operation, _ call: Call, on shell: Shell, as token: String?,
        key: String? = "drive", body: String? = nil, fields: HeaderFields = [:]
    ) -> Answer {
        let path = call.path.reduce(operation.path) { path, part in
            path.replacing("{\(part.key)}", with: part.value)
        }
        let needsKey = operation.parameters.contains("Idempotency-Key")
        return shell.ask(
            operation.method, path + call.query, as: token, key: needsKey ? key : nil,
            body ?? call.body ?? operation.example?.encoded, fields: fields)
    }

    @Test func everyOperationIsDriven() {
        let documented = Set(document.operations.map(\.id))
        #expect(documented.count == document.operations.count, "an operationId stands twice")
        #expect(documented.count > 60)
        #expect(documented.subtracting(Drives.all.keys).sorted() == [], "nobody drives them")
        #expect(Set(Drives.all.keys).subtracting(documented).sorted() == [], "not documented")
    }

    @Test func everyRouteHasTheNameOfItsOperation() {
        for route in Route.table {
            if case .openSocket = route.endpoint { continue }
            let operation = document.operations.first { operation in
                operation.method == route.method && starred(operation.path) == route.pattern
            }
            #expect(operation?.id == route.endpoint.name, "\(route.method) \(route.pattern)")
        }
    }

    private func starred(_ path: String) -> [String] {
        path.split(separator: "/").map { $0.hasPrefix("{") ? "*" : String($0) }
    }

    @Test func everyExampleIsAnsweredAsDocumented() throws {
        for operation in document.operations {
            let drive = try #require(Drives.all[operation.id])
            let shell = shell(for: operation)
            let call = drive.scene(shell)
            let answer = ask(operation, call, on: shell, as: drive.token)
            #expect((200..<300).contains(answer.status), "\(operation.id): \(answer.text)")
            #expect(document.problems(of: answer, to: operation) == [], "\(operation.id)")
            guard let example = operation.example else { continue }
            #expect(
                document.schemas.problems(example, operation.bodySchema) == [],
                "the example of \(operation.id)")
        }
    }

    @Test func everyRefusalIsDocumented() throws {
        for operation in document.operations where !operation.isOpen {
            let drive = try #require(Drives.all[operation.id])
            let shell = shell(for: operation)
            let call = drive.scene(shell)
            expect(401, ask(operation, call, on: shell, as: nil), operation)
            if let stranger = strangers(to: operation).first {
                expect(403, ask(operation, call, on: shell, as: stranger), operation)
            }
            if operation.parameters.contains("Idempotency-Key") {
                expect(400, ask(operation, call, on: shell, as: drive.token, key: nil), operation)
            }
            if operation.example != nil, operation.id != "callForHelp", takesFields(operation) {
                let broken = ask(
                    operation, call, on: shell, as: drive.token, key: "broken", body: "{\"a\":")
                #expect([400, 422].contains(broken.status), "\(operation.id): \(broken.text)")
                #expect(document.problems(of: broken, to: operation) == [], "\(operation.id)")
            }
            if let nowhere = nowhere(operation, call) {
                let answer = ask(operation, nowhere, on: shell, as: drive.token, key: "nowhere")
                expect(404, answer, operation)
            }
            if operation.parameters.contains("If-Match") {
                let stale = ask(
                    operation, call, on: shell, as: drive.token, key: "stale",
                    fields: ["If-Match": "\"999\""])
                expect(409, stale, operation)
            }
        }
    }

    private func expect(_ status: Int, _ answer: Answer, _ operation: Operation) {
        #expect(answer.status == status, "\(operation.id): \(answer.text)")
        #expect(document.problems(of: answer, to: operation) == [], "\(operation.id) \(status)")
    }

    private func takesFields(_ operation: Operation) -> Bool {
        document.schemas.resolved(operation.bodySchema).has("properties")
    }

    /// The tokens of those who may not use the operation.
    private func strangers(to operation: Operation) -> [String] {
        let route = Route.table.first {
            $0.method == operation.method && $0.pattern == starred(operation.path)
        }
        guard let roles = route?.roles else { return [] }
        return Shell.tokens.filter { !roles.contains($0.value.role) }.keys.sorted()
    }

    /// The same call about something that is not there.
    private func nowhere(_ operation: Operation, _ call: Call) -> Call? {
        // What is put is made; what is not there can't be paused.
        guard let id = call.path["id"], operation.method != .put || operation.id == "pauseZone"
        else { return nil }
        var call = call
        let isGiven = id.hasPrefix("ord_") || id.hasPrefix("off_")
        call.path["id"] = isGiven ? "\(id.prefix(4))0000000000000" : "nobody"
        return call
    }

    @Test func thePushIsWhatIsDocumented() throws {
        let shell = Drives.shell(sendsPushes: true)
        shell.register("r1")
        shell.ask(.put, "/v1/runners/me/duty", as: "runner-r1", #"{"on":true}"#)
        shell.ask(.post, "/v1/fixes", as: "runner-r1", "{\"fixes\":[\(shell.fix(1))]}")
        _ = shell.place()
        shell.pass(.seconds(2))
        let push = try #require(shell.pushes.first)
        let hook = document.schemas.document["webhooks"]["offer.created"]["post"]
        let schema = hook["requestBody"]["content"]["application/json"]["schema"]
        #expect(document.schemas.problems(JSON(push.body), schema) == [])
        // Nobody knows after a crash whether it went out: it does again, under the same id.
        shell.restart()
        #expect(shell.pushes.count == 2 && shell.pushes.last?.id == push.id)
        #expect(shell.pushes.last?.deadline == push.deadline)
    }
}
