// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Gateway
import Testing

/// Who must agree to a version of the plan, by age, regime and gezag.
@Suite struct PlanAgreementTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let noor = id(1)
    private static let mother = id(2)
    private static let father = id(3)
    private static let version = id(9)
    private static let school = PartnerID("trajectum/vo")!
    private static let born = CivilDate(iso: "2013-03-01")!

    /// 10:00 on a day in Amsterdam.
    private static func instant(_ day: String) -> Timestamp {
        Amsterdam.startOfDay(CivilDate(iso: day)!).adding(milliseconds: 36_000_000)
    }

    private static func family(
        _ today: String, _ soort: GezagSoort = .gezamenlijkOuderlijkGezag,
        holders: [RandomID] = [mother, father]
    ) -> Family {
        let day = CivilDate(iso: today)!
        let fact = GezagFact(
            id: id(20), soort: soort, holders: holders, bron: .brp, peildatum: day,
            recordedBy: school, recordedAt: Amsterdam.startOfDay(day))
        return Family(
            child: noor, born: born,
            members: [
                FamilyMember(id: noor, aanduiding: .jongere),
                FamilyMember(id: mother, aanduiding: .moeder),
                FamilyMember(id: father, aanduiding: .vader),
            ], gezag: fact.map { [$0] } ?? [])
    }

    private static func plan(
        _ today: String, yes: [RandomID], no: [RandomID] = [], asked: Set<RandomID>
    ) -> PlanFacts {
        let at = instant(today).adding(milliseconds: -3_600_000)
        let current = PlanVersion(
            id: version, number: 1, takers: [], started: CivilDate(iso: today)!, at: at)
        let agreements =
            yes.map { PlanAgreement(version: version, person: $0, agrees: true, at: at) }
            + no.map { PlanAgreement(version: version, person: $0, agrees: false, at: at) }
        return PlanFacts(current: current, asked: asked, agreements: agreements)
    }

    struct Line: Sendable, CustomTestStringConvertible {
        let what: String
        let day: String
        let regime: Regime
        var yes: [RandomID] = []
        var no: [RandomID] = []
        var asked: Set<RandomID> = []
        let agreed: Bool
        var testDescription: String { what }
    }

    private static let eleven = "2025-02-28"
    private static let thirteen = "2026-05-04"
    private static let sixteen = "2029-03-01"

    static let lines: [Line] = [
        Line(
            what: "11: one holder said yes, the other was asked", day: eleven, regime: .avg,
            yes: [mother], asked: [father], agreed: true),
        Line(
            what: "11: the other was never asked", day: eleven, regime: .avg, yes: [mother],
            agreed: false),
        Line(
            what: "11: nobody said yes", day: eleven, regime: .avg, asked: [mother, father],
            agreed: false),
        Line(
            what: "13: mother and Noor, father asked (school)", day: thirteen, regime: .avg,
            yes: [mother, noor], asked: [father], agreed: true),
        Line(
            what: "13: mother and Noor, father asked (care)", day: thirteen, regime: .jeugdwet,
            yes: [mother, noor], asked: [father], agreed: true),
        Line(
            what: "13: father said no", day: thirteen, regime: .avg, yes: [mother, noor],
            no: [father], asked: [father], agreed: false),
        Line(
            what: "13: Noor is silent and unheard (school)", day: thirteen, regime: .avg,
            yes: [mother, father], agreed: false),
        Line(
            what: "13: Noor is silent (care)", day: thirteen, regime: .wgbo,
            yes: [mother, father], asked: [noor], agreed: false),
        Line(
            what: "13: Noor said no", day: thirteen, regime: .avg, yes: [mother, father],
            no: [noor], agreed: false),
        Line(
            what: "13: parents are silent", day: thirteen, regime: .jeugdwet, yes: [noor],
            asked: [mother, father], agreed: false),
        Line(
            what: "13: mother changed her mind within one instant", day: thirteen, regime: .avg,
            yes: [mother, noor], no: [mother], asked: [father], agreed: false),
        Line(
            what: "16: Noor alone", day: sixteen, regime: .avg, yes: [noor], no: [father],
            agreed: true),
        Line(
            what: "16: parents without Noor", day: sixteen, regime: .jeugdwet,
            yes: [mother, father], agreed: false),
    ]

    @Test(arguments: lines) func `a plan is agreed to as the table says`(line: Line) {
        let plan = Self.plan(line.day, yes: line.yes, no: line.no, asked: line.asked)
        let now = Self.instant(line.day)
        #expect(
            plan.isAgreed(family: Self.family(line.day), regime: line.regime, now: now)
                == line.agreed)
        var other = plan
        other.current = nil
        #expect(!other.isAgreed(family: Self.family(line.day), regime: line.regime, now: now))
    }

    @Test func `unknown or stale gezag is a no below 16`() {
        let plan = Self.plan(
            Self.thirteen, yes: [Self.mother, Self.father, Self.noor], asked: [])
        let now = Self.instant(Self.thirteen)
        let unknown = Self.family(Self.thirteen, .gezagNietTeBepalen, holders: [])
        let stale = Self.family("2026-04-26")
        #expect(plan.isAgreed(family: Self.family(Self.thirteen), regime: .avg, now: now))
        #expect(!plan.isAgreed(family: unknown, regime: .avg, now: now))
        #expect(!plan.isAgreed(family: stale, regime: .avg, now: now))
    }

    @Test func `a fact of four days is a yes where a week was settled, not where three days were`()
    {
        let plan = Self.plan(
            Self.thirteen, yes: [Self.mother, Self.father, Self.noor], asked: [])
        let now = Self.instant(Self.thirteen)
        var family = Self.family("2026-04-30")
        #expect(plan.isAgreed(family: family, regime: .avg, now: now))
        #expect(family.attendees(on: Amsterdam.day(of: now)) == [Self.mother, Self.father])
        family.gezagAgeDaysLimit = 3
        #expect(!plan.isAgreed(family: family, regime: .avg, now: now))
        family.gezagAgeDaysLimit = 4
        #expect(plan.isAgreed(family: family, regime: .avg, now: now))
    }

    @Test func `a hearing about this version stands for the pupil at school, not in care`() throws {
        let plan = Self.plan(Self.thirteen, yes: [Self.mother], asked: [Self.father])
        let now = Self.instant(Self.thirteen)
        let scope = try #require(
            Scope(
                source: Self.school, recipient: PartnerID("lokalis/team")!,
                recipientRole: RoleCode("gezinswerker"), purpose: PurposeCode("P6")!,
                groups: [VeldgroepCode("C11.stap")!]))
        var family = Self.family(Self.thirteen)
        family.hearings = [Hearing(id: Self.id(30), scope: scope, agrees: true, at: now)]
        #expect(plan.isAgreed(family: family, regime: .avg, now: now))
        #expect(!plan.isAgreed(family: family, regime: .jeugdwet, now: now))
        family.hearings = [Hearing(id: Self.id(30), scope: scope, agrees: false, at: now)]
        #expect(!plan.isAgreed(family: family, regime: .avg, now: now))
        family.weighings = [Weighing(act: Self.id(30), continues: true, at: now)]
        #expect(plan.isAgreed(family: family, regime: .avg, now: now))
        let before = try #require(plan.current).at.adding(milliseconds: -1)
        family.hearings = [Hearing(id: Self.id(30), scope: scope, agrees: true, at: before)]
        #expect(!plan.isAgreed(family: family, regime: .avg, now: now))
    }

    @Test func `on the 16th birthday the parents' agreement no longer carries`() {
        let eve = "2029-02-28"
        let plan = Self.plan(
            eve, yes: [Self.mother, Self.father], asked: [])
        let voiced = Self.plan(eve, yes: [Self.mother, Self.father, Self.noor], asked: [])
        let midnight = Amsterdam.startOfDay(CivilDate(iso: Self.sixteen)!)
        let family = Self.family(eve)
        #expect(
            voiced.isAgreed(family: family, regime: .avg, now: midnight.adding(milliseconds: -1)))
        #expect(!plan.isAgreed(family: family, regime: .avg, now: midnight))
        #expect(voiced.isAgreed(family: family, regime: .avg, now: midnight))
    }
}
