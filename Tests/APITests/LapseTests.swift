// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import HTTP
import PartnerClient
import Testing

/// Consents that stop by themselves: on a birthday, at their end, however late the gateway looks.
@Suite(.serialized)
struct LapseTests {
    @Test func `on the sixteenth birthday the parents' yes lapses, once, and is asked again`()
        async throws
    {
        try await LoopbackRegion.scope { region in
            let today = Amsterdam.day(of: region.clock.now())
            let made = try await LoopbackCase.withTeam(
                region, "-zestien", born: today.adding(days: 3).adding(years: -16))
            let envelope = try made.offer()
            try await region.region.recordLapses()
            #expect(try made.renewals().isEmpty)
            let before = try await region.logSize()

            region.move(to: Amsterdam.startOfDay(today.adding(days: 3)).adding(milliseconds: -1))
            try await region.region.recordLapses()
            #expect(try await region.logSize() == before)
            region.move(to: Amsterdam.startOfDay(today.adding(days: 3)))
            try await region.region.recordLapses()
            #expect(try await region.logSize() == before + 1)
            try await region.region.recordLapses()
            #expect(try await region.logSize() == before + 1)

            #expect(try made.newestEvent() == "toestemming-vervallen")
            #expect(
                try made.team.session().post(
                    "/v1/verstrekkingen", ["envelop": .string(envelope)]
                ).status == .notFound)
            let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
            #expect(inbox.last?["soort"]?.string == "intrekking")

            let renewals = try made.renewals()
            #expect(renewals.count == 1)
            #expect(renewals.first?["casus"]?.string == made.casus)
            #expect(renewals.first?["persoon"]?.string == made.mother)
            #expect(renewals.first?["reden"]?.string == "verjaardag-16")
            #expect(renewals.first?["ontbreekt"]?.array == [.string(made.pupil)])
            #expect(
                renewals.first?["vervallenOp"]?.string
                    == Amsterdam.startOfDay(today.adding(days: 3)).rfc3339)
            #expect(
                try made.team.get("/v1/hernieuwingen")["hernieuwingen"]?.array == [])
            let views = try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]
            #expect(views?[0]?["status"]?.string == "vervallen")

            try made.school.post(
                "\(made.path)/vragen-aan-ouders",
                [
                    "gevraagdAan": [.string(made.pupil)], "bereik": made.scope,
                    "gevraagdOp": made.now, "kanaal": "gesprek",
                ])
            #expect(try made.renewals().isEmpty)
        }
    }

    @Test func `a consent ends by its date, also when the gateway stood still for weeks`()
        async throws
    {
        try await LoopbackRegion.scope { region in
            let made = try await LoopbackCase.withTeam(region, "-einde")
            let end = made.today.adding(days: 180)
            _ = try made.offer()
            let before = try await region.logSize()
            region.move(to: Amsterdam.startOfDay(end.adding(days: 40)))
            try await region.region.recordLapses()
            #expect(try await region.logSize() == before + 1)
            let renewal = try #require(try made.renewals().first)
            #expect(renewal["reden"]?.string == "einddatum")
            #expect(renewal["vervallenOp"]?.string == Amsterdam.startOfDay(end).rfc3339)
            // A new answer takes it from the list as well as a question does.
            try made.school.post("\(made.path)/toestemmingen", made.consent)
            #expect(try made.renewals().isEmpty)
        }
    }

    @Test func `more lapses than one look takes, a withdrawn yes and pages of the list`()
        async throws
    {
        try await LoopbackRegion.scope { region in
            let made = try await LoopbackCase.withTeam(region, "-veel")
            for _ in 0..<70 {
                try made.school.post("\(made.path)/toestemmingen", made.consent)
            }
            let withdrawn = try made.school.post("\(made.path)/toestemmingen", made.consent)
            try made.school.post(
                "/v1/toestemmingen/\(withdrawn["id"]?.string ?? "")/intrekkingen",
                ["ingetrokkenOp": made.now, "kanaal": "brief"])
            region.move(to: Amsterdam.startOfDay(made.today.adding(days: 181)))
            try await region.region.recordLapses()
            try await region.region.recordLapses()
            var seen: [String] = []
            var path = "/v1/hernieuwingen?aantal=20"
            while true {
                let page = try made.school.get(path)
                seen += (page["hernieuwingen"]?.array ?? []).compactMap { $0["id"]?.string }
                guard let next = page["volgende"]?.string else { break }
                path = "/v1/hernieuwingen?aantal=20&cursor=\(next)"
            }
            #expect(seen.count == 71)
            #expect(Set(seen).count == 71)
        }
    }
}

extension LoopbackRegion {
    /// Moves the clock forward to an instant.
    func move(to instant: Timestamp) {
        clock.advance(milliseconds: instant.milliseconds - clock.now().milliseconds)
    }
}

extension LoopbackCase {
    fileprivate func renewals() throws -> [JSON] {
        try school.get("/v1/hernieuwingen")["hernieuwingen"]?.array ?? []
    }

    /// What the school's newest line tells.
    fileprivate func newestEvent() throws -> String? {
        let line = try school.get("/v1/logregels?aantal=1")["logregels"]?[0]
        guard let text = line?["geopend"]?["event"]?["waarde"]?.string else { return nil }
        return text
    }
}
