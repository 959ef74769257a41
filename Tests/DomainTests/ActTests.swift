// SPDX-License-Identifier: EUPL-1.2
import Domain
import Testing

private func id(_ number: UInt8) throws -> RandomID {
    try #require(RandomID(bytes: [UInt8](repeating: number, count: 16)))
}

private func scope(role: String?) throws -> Scope? {
    Scope(
        source: try #require(PartnerID("school/vo")),
        recipient: try #require(PartnerID("lokalis/buurtteam")),
        recipientRole: role.flatMap { RoleCode($0) }, purpose: try #require(PurposeCode("P3")),
        groups: [try #require(VeldgroepCode("C6.observatie"))])
}

struct `Acts of the family` {
    let at: Timestamp
    let bases: ConsentBases

    init() throws {
        at = try #require(Timestamp(rfc3339: "2026-03-10T09:00:00.000Z"))
        bases = try #require(ConsentBases(consent: true, secrecy: false))
    }

    private func yes(until: String, withdrawn: Timestamp? = nil) throws -> Toestemming? {
        Toestemming(
            id: try id(1), person: try id(2),
            scope: try #require(try scope(role: "gezinswerker")),
            answer: .given(bases: bases, until: try #require(CivilDate(iso: until))), at: at,
            withdrawnAt: withdrawn)
    }

    @Test func `a yes lives at least a day and at most a year`() throws {
        #expect(try yes(until: "2026-03-10") == nil)
        #expect(try yes(until: "2026-03-11") != nil)
        #expect(try yes(until: "2027-03-10") != nil)
        #expect(try yes(until: "2027-03-11") == nil)
    }

    @Test func `nothing is withdrawn before it was given`() throws {
        #expect(try yes(until: "2026-04-01", withdrawn: at) != nil)
        #expect(try yes(until: "2026-04-01", withdrawn: at.adding(milliseconds: -1)) == nil)
    }

    @Test func `a yes names the role that receives, a no need not`() throws {
        let wide = try #require(try scope(role: nil))
        let given = Toestemming(
            id: try id(1), person: try id(2), scope: wide,
            answer: .given(bases: bases, until: try #require(CivilDate(iso: "2026-04-01"))),
            at: at)
        #expect(given == nil)
        let refused = Toestemming(
            id: try id(1), person: try id(2), scope: wide, answer: .refused, at: at)
        #expect(refused != nil)
    }

    @Test func `a yes to nothing is none`() {
        #expect(ConsentBases(consent: false, secrecy: false) == nil)
    }

    @Test func `notices and questions reach somebody`() throws {
        let about = try #require(try scope(role: nil))
        #expect(
            Bericht(id: try id(1), persons: [], soort: .informatie, scope: about, at: at) == nil)
        #expect(Question(id: try id(1), persons: [], scope: about, at: at) == nil)
    }

    @Test func `a scope names field groups and two partners`() throws {
        let about = try #require(try scope(role: nil))
        #expect(
            Scope(
                source: about.source, recipient: about.recipient, recipientRole: nil,
                purpose: about.purpose, groups: []) == nil)
        #expect(
            Scope(
                source: about.source, recipient: about.source, recipientRole: nil,
                purpose: about.purpose, groups: about.groups) == nil)
    }
}

struct `Facts about gezag` {
    @Test(arguments: GezagSoort.allCases, 0...3)
    func `the number of holders fits the kind`(soort: GezagSoort, count: Int) throws {
        let fact = GezagFact(
            id: try id(9), soort: soort, holders: try (0..<count).map { try id(UInt8($0)) },
            bron: .brp, peildatum: try #require(CivilDate(iso: "2026-03-10")),
            recordedBy: try #require(PartnerID("school/vo")),
            recordedAt: Timestamp(milliseconds: 0))
        #expect((fact != nil) == soort.holderCounts.contains(count))
    }

    @Test func `one person is not two holders`() throws {
        let fact = GezagFact(
            id: try id(9), soort: .gezamenlijkOuderlijkGezag, holders: [try id(1), try id(1)],
            bron: .brp, peildatum: try #require(CivilDate(iso: "2026-03-10")),
            recordedBy: try #require(PartnerID("school/vo")),
            recordedAt: Timestamp(milliseconds: 0))
        #expect(fact == nil)
    }
}
