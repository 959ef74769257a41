// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

extension SafetyRecord {
    /// Writes the members that `init(kind:id:row:)` reads.
    func write(to out: inout RecordWriter) {
        switch self {
        case .emergency(let record): Self.write(record, to: &out)
        case .use(let use):
            out.add("nood", use.record.hex)
            out.add("categorie", use.category.text)
            out.add("envelop", use.envelope.hex)
            out.add("op", use.at.rfc3339)
        case .emergencyReview(let review):
            out.add("nood", review.record.hex)
            out.add("door", review.by.json)
            out.add("terecht", review.isJustified)
            out.add("bevinding", review.findings)
            out.add("op", review.at.rfc3339)
        case .second(let second):
            out.add("over", second.record.hex)
            out.add("door", second.by.json)
            out.add("als", second.function.rawValue)
            out.add("op", second.at.rfc3339)
        case .withholding(let record):
            out.add("bron", record.source.text)
            out.add("over", record.subject.hex)
            out.add("van", record.from.sorted().map(\.hex))
            out.add("door", record.by.json)
            out.add("motivering", optional: record.motivation)
            out.add("herbeoordelen", optional: record.review?.description)
            out.add("op", record.at.rfc3339)
        case .withholdingReview(let review):
            out.add("afscherming", review.withholding.hex)
            out.add("door", review.by.json)
            out.add("tot", optional: review.next?.description)
            out.add("motivering", review.motivation)
            out.add("op", review.at.rfc3339)
        case .youthChoice(let choice):
            out.add("ouder", choice.parent.hex)
            out.add("open", choice.isOpen)
            out.add("op", choice.at.rfc3339)
            out.add("door", choice.recordedBy.text)
        case .sourceChoice(let choice):
            out.add("bron", choice.source.text)
            out.add("lezer", choice.reader.rawValue)
            out.add("open", choice.isOpen)
            out.add("op", choice.at.rfc3339)
        case .weighing(let record):
            out.add("door", record.author.json)
            out.add("ontvanger", record.recipient.json)
            out.add("veldgroepen", record.groups.sorted().map(\.text))
            out.add("motivering", record.motivation)
            out.add("op", record.at.rfc3339)
            out.add("gezin", record.inform.json)
        }
    }

    private static func write(_ record: EmergencyRecord, to out: inout RecordWriter) {
        out.add("reden", record.reason.rawValue)
        out.add("door", record.author.json)
        if let recipient = record.recipient { out.add("ontvanger", recipient.json) }
        out.add("veldgroepen", record.groups.sorted().map(\.text))
        out.add("motivering", optional: record.motivation)
        out.add("waaromGeenToestemming", optional: record.whyNoConsent)
        switch record.consultation {
        case .colleague(let who)?: out.add("collega", who)
        case .nobody(let reason)?: out.add("geenCollega", reason)
        case nil: break
        }
        out.add("op", optional: record.at?.rfc3339)
        out.add("einde", optional: record.expires?.rfc3339)
        if let inform = record.inform { out.add("gezin", inform.json) }
        out.add("vastgelegd", record.recordedAt.rfc3339)
        out.add("ontbreekt", record.shortcomings.map(\.rawValue))
        out.add("tweedeNodig", record.needsSecond)
    }

    init(kind: CaseRecord.Kind, id: RandomID, row: RecordReader) throws(RecordError) {
        switch kind {
        case .emergency: self = .emergency(try Self.emergency(id, row))
        case .emergencyUse:
            self = .use(
                EmergencyUse(
                    record: try row.identifier("nood"),
                    category: try row.value("categorie") { CategoryCode($0) },
                    envelope: try row.identifier("envelop"), at: try row.instant("op")))
        case .emergencyReview:
            self = .emergencyReview(
                EmergencyReview(
                    record: try row.identifier("nood"),
                    by: try Signatory(reading: row.object("door")),
                    isJustified: try row.flag("terecht"), findings: try row.text("bevinding"),
                    at: try row.instant("op")))
        case .secondPerson:
            self = .second(
                SecondPerson(
                    record: try row.identifier("over"),
                    by: try Signatory(reading: row.object("door")),
                    function: try row.value("als") { SecondPerson.Function(rawValue: $0) },
                    at: try row.instant("op")))
        case .withholding:
            self = .withholding(
                WithholdingRecord(
                    id: id, source: try row.partner("bron"), subject: try row.identifier("over"),
                    from: Set(try row.identifiers("van")),
                    by: try Signatory(reading: row.object("door")),
                    motivation: row.optionalText("motivering"),
                    review: try row.optional("herbeoordelen") { CivilDate(iso: $0) },
                    at: try row.instant("op")))
        case .withholdingReview:
            self = .withholdingReview(
                WithholdingReview(
                    id: id, withholding: try row.identifier("afscherming"),
                    by: try Signatory(reading: row.object("door")),
                    next: try row.optional("tot") { CivilDate(iso: $0) },
                    motivation: try row.text("motivering"), at: try row.instant("op")))
        case .youthViewChoice:
            self = .youthChoice(
                YouthViewChoice(
                    parent: try row.identifier("ouder"), isOpen: try row.flag("open"),
                    at: try row.instant("op"), recordedBy: try row.partner("door")))
        case .sourceViewChoice:
            self = .sourceChoice(
                SourceViewChoice(
                    source: try row.partner("bron"),
                    reader: try row.value("lezer") { SourceViewChoice.Reader(rawValue: $0) },
                    isOpen: try row.flag("open"), at: try row.instant("op")))
        case .protectionWeighing:
            self = .weighing(
                ProtectionWeighing(
                    id: id, author: try Signatory(reading: row.object("door")),
                    recipient: try Addressee(reading: row.object("ontvanger")),
                    groups: Set(try row.values("veldgroepen") { VeldgroepCode($0) }),
                    motivation: try row.text("motivering"), at: try row.instant("op"),
                    inform: try InformDecision(reading: row.object("gezin"))))
        default: throw .malformed(member: "soort")
        }
    }

    private static func emergency(
        _ id: RandomID, _ row: RecordReader
    ) throws(RecordError) -> EmergencyRecord {
        var consultation: EmergencyRecord.Consultation?
        if let who = row.optionalText("collega") { consultation = .colleague(who) }
        if let reason = row.optionalText("geenCollega") { consultation = .nobody(reason: reason) }
        var recipient: Addressee?
        if row.has("ontvanger") {
            recipient = try Addressee(reading: row.object("ontvanger"))
        }
        var inform: InformDecision?
        if row.has("gezin") {
            inform = try InformDecision(reading: row.object("gezin"))
        }
        return EmergencyRecord(
            id: id, reason: try row.value("reden") { BreakGlass.Reason(rawValue: $0) },
            author: try Signatory(reading: row.object("door")), recipient: recipient,
            groups: Set(try row.values("veldgroepen") { VeldgroepCode($0) }),
            motivation: row.optionalText("motivering"),
            whyNoConsent: row.optionalText("waaromGeenToestemming"),
            consultation: consultation, at: try row.optional("op") { Timestamp(rfc3339: $0) },
            expires: try row.optional("einde") { Timestamp(rfc3339: $0) }, inform: inform,
            recordedAt: try row.instant("vastgelegd"),
            shortcomings: try row.values("ontbreekt") {
                EmergencyRecord.Shortcoming(rawValue: $0)
            }, needsSecond: try row.flag("tweedeNodig"))
    }
}

extension Signatory {
    fileprivate var json: JSON {
        var out = RecordWriter()
        out.add("partner", partner.text)
        out.add("gebruiker", user)
        out.add("rol", role.text)
        return out.json
    }

    fileprivate init(reading row: RecordReader) throws(RecordError) {
        self.init(
            partner: try row.partner("partner"), user: try row.text("gebruiker"),
            role: try row.value("rol") { RoleCode($0) })
    }
}

extension Addressee {
    fileprivate var json: JSON {
        ["partner": .string(partner.text), "rol": .string(role.text)]
    }

    fileprivate init(reading row: RecordReader) throws(RecordError) {
        self.init(
            partner: try row.partner("partner"), role: try row.value("rol") { RoleCode($0) })
    }
}

extension InformDecision {
    fileprivate var json: JSON {
        var out = RecordWriter()
        out.add("besluit", word)
        out.add("tot", optional: until?.description)
        return out.json
    }

    fileprivate init(reading row: RecordReader) throws(RecordError) {
        let inform = InformDecision(
            word: try row.text("besluit"),
            until: try row.optional("tot") { CivilDate(iso: $0) })
        guard let inform else { throw .malformed(member: "gezin") }
        self = inform
    }
}
