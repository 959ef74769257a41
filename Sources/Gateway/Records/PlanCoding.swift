// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

extension PlanRecord {
    /// Writes the members of the stored record.
    func write(to out: inout RecordWriter) {
        switch self {
        case .edition(let edition): edition.write(to: &out)
        case .agreement(let agreement, let evidence):
            out.add("versie", agreement.version.hex)
            out.add("persoon", agreement.person.hex)
            out.add("akkoord", agreement.agrees)
            out.add("op", agreement.at.rfc3339)
            evidence.write(to: &out)
        case .asked(let version, let persons, let at):
            out.add("versie", version.hex)
            out.add("personen", persons.sorted().map(\.hex))
            out.add("op", at.rfc3339)
        case .progress(let step):
            out.add("stap", step.step.hex)
            out.add("status", optional: step.status?.rawValue)
            out.add("fragment", optional: step.fragment?.hex)
            out.add("door", step.recordedBy.text)
            out.add("op", step.at.rfc3339)
        }
    }

    /// Reads a record of the plan; nil for any other kind.
    init?(_ kind: CaseRecord.Kind, id: RandomID, _ row: RecordReader) throws(RecordError) {
        switch kind {
        case .planEdition: self = .edition(try PlanEdition(id: id, row))
        case .planAgreement:
            self = .agreement(
                PlanAgreement(
                    version: try row.identifier("versie"), person: try row.identifier("persoon"),
                    agrees: try row.flag("akkoord"), at: try row.instant("op")),
                try ConsentEvidence(row))
        case .planAsked:
            self = .asked(
                version: try row.identifier("versie"),
                persons: Set(try row.identifiers("personen")),
                at: try row.instant("op"))
        case .planProgress:
            self = .progress(
                StepProgress(
                    step: try row.identifier("stap"),
                    status: try row.optional("status") { StepStatus(rawValue: $0) },
                    fragment: try row.optionalIdentifier("fragment"),
                    recordedBy: try row.partner("door"), at: try row.instant("op")))
        default: return nil
        }
    }
}

extension PlanEdition {
    fileprivate func write(to out: inout RecordWriter) {
        out.add("nummer", .integer(version.number))
        out.add("deelnemers", .array(takers.map(\.json)))
        out.add("begonnen", version.started.description)
        out.add("op", version.at.rfc3339)
        out.add("stappen", .array(steps.map(\.json)))
        out.add("gevraagd", asked.sorted().map(\.hex))
        out.add("door", recordedBy.json)
        if let author {
            var voice = RecordWriter()
            voice.add("persoon", author.person.hex)
            author.evidence.write(to: &voice)
            out.add("auteur", voice.json)
        }
    }

    private var takers: [PlanVersion.Taker] {
        version.takers.sorted { ($0.partner.text, $0.role.text) < ($1.partner.text, $1.role.text) }
    }

    fileprivate init(id: RandomID, _ row: RecordReader) throws(RecordError) {
        var takers: Set<PlanVersion.Taker> = []
        for item in try row.list("deelnemers") {
            takers.insert(try PlanVersion.Taker(item))
        }
        var steps: [PlanStep] = []
        for item in try row.list("stappen") { steps.append(try PlanStep(item)) }
        var author: FamilyVoice?
        if row.has("auteur") {
            let voice = try row.object("auteur")
            author = FamilyVoice(
                person: try voice.identifier("persoon"), evidence: try ConsentEvidence(voice))
        }
        self.init(
            version: PlanVersion(
                id: id, number: try row.integer("nummer"), takers: takers,
                started: try row.date("begonnen"), at: try row.instant("op")),
            steps: steps, asked: Set(try row.identifiers("gevraagd")),
            author: author, recordedBy: try PlanVersion.Taker(row.object("door")))
    }
}

extension PlanVersion.Taker {
    fileprivate var json: JSON { ["partner": .string(partner.text), "rol": .string(role.text)] }

    fileprivate init(_ row: RecordReader) throws(RecordError) {
        self.init(
            partner: try row.partner("partner"), role: try row.value("rol") { RoleCode($0) })
    }
}

extension PlanStep {
    fileprivate var json: JSON {
        var out = RecordWriter()
        out.add("id", id.hex)
        switch owner {
        case .partner(let taker): out.add("partner", taker.json)
        case .person(let person): out.add("persoon", person.hex)
        }
        out.add("uiterlijk", optional: due?.description)
        out.add("status", status.rawValue)
        return out.json
    }

    fileprivate init(_ row: RecordReader) throws(RecordError) {
        let owner: StepOwner
        if row.has("persoon") {
            owner = .person(try row.identifier("persoon"))
        } else {
            owner = .partner(try PlanVersion.Taker(row.object("partner")))
        }
        self.init(
            id: try row.identifier("id"), owner: owner,
            due: try row.optional("uiterlijk") { CivilDate(iso: $0) },
            status: try row.value("status") { StepStatus(rawValue: $0) })
    }
}

extension ConsentEvidence {
    /// Writes how something was said as members of a stored record.
    func write(to out: inout RecordWriter) {
        out.add("kanaal", channel.rawValue)
        out.add("tekstversie", textVersion)
        out.add("tekst", textDigest)
        out.add("vastgelegdDoor", recordedBy.text)
    }

    init(_ row: RecordReader) throws(RecordError) {
        self.init(
            channel: try row.value("kanaal") { Channel(rawValue: $0) },
            textVersion: try row.text("tekstversie"), textDigest: try row.text("tekst"),
            recordedBy: try row.partner("vastgelegdDoor"))
    }
}
