// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Encodings
import Gateway
import Testing

/// How old a gezag fact may be is the region's to settle, and the same for all that looks at it.
@Suite struct GezagAgeTests {
    /// Records a complete yes of both parents and of Noor to one flow of the school.
    private func consent(_ world: SafetyWorld, _ casus: WorldCase) async throws {
        let scope = try #require(
            Scope(
                source: world.school.id, recipient: world.team.id,
                recipientRole: RoleCode("gezinswerker")!, purpose: PurposeCode("P3")!,
                groups: [VeldgroepCode("C6.observatie")!]))
        for person in [casus.noor, casus.mother, casus.father] {
            let id = RandomID(from: WorldRandom())
            let yes = Toestemming(
                id: id, person: person, scope: scope,
                answer: .given(
                    bases: try #require(ConsentBases(consent: true, secrecy: true)),
                    until: world.today.adding(days: 90)),
                at: world.now)
            try await casus.record(
                .consent(
                    try #require(yes),
                    ConsentEvidence(
                        channel: .gesprek, textVersion: "1",
                        textDigest: String(repeating: "0", count: 64),
                        recordedBy: world.school.id, user: "medewerker-1", band: .from12To15,
                        gezag: [])), id: id)
        }
    }

    private func codes(_ world: SafetyWorld, _ casus: WorldCase) async throws -> [RefusalCode] {
        let offer = try await casus.offer(
            "C6", WorldCase.observation, purpose: "P3", to: world.team, "gezinswerker",
            by: world.mentor)
        return try #require(offer.outcomes.first).codes
    }

    /// With three days settled a fact of four days tells nobody anything any more.
    @Test(arguments: [(nil, 7), (3, 3), (1, 1)] as [(Int?, Int)])
    func `decides, plans and shows by the same number of days`(settled: Int?, days: Int)
        async throws
    {
        try await SafetyWorld.run(gezagDays: settled) { world in
            let casus = try await WorldCase.open(world, born: FamilyViewTests.thirteen)
            try await consent(world, casus)
            let asked = world.today
            world.move(toNoonOf: asked.adding(days: days))
            #expect(try await codes(world, casus) == [])
            #expect(try await casus.mayLook(casus.mother))
            #expect(try await finding(world, casus).holders.count == 2)
            world.move(toNoonOf: asked.adding(days: days + 1))
            #expect(try await !codes(world, casus).isEmpty)
            #expect(try await !casus.mayLook(casus.mother))
            #expect(try await finding(world, casus) == .unknown(.noLiveFact))
            try await casus.renewGezag()
            #expect(try await codes(world, casus) == [])
            #expect(try await casus.mayLook(casus.mother))
        }
    }

    @Test(arguments: [nil, 3] as [Int?])
    func `an envelope sealed on a fresh fact is not collected on a stale one`(settled: Int?)
        async throws
    {
        try await SafetyWorld.run(gezagDays: settled) { world in
            let casus = try await WorldCase.open(world, born: FamilyViewTests.thirteen)
            try await consent(world, casus)
            let asked = world.today
            #expect(try await codes(world, casus) == [])
            let envelope = try await casus.newestEnvelope(for: world.worker)
            world.move(toNoonOf: asked.adding(days: 4))
            if settled == nil {
                try await casus.collect(envelope, by: world.worker)
            } else {
                await #expect(throws: UseCaseFailure.unavailable) {
                    try await casus.collect(envelope, by: world.worker)
                }
            }
        }
    }

    /// What a reader finds, on its own thread and connection.
    private func finding(_ world: SafetyWorld, _ casus: WorldCase) async throws -> GezagFinding {
        let day = world.today
        let id = casus.casus
        let file = try await world.region.looking { try CaseFile(id, from: $0) }
        return try #require(file).family.gezagFinding(on: day)
    }
}
