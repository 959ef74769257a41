// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain
internal import Encodings

extension LifeRecord {
    func write(to out: inout RecordWriter) {
        switch self {
        case .parentException(let recorded):
            out.add("bereik", recorded.exception.scope.json)
            out.add("afgewogen", recorded.exception.weighedPersons.sorted().map(\.hex))
            out.add("motivering", recorded.motivation)
            out.add("door", recorded.recordedBy.text)
            out.add("gebruiker", recorded.user)
            out.add("op", recorded.exception.at.rfc3339)
        case .incapacity(let recorded):
            out.add("sinds", recorded.incapacity.since.description)
            out.add("bekwaam", recorded.incapacity.isEnded)
            out.add("vertegenwoordiger", optional: recorded.incapacity.representative?.hex)
            out.add("motivering", recorded.motivation)
            out.add("door", recorded.recordedBy.text)
            out.add("gebruiker", recorded.user)
            out.add("op", recorded.at.rfc3339)
        case .restriction(let restriction):
            restriction.scope.write(to: &out)
            out.add("door", restriction.recordedBy.text)
            out.add("op", restriction.at.rfc3339)
        case .restrictionLifted(let lift):
            out.add("beperking", lift.restriction.hex)
            out.add("door", lift.recordedBy.text)
            out.add("op", lift.at.rfc3339)
        case .agreement(let agreement, let recorder):
            out.add("persoon", agreement.person.hex)
            out.add("bron", optional: agreement.source?.text)
            out.add("opp", agreement.opp)
            out.add("woorden", optional: agreement.words)
            out.add("akkoord", agreement.agreed)
            out.add("door", recorder.text)
            out.add("op", agreement.at.rfc3339)
        case .lapse(let recorded):
            out.add("toestemming", recorded.lapse.consent.hex)
            out.add("reden", recorded.lapse.reason.rawValue)
            out.add("sinds", recorded.lapse.since.rfc3339)
            out.add("op", recorded.at.rfc3339)
        case .reconfirmation(let act):
            out.add("verval", act.lapse.hex)
            out.add("handeling", act.act.hex)
            out.add("op", act.at.rfc3339)
        }
    }

    init(kind: CaseRecord.Kind, id: RandomID, _ row: RecordReader) throws(RecordError) {
        switch kind {
        case .parentException: self = .parentException(try RecordedException(id, row))
        case .incapacity: self = .incapacity(try RecordedIncapacity(id, row))
        case .restriction:
            self = .restriction(
                Restriction(
                    id: id, scope: try ObjectionScope(reading: row), at: try row.instant("op"),
                    recordedBy: try row.partner("door")))
        case .restrictionLifted:
            self = .restrictionLifted(
                RestrictionLift(
                    id: id, restriction: try row.identifier("beperking"),
                    at: try row.instant("op"), recordedBy: try row.partner("door")))
        case .agreement:
            self = .agreement(
                Overeenstemming(
                    id: id, person: try row.identifier("persoon"),
                    source: try row.optional("bron") { PartnerID($0) },
                    opp: try row.text("opp"), words: row.optionalText("woorden"),
                    agreed: try row.flag("akkoord"), at: try row.instant("op")),
                recordedBy: try row.partner("door"))
        case .lapse:
            self = .lapse(
                RecordedLapse(
                    id: id,
                    lapse: Lapse(
                        consent: try row.identifier("toestemming"),
                        reason: try row.value("reden") { LapseReason(rawValue: $0) },
                        since: try row.instant("sinds")),
                    at: try row.instant("op")))
        case .reconfirmation:
            self = .reconfirmation(
                Reconfirmation(
                    id: id, lapse: try row.identifier("verval"),
                    act: try row.identifier("handeling"), at: try row.instant("op")))
        default: preconditionFailure("every other kind is read elsewhere")
        }
    }
}

extension RecordedException {
    fileprivate init(_ id: RandomID, _ row: RecordReader) throws(RecordError) {
        self.init(
            exception: ParentException(
                id: id, scope: try Scope(reading: row.object("bereik")),
                weighedPersons: Set(try row.identifiers("afgewogen")),
                at: try row.instant("op")),
            motivation: try row.text("motivering"), recordedBy: try row.partner("door"),
            user: try row.text("gebruiker"))
    }
}

extension RecordedIncapacity {
    fileprivate init(_ id: RandomID, _ row: RecordReader) throws(RecordError) {
        let recorder = try row.partner("door")
        self.init(
            id: id,
            incapacity: Incapacity(
                since: try row.date("sinds"),
                representative: try row.optionalIdentifier("vertegenwoordiger"),
                source: recorder, isEnded: try row.flag("bekwaam")),
            motivation: try row.text("motivering"), at: try row.instant("op"),
            recordedBy: recorder, user: try row.text("gebruiker"))
    }
}

extension ObjectionScope {
    /// The members of a stored record that say what is reached.
    func write(to out: inout RecordWriter) {
        out.add("bron", source.text)
        out.add("ontvanger", optional: recipient?.text)
        out.add("doel", optional: purpose?.text)
        if let groups { out.add("veldgroepen", groups.sorted().map(\.text)) }
    }

    init(reading row: RecordReader) throws(RecordError) {
        let groups =
            row.has("veldgroepen")
            ? Set(try row.values("veldgroepen") { VeldgroepCode($0) }) : nil
        self.init(
            source: try row.partner("bron"),
            recipient: try row.optional("ontvanger") { PartnerID($0) },
            purpose: try row.optional("doel") { PurposeCode($0) }, groups: groups)
    }
}
