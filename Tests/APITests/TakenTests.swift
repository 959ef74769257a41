// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import HTTP
import PartnerClient
import Testing

/// The channel and the exact text of what the family said, kept with every act and shown with it.
@Suite(.serialized, .loopbackRegion)
struct TakenTests {
    private static let text: JSON = [
        "versie": "nl-7", "sha256": .string(String(repeating: "5c", count: 32)),
    ]
    private static let shown = ShownText(
        version: "nl-7", digest: String(repeating: "5c", count: 32))

    /// What the sealed record of an act keeps of how it was taken.
    private static func kept(_ act: JSON, _ region: LoopbackRegion) async throws -> ActEvidence? {
        let id = try #require(act["id"]?.string.flatMap { RandomID(hex: $0) })
        let content = try #require(try await region.content(ofRecord: id))
        return try ActEvidence(besideActIn: content)
    }

    private static func telephone(_ made: LoopbackCase) -> ActEvidence {
        ActEvidence(
            channel: .telefoon, text: shown, recordedBy: made.school.id, user: "medewerker-1")
    }

    @Test func `an objection by telephone is stored with its channel and text`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-opname-bezwaar")
        let body: JSON = [
            "persoon": .string(made.father), "doel": "P9", "gemaaktOp": made.now,
            "kanaal": "telefoon",
        ]
        let spoken = try made.school.post("\(made.path)/bezwaren", body.adding("tekst", Self.text))
        #expect(try await Self.kept(spoken, region) == Self.telephone(made))
        let bare = try made.school.post("\(made.path)/bezwaren", body)
        #expect(try await Self.kept(bare, region)?.channel == .telefoon)
        #expect(try await Self.kept(bare, region)?.text == nil)
    }

    @Test func `a withdrawal by telephone comes back with the consent that it ends`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-opname-intrekking")
        func view(_ consent: JSON) throws -> JSON? {
            try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]?.array?
                .first { $0["id"] == consent["id"] }
        }
        let first = try made.school.post("\(made.path)/toestemmingen", made.consent)
        #expect(try #require(try view(first))["intrekking"] == nil)
        let withdrawn = try made.school.post(
            "/v1/toestemmingen/\(first["id"]?.string ?? "")/intrekkingen",
            ["ingetrokkenOp": made.now, "kanaal": "telefoon", "tekst": Self.text])
        #expect(try await Self.kept(withdrawn, region) == Self.telephone(made))
        let seen = try #require(try view(first)?["intrekking"])
        #expect(seen["kanaal"] == "telefoon")
        #expect(seen["tekst"] == Self.text)

        region.clock.advance(seconds: 1)
        let second = try made.school.post("\(made.path)/toestemmingen", made.consent)
        let theirs = "/v1/casussen/\(try #require(try made.casusOfTeam))"
        let mother = try made.team.get(theirs)["personen"]?.array?
            .first { $0["aanduiding"]?.string == "moeder" }?["id"]
        try made.team.post(
            "\(theirs)/intrekkingen",
            [
                "persoon": try #require(mother), "ingetrokkenOp": made.now,
                "kanaal": "brief", "tekst": Self.text,
            ])
        let other = try #require(try view(second))
        #expect(other["status"]?.string == "ingetrokken")
        #expect(other["intrekking"]?["kanaal"] == "brief")
        #expect(other["intrekking"]?["tekst"] == Self.text)
        // The earlier withdrawal stays what it was.
        #expect(try view(first)?["intrekking"] == seen)
    }

    @Test func `a question and each answer come back with how they were asked and given`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-opname-vraag")
        let asked = try made.school.post(
            "\(made.path)/vragen-aan-ouders", made.question.adding("tekst", Self.text))
        let path = "\(made.path)/vragen-aan-ouders/\(asked["id"]?.string ?? "")/antwoorden"
        let answer: JSON = ["antwoord": "later", "geantwoordOp": made.now]
        try made.school.post(
            path,
            answer.adding("persoon", .string(made.mother)).adding("kanaal", "telefoon")
                .adding("tekst", Self.text))
        try made.school.post(path, answer.adding("persoon", .string(made.father)))
        let listed = try #require(
            try made.school.get("\(made.path)/vragen-aan-ouders")["vragen"]?.array?
                .first { $0["id"] == asked["id"] })
        #expect(listed["kanaal"] == "gesprek")
        #expect(listed["tekst"] == Self.text)
        let answers = try #require(listed["antwoorden"]?.array)
        #expect(answers.map { $0["kanaal"] } == ["telefoon", nil])
        #expect(answers.map { $0["tekst"] } == [Self.text, nil])
    }

    @Test func `a hearing, a notice and an agreement keep how they were taken`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-opname-rest")
        let heard = try made.school.post(
            "\(made.path)/hoorgesprekken",
            made.hearing.adding("kanaal", "telefoon").adding("tekst", Self.text))
        let told = try made.school.post(
            "\(made.path)/berichten",
            [
                "aan": [.string(made.mother)], "soort": "informatie", "bereik": made.scope,
                "gegevenOp": made.now, "kanaal": "telefoon", "tekst": Self.text,
            ])
        let agreed = try made.school.post(
            "\(made.path)/overeenstemmingen",
            [
                "persoon": .string(made.mother), "besluit": "gegeven", "opp": "2026-1",
                "gegevenOp": made.now, "kanaal": "telefoon", "tekst": Self.text,
            ])
        for act in [heard, told, agreed] {
            #expect(try await Self.kept(act, region) == Self.telephone(made))
        }
        let listed = try made.school.get("\(made.path)/overeenstemmingen")["overeenstemmingen"]
        #expect(listed?[0]?["tekst"] == Self.text)
        // What no one of the family said has no such thing.
        let gezag = try made.school.post("\(made.path)/gezag", made.gezag)
        #expect(try await Self.kept(gezag, region) == nil)
    }

    @Test func `a question about the plan and a choice who reads along keep it too`() async throws {
        let region = try #require(LoopbackRegion.current)
        let born = Amsterdam.day(of: region.clock.now()).adding(years: -16).adding(days: -9)
        let (school, team) = try await LoopbackCase.partners(region, "-opname-plan")
        let made = try LoopbackCase.open(region, school: school, team: team, born: born)
        try made.school.post(
            "\(made.path)/plan",
            [
                "gelezenVersie": 0, "stappen": [], "gevraagdAan": [.string(made.mother)],
                "deelnemers": [["partner": .string(made.school.id.text), "rol": "mentor"]],
            ])
        let asked = try made.school.post(
            "\(made.path)/plan/vragen",
            [
                "versie": 1, "gevraagdAan": [.string(made.father)], "gevraagdOp": made.now,
                "kanaal": "telefoon", "tekst": Self.text,
            ])
        let chosen = try made.school.post(
            "\(made.path)/inzagekeuzes",
            [
                "ouder": .string(made.mother), "open": true, "gekozenOp": made.now,
                "kanaal": "telefoon", "tekst": Self.text,
            ])
        for act in [asked, chosen] {
            #expect(try await Self.kept(act, region) == Self.telephone(made))
        }
    }

    @Test func `a channel or text that is not one is refused`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-opname-fout")
        let wrong: [(member: String, value: JSON)] = [
            ("tekst", .string("nl-7")),
            ("tekst", .object(JSONObject([("versie", .string("nl-7"))]))),
            ("kanaal", .string("duif")),
        ]
        for (member, value) in wrong {
            let answer = try made.school.session().post(
                "\(made.path)/hoorgesprekken", made.hearing.adding(member, value))
            #expect(answer.status.code == 400)
        }
    }
}

extension JSON {
    /// The object with one member more.
    fileprivate func adding(_ name: String, _ value: JSON) -> JSON {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}
