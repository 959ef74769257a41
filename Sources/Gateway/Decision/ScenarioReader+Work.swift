// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// What a scenario says of the work: meetings, caseload, visits, the plan, the own voice and safety.
extension ScenarioReader {
    /// The members of a case, also those under `basis`.
    static let known = [
        "naam", "rij", "soort", "nu", "geboren", "geopendDoor", "gesloten", "partners",
        "deelnemers", "bron", "ontvanger", "regime", "categorie", "veldgroepen", "doel", "moment",
        "gezag", "toestemmingen", "bezwaren", "afgewogen", "gevraagd", "gehoord", "bericht",
        "aangekondigd", "ingelicht", "overeenstemming", "drempel16u", "melding", "noodzakelijk",
        "betrokkenen", "anoniem", "herkenbaar", "beschikkingsvrij", "afgeschermd", "beperking",
        "uitgenodigdVoor", "verlooptOp", "overleg", "caseload", "bezoek", "gekozenLezer",
        "eigenStemOpen", "plan", "nood", "afweging", "gemeld", "verwacht",
    ]

    /// Who acts where a scenario names nobody.
    static let user = "gebruiker"

    /// Stands for the words that everybody was shown.
    static let words = String(repeating: "0", count: 64)

    // MARK: What the family was told, and agreed to

    func berichten(_ flow: Flow) -> [Bericht] {
        guard let scope = flow.scope() else { return [] }
        var all: [Bericht?] = []
        func add(_ soort: Bericht.Soort, about: RandomID?, to person: RandomID) {
            all.append(
                Bericht(
                    id: Self.id("bericht", all.count), persons: [person], soort: soort,
                    about: about, scope: scope, at: Self.start))
        }
        if flag("bericht") { add(.informatie, about: nil, to: Self.person("moeder")) }
        if flag("aangekondigd") { add(.verstrekking, about: nil, to: Self.person("moeder")) }
        for value in list("ingelicht") {
            guard let person = Self.person(value) else { continue }
            add(.informatie, about: person, to: person)
        }
        return all.compactMap(\.self)
    }

    func overeenstemming(_ value: PolicyValue, _ number: Int) -> Overeenstemming? {
        value.allow("van", "antwoord", "op")
        guard let van = value.member("van"), let person = Self.person(van),
            let answer = value.member("antwoord")?.text, let at = instant(value.member("op"))
        else { return nil }
        return Overeenstemming(
            id: Self.id("akkoord", number), person: person, agreed: answer == "ja", at: at)
    }

    // MARK: Work

    func work(_ flow: Flow, _ now: Timestamp) -> WorkFacts {
        var readers: ReaderChoice?
        if flag("gekozenLezer") || flag("eigenStemOpen") {
            let reader = ReaderChoice.Reader(
                partner: flow.recipient.id, role: flow.recipientRole)
            let grown = Aanduiding.allCases.filter(\.isGrown).map { Self.person($0.rawValue) }
            readers = ReaderChoice(
                readers: flag("gekozenLezer") ? [reader] : [],
                parents: flag("eigenStemOpen") ? Set(grown) : [], at: Self.start)
        }
        return WorkFacts(
            meetings: list("overleg").enumerated().compactMap { meeting($1, $0, flow) },
            caseload: list("caseload").compactMap(caseload),
            visits: optional("bezoek").flatMap { visit($0, flow) }.map { [$0] } ?? [],
            readers: readers, openedByProfessional: Self.user)
    }

    private func meeting(_ value: PolicyValue, _ number: Int, _ flow: Flow) -> Meeting? {
        value.allow("op", "lijst", "ouderkeuzeGevraagdOp", "afgezegd")
        guard let at = instant(value.member("op")) else { return nil }
        let seats = value.optional("lijst")?.elements.compactMap { seat in
            seat.allow("partner", "rol", "reden")
            guard let partner = seat.member("partner")?.value("partner", { PartnerID($0) }),
                let role = seat.member("rol")?.value("role", { RoleCode($0) }),
                let reason = seat.member("reden")?.text
            else { return Meeting.Seat?.none }
            return valid(Meeting.Seat(partner: partner, role: role, reason: reason), seat)
        }
        return Meeting(
            id: Self.id("overleg", number), at: at, seats: seats ?? [],
            status: value.optional("afgezegd")?.flag ?? false ? .cancelled : .planned,
            choiceAsked: value.optional("ouderkeuzeGevraagdOp").flatMap { instant($0) },
            recordedBy: flow.source.id, recordedAt: Self.start)
    }

    private func caseload(_ value: PolicyValue) -> CaseloadEntry? {
        value.allow("partner", "rol", "gebruiker", "sinds", "tot")
        guard let partner = value.member("partner")?.value("partner", { PartnerID($0) }),
            let role = value.member("rol")?.value("role", { RoleCode($0) }),
            let since = date(value.member("sinds"))
        else { return nil }
        return CaseloadEntry(
            partner: partner, user: value.optional("gebruiker")?.text ?? Self.user, role: role,
            since: since, until: value.optional("tot").flatMap { date($0) })
    }

    private func visit(_ value: PolicyValue, _ flow: Flow) -> Visit? {
        value.allow("van", "tot")
        guard let from = instant(value.member("van")), let until = instant(value.member("tot"))
        else { return nil }
        return valid(
            Visit(
                id: Self.id("bezoek", 0), partner: flow.recipient.id, role: flow.recipientRole,
                from: from, until: until), value)
    }

    // MARK: Plan

    func plan(_ flow: Flow, _ now: Timestamp) -> PlanFacts {
        guard let value = optional("plan") else { return PlanFacts() }
        value.allow("doetMee", "akkoord", "gevraagd")
        let version = Self.id("plan", 0)
        let taker = PlanVersion.Taker(partner: flow.recipient.id, role: flow.recipientRole)
        let agreements = value.optional("akkoord")?.elements.compactMap { value in
            value.allow("van", "antwoord", "op")
            guard let van = value.member("van"), let person = Self.person(van),
                let answer = value.member("antwoord")?.text,
                let at = instant(value.member("op"))
            else { return PlanAgreement?.none }
            return PlanAgreement(version: version, person: person, agrees: answer == "ja", at: at)
        }
        return PlanFacts(
            current: PlanVersion(
                id: version, number: 1,
                takers: value.optional("doetMee")?.flag ?? false ? [taker] : [],
                started: Amsterdam.day(of: Self.start), at: Self.start),
            asked: Set(value.optional("gevraagd")?.elements.compactMap { Self.person($0) } ?? []),
            agreements: agreements ?? [])
    }

    // MARK: Safety

    func safety(_ flow: Flow, _ now: Timestamp) -> SafetyFacts {
        var facts = SafetyFacts()
        if let value = optional("nood") {
            value.allow("reden", "veldgroepen", "op", "tot", "opgehaald")
            if let record = breakGlass(value, flow) {
                facts.breakGlass.append(record)
                if value.optional("opgehaald")?.flag ?? false {
                    facts.spent[record.id] = [flow.category]
                }
            }
        }
        if flag("afweging") {
            facts.weighings = [
                ProtectionFact(
                    id: Self.id("afweging", 0), source: flow.source.id,
                    recipient: flow.recipient.id, recipientRole: flow.recipientRole,
                    groups: flow.groups, at: Self.start)
            ]
        }
        if flag("gemeld") {
            let told = BreakGlass(
                id: Self.id("melding", 0), reason: .e3, source: flow.recipient.id,
                recipient: flow.source.id, recipientRole: flow.sourceRole, groups: flow.groups,
                at: Self.start, expires: Self.start.adding(milliseconds: 3_600_000))
            facts.breakGlass += told.map { [$0] } ?? []
        }
        return facts
    }

    private func breakGlass(_ value: PolicyValue, _ flow: Flow) -> BreakGlass? {
        guard
            let reason = value.member("reden")?.value(
                "reason", { BreakGlass.Reason(rawValue: $0) }),
            let at = instant(value.member("op")), let until = instant(value.member("tot"))
        else { return nil }
        let named = value.optional("veldgroepen").map { groups($0.elements) } ?? flow.groups
        return valid(
            BreakGlass(
                id: Self.id("nood", 0), reason: reason, source: flow.source.id,
                recipient: flow.recipient.id, recipientRole: flow.recipientRole, groups: named,
                at: at, expires: until), value)
    }
}
