// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

extension ExchangeRecord {
    /// Writes the members of the stored record.
    func write(to out: inout RecordWriter) {
        switch self {
        case .request(let request):
            out.add("vrager", request.asker.partner.text)
            out.add("vragerrol", request.asker.role.text)
            out.add("gevraagd", request.asked.partner.text)
            out.add("gevraagdrol", request.asked.role.text)
            out.add("veldgroepen", request.groups.sorted().map(\.text))
            out.add("doel", request.purpose.text)
            out.add("reden", request.reason.rawValue)
            out.add("op", request.at.rfc3339)
        case .answer(let answer):
            out.add("verzoek", answer.request.hex)
            switch answer.outcome {
            case .offered(let fragment):
                out.add("uitkomst", "aangeboden")
                out.add("fragment", fragment.hex)
            case .no: out.add("uitkomst", "nee")
            case .notNeeded: out.add("uitkomst", "niet-nodig")
            }
            out.add("op", answer.at.rfc3339)
        case .recall(let recall):
            out.add("fragment", recall.fragment.hex)
            out.add("vervanging", optional: recall.replacement?.hex)
            out.add("reden", recall.reason.rawValue)
            out.add("ontvangers", .array(recall.receivers.map(\.json)))
            out.add("door", recall.by.text)
            out.add("op", recall.at.rfc3339)
        case .recallAnswer(let answer):
            out.add("terugroeping", answer.recall.hex)
            out.add("partner", answer.partner.text)
            out.add("uitkomst", answer.outcome.rawValue)
            out.add("op", answer.at.rfc3339)
        }
    }

    /// Reads a record of an exchange; nil for any other kind.
    init?(_ kind: CaseRecord.Kind, id: RandomID, _ row: RecordReader) throws(RecordError) {
        switch kind {
        case .informationRequest: self = .request(try InformationRequest(id: id, row))
        case .requestAnswer: self = .answer(try RequestAnswer(row))
        case .recall: self = .recall(try Recall(id: id, row))
        case .recallAnswer:
            self = .recallAnswer(
                RecallAnswer(
                    recall: try row.identifier("terugroeping"),
                    partner: try row.partner("partner"),
                    outcome: try row.value("uitkomst") { RecallAnswer.Outcome(rawValue: $0) },
                    at: try row.instant("op")))
        default: return nil
        }
    }
}

extension InformationRequest {
    fileprivate init(id: RandomID, _ row: RecordReader) throws(RecordError) {
        self.init(
            id: id,
            asker: PlanVersion.Taker(
                partner: try row.partner("vrager"),
                role: try row.value("vragerrol") { RoleCode($0) }),
            asked: PlanVersion.Taker(
                partner: try row.partner("gevraagd"),
                role: try row.value("gevraagdrol") { RoleCode($0) }),
            groups: Set(try row.values("veldgroepen") { VeldgroepCode($0) }),
            purpose: try row.value("doel") { PurposeCode($0) },
            reason: try row.value("reden") { Reason(rawValue: $0) }, at: try row.instant("op"))
    }
}

extension RequestAnswer {
    fileprivate init(_ row: RecordReader) throws(RecordError) {
        let outcome: Outcome
        switch try row.text("uitkomst") {
        case "aangeboden": outcome = .offered(try row.identifier("fragment"))
        case "nee": outcome = .no
        case "niet-nodig": outcome = .notNeeded
        default: throw .malformed(member: "uitkomst")
        }
        self.init(
            request: try row.identifier("verzoek"), outcome: outcome, at: try row.instant("op"))
    }
}

extension Recall {
    fileprivate init(id: RandomID, _ row: RecordReader) throws(RecordError) {
        var receivers: [Receiver] = []
        for item in try row.list("ontvangers") {
            receivers.append(try Receiver(item))
        }
        self.init(
            id: id, fragment: try row.identifier("fragment"),
            replacement: try row.optionalIdentifier("vervanging"),
            reason: try row.value("reden") { Reason(rawValue: $0) }, receivers: receivers,
            by: try row.partner("door"), at: try row.instant("op"))
    }
}

extension Recall.Receiver {
    fileprivate var json: JSON {
        [
            "partner": .string(partner.text), "rol": .string(role.text),
            "envelop": .string(envelope.hex),
        ]
    }

    fileprivate init(_ row: RecordReader) throws(RecordError) {
        self.init(
            partner: try row.partner("partner"), role: try row.value("rol") { RoleCode($0) },
            envelope: try row.identifier("envelop"))
    }
}
