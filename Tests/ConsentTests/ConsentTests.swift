// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

/// A made-up family with ids that can be told apart, and one flow to ask about.
struct Household {
    static let child = id(1)
    static let mother = id(2)
    static let father = id(3)
    static let stranger = id(4)

    let now: Timestamp
    var flow: Flow
    var family: Family

    static func id(_ number: UInt8) -> RandomID {
        guard let id = RandomID(bytes: [UInt8](repeating: number, count: 16)) else {
            preconditionFailure("sixteen bytes are an id")
        }
        return id
    }

    /// A child born so that it has this age today, with a birthday some months ago.
    init(
        age: Int, group: String = "C6.observatie", now text: String = "2026-03-10T12:00:00.000Z"
    ) throws {
        now = try #require(Timestamp(rfc3339: text))
        flow = Flow(
            source: try #require(PartnerID("trajectum/school")),
            recipient: try #require(PartnerID("lokalis/buurtteam")),
            recipientRole: try #require(RoleCode("gezinswerker")),
            purpose: try #require(PurposeCode("P3")),
            group: try #require(VeldgroepCode(group)))
        family = Family(
            child: Self.child, born: Amsterdam.day(of: now).adding(days: -120).adding(years: -age),
            members: [
                FamilyMember(id: Self.child, aanduiding: .jongere),
                FamilyMember(id: Self.mother, aanduiding: .moeder),
                FamilyMember(id: Self.father, aanduiding: .vader),
                FamilyMember(id: Self.stranger, aanduiding: .ander),
            ])
    }

    var scope: Scope {
        guard
            let scope = Scope(
                source: flow.source, recipient: flow.recipient, recipientRole: flow.recipientRole,
                purpose: flow.purpose, groups: [flow.group])
        else { preconditionFailure("a flow is a scope") }
        return scope
    }

    /// An instant before now.
    func ago(minutes: Int64) -> Timestamp { now.adding(milliseconds: -minutes * 60_000) }

    mutating func record(
        gezag soort: GezagSoort, _ holders: [RandomID], daysOld: Int = 0,
        by partner: String = "trajectum/school", minutesAgo: Int64 = 500,
        shifted: Bool = false, ots: Ondertoezichtstelling? = nil
    ) throws {
        let recorder = try #require(PartnerID(partner))
        let fact = GezagFact(
            id: Self.id(UInt8(100 + family.gezag.count)), soort: soort, holders: holders,
            bron: .brp, peildatum: Amsterdam.day(of: now).adding(days: -daysOld),
            ondertoezichtstelling: ots ?? (shifted ? .metVerschuiving : .geen),
            recordedBy: recorder, recordedAt: ago(minutes: minutesAgo))
        family.gezag.append(try #require(fact))
    }

    mutating func ask(_ persons: RandomID...) throws {
        family.questions.append(
            try #require(
                Question(
                    id: Self.id(90), persons: Set(persons), scope: scope, at: ago(minutes: 400))))
    }

    mutating func hear(agrees: Bool, minutesAgo: Int64 = 100) {
        family.hearings.append(
            Hearing(id: Self.id(80), scope: scope, agrees: agrees, at: ago(minutes: minutesAgo)))
    }

    @discardableResult
    mutating func yes(
        _ person: RandomID, minutesAgo: Int64 = 60, consent: Bool = true, secrecy: Bool = true,
        until: CivilDate? = nil, withdrawnMinutesAgo: Int64? = nil, scope: Scope? = nil
    ) throws -> RandomID {
        let number = Self.id(UInt8(20 + family.toestemmingen.count))
        let at = ago(minutes: minutesAgo)
        let act = Toestemming(
            id: number, person: person, scope: scope ?? self.scope,
            answer: .given(
                bases: try #require(ConsentBases(consent: consent, secrecy: secrecy)),
                until: until ?? Amsterdam.day(of: at).adding(years: 1)),
            at: at, withdrawnAt: withdrawnMinutesAgo.map { ago(minutes: $0) })
        family.toestemmingen.append(try #require(act))
        return number
    }

    @discardableResult
    mutating func no(_ person: RandomID, minutesAgo: Int64 = 60) throws -> RandomID {
        let number = Self.id(UInt8(20 + family.toestemmingen.count))
        family.toestemmingen.append(
            try #require(
                Toestemming(
                    id: number, person: person, scope: scope, answer: .refused,
                    at: ago(minutes: minutesAgo))))
        return number
    }

    @discardableResult
    mutating func object(_ person: RandomID, minutesAgo: Int64 = 60) -> RandomID {
        let number = Self.id(UInt8(60 + family.bezwaren.count))
        family.bezwaren.append(
            Bezwaar(
                id: number, person: person,
                scope: ObjectionScope(source: flow.source, recipient: flow.recipient),
                at: ago(minutes: minutesAgo)))
        return number
    }

    mutating func weigh(_ act: RandomID, continues: Bool, minutesAgo: Int64 = 30) {
        family.weighings.append(
            Weighing(act: act, continues: continues, at: ago(minutes: minutesAgo)))
    }

    func finding(_ regime: Regime = .avg, alone: Bool = false) -> ConsentFinding {
        finding(regime, alone: alone, at: now)
    }

    func finding(_ regime: Regime, alone: Bool = false, at now: Timestamp) -> ConsentFinding {
        family.finding(
            ConsentQuestion(
                flow: flow, regime: regime, settings: ConsentSettings(jongereAlone: alone),
                now: now))
    }
}
