// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

@Suite struct WithholdingTests {
    private static let born = CivilDate(iso: "2012-11-04")!

    private func inCase(
        at start: String = "2026-03-10T09:00:00.000Z",
        _ body: (SafetyWorld, WorldCase) async throws -> Void
    ) async throws {
        try await SafetyWorld.run(at: start) { world in
            try await body(world, try await WorldCase.open(world, born: Self.born))
        }
    }

    /// What can happen that no parent may notice; each withholds from the two parents.
    enum Hidden: String, CaseIterable {
        /// Shared first, withheld right after.
        case withheldLater
        /// Withheld from the moment that it is offered.
        case withheldAtOffer
        /// Veilig Thuis was told, and the family is not told yet.
        case pointer
        /// A break-glass of the school whose collection the family is not told of.
        case emergency
        /// The Raad was told.
        case weighing
        /// Withheld by the recipient: falls short, and withholds all the same.
        case byRecipient
        /// Offered and refused, reviewed, and everything else that leaves lines.
        case acts
    }

    private func happen(
        _ hidden: Hidden, _ world: SafetyWorld, _ casus: WorldCase
    ) async throws {
        let day = world.today
        switch hidden {
        case .withheldLater:
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            try await withhold(.fragment(fragment), casus, world.arts, day)
        case .withheldAtOffer:
            try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor,
                withholding: WithholdingAtOffer(
                    from: nil, motivation: "Veiligheid.", review: day.adding(days: 60)))
        case .pointer:
            let outcome = try await casus.safety(
                .emergency(Self.report(world, inform: "niet", day.adding(days: 30))),
                by: world.arts)
            #expect(outcome.isComplete)
        case .emergency:
            let outcome = try await casus.safety(
                .emergency(Self.acute(world, inform: "later", day.adding(days: 2))),
                by: world.mentor)
            #expect(outcome.isComplete)
            try await casus.share(
                "C6", WorldCase.incident, purpose: "P7", from: world.mentor,
                to: world.worker)
        case .weighing:
            _ = try await casus.safety(
                .weighing(
                    recipient: Addressee(
                        partner: PartnerID("raad/utrecht")!, role: RoleCode("raadsonderzoeker")!),
                    groups: [VeldgroepCode("C9.bestaan")!], motivation: "Bescherming.",
                    at: world.now, inform: .not(day.adding(days: 30))), by: world.worker)
        case .byRecipient:
            _ = try await casus.offer(
                "C7", WorldCase.advice, purpose: "P4", to: world.school, "mentor", by: world.arts)
            let envelope = try await casus.newestEnvelope(for: world.mentor)
            try await casus.collect(envelope, by: world.mentor)
            _ = try await casus.safety(
                .withhold(
                    WithholdingInput(
                        subject: .envelope(envelope), from: nil, motivation: "Zorgen.",
                        review: nil)), by: world.mentor)
        case .acts:
            let outcome = try await casus.safety(
                .emergency(Self.report(world, inform: "niet", day.adding(days: 30))),
                by: world.arts)
            _ = try await casus.safety(
                .reviewEmergency(outcome.id, isJustified: true, findings: "Goed."),
                by: world.caller(world.doctor, "jeugdarts", user: "medewerker-9"))
            _ = try await casus.view(of: casus.noor)
        }
    }

    private func withhold(
        _ subject: WithholdingInput.Subject, _ casus: WorldCase, _ caller: Caller,
        _ day: CivilDate
    ) async throws {
        _ = try await casus.safety(
            .withhold(
                WithholdingInput(
                    subject: subject, from: nil, motivation: "Veiligheid.",
                    review: day.adding(days: 60))), by: caller)
    }

    static func report(
        _ world: SafetyWorld, inform: String, _ until: CivilDate?
    ) -> EmergencyInput {
        EmergencyInput(
            reason: .e3,
            recipient: Addressee(
                partner: PartnerID("veilig-thuis/utrecht")!, role: RoleCode("vertrouwensarts")!),
            groups: [VeldgroepCode("C10.signaal")!], motivation: "Noor vertelde over thuis.",
            whyNoConsent: "Vragen is gevaarlijk.", colleague: "de collega-jeugdarts",
            at: world.now, inform: inform, informUntil: until)
    }

    static func acute(
        _ world: SafetyWorld, inform: String, _ until: CivilDate?
    ) -> EmergencyInput {
        EmergencyInput(
            reason: .e1,
            recipient: Addressee(partner: world.team.id, role: RoleCode("gezinswerker")!),
            groups: [VeldgroepCode("C6.incident")!], motivation: "Acuut gevaar.",
            whyNoConsent: "Geen tijd.", noColleagueReason: "Niemand bereikbaar.", at: world.now,
            inform: inform, informUntil: until)
    }

    @Test(arguments: Hidden.allCases)
    func `a parent's overview has the same bytes before and after`(hidden: Hidden) async throws {
        try await inCase { world, casus in
            let empty = try await casus.bytes(of: casus.mother)
            let emptyForFather = try await casus.bytes(of: casus.father)
            try await happen(hidden, world, casus)
            #expect(try await casus.bytes(of: casus.mother) == empty)
            #expect(try await casus.bytes(of: casus.father) == emptyForFather)
            // Entries beside it, before and after, on the same day.
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P6", from: world.mentor, to: world.worker)
            let mother = try await casus.bytes(of: casus.mother)
            let father = try await casus.bytes(of: casus.father)
            #expect(mother != empty)
            world.move(seconds: 60)
            try await happen(hidden, world, casus)
            #expect(try await casus.bytes(of: casus.mother) == mother)
            #expect(try await casus.bytes(of: casus.father) == father)
        }
    }

    @Test func `every order of visible and hidden events gives the overview of the visible alone`()
        async throws
    {
        // Each order of two visible entries and two hidden events of different kinds; in all of them
        // the overview after each step depends on the visible ones so far.
        for order in Self.orders {
            try await inCase { world, casus in
                var last = try await casus.view(of: casus.father)
                for step in order {
                    world.move(seconds: 120)
                    switch step {
                    case .visible(let second):
                        try await casus.share(
                            "C6", WorldCase.observation, purpose: "P6",
                            from: second ? world.coordinator : world.mentor, to: world.worker)
                        let next = try await casus.view(of: casus.father)
                        #expect(next.entries.count == last.entries.count + 1)
                        #expect(Set(last.entries).isSubset(of: Set(next.entries)))
                        last = next
                    case .hidden(let hidden):
                        try await happen(hidden, world, casus)
                        let next = try await casus.view(of: casus.father)
                        #expect(next.json.serialized() == last.json.serialized())
                        #expect(next.text == last.text)
                        let first = try await casus.view(of: casus.father, count: 1)
                        #expect((first.next == nil) == (last.entries.count < 2))
                    }
                }
            }
        }
    }

    enum Happening { case visible(second: Bool), hidden(Hidden) }

    /// All orders of four events: 24.
    private static var orders: [[Happening]] {
        func orders(_ rest: [Happening]) -> [[Happening]] {
            guard rest.count > 1 else { return [rest] }
            return rest.indices.flatMap { index -> [[Happening]] in
                var others = rest
                let first = others.remove(at: index)
                return orders(others).map { [first] + $0 }
            }
        }
        return orders([
            .visible(second: false), .visible(second: true), .hidden(.withheldLater),
            .hidden(.pointer),
        ])
    }

    @Test func `what was seen disappears as if it never was, and comes back when lifted`()
        async throws
    {
        try await inCase { world, casus in
            try await casus.share(
                "C6", WorldCase.observation, purpose: "P6", from: world.mentor, to: world.worker)
            let before = try await casus.bytes(of: casus.father)
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let seen = try await casus.bytes(of: casus.father)
            #expect(seen != before)
            let cursor = try await casus.view(of: casus.father, count: 1).next
            let outcome = try await casus.safety(
                .withhold(
                    WithholdingInput(
                        subject: .fragment(fragment), from: nil, motivation: "Veiligheid.",
                        review: world.today.adding(days: 30))), by: world.arts)
            #expect(try await casus.bytes(of: casus.father) == before)
            // A cursor of before still goes on where it was.
            _ = try await casus.view(of: casus.father, after: cursor, count: 1)
            #expect(try await casus.view(of: casus.noor).entries.isEmpty == false)
            // No day opens it.
            world.move(toNoonOf: world.today.adding(days: 200))
            try await casus.renewGezag()
            #expect(try await casus.view(of: casus.father).entries.count == 1)
            _ = try await casus.safety(
                .reviewWithholding(outcome.id, until: nil, motivation: "Veilig nu."),
                by: world.caller(world.doctor, "jeugdarts", user: "medewerker-2"))
            #expect(try await casus.view(of: casus.father).entries.count == 2)
        }
    }

    @Test func `it is withheld from whom it says, and from nobody else`() async throws {
        try await inCase { world, casus in
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let father = try await casus.person(casus.father, for: world.doctor)
            _ = try await casus.safety(
                .withhold(
                    WithholdingInput(
                        subject: .fragment(fragment), from: [father], motivation: "Veiligheid.",
                        review: world.today.adding(days: 30))), by: world.arts)
            #expect(try await casus.view(of: casus.father).entries.isEmpty)
            #expect(try await casus.view(of: casus.mother).entries.count == 1)
            #expect(try await casus.view(of: casus.noor).entries.count == 1)
        }
    }

    @Test func `two people of the source and a date within three months make it complete`()
        async throws
    {
        try await inCase { world, casus in
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let tries: [(CivilDate?, String?, Bool)] = [
                (world.today.adding(days: 90), "Veiligheid.", true),
                (CivilDate(iso: "2026-06-10"), "Veiligheid.", true),
                (CivilDate(iso: "2026-06-11"), "Veiligheid.", false),
                (nil, "Veiligheid.", false),
                (world.today.adding(days: 30), "  ", false),
                (world.today.adding(days: 30), nil, false),
            ]
            for (review, motivation, isComplete) in tries {
                let first = try await casus.safety(
                    .withhold(
                        WithholdingInput(
                            subject: .fragment(fragment), from: nil, motivation: motivation,
                            review: review)), by: world.arts)
                #expect(!first.isComplete)
                #expect(first.due == CivilDate(iso: "2026-03-17"))
                // Not by the same person, and a jeugdarts only in that role.
                await #expect(throws: UseCaseFailure.self) {
                    try await casus.safety(
                        .confirmWithholding(first.id, .jeugdarts), by: world.arts)
                }
                await #expect(throws: UseCaseFailure.self) {
                    try await casus.safety(
                        .confirmWithholding(first.id, .jeugdarts),
                        by: world.caller(
                            world.doctor, "jeugdverpleegkundige", user: "medewerker-3"))
                }
                let both = try await casus.safety(
                    .confirmWithholding(first.id, .jeugdarts), by: world.secondDoctor)
                #expect(both.isComplete == isComplete)
                if isComplete { #expect(both.due == review) }
                #expect(try await casus.view(of: casus.father).entries.isEmpty)
            }
        }
    }

    @Test func `a later review is at most six months away and needs two people again`()
        async throws
    {
        try await inCase { world, casus in
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let first = try await casus.safety(
                .withhold(
                    WithholdingInput(
                        subject: .fragment(fragment), from: nil, motivation: "Veiligheid.",
                        review: CivilDate(iso: "2026-06-01"))), by: world.arts)
            _ = try await casus.safety(
                .confirmWithholding(first.id, .jeugdarts), by: world.secondDoctor)
            try world.move(to: "2026-05-31T10:00:00.000Z")
            func signals() async throws -> [SafetySignal] {
                try await SafetySignals(world.region).list(of: world.doctor.id)
            }
            #expect(try await signals().isEmpty)
            try world.move(to: "2026-06-01T21:59:00.000Z")
            #expect(try await signals().isEmpty)
            // Midnight in Amsterdam.
            try world.move(to: "2026-06-01T22:00:00.000Z")
            #expect(try await signals().map(\.kind) == [.withholdingOverdue])
            let tooLong = try await casus.safety(
                .reviewWithholding(
                    first.id, until: CivilDate(iso: "2026-12-03"), motivation: "Nog nodig."),
                by: world.arts)
            _ = try await casus.safety(
                .confirmWithholding(tooLong.id, .jeugdarts), by: world.secondDoctor)
            #expect(try await signals().map(\.kind) == [.withholdingOverdue])
            let next = try await casus.safety(
                .reviewWithholding(
                    first.id, until: CivilDate(iso: "2026-12-02"), motivation: "Nog nodig."),
                by: world.arts)
            #expect(try await signals().map(\.kind) == [.withholdingOverdue])
            let both = try await casus.safety(
                .confirmWithholding(next.id, .jeugdarts), by: world.secondDoctor)
            #expect(both.due == CivilDate(iso: "2026-12-02"))
            #expect(try await signals().isEmpty)
        }
    }

    @Test func `not telling the family yet is a withholding: a date signals, a person ends it`()
        async throws
    {
        try await inCase { world, casus in
            let outcome = try await casus.safety(
                .emergency(Self.report(world, inform: "niet", world.today.adding(days: 10))),
                by: world.arts)
            for person in [casus.mother, casus.father, casus.noor] {
                #expect(try await casus.view(of: person).entries.isEmpty)
            }
            world.move(toNoonOf: world.today.adding(days: 11))
            try await casus.renewGezag()
            #expect(try await casus.view(of: casus.mother).entries.isEmpty)
            let signals = try await SafetySignals(world.region).list(of: world.doctor.id)
            #expect(signals.map(\.kind).contains(.withholdingOverdue))
            // Once a day in the log, and again the next day.
            #expect(try await SafetySignals(world.region).raiseDaily() == 2)
            #expect(try await SafetySignals(world.region).raiseDaily() == nil)
            world.move(toNoonOf: world.today.adding(days: 1))
            #expect(try await SafetySignals(world.region).raiseDaily() == 2)
            _ = try await casus.safety(
                .reviewWithholding(outcome.id, until: nil, motivation: "Verteld."),
                by: world.arts)
            for person in [casus.mother, casus.father, casus.noor] {
                #expect(try await casus.view(of: person).entries.count == 1)
            }
            #expect(try await SafetySignals(world.region).list(of: world.doctor.id).count == 1)
        }
    }

    @Test func `who collected it is told what holds now, by the own id alone`() async throws {
        try await inCase { world, casus in
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let envelope = try await casus.newestEnvelope(for: world.mentor)
            func notices() async throws -> [InboxItem] {
                try await Inbox(world.region)(
                    after: nil, count: 100, waitSeconds: 0, by: world.mentor
                ).items.filter { $0.kind != .envelop }
            }
            #expect(try await notices().isEmpty)
            let input = WithholdingInput(
                subject: .fragment(fragment), from: nil, motivation: "Veiligheid.", review: nil)
            let first = try await casus.safety(.withhold(input), by: world.arts)
            let second = try await casus.safety(.withhold(input), by: world.arts)
            var told = try await notices()
            #expect(told.map(\.kind) == [.afgeschermd])
            #expect(told.first?.envelope == envelope)
            #expect(told.first?.fragment == nil)
            for record in [first, second] {
                _ = try await casus.safety(
                    .reviewWithholding(record.id, until: nil, motivation: "Veilig."),
                    by: world.arts)
            }
            told = try await notices()
            #expect(told.map(\.kind) == [.afgeschermd, .afschermingOpgeheven])
        }
    }

    @Test func `a withheld fragment goes only to who can keep it from view`() async throws {
        try await inCase { world, casus in
            let offer = try await casus.offer(
                "C7", WorldCase.advice, purpose: "P4", to: world.school, "mentor",
                by: world.arts,
                withholding: WithholdingAtOffer(
                    from: nil, motivation: nil, review: nil))
            #expect(offer.outcomes[0].obligations.contains(.zichtbaarheidOuders))
            #expect(offer.withholding != nil)
            let bare = try await world.joinWithoutSupport()
            let refused = try await casus.offer(
                "C7", WorldCase.advice, purpose: "P4", to: bare, "mentor", by: world.arts,
                withholding: WithholdingAtOffer(from: nil, motivation: nil, review: nil))
            #expect(refused.outcomes[0].codes == [.verplichtingNietOndersteund])
            // The same without withholding goes; withheld before it is collected, it does not.
            let open = try await casus.offer(
                "C7", WorldCase.advice, purpose: "P4", to: bare, "mentor", by: world.arts)
            #expect(open.outcomes[0].isPermitted)
            _ = try await casus.safety(
                .withhold(
                    WithholdingInput(
                        subject: .fragment(open.fragment), from: nil, motivation: "Veiligheid.",
                        review: nil)), by: world.arts)
            let caller = try world.caller(bare, "mentor")
            let envelope = try await casus.newestEnvelope(for: caller)
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.collect(envelope, by: caller)
            }
        }
    }

    @Test func `another's fragment is nobody's to withhold or to lift`() async throws {
        try await inCase { world, casus in
            let fragment = try await casus.share(
                "C7", WorldCase.advice, purpose: "P4", from: world.arts, to: world.mentor)
            let input = WithholdingInput(
                subject: .fragment(fragment), from: nil, motivation: "Veiligheid.", review: nil)
            await #expect(throws: UseCaseFailure.unavailable) {
                try await casus.safety(.withhold(input), by: world.mentor)
            }
            let own = try await casus.safety(.withhold(input), by: world.arts)
            for caller in [try world.mentor, try world.worker] {
                await #expect(throws: UseCaseFailure.unavailable) {
                    try await casus.safety(
                        .reviewWithholding(own.id, until: nil, motivation: "Weg ermee."),
                        by: caller)
                }
            }
        }
    }
}
