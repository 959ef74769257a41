// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    struct `The very next collect` {
        @Test func `is refused after a withdrawal, an objection, a gezag nobody was asked for`()
            async throws
        {
            try await blocking {
                let region = try RunningRegion([.school, .buurtteam])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                for change in ["withdrawal", "objection", "gezag"] {
                    let family = try Household.open(by: mentor, motherAlone: change == "gezag")
                    let yes = try family.involve(worker, .observations)
                    let before = try family.offer(to: worker, .observations)
                    try worker.receive(before)
                    let waiting = try family.offer(to: worker, .observations)
                    switch change {
                    case "withdrawal": try family.withdraw(yes)
                    case "objection": try family.object(family.father)
                    default: try family.recordGezag()
                    }
                    #expect(try worker.refusal(waiting) == "404 niet-beschikbaar", "\(change)")
                    // What was handed out before stays handed out, but is not handed out again.
                    #expect(try worker.refusal(before) == "404 niet-beschikbaar", "\(change)")
                }
                try region.run(["log", "verify", "--folder", region.path])
            }
        }

        @Test func `is refused while its source is suspended, and permitted after`() async throws {
            try await blocking {
                let region = try RunningRegion([.school, .buurtteam])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let family = try Household.open(by: mentor)
                try family.involve(worker, .observations)
                let waiting = try family.offer(to: worker, .observations)
                try region.run([
                    "partner", "suspend", RunningRegion.Member.school.slug, "--folder", region.path,
                ])
                #expect(try worker.refusal(waiting) == "404 niet-beschikbaar")
                // A suspended partner is no longer let in at all, not on its open connection either.
                #expect(throws: (any Error).self) { try mentor.get("/v1/casussen") }
                try region.run([
                    "partner", "resume", RunningRegion.Member.school.slug, "--folder", region.path,
                ])
                try worker.receive(waiting)
            }
        }

        @Test func `is refused while its recipient is suspended, and permitted after`() async throws
        {
            try await blocking {
                let region = try RunningRegion([.school, .buurtteam])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let family = try Household.open(by: mentor)
                try family.involve(worker, .observations)
                let waiting = try family.offer(to: worker, .observations)
                let slug = RunningRegion.Member.buurtteam.slug
                try region.run(["partner", "suspend", slug, "--folder", region.path])
                #expect(throws: (any Error).self) { try worker.refusal(waiting) }
                try region.run(["partner", "resume", slug, "--folder", region.path])
                try worker.receive(waiting)
            }
        }
    }

    struct `A birthday today` {
        @Test func `refuses the very next collect of what was offered yesterday`() async throws {
            try await blocking {
                let region = try RunningRegion()
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let officer = try region.actor(.leerplicht)
                let tomorrow = region.clock.today.adding(days: 1)
                // Who turns 13 or 12 but was heard loses nothing: the clock alone refuses nobody.
                var cases: [Case] = []
                for (age, hears, isRefused) in [
                    (13, true, false), (12, true, false), (12, false, true), (16, true, true),
                ] {
                    let family = try Household.open(by: mentor, born: tomorrow.adding(years: -age))
                    try family.involve(worker, .observations, hears: hears)
                    let envelope = try family.offer(to: worker, .observations)
                    cases.append(
                        Case(
                            name: "school \(age), heard \(hears)", envelope: envelope,
                            recipient: .buurtteam, isRefused: isRefused))
                    guard age == 12, !hears else { continue }
                    cases.append(try Self.care(worker, mentor))
                }
                for (age, isRefused) in [(17, false), (18, true)] {
                    let family = try Household.open(by: mentor, born: tomorrow.adding(years: -age))
                    cases.append(
                        Case(
                            name: "absence \(age)",
                            envelope: try Self.reportAbsence(family, officer),
                            recipient: .leerplicht, isRefused: isRefused))
                }
                // One second before midnight in Amsterdam everything is still as it was.
                let midnight = Amsterdam.startOfDay(tomorrow)
                try region.stop()
                try region.start(klok: midnight.adding(milliseconds: 1000))
                for known in cases {
                    let recipient = try region.actor(known.recipient)
                    let outcome = try recipient.refusal(known.envelope)
                    #expect(
                        outcome == (known.isRefused ? "404 niet-beschikbaar" : "201"),
                        "\(known.name)")
                }
            }
        }

        struct Case {
            let name: String
            let envelope: RandomID
            let recipient: RunningRegion.Member
            let isRefused: Bool
        }

        /// The buurtteam tells school that there is help, with the parents' yes for a child under 12.
        private static func care(_ worker: Actor, _ mentor: Actor) throws -> Case {
            let own = try Household.known(to: worker)
            try own.inform(.helpExists)
            try own.ask(.helpExists)
            for parent in [own.mother, own.father] {
                try own.consent(parent, .helpExists, liftsSecrecy: true)
            }
            try own.offer([
                "categorie": "C9", "doel": "P4",
                "inhoud": ["C9.bestaan": ["hulpLoopt": true, "contactpersoon": "proef"]],
                "ontvangers": [Household.Matter.helpExists.addressee],
            ])
            return Case(
                name: "care 12", envelope: try mentor.lastEnvelope(), recipient: .school,
                isRefused: true)
        }

        private static func reportAbsence(
            _ family: Household, _ officer: Actor
        ) throws -> RandomID {
            let today = family.source.clock.today
            let periods = (0..<4).map { week -> JSON in
                ["datum": .string(today.adding(days: -3 - 7 * week).description), "uren": 5]
            }
            try family.offer([
                "categorie": "C3", "doel": "P2",
                "inhoud": ["C3.ongeoorloofd": ["perioden": .array(periods)]],
                "ontvangers": [
                    [
                        "partner": .string(RunningRegion.Member.leerplicht.slug),
                        "rol": "leerplichtambtenaar",
                    ]
                ],
            ])
            return try officer.lastEnvelope()
        }
    }
}
