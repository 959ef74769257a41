// SPDX-License-Identifier: EUPL-1.2
import API
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import PartnerClient
import Testing

/// Asking for information, and taking back what was given.
@Suite(.serialized, .loopbackRegion)
struct ExchangeTests {
    private static func inbox(_ partner: LoopbackPartner, _ kind: String) throws -> [JSON] {
        let items = try #require(try partner.get("/v1/postvak?aantal=100")["berichten"]?.array)
        return items.filter { $0["soort"]?.string == kind }
    }

    private static func teamPath(_ made: LoopbackCase) throws -> String {
        let mine = try #require(try made.team.get("/v1/casussen")["casussen"]?[0]?["id"]?.string)
        return "/v1/casussen/\(mine)"
    }

    private static func request(_ asked: LoopbackPartner) -> JSON {
        [
            "aan": ["partner": .string(asked.id.text), "rol": .string(asked.role.text)],
            "veldgroepen": ["C6.observatie"], "doel": "P3", "reden": "hulp-afstemmen",
        ]
    }

    private static func requests(_ partner: LoopbackPartner, _ path: String) throws -> [JSON] {
        try #require(
            try partner.get("\(path)/informatieverzoeken")["informatieverzoeken"]?.array)
    }

    // MARK: Asking

    @Test func `a request is answered with an offer; it stays in sight until then`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-vraag")
        let team = try Self.teamPath(made)
        let asked = try made.team.post(
            "\(team)/informatieverzoeken", Self.request(made.school))
        let notice = try #require(try Self.inbox(made.school, "informatieverzoek").first)
        let request = try #require(notice["verzoek"]?.string)
        #expect(request != asked["id"]?.string)
        #expect(Set(notice.object?.keys ?? []) == ["id", "soort", "casus", "datum", "verzoek"])
        #expect(try Self.requests(made.team, team).first?["status"]?.string == "open")
        #expect(try Self.requests(made.school, made.path).first?["status"]?.string == "open")

        let offered = try made.school.post("\(made.path)/fragmenten", made.fragment())
        let fragment = try #require(offered["id"])
        let answers = "\(made.path)/informatieverzoeken/\(request)/antwoorden"
        try made.school.post(answers, ["uitkomst": "aangeboden", "fragment": fragment])
        #expect(try Self.requests(made.team, team).first?["status"]?.string == "aangeboden")
        let told = try #require(try Self.inbox(made.team, "verzoek-beantwoord").first)
        #expect(told["verzoek"] == asked["id"])
        let again = try made.school.session().post(answers, ["uitkomst": "nee"])
        #expect(again.status == .badRequest)
    }

    @Test(arguments: ["nee", "niet-nodig"])
    func `every kind of no is one no to who asked`(answer: String) async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-\(answer)")
        let team = try Self.teamPath(made)
        try made.team.post("\(team)/informatieverzoeken", Self.request(made.school))
        let request = try #require(
            try Self.inbox(made.school, "informatieverzoek").first?["verzoek"]?.string)
        try made.school.post(
            "\(made.path)/informatieverzoeken/\(request)/antwoorden",
            ["uitkomst": .string(answer)])
        #expect(try Self.requests(made.team, team).first?["status"]?.string == "nee")
        #expect(try Self.requests(made.school, made.path).first?["status"]?.string == answer)
    }

    @Test func `asking tells nothing of who takes part, and reaches only who does`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-niets")
        let stranger = try await LoopbackPartner.join(
            region, "jgz/vreemd", .jgz, role: "jeugdarts")
        let team = try Self.teamPath(made)
        let within = try made.team.session().post(
            "\(team)/informatieverzoeken", Self.request(made.school))
        let outside = try made.team.session().post(
            "\(team)/informatieverzoeken", Self.request(stranger))
        #expect(within.status == outside.status)
        #expect(
            Set(try JSON(parsing: within.body).object?.keys ?? [])
                == Set(try JSON(parsing: outside.body).object?.keys ?? []))
        #expect(try stranger.get("/v1/postvak")["berichten"]?.array?.isEmpty == true)
        let listed = try Self.requests(made.team, team)
        #expect(listed.count == 2)
        #expect(Set(listed.compactMap { $0["status"]?.string }) == ["open"])
        // Who opened the casus does not see what another asked a third.
        #expect(try Self.requests(made.school, made.path).count == 1)
    }

    @Test func `only the asked partner answers, and only with what it offered to the asker`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-wie")
        let team = try Self.teamPath(made)
        let own = try made.team.post("\(team)/informatieverzoeken", Self.request(made.school))
        let mine = try #require(own["id"]?.string)
        let echo = try made.team.session().post(
            "\(team)/informatieverzoeken/\(mine)/antwoorden", ["uitkomst": "nee"])
        #expect(echo.status == .notFound)
        let request = try #require(
            try Self.inbox(made.school, "informatieverzoek").first?["verzoek"]?.string)
        let path = "\(made.path)/informatieverzoeken/\(request)/antwoorden"
        let unknown = RandomID(from: RegionRandom()).hex
        for body: JSON in [
            ["uitkomst": "aangeboden", "fragment": .string(unknown)], ["uitkomst": "aangeboden"],
            ["uitkomst": "nee", "fragment": .string(unknown)],
        ] {
            #expect(try made.school.session().post(path, body).status == .badRequest)
        }
    }

    // MARK: Taking back

    /// Offers a fragment and lets the team collect it; gives the fragment's id.
    private static func collected(_ made: LoopbackCase, _ text: String) throws -> String {
        let offered = try made.school.post("\(made.path)/fragmenten", made.fragment(text))
        let item = try #require(try inbox(made.team, "envelop").last)
        try made.team.post("/v1/verstrekkingen", ["envelop": try #require(item["envelop"])])
        return try #require(offered["id"]?.string)
    }

    private static func answer(
        _ partner: LoopbackPartner, _ recall: String, _ outcome: String
    ) throws -> JSON {
        let claims: JSON = [
            "iss": .string(partner.id.text), "terugroeping": .string(recall),
            "uitkomst": .string(outcome),
            "iat": .integer(partner.region.clock.now().milliseconds / 1000),
        ]
        return [
            "bevestiging": .string(
                try partner.signed(claims, typ: "kernpoort-terugroeping+jwt"))
        ]
    }

    private static func recalls(_ made: LoopbackCase, _ fragment: String) throws -> [JSON] {
        try #require(
            try made.school.get("/v1/fragmenten/\(fragment)/terugroepingen")["terugroepingen"]?
                .array)
    }

    @Test func `what waits is destroyed, and who waited is told`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-wacht")
        let offered = try made.school.post("\(made.path)/fragmenten", made.fragment())
        let fragment = try #require(offered["id"]?.string)
        let item = try #require(try Self.inbox(made.team, "envelop").last)
        let answer = try made.school.post(
            "/v1/fragmenten/\(fragment)/terugroepingen", ["reden": "verkeerde-ontvanger"])
        #expect(answer["vernietigdeEnveloppen"]?.integer == 1)
        #expect(answer["ontvangenEnveloppen"]?.integer == 0)
        #expect(try Self.inbox(made.team, "envelop").allSatisfy { $0 != item })
        #expect(try Self.inbox(made.team, "intrekking").first?["envelop"] == item["envelop"])
        let late = try made.team.session().post(
            "/v1/verstrekkingen", ["envelop": try #require(item["envelop"])])
        #expect(late.status == .notFound)
        #expect(try Self.recalls(made, fragment).first?["openstaand"]?.integer == 0)
    }

    @Test func `who received it signs what it did, and until then is on the list`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-terug")
        let fragment = try Self.collected(made, "Dit klopt niet.")
        let path = "/v1/fragmenten/\(fragment)/terugroepingen"
        let key = UUID().uuidString
        let first = try HandMade.post(path, ["reden": "onjuist"], by: made.school, key: key)
            .send(over: made.school)
        let size = try await region.logSize()
        let again = try HandMade.post(path, ["reden": "onjuist"], by: made.school, key: key)
            .send(over: made.school)
        #expect(first.status == .created)
        #expect(try JSON(parsing: first.body)["id"] == JSON(parsing: again.body)["id"])
        #expect(try await region.logSize() == size)
        #expect(try Self.inbox(made.team, "terugroeping").count == 1)
        let second = try made.school.session().post(path, ["reden": "onjuist"])
        #expect(second.status == .badRequest)

        let notice = try #require(try Self.inbox(made.team, "terugroeping").first)
        let recall = try #require(notice["terugroeping"]?.string)
        #expect(notice["envelop"] != nil)
        #expect(try Self.recalls(made, fragment).first?["openstaand"]?.integer == 1)

        let confirm = "/v1/terugroepingen/\(recall)/bevestigingen"
        let wrong: [JSON] = [
            try Self.answer(made.school, recall, "verwijderd"),
            try Self.answer(made.team, RandomID(from: RegionRandom()).hex, "verwijderd"),
            try Self.answer(made.team, recall, "vervangen"),
            try Self.answer(made.team, recall, "vergeten"),
        ]
        for body in wrong {
            #expect(try made.team.session().post(confirm, body).status == .badRequest)
        }
        let strange = try made.school.session().post(
            confirm, try Self.answer(made.school, recall, "verwijderd"))
        #expect(strange.status == .notFound)
        try made.team.post(confirm, try Self.answer(made.team, recall, "verwijderd"))
        let shown = try #require(try Self.recalls(made, fragment).first)
        #expect(shown["soort"]?.string == "terugroeping")
        #expect(shown["openstaand"]?.integer == 0)
        #expect(shown["ontvangers"]?[0]?["uitkomst"]?.string == "verwijderd")
        #expect(shown["ontvangers"]?[0]?["partner"]?.string == made.team.id.text)
        let told = try #require(try Self.inbox(made.school, "terugroeping-beantwoord").first)
        #expect(told["fragment"]?.string == fragment)
    }

    @Test func `a rectification names what stands in its place`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-recht")
        let wrong = try Self.collected(made, "Noor was er niet.")
        let right = try made.school.post(
            "\(made.path)/fragmenten", made.fragment("Noor was er wel."))
        let replacement = try #require(right["id"])
        let answer = try made.school.post(
            "/v1/rectificaties", ["fragment": .string(wrong), "vervangend": replacement])
        #expect(answer["ontvangenEnveloppen"]?.integer == 1)
        let notice = try #require(try Self.inbox(made.team, "rectificatie").first)
        let recall = try #require(notice["terugroeping"]?.string)
        try made.team.post(
            "/v1/terugroepingen/\(recall)/bevestigingen",
            try Self.answer(made.team, recall, "vervangen"))
        let shown = try #require(try Self.recalls(made, wrong).first)
        #expect(shown["soort"]?.string == "rectificatie")
        #expect(shown["vervangend"] == replacement)
        #expect(shown["ontvangers"]?[0]?["uitkomst"]?.string == "vervangen")
        let same = try made.school.session().post(
            "/v1/rectificaties", ["fragment": replacement, "vervangend": replacement])
        #expect(same.status == .badRequest)
    }

    @Test func `another's fragment is no fragment`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-ander")
        let fragment = try Self.collected(made, "Van school.")
        let unknown = RandomID(from: RegionRandom()).hex
        let answers = try [fragment, unknown].map { id in
            let session = try made.team.session()
            let path = "/v1/fragmenten/\(id)/terugroepingen"
            return [
                try session.get(path), try session.post(path, ["reden": "onjuist"]),
                try session.post(
                    "/v1/rectificaties", ["fragment": .string(id), "vervangend": .string(id)]),
            ]
        }
        for (another, nobody) in zip(answers[0], answers[1]) {
            #expect(another.status == .notFound)
            #expect(another.body == nobody.body)
        }
    }
}
