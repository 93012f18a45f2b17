// The bodies of the HTTP requests that simulated apps make.

public import Engine
import Geo

extension JSONWriter {
    /// Writes the body of `POST /v1/orders`.
    public mutating func writeOrderBody(_ draft: OrderDraft) {
        beginObject()
        field("type", draft.type)
        name("stops")
        writeStops(draft.stops, viewer: .owner(subject: ""), datum: .wgs84)
        name("items")
        beginArray()
        for item in draft.items {
            beginObject()
            field("description", item.description)
            field("weightGrams", item.weightGrams)
            endObject()
        }
        endArray()
        field("runnerPools", draft.runnerPools)
        field("skills", draft.skills)
        name("scheduledAt")
        null()
        field("addition", draft.addition)
        optionalField("externalId", draft.externalId)
        endObject()
    }

    /// Writes the body of `POST /v1/runners`.
    public mutating func writeRunnerBody(_ profile: RunnerProfile) {
        beginObject()
        field("id", profile.id.text)
        field("name", profile.name)
        optionalField("person", profile.person)
        optionalField("gender", profile.gender)
        equipmentFields(profile)
        endObject()
    }

    /// Writes the body of `PATCH /v1/runners/{id}`: what is not changed is left out.
    public mutating func writeRunnerPatchBody(_ patch: RunnerPatch) {
        beginObject()
        optionalField("name", patch.name)
        optionalField("gender", patch.gender)
        optionalField("vehicle", patch.vehicle?.name)
        if let skills = patch.skills { field("skills", skills) }
        if let pools = patch.pools { field("pools", pools) }
        if patch.capacityOrders != nil || patch.capacityGrams != nil {
            name("capacity")
            beginObject()
            optionalField("orders", patch.capacityOrders)
            optionalField("grams", patch.capacityGrams)
            endObject()
        }
        if let verified = patch.verified { field("verified", verified) }
        optionalField("ownCap", patch.ownCap)
        endObject()
    }

    /// Writes the body of `POST /v1/offers/{id}/accept`.
    public mutating func writeAcceptBody(epoch: Int) {
        beginObject()
        field("epoch", epoch)
        endObject()
    }

    /// Writes the body of a decline or cancel.
    public mutating func writeReasonBody(_ reason: String?) {
        beginObject()
        field("reason", reason)
        endObject()
    }

    /// Writes the body of `POST /v1/orders/{id}/assign`.
    public mutating func writeAssignBody(_ body: AssignBody) {
        beginObject()
        field("runner", body.runner.text)
        field("reason", body.reason)
        field("override", body.override)
        endObject()
    }
}
