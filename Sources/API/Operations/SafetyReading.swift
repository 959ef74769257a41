// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

/// The texts of records about safety: for professionals of the source, and logged.
extension Operations {
    var readEmergency: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/noodverstrekkingen/{nood}", "leesNoodverstrekking",
            .veiligheid,
            "Eén noodverstrekking van uzelf, met de teksten; dat u leest wordt vastgelegd",
            success: .json(.ok, Shapes.emergencyDetail)
        ) { call in
            let detail = try await ReadSafety(region).emergency(
                try call.identifier("nood"), of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, detail.json)
        }
    }

    var readWithholding: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/afschermingen/{afscherming}", "leesAfscherming",
            .veiligheid, "Eén afscherming van uzelf, met de teksten; dat u leest wordt vastgelegd",
            success: .json(.ok, Shapes.withholdingDetail)
        ) { call in
            let detail = try await ReadSafety(region).withholding(
                try call.identifier("afscherming"), of: try call.identifier("casus"),
                by: call.caller)
            return Answer.json(.ok, detail.json)
        }
    }
}

extension EmergencyDetail {
    fileprivate var json: JSON {
        var members = view.members
        members.append(("door", record.author.json(at: record.recordedAt)))
        if let recipient = record.recipient {
            members.append(
                (
                    "ontvanger",
                    [
                        "partner": .string(recipient.partner.text),
                        "rol": .string(recipient.role.text),
                    ]
                ))
        }
        members.append(("veldgroepen", .texts(record.groups.sorted().map(\.text))))
        if let text = record.motivation { members.append(("motivering", .string(text))) }
        if let text = record.whyNoConsent {
            members.append(("waaromGeenToestemming", .string(text)))
        }
        switch record.consultation {
        case .colleague(let who)?: members.append(("collega", .string(who)))
        case .nobody(let reason)?: members.append(("geenCollega", .string(reason)))
        case nil: break
        }
        if let at = record.at { members.append(("tijdstip", .string(at.rfc3339))) }
        if let inform = record.inform { members.append(("gezinInformeren", inform.json)) }
        members.append(("medebeslissers", .array(seconds.map(\.json))))
        members.append(
            (
                "beoordelingen",
                .array(
                    reviews.map {
                        [
                            "door": $0.by.json(at: $0.at),
                            "uitkomst": .string($0.isJustified ? "terecht" : "onterecht"),
                            "bevinding": .string($0.findings),
                        ]
                    })
            ))
        return JSON(members)
    }
}

extension WithholdingDetail {
    fileprivate var json: JSON {
        var members = view.members
        members.append(("door", record.by.json(at: record.at)))
        if let text = record.motivation { members.append(("motivering", .string(text))) }
        if let day = record.review {
            members.append(("herbeoordelenOp", .string(day.description)))
        }
        members.append(("medebeslissers", .array(seconds.map(\.json))))
        members.append(
            (
                "beoordelingen",
                .array(
                    reviews.map { review in
                        var members: [(String, JSON)] = [
                            ("door", review.by.json(at: review.at)),
                            ("besluit", .string(review.isLift ? "opheffen" : "verlengen")),
                        ]
                        if let next = review.next {
                            members.append(("tot", .string(next.description)))
                        }
                        members.append(("motivering", .string(review.motivation)))
                        return JSON(members)
                    })
            ))
        return JSON(members)
    }
}

extension Signatory {
    fileprivate func json(at instant: Timestamp) -> JSON {
        [
            "gebruiker": .string(user), "rol": .string(role.text),
            "op": .string(instant.rfc3339),
        ]
    }
}

extension SecondPerson {
    fileprivate var json: JSON {
        ["door": by.json(at: at), "als": .string(function.rawValue)]
    }
}

extension InformDecision {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [("besluit", .string(word))]
        if let until { members.append(("tot", .string(until.description))) }
        return JSON(members)
    }
}
