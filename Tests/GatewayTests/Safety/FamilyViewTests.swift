// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import Gateway
import Testing

@Suite struct FamilyViewTests {
    /// Thirteen on the day on which the worlds begin.
    static let thirteen = CivilDate(iso: "2012-11-04")!

    private func inCase(
        born: CivilDate = thirteen, at start: String = "2026-03-10T09:00:00.000Z",
        _ body: (SafetyWorld, WorldCase) async throws -> Void
    ) async throws {
        try await SafetyWorld.run(at: start) { world in
            try await body(world, try await WorldCase.open(world, born: born))
        }
    }

    @Test func `an entry says who, what, why, why it was allowed, until when and what one can do`()
        async throws
    {
        try await inCase { world, casus in
            let consent = RandomID(from: WorldRandom())
            let scope = try #require(
                Scope(
                    source: world.school.id, recipient: world.team.id,
                    recipientRole: RoleCode("gezinswerker")!, purpose: PurposeCode("P3")!,
                    groups: [VeldgroepCode("C6.observatie")!]))
            try await casus.record(
                .question(
                    Question(
                        id: RandomID(from: WorldRandom()), persons: [casus.mother, casus.father],
                        scope: scope, at: world.now)!))
            try await casus.record(
                .hearing(
                    Hearing(id: consent, scope: scope, agrees: true, at: world.now)))
            let yes = try #require(
                Toestemming(
                    id: consent, person: casus.mother, scope: scope,
                    answer: .given(
                        bases: ConsentBases(consent: true, secrecy: false)!,
                        until: world.today.adding(days: 100)), at: world.now))
            try await casus.record(
                .consent(
                    yes,
                    ConsentEvidence(
                        channel: .gesprek, textVersion: "1",
                        textDigest: String(repeating: "a", count: 64),
                        recordedBy: world.school.id)), id: consent)
            world.move(seconds: 2 * 86_400)
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P3", from: world.mentor, to: world.worker)

            let page = try await casus.view(of: casus.mother)
            let entry = try #require(page.entries.first)
            #expect(page.entries.count == 1)
            #expect(
                entry.headline
                    == "Op 12 maart 2026 heeft de school informatie gegeven aan het buurtteam.")
            #expect(entry.from.organisation == SafetyWorld.schoolName)
            #expect(entry.from.function == "mentor")
            #expect(entry.to.function == "gezinswerker")
            #expect(
                entry.about == "Het ging over: wat de school aan het kind ziet. "
                    + "Er stond niets in over gezondheid.")
            #expect(entry.why == "Om samen met u te kijken welke hulp past.")
            #expect(
                entry.allowedBecause == "U gaf hiervoor toestemming op 10 maart 2026. "
                    + "U mag deze toestemming altijd stoppen.")
            #expect(entry.until == "Het buurtteam mag dit hiervoor gebruiken tot 8 september 2026.")
            #expect(
                entry.actions.first == "Stopt u uw toestemming? Dan delen wij niets nieuws meer. "
                    + "Wat al gedeeld is, kunnen wij niet terughalen.")
            #expect(page.empty == nil)
            #expect(
                page.always.hasSuffix(
                    "Neem contact op met de privacymedewerker van de organisatie."))
            #expect(
                page.period
                    == "Dit overzicht gaat over de tijd van 10 maart 2026 tot en met 12 maart 2026."
            )
            // The other parent learns that there is consent, not from whom.
            let other = try #require(try await casus.view(of: casus.father).entries.first)
            #expect(other.allowedBecause == "Hiervoor is toestemming gegeven.")
            #expect(other.id != entry.id)
        }
    }

    @Test func `an empty overview says that nothing stands in it, not that nothing happened`()
        async throws
    {
        try await inCase { _, casus in
            let page = try await casus.view(of: casus.mother)
            #expect(page.entries.isEmpty)
            #expect(
                page.empty
                    == "In dit overzicht staat geen gedeelde informatie over deze periode.")
            #expect(page.always.hasPrefix("Soms mag informatie een tijd niet"))
        }
    }

    @Test func `similar lines of one day are one entry, and another day is another`() async throws {
        try await inCase { world, casus in
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P6", from: world.mentor, to: world.worker)
            world.move(seconds: 600)
            try await casus.share(
                "C6", ["C6.wat-werkt": ["watWerkt": "Rust."]], purpose: "P6", from: world.mentor,
                to: world.worker)
            var page = try await casus.view(of: casus.mother)
            #expect(page.entries.count == 1)
            #expect(
                page.entries[0].about.contains("wat de school aan het kind ziet; wat goed werkt"))
            world.move(seconds: 86_400)
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P6", from: world.mentor, to: world.worker)
            page = try await casus.view(of: casus.mother)
            #expect(page.entries.count == 2)
            #expect(page.entries[0].day > page.entries[1].day)
        }
    }

    @Test func `pages follow each other without a gap or a repeat`() async throws {
        try await inCase { world, casus in
            for _ in 0..<5 {
                try await casus.share(
                    "C6", WorldCase.observation, purpose: "P6", from: world.mentor,
                    to: world.worker)
                world.move(seconds: 86_400)
            }
            let all = try await casus.view(of: casus.mother).entries
            #expect(all.count == 5)
            var paged: [FamilyEntry] = []
            var cursor: [UInt8]?
            repeat {
                let page = try await casus.view(of: casus.mother, after: cursor, count: 2)
                paged += page.entries
                cursor = page.next
            } while cursor != nil
            #expect(paged == all)
        }
    }

    @Test func `a law is named in plain words and a bezwaar only where it works`() async throws {
        try await inCase { world, casus in
            try await casus.share(
                "C3", WorldCase.hours, purpose: "P2", from: world.mentor, to: world.worker)
            try await casus.share(
                "C4", WorldCase.level, purpose: "P1", from: world.mentor, to: world.worker)
            let entries = try await casus.view(of: casus.mother).entries
            let law = try #require(entries.first { $0.allowedBecause.contains("De wet zegt") })
            #expect(
                law.allowedBecause == "Hiervoor was geen toestemming nodig. De wet zegt dat de "
                    + "school dit moet melden bij het buurtteam.")
            #expect(!law.actions.contains { $0.contains("bezwaar") })
            let task = try #require(entries.first { $0.allowedBecause.contains("hoort bij") })
            #expect(
                task.actions.first == "Bent u het er niet mee eens? Dan kunt u bezwaar maken. "
                    + "De school kijkt er dan opnieuw naar.")
        }
    }

    @Test func `a question without a valid consent shows the same sentence to both parents`()
        async throws
    {
        try await inCase { world, casus in
            let scope = try #require(
                Scope(
                    source: world.school.id, recipient: world.team.id,
                    recipientRole: RoleCode("gezinswerker")!, purpose: PurposeCode("P3")!,
                    groups: [VeldgroepCode("C6.observatie")!]))
            let question = RandomID(from: WorldRandom())
            try await casus.record(
                .question(
                    Question(
                        id: question, persons: [casus.mother, casus.father], scope: scope,
                        at: world.now)!), id: question)
            let silent = try await casus.view(of: casus.mother).notices
            #expect(silent.count == 1)
            #expect(
                silent[0].hasSuffix("Er is nu geen geldige toestemming. Daarom delen wij dit niet.")
            )
            try await casus.record(
                .answer(
                    QuestionAnswer(
                        id: RandomID(from: WorldRandom()), question: question,
                        person: casus.father, answer: .nee, at: world.now)))
            #expect(try await casus.view(of: casus.mother).notices == silent)
            #expect(try await casus.view(of: casus.father).notices == silent)
        }
    }

    @Test
    func `each look is a line of its own, also one that is refused, and shows in no overview`()
        async throws
    {
        try await inCase { world, casus in
            let first = try await casus.bytes(of: casus.mother)
            for _ in 0..<3 {
                #expect(try await casus.bytes(of: casus.mother) == first)
            }
            world.move(seconds: 1)
            try await casus.gezag(.eenhoofdigOuderlijkGezag, [casus.mother])
            #expect(try await !casus.mayLook(casus.father))
            #expect(try await !casus.mayLook(RandomID(from: WorldRandom())))
            let outcomes = try await world.region.looking { state in
                var outcomes: [String] = []
                for entry in try state.entries(about: casus.casus, .open, year: 2026) {
                    let details = try state.openDetails(of: entry.id)
                    guard details.event == .familieInzage else { continue }
                    outcomes.append(
                        String(decoding: details.value(of: .outcome), as: UTF8.self))
                }
                return outcomes
            }
            #expect(
                outcomes == Array(repeating: "toegestaan", count: 4) + ["geweigerd", "geweigerd"])
        }
    }

    @Test func `the lines of a closed casus stay readable, and what was withheld stays so`()
        async throws
    {
        try await inCase { world, casus in
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P6", from: world.mentor, to: world.worker)
            try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor,
                withholding: WithholdingAtOffer(
                    from: nil, motivation: "Veiligheid.", review: world.today.adding(days: 60)))
            let father = try await casus.bytes(of: casus.father)
            let noor = try await casus.bytes(of: casus.noor)
            _ = try await CloseCasus(world.region)(
                ClosingReason.allCases[0], casus: try #require(casus.names[world.school.id]),
                by: world.mentor, key: world.key())
            #expect(try await casus.bytes(of: casus.father) == father)
            #expect(try await casus.bytes(of: casus.noor) == noor)
            #expect(father != noor)
        }
    }
}
