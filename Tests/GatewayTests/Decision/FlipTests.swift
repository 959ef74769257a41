// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Gateway
import Testing

/// One fact that a permission stands on, taken away.
enum Flip: String, Sendable, CaseIterable {
    case sourceSuspended, recipientSuspended, sourceRole, recipientRole, sourcePlace
    case recipientPlace, caseClosed, purpose, threshold, report, withdrawn, secrecyKept, notTold
    case objection, restricted, expired, namesOthers, hidden, notHeard, gezagStale, notNecessary
    case neverSaidYes

    func apply(to situation: inout Situation) throws {
        let offer = situation.offer
        switch self {
        case .sourceSuspended:
            situation.offer.source = PartnerStanding(
                id: offer.source.id, type: offer.source.type, accession: .geschorst,
                hidesFromParents: true)
        case .recipientSuspended:
            situation.offer.recipient = PartnerStanding(
                id: offer.recipient.id, type: offer.recipient.type, accession: .beeindigd,
                hidesFromParents: true)
        case .sourceRole: situation.offer.sourceRole = try #require(RoleCode("onderzoeker"))
        case .recipientRole: situation.offer.recipientRole = try #require(RoleCode("onderzoeker"))
        case .sourcePlace: situation.casus.openedBy = offer.recipient.id
        case .recipientPlace: situation.casus.participants = []
        case .caseClosed: situation.casus.status = .gesloten
        case .purpose: situation.offer.purpose = try #require(PurposeCode("P99"))
        case .threshold: situation.offer.content = ContentFacts()
        case .report: situation.casus.absenceReports = []
        case .withdrawn:
            situation.casus.family.toestemmingen = try situation.casus.family.toestemmingen.map {
                try Situation.yes(
                    $0.person, number: $0.person == Situation.child ? 0 : 1, scope: $0.scope,
                    about: $0.about, withdrawn: Situation.now)
            }
        case .secrecyKept:
            situation.casus.family.toestemmingen = try situation.casus.family.toestemmingen.map {
                try Situation.yes(
                    $0.person, number: $0.person == Situation.child ? 0 : 1, scope: $0.scope,
                    about: $0.about, secrecy: false)
            }
        case .notTold: situation.casus.family.berichten = []
        case .objection:
            situation.casus.family.bezwaren = [
                Bezwaar(
                    id: Situation.id(50), person: Situation.child,
                    scope: ObjectionScope(source: offer.source.id),
                    at: Situation.now.adding(days: -1))
            ]
        case .restricted: situation.casus.isRestricted = true
        case .expired: situation.offer.expires = Situation.now
        case .namesOthers: situation.offer.betrokkenen = [Situation.id(9)]
        case .hidden:
            situation.offer.isWithheld = true
            situation.offer.recipient = PartnerStanding(
                id: offer.recipient.id, type: offer.recipient.type, accession: .actief)
        case .notHeard: situation.casus.family.hearings = []
        case .gezagStale:
            situation.casus.family.gezag = []
        case .notNecessary: situation.offer.isNecessary = false
        case .neverSaidYes: situation.casus.family.toestemmingen = []
        }
    }

    /// What is refused with, on every row.
    static let everywhere: [Flip: RefusalCode] = [
        .sourceSuspended: .partnerNietToegetreden, .recipientSuspended: .partnerNietToegetreden,
        .sourceRole: .rolOnbekend, .recipientRole: .rolOnbekend, .sourcePlace: .geenRelatie,
        .purpose: .doelOnbekend, .expired: .verlopen, .namesOthers: .toestemmingOntbreekt,
        .hidden: .verplichtingNietOndersteund, .caseClosed: .geenRelatie,
    ]
    static let place: [Flip: RefusalCode] = [.recipientPlace: .geenRelatie]
    static let task: [Flip: RefusalCode] = [
        .notTold: .berichtOntbreekt, .objection: .bezwaar, .restricted: .beperking,
        // A no to what needs no consent counts as an objection.
        .withdrawn: .bezwaar,
    ]
    static let consent: [Flip: RefusalCode] = [
        .withdrawn: .toestemmingOntbreekt, .neverSaidYes: .toestemmingOntbreekt,
        .gezagStale: .gezagOnbekend, .restricted: .beperking,
    ]
    static let schoolConsent = consent.merging([
        .notHeard: .toestemmingOntbreekt, .objection: .bezwaar,
    ]) { a, _ in a }
    static let careConsent = consent.merging([
        .secrecyKept: .geheimNietOpgeheven, .objection: .toestemmingOntbreekt,
    ]) { a, _ in a }
}

/// One permitted cell, and what each fact that it stands on is refused with when it is gone.
struct Cell: Sendable, CustomTestStringConvertible {
    let row: String
    let from: Professional
    let group: String
    let to: Professional
    let purpose: String
    let stands: [Flip: RefusalCode]

    var testDescription: String { "row \(row)" }

    init(
        _ row: String, _ from: (PartnerType, String), _ group: String, _ to: (PartnerType, String),
        _ purpose: String, _ stands: [Flip: RefusalCode]...
    ) {
        self.row = row
        self.from = Professional(type: from.0, role: from.1)
        self.group = group
        self.to = Professional(type: to.0, role: to.1)
        self.purpose = purpose
        self.stands = stands.reduce(Flip.everywhere) { $0.merging($1) { _, new in new } }
    }

    static let all = [
        Cell(
            "2", (.school, "systeem"), "C3.ongeoorloofd",
            (.leerplichtBegeleiding, "leerplichtambtenaar"), "P2", [.threshold: .geenRegel]),
        Cell(
            "3", (.school, "mentor"), "C1.pgn", (.leerplichtHandhaving, "leerplichtambtenaar"),
            "P2", [.report: .geenRegel]),
        Cell(
            "6", (.leerplichtHandhaving, "leerplichtambtenaar"), "C11.stap", (.school, "mentor"),
            "P2", Flip.place, Flip.task),
        Cell(
            "8", (.school, "zorgcoordinator"), "C5.gezondheid", (.samenwerkingsverband, "bpo"),
            "P5", Flip.place, Flip.task, [.notNecessary: .verbod]),
        Cell(
            "9", (.samenwerkingsverband, "bpo"), "C5.opp", (.school, "schoolleider"), "P5",
            Flip.place, Flip.task),
        Cell(
            "12", (.school, "mentor"), "C6.incident", (.buurtteam, "gezinswerker"), "P3",
            Flip.place, Flip.schoolConsent),
        Cell(
            "14", (.buurtteam, "gezinswerker"), "C9.bestaan", (.school, "mentor"), "P4",
            Flip.place, Flip.careConsent),
        Cell(
            "18", (.jgz, "jeugdarts"), "C7.advies", (.school, "zorgcoordinator"), "P1", Flip.place,
            Flip.careConsent),
        Cell(
            "45", (.school, "mentor"), "C6.observatie", (.jgz, "jeugdverpleegkundige"), "P3",
            Flip.place, Flip.schoolConsent),
    ]
}

struct `A permission` {
    @Test(arguments: Cell.all)
    func `stands on each of its facts and on no other`(cell: Cell) throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        func situation() throws -> Situation {
            try Situation(
                age: 13, from: (cell.from.type, cell.from.role), [cell.group],
                to: (cell.to.type, cell.to.role), cell.purpose)
        }
        #expect(try situation().verdict(rules).codes == [])
        for flip in Flip.allCases {
            var flipped = try situation()
            try flip.apply(to: &flipped)
            let verdict = flipped.verdict(rules)
            if let code = cell.stands[flip] {
                #expect(!verdict.isPermitted, "\(flip)")
                #expect(verdict.codes.contains(code), "\(flip): \(verdict.codes)")
            } else {
                #expect(verdict.codes == [], "\(flip)")
            }
        }
    }

    @Test(arguments: Cell.all)
    func `is the same again from what a line keeps of it`(cell: Cell) throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        for flip in [nil] + Flip.allCases.map(Optional.init) {
            for moment in Offer.Moment.allCases {
                var situation = try Situation(
                    age: 13, from: (cell.from.type, cell.from.role), [cell.group],
                    to: (cell.to.type, cell.to.role), cell.purpose)
                situation.offer.moment = moment
                try flip?.apply(to: &situation)
                let decision = rules.decide(
                    situation.offer, about: situation.casus, now: Situation.now)
                #expect(try rules.replay(facts: decision.facts) == decision.verdict)
                #expect(decision.facts.count < Decision.factsByteLimit)
            }
        }
    }

    @Test func `tells whose yes is missing, and never who said no`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        var situation = try Situation(
            age: 13, from: (.buurtteam, "gezinswerker"), ["C9.bestaan"], to: (.school, "mentor"),
            "P4")
        let yeses = situation.casus.family.toestemmingen
        situation.casus.family.toestemmingen = yeses.filter { $0.person == Situation.child }
        var decision = rules.decide(situation.offer, about: situation.casus, now: Situation.now)
        #expect(decision.missing.map(\.person) == [Situation.mother])
        let no = Toestemming(
            id: Situation.id(60), person: Situation.mother, scope: yeses[0].scope,
            answer: .refused, at: Situation.now)
        situation.casus.family.toestemmingen.append(try #require(no))
        decision = rules.decide(situation.offer, about: situation.casus, now: Situation.now)
        #expect(decision.verdict.codes == [.toestemmingOntbreekt])
        #expect(decision.missing.isEmpty)
    }

    @Test func `says why in both languages, by the rule or by the code`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        for cell in Cell.all {
            let situation = try Situation(
                age: 13, from: (cell.from.type, cell.from.role), [cell.group],
                to: (cell.to.type, cell.to.role), cell.purpose)
            let verdict = situation.verdict(rules)
            let rule = rules.rules.first { verdict.rules == [$0.code] && $0.row == cell.row }
            #expect(verdict.explanation == rule?.explanation)
        }
        for code in RefusalCode.allCases {
            #expect(!code.explanation.dutch.isEmpty && !code.explanation.english.isEmpty)
        }
    }
}
