// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import Gateway
import Testing

@Suite struct BreakGlassTests {
    private static let born = CivilDate(iso: "2012-11-04")!

    private func inCase(
        at start: String = "2026-03-10T09:00:00.000Z",
        _ body: (SafetyWorld, WorldCase) async throws -> Void
    ) async throws {
        try await SafetyWorld.run(at: start) { world in
            try await body(world, try await WorldCase.open(world, born: Self.born))
        }
    }

    private func acute(_ world: SafetyWorld) -> EmergencyInput {
        WithholdingTests.acute(world, inform: "nu", nil)
    }

    private func offer(_ world: SafetyWorld, _ casus: WorldCase) async throws -> OutcomeRecord {
        try await casus.offer(
            "C6", WorldCase.incident, purpose: "P7", to: world.team, "gezinswerker",
            by: world.mentor
        ).outcomes[0]
    }

    private func signals(_ world: SafetyWorld) async throws -> [SafetySignal.Kind] {
        try await SafetySignals(world.region).list(of: world.school.id).map(\.kind)
    }

    @Test func `a complete record opens what it names, once, and is logged as such`()
        async throws
    {
        try await inCase { world, casus in
            #expect(try await !offer(world, casus).isPermitted)
            let outcome = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(outcome.isComplete)
            #expect(outcome.expires == world.now.adding(milliseconds: 24 * 3_600_000))
            #expect(outcome.due == CivilDate(iso: "2026-03-17"))
            #expect(try await signals(world) == [.emergency])
            #expect(try await offer(world, casus).isPermitted)
            let first = try await casus.newestEnvelope(for: world.worker)
            #expect(try await offer(world, casus).isPermitted)
            let second = try await casus.newestEnvelope(for: world.worker)
            let key = world.key()
            let disclosed = try await casus.collect(first, by: world.worker, key: key)
            // A retry is the same collection; another envelope is another one.
            let again = try await casus.collect(first, by: world.worker, key: key)
            #expect(again.value.leaf == disclosed.value.leaf)
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.collect(second, by: world.worker)
            }
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.collect(first, by: world.worker)
            }
            let leaf = disclosed.value.leaf
            let line = try await world.region.looking { state in
                let details = try state.openDetails(of: leaf)
                return (
                    details.event, String(decoding: details.value(of: .emergency), as: UTF8.self)
                )
            }
            #expect(line == (.noodverstrekking, "E1"))
            #expect(try await world.region.replay().differing.isEmpty)
            // The family may know of it now.
            let entry = try #require(try await casus.view(of: casus.mother).entries.first)
            #expect(entry.allowedBecause.hasPrefix("Dit was nodig voor de veiligheid."))
            #expect(entry.why == "Voor de veiligheid van uw kind.")
        }
    }

    /// One thing left out or wrong, and what the answer names for it.
    static let faults: [(String, @Sendable (inout EmergencyInput) -> Void)] = [
        ("ontvanger", { $0.recipient = nil }),
        (
            "ontvanger",
            {
                $0.recipient = Addressee(
                    partner: PartnerID("vreemd/partner")!, role: RoleCode("mentor")!)
            }
        ),
        (
            "ontvanger",
            {
                $0.recipient = Addressee(
                    partner: PartnerID("trajectum/vo")!, role: RoleCode("mentor")!)
            }
        ),
        ("veldgroepen", { $0.groups = [] }),
        ("veldgroepen", { $0.groups.insert(VeldgroepCode("C6.onbekend")!) }),
        ("motivering", { $0.motivation = nil }),
        ("motivering", { $0.motivation = " \n " }),
        ("waarom-geen-toestemming", { $0.whyNoConsent = nil }),
        ("collega", { $0.noColleagueReason = nil }),
        ("collega", { $0.reason = .e2 }),
        ("tijdstip", { $0.at = nil }),
        ("einde", { $0.expires = $0.at }),
        ("einde", { $0.expires = $0.at.map { $0.adding(milliseconds: 24 * 3_600_000 + 1) } }),
        ("gezin-informeren", { $0.inform = nil }),
        ("gezin-informeren", { $0.inform = "later" }),
        ("gezin-informeren", { $0.inform = "niet" }),
        ("gezin-informeren", { $0.informUntil = CivilDate(iso: "2026-04-01") }),
        (
            "gezin-informeren",
            {
                $0.inform = "niet"
                $0.informUntil = CivilDate(iso: "2026-03-10")
            }
        ),
    ]

    @Test func `a record that falls short is kept and signalled, and opens nothing`()
        async throws
    {
        try await inCase { world, casus in
            for (index, (code, spoil)) in Self.faults.enumerated() {
                var input = acute(world)
                spoil(&input)
                let outcome = try await casus.safety(.emergency(input), by: world.mentor)
                #expect(!outcome.isComplete)
                #expect(outcome.shortcomings == [code], "fault \(index)")
                #expect(try await !offer(world, casus).isPermitted, "fault \(index)")
            }
            let kinds = try await signals(world)
            #expect(kinds.count { $0 == .emergencyIncomplete } == Self.faults.count)
            // Whoever did not decide to tell the family has not told it.
            #expect(try await casus.view(of: casus.mother).entries.isEmpty)
        }
    }

    @Test(arguments: ["2026-03-28T15:00:00.000Z", "2026-10-24T15:00:00.000Z"])
    func `it ends 24 hours later, also when the clocks change`(start: String) async throws {
        try await inCase(at: start) { world, casus in
            _ = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(try await offer(world, casus).isPermitted)
            let envelope = try await casus.newestEnvelope(for: world.worker)
            world.move(seconds: 24 * 3600 - 1)
            #expect(try await offer(world, casus).isPermitted)
            world.move(seconds: 1)
            #expect(try await !offer(world, casus).isPermitted)
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.collect(envelope, by: world.worker)
            }
        }
    }

    @Test func `an overdue review asks a second person of the next record`() async throws {
        // The Wednesday before Easter: Good Friday and Easter Monday are no working days.
        try await inCase(at: "2026-04-01T08:00:00.000Z") { world, casus in
            let first = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(first.due == CivilDate(iso: "2026-04-10"))
            world.move(toNoonOf: CivilDate(iso: "2026-04-10")!)
            let inTime = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(!inTime.needsSecond)
            world.move(toNoonOf: CivilDate(iso: "2026-04-11")!)
            // The last record has ended by now, so that only a new one can open anything.
            world.move(seconds: 2 * 3600)
            let late = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(late.needsSecond)
            #expect(try await signals(world).contains(.reviewOverdue))
            #expect(try await !offer(world, casus).isPermitted)
            await #expect(throws: UseCaseFailure.self) {
                try await casus.safety(
                    .confirmEmergency(late.id, .aandachtsfunctionaris), by: world.mentor)
            }
            _ = try await casus.safety(
                .confirmEmergency(late.id, .aandachtsfunctionaris), by: world.coordinator)
            #expect(try await offer(world, casus).isPermitted)
            // The review itself is for another professional, and once.
            await #expect(throws: UseCaseFailure.self) {
                try await casus.safety(
                    .reviewEmergency(first.id, isJustified: true, findings: "Goed."),
                    by: world.mentor)
            }
            for id in [first.id, inTime.id, late.id] {
                _ = try await casus.safety(
                    .reviewEmergency(id, isJustified: true, findings: "Goed."),
                    by: world.coordinator)
            }
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.safety(
                    .reviewEmergency(first.id, isJustified: true, findings: "Goed."),
                    by: world.coordinator)
            }
            #expect(try await signals(world).isEmpty)
            let next = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            #expect(!next.needsSecond)
        }
    }

    @Test func `Veilig Thuis gets a pointer, and is named in plain words`() async throws {
        try await inCase { world, casus in
            let input = WithholdingTests.report(world, inform: "nu", nil)
            let outcome = try await casus.safety(.emergency(input), by: world.arts)
            #expect(outcome.isComplete)
            let entry = try #require(try await casus.view(of: casus.mother).entries.first)
            #expect(
                entry.headline
                    == "Op 10 maart 2026 heeft de jeugdarts contact gehad met Veilig Thuis.")
            #expect(
                entry.about == "Het ging over: de veiligheid. Wat er is gezegd, staat hier niet.")
            #expect(entry.until == nil)
            // A partner can't stand in for it.
            var wrong = input
            wrong.recipient = Addressee(partner: world.team.id, role: RoleCode("gezinswerker")!)
            let refused = try await casus.safety(.emergency(wrong), by: world.arts)
            #expect(refused.shortcomings == ["ontvanger"])
            // Nor another organisation outside.
            wrong.recipient = Addressee(
                partner: PartnerID("samen-veilig/gi")!, role: RoleCode("jeugdbeschermer")!)
            let other = try await casus.safety(.emergency(wrong), by: world.arts)
            #expect(other.shortcomings == ["ontvanger"])
        }
    }

    @Test func `a GI gets a pointer only under ondertoezichtstelling`() async throws {
        try await inCase { world, casus in
            var input = WithholdingTests.report(world, inform: "nu", nil)
            input.reason = .e4
            input.recipient = Addressee(
                partner: PartnerID("samen-veilig/gi")!, role: RoleCode("jeugdbeschermer")!)
            let refused = try await casus.safety(.emergency(input), by: world.arts)
            #expect(refused.shortcomings == ["ondertoezichtstelling"])
            try await casus.gezag(
                .gezamenlijkOuderlijkGezag, [casus.mother, casus.father],
                ots: .zonderVerschuiving)
            #expect(try await casus.safety(.emergency(input), by: world.arts).isComplete)
        }
    }

    @Test func `what a professional wrote stands in no line`() async throws {
        try await inCase { world, casus in
            let canary = "KANARIE-motivering"
            var input = acute(world)
            input.motivation = canary
            input.whyNoConsent = canary
            input.noColleagueReason = canary
            let outcome = try await casus.safety(.emergency(input), by: world.mentor)
            _ = try await casus.safety(
                .reviewEmergency(outcome.id, isJustified: false, findings: canary),
                by: world.coordinator)
            let values = try await world.region.looking { state in
                var values: [String] = []
                for stream in [LineStream.open, .withheld] {
                    for entry in try state.entries(about: casus.casus, stream, year: 2026) {
                        let details = try state.openDetails(of: entry.id)
                        for field in Field.allCases {
                            values.append(
                                String(decoding: details.value(of: field), as: UTF8.self))
                        }
                    }
                }
                return values
            }
            #expect(values.contains { $0.contains(outcome.id.hex) })
            #expect(!values.contains { $0.contains("KANARIE") })
        }
    }

    @Test func `another partner's record can't be confirmed or reviewed`() async throws {
        try await inCase { world, casus in
            let outcome = try await casus.safety(.emergency(acute(world)), by: world.mentor)
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.safety(
                    .reviewEmergency(outcome.id, isJustified: true, findings: "Goed."),
                    by: world.worker)
            }
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.safety(
                    .confirmEmergency(outcome.id, .gedragswetenschapper), by: world.worker)
            }
        }
    }
}
