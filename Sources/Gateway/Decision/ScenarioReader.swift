// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

extension Scenario {
    /// Reads the scenarios of one file: each case on top of what the file says of all.
    /// - Throws: every finding, by line.
    package static func read(_ file: PolicyFiles.File) throws(PolicyError) -> [Scenario] {
        let document = try PolicyDocument(path: file.path, bytes: file.bytes)
        document.root.allow("basis", "gevallen")
        let basis = document.root.optional("basis")
        var scenarios: [Scenario] = []
        for value in document.root.member("gevallen")?.elements ?? [] {
            let reader = ScenarioReader(own: value, basis: basis)
            if let scenario = reader.scenario(in: file.path) { scenarios.append(scenario) }
        }
        guard document.findings.isEmpty else { throw PolicyError(findings: document.findings) }
        return scenarios
    }
}

/// Reads one case of a scenario file.
struct ScenarioReader {
    let own: PolicyValue
    let basis: PolicyValue?

    func optional(_ name: String) -> PolicyValue? {
        own.optional(name) ?? basis?.optional(name)
    }

    private func member(_ name: String) -> PolicyValue? {
        if let value = optional(name) { return value }
        own.report("`\(name)` is missing", mend: "add `\(name)` here or under `basis`")
        return nil
    }

    func list(_ name: String) -> [PolicyValue] { optional(name)?.elements ?? [] }

    func flag(_ name: String) -> Bool { optional(name)?.flag ?? false }

    func instant(_ value: PolicyValue?) -> Timestamp? {
        value?.value("instant with Z and three decimals") { Timestamp(rfc3339: $0) }
    }

    func date(_ value: PolicyValue?) -> CivilDate? {
        value?.value("date") { CivilDate(iso: $0) }
    }

    func scenario(in path: String) -> Scenario? {
        for (key, value) in own.members + (basis?.members ?? []) where !Self.known.contains(key) {
            value.report("`\(key)` is not known here", mend: "mend the name, or leave it out")
        }
        guard let name = member("naam")?.text, let row = member("rij")?.text,
            let kind = member("soort")?.value("kind", { Scenario.Kind(rawValue: $0) }),
            let now = instant(member("nu")), let flow = flow, let offer = offer(flow),
            let casus = casus(flow, now), let expected = expected
        else { return nil }
        return Scenario(
            name: name, row: row, kind: kind, path: path, line: own.line, offer: offer,
            casus: casus, now: now, expected: expected)
    }

    // MARK: Offer

    struct Flow {
        let source: PartnerStanding
        let sourceRole: RoleCode
        let recipient: PartnerStanding
        let recipientRole: RoleCode
        let category: CategoryCode
        let purpose: PurposeCode
        let groups: Set<VeldgroepCode>
        let invitation: Set<VeldgroepCode>?
        /// Who collects at the recipient.
        let user: String

        /// The flow in the other direction (row 23).
        func back(_ groups: Set<VeldgroepCode>) -> Scope? {
            Scope(
                source: recipient.id, recipient: source.id, recipientRole: sourceRole,
                purpose: purpose, groups: groups)
        }

        /// What the acts are about, where they do not say otherwise.
        func scope(_ groups: Set<VeldgroepCode>? = nil) -> Scope? {
            Scope(
                source: source.id, recipient: recipient.id, recipientRole: recipientRole,
                purpose: purpose, groups: groups ?? invitation ?? self.groups)
        }
    }

    private var flow: Flow? {
        guard let bron = member("bron"), let ontvanger = member("ontvanger"),
            let source = standing(bron), let recipient = standing(ontvanger),
            let sourceRole = bron.member("rol")?.value("role", { RoleCode($0) }),
            let recipientRole = ontvanger.member("rol")?.value("role", { RoleCode($0) }),
            let category = member("categorie")?.value("category", { CategoryCode($0) }),
            let purpose = member("doel")?.value("purpose", { PurposeCode($0) })
        else { return nil }
        return Flow(
            source: source, sourceRole: sourceRole, recipient: recipient,
            recipientRole: recipientRole, category: category, purpose: purpose,
            groups: groups(list("veldgroepen")),
            invitation: optional("uitgenodigdVoor").map { groups($0.elements) },
            user: ontvanger.optional("gebruiker")?.text ?? Self.user)
    }

    func groups(_ values: [PolicyValue]) -> Set<VeldgroepCode> {
        Set(values.compactMap { $0.value("field group") { VeldgroepCode($0) } })
    }

    private func standing(_ value: PolicyValue) -> PartnerStanding? {
        guard let name = value.member("partner")?.text, let id = PartnerID(name),
            let partner = member("partners")?.member(name)
        else { return nil }
        partner.allow("type", "toetreding", "schermtAf", "jongereAlleen")
        guard
            let type = partner.member("type")?.value(
                "type of partner", { PartnerType(rawValue: $0) })
        else { return nil }
        let accession = partner.optional("toetreding")?.value("status") {
            AccessionStatus(rawValue: $0)
        }
        return PartnerStanding(
            id: id, type: type, accession: accession ?? .actief,
            hidesFromParents: partner.optional("schermtAf")?.flag ?? false,
            consent: ConsentSettings(
                jongereAlone: partner.optional("jongereAlleen")?.flag ?? false))
    }

    private func offer(_ flow: Flow) -> Offer? {
        let stated = optional("regime")?.value("regime") { Regime(rawValue: $0) }
        guard let regime = stated ?? flow.source.type.defaultRegime else {
            own.report("the source keeps no records here", mend: "say the regime")
            return nil
        }
        let moment = optional("moment")?.value("moment") { Offer.Moment(rawValue: $0) }
        return Offer(
            moment: moment ?? .offer, source: flow.source, sourceRole: flow.sourceRole,
            regime: regime, category: flow.category, groups: flow.groups,
            purpose: flow.purpose, recipient: flow.recipient,
            recipientRole: flow.recipientRole,
            content: ContentFacts(
                passesAbsenceThreshold: flag("drempel16u"), identifies: flag("herkenbaar"),
                words: Dictionary(uniqueKeysWithValues: flow.groups.map { ($0, Self.words) })),
            isNecessary: flag("noodzakelijk"), isAnonymous: flag("anoniem"),
            isWithoutBeschikking: flag("beschikkingsvrij"),
            recipientUser: moment == .collect ? flow.user : nil,
            betrokkenen: Set(list("betrokkenen").compactMap { Self.person($0) }),
            isWithheld: flag("afgeschermd"), invitation: flow.invitation,
            expires: optional("verlooptOp").flatMap { instant($0) })
    }

    // MARK: Casus

    private func casus(_ flow: Flow, _ now: Timestamp) -> CaseFacts? {
        guard let born = date(member("geboren")),
            let openedBy = member("geopendDoor")?.value("partner", { PartnerID($0) })
        else { return nil }
        var family = Family(child: Self.person("jongere"), born: born)
        family.members = Aanduiding.allCases.map {
            FamilyMember(id: Self.person($0.rawValue), aanduiding: $0)
        }
        family.gezag = list("gezag").enumerated().compactMap { gezag($1, $0, openedBy) }
        family.toestemmingen = list("toestemmingen").enumerated().compactMap {
            toestemming($1, $0, flow)
        }
        family.bezwaren = list("bezwaren").enumerated().compactMap { bezwaar($1, $0, flow) }
        if let asked = optional("gevraagd"), let scope = flow.scope() {
            let persons = Set(asked.elements.compactMap { Self.person($0) })
            let question = Question(
                id: Self.id("vraag", 0), persons: persons, scope: scope, at: Self.start)
            family.questions = question.map { [$0] } ?? []
        }
        if let heard = optional("gehoord")?.text, let scope = flow.scope() {
            family.hearings = [
                Hearing(
                    id: Self.id("gehoord", 0), scope: scope, agrees: heard == "ja",
                    at: Self.start)
            ]
        }
        family.berichten = berichten(flow)
        family.overeenstemmingen = list("overeenstemming").enumerated().compactMap {
            overeenstemming($1, $0)
        }
        for value in list("afgewogen") {
            guard let what = value.text else { continue }
            family.weighings.append(
                Weighing(act: Self.id(what, 0), continues: true, at: now))
        }
        let reports = [AbsenceReport(source: flow.source.id, recipient: flow.recipient.id)]
        return CaseFacts(
            status: flag("gesloten") ? .gesloten : .open, openedBy: openedBy,
            participants: list("deelnemers").enumerated().compactMap {
                participant($1, $0, flow)
            },
            family: family, isRestricted: flag("beperking"),
            absenceReports: flag("melding") ? Set(reports) : [], work: work(flow, now),
            plan: plan(flow, now), safety: safety(flow, now))
    }

    private func gezag(_ value: PolicyValue, _ number: Int, _ by: PartnerID) -> GezagFact? {
        value.allow("soort", "houders", "peildatum", "ots")
        guard let soort = value.member("soort")?.value("gezag", { GezagSoort(rawValue: $0) }),
            let peildatum = date(value.member("peildatum"))
        else { return nil }
        let ots = value.optional("ots")?.value("ots") { Ondertoezichtstelling(rawValue: $0) }
        let fact = GezagFact(
            id: Self.id("gezag", number), soort: soort,
            holders: value.optional("houders")?.elements.compactMap { Self.person($0) } ?? [],
            bron: .brp, peildatum: peildatum, ondertoezichtstelling: ots ?? .geen,
            recordedBy: by, recordedAt: Self.start)
        return valid(fact, value)
    }

    private func toestemming(
        _ value: PolicyValue, _ number: Int, _ flow: Flow
    ) -> Toestemming? {
        value.allow(
            "van", "antwoord", "op", "tot", "heftGeheimOp", "alleenGeheim", "ingetrokkenOp",
            "veldgroepen", "over", "perItem", "terug")
        let own = value.optional("veldgroepen").map { groups($0.elements) }
        let back = value.optional("terug").flatMap { flow.back(groups($0.elements)) }
        guard let van = value.member("van"), let person = Self.person(van),
            let answer = value.member("antwoord")?.text, let at = instant(value.member("op")),
            let scope = back ?? flow.scope(own)
        else { return nil }
        let about = value.optional("over").flatMap { Self.person($0) }
        let items = value.optional("perItem")?.flag ?? false ? scope.groups : []
        let id = Self.id("toestemming", number)
        guard answer == "ja" else {
            return valid(
                Toestemming(
                    id: id, person: person, about: about, scope: scope, answer: .refused, at: at),
                value)
        }
        let onlySecrecy = value.optional("alleenGeheim")?.flag ?? false
        let bases = ConsentBases(
            consent: !onlySecrecy,
            secrecy: onlySecrecy || (value.optional("heftGeheimOp")?.flag ?? false))
        guard let bases, let until = date(value.member("tot")) else { return nil }
        return valid(
            Toestemming(
                id: id, person: person, about: about, scope: scope,
                items: Set(items.compactMap { ConsentItem(group: $0, words: Self.words) }),
                answer: .given(bases: bases, until: until), at: at,
                withdrawnAt: value.optional("ingetrokkenOp").flatMap { instant($0) }), value)
    }

    private func bezwaar(_ value: PolicyValue, _ number: Int, _ flow: Flow) -> Bezwaar? {
        value.allow("van", "op")
        guard let van = value.member("van"), let person = Self.person(van),
            let at = instant(value.member("op"))
        else { return nil }
        return Bezwaar(
            id: Self.id("bezwaar", number), person: person,
            scope: ObjectionScope(source: flow.source.id), at: at)
    }

    private func participant(
        _ value: PolicyValue, _ number: Int, _ flow: Flow
    ) -> Participant? {
        value.allow("partner", "rol", "status", "gebruiker", "directBetrokken", "genoemdVoor")
        guard let partner = value.member("partner")?.value("partner", { PartnerID($0) }),
            let role = value.member("rol")?.value("role", { RoleCode($0) }),
            let status = value.member("status")?.value(
                "status", { ParticipantStatus(rawValue: $0) })
        else { return nil }
        return Participant(
            id: Self.id("deelnemer", number), partner: partner, role: role,
            purpose: flow.purpose, groups: flow.invitation ?? flow.groups, status: status,
            invitedBy: flow.source.id, at: Self.start,
            user: status == .aanvaard ? value.optional("gebruiker")?.text ?? Self.user : nil,
            isDirectlyInvolved: value.optional("directBetrokken")?.flag ?? false,
            namedFor: value.optional("genoemdVoor")?.value("arrangement") {
                Participant.Arrangement(rawValue: $0)
            })
    }

    func valid<T>(_ act: T?, _ value: PolicyValue) -> T? {
        if act == nil {
            value.report("such an act can't exist", mend: "mend its persons or dates")
        }
        return act
    }

    // MARK: Expectation

    private var expected: Scenario.Expected? {
        guard let value = member("verwacht") else { return nil }
        value.allow("toegestaan", "redenen", "regels", "verplichtingen")
        let permitted = groups(value.optional("toegestaan")?.elements ?? [])
        let codes = value.optional("redenen")?.elements.compactMap { code in
            code.value("refusal code") { RefusalCode(rawValue: $0) }
        }
        let rules = value.member("regels")?.elements.compactMap { rule in
            rule.value("rule") { RuleCode($0) }
        }
        let obligations = value.optional("verplichtingen")?.elements.compactMap { duty in
            duty.value("obligation") { Obligation(rawValue: $0) }
        }
        return Scenario.Expected(
            permitted: permitted.sorted(), codes: (codes ?? []).sorted(),
            rules: (rules ?? []).sorted(), obligations: obligations?.sorted())
    }

    // MARK: Ids that stand for words

    static let start = Timestamp(milliseconds: 0)

    static func person(_ value: PolicyValue) -> RandomID? {
        value.value("member of the family") { Aanduiding(rawValue: $0) }.map {
            person($0.rawValue)
        }
    }

    static func person(_ name: String) -> RandomID { id(name, 0) }

    static func id(_ word: String, _ number: Int) -> RandomID {
        var bytes = Array(Array(word.utf8).prefix(15))
        while bytes.count < 15 { bytes.append(0) }
        bytes.append(UInt8(truncatingIfNeeded: number))
        guard let id = RandomID(bytes: bytes) else {
            preconditionFailure("sixteen bytes are an id")
        }
        return id
    }
}
