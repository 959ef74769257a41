// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// Whoever thinks along without knowing who the child is has a place that opens nothing with a name.
@Suite(.serialized, .loopbackRegion)
struct AnonymousPlaceTests {
    private static func consult(_ made: LoopbackCase) -> JSON {
        [
            "partner": .string(made.team.id.text), "rol": "gezinswerker", "doel": "P1",
            "voor": ["C6.observatie"], "anoniem": true,
        ]
    }

    private static func fragment(_ made: LoopbackCase, isAnonymous: Bool) -> JSON {
        [
            "categorie": "C6", "doel": .string(isAnonymous ? "P1" : "P3"),
            "anoniem": .bool(isAnonymous),
            "inhoud": ["C6.observatie": ["observatie": "Een kind is stil en vaak moe."]],
            "ontvangers": [["partner": .string(made.team.id.text), "rol": "gezinswerker"]],
        ]
    }

    private static func made(_ tag: String) async throws -> LoopbackCase {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, tag)
        return try LoopbackCase.open(region, school: school, team: team)
    }

    /// The team accepts what it was invited to last.
    private static func accept(_ made: LoopbackCase) throws {
        let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let item = try #require(inbox.last { $0["soort"]?.string == "uitnodiging" })
        let casus = try #require(item["casus"]?.string)
        let place = try #require(item["deelnemer"]?.string)
        try made.team.post(
            "/v1/casussen/\(casus)/deelnemers/\(place)/antwoorden", ["antwoord": "aanvaard"])
    }

    @Test func `no name goes along, and what has none arrives`() async throws {
        let made = try await Self.made("-zonder")
        let invited = try made.school.post("\(made.path)/deelnemers", Self.consult(made))
        #expect(invited["uitkomst"] == nil)
        let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        #expect(inbox.compactMap { $0["soort"]?.string } == ["uitnodiging"])
        try Self.accept(made)
        let offered = try made.school.post(
            "\(made.path)/fragmenten", Self.fragment(made, isAnonymous: true))
        #expect(offered["uitkomsten"]?[0]?["veldgroepen"] == ["C6.observatie"])
    }

    @Test func `the place opens nothing with a name, whatever the family said`() async throws {
        let made = try await Self.made("-met")
        try made.school.post("\(made.path)/deelnemers", Self.consult(made))
        try Self.accept(made)
        try made.allow()
        let named = Self.fragment(made, isAnonymous: false)
        let before = try made.school.post("\(made.path)/fragmenten", named)
        #expect(before["uitkomsten"]?[0]?["redenen"]?[0]?["code"]?.string == "geen-relatie")
        try made.seatTeam()
        let after = try made.school.post("\(made.path)/fragmenten", named)
        #expect(after["uitkomsten"]?[0]?["veldgroepen"] == ["C6.observatie"])
    }

    @Test func `a retry invites once, and a second invitation is refused`() async throws {
        let made = try await Self.made("-eens")
        let session = try made.school.session()
        let key = IdempotencyKey(from: RegionRandom())
        let body = Self.consult(made)
        let first = try session.post("\(made.path)/deelnemers", body, key: key).json()
        let again = try session.post("\(made.path)/deelnemers", body, key: key).json()
        #expect(first["id"] == again["id"])
        #expect(first["logregel"]?["nummer"] == again["logregel"]?["nummer"])
        let other = try session.post("\(made.path)/deelnemers", body)
        #expect(other.status.code == 400)
        let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        #expect(inbox.count == 1)
    }

    @Test(arguments: [true, false])
    func `a name or none: one of both`(both: Bool) async throws {
        let made = try await Self.made(both ? "-beide" : "-geen")
        var body = try #require((both ? made.invitation : Self.consult(made)).object)
        body["anoniem"] = both ? true : nil
        let answer = try made.school.session().post("\(made.path)/deelnemers", .object(body))
        #expect(answer.status.code == 400)
    }

    @Test func `without a row for it nobody is invited`() async throws {
        let made = try await Self.made("-rij")
        var body = try #require(Self.consult(made).object)
        body["doel"] = "P3"
        let answer = try made.school.session().post("\(made.path)/deelnemers", .object(body))
        #expect(
            answer.problem?.reasons.map(\.code) == ["geen-regel", "toestemming-ontbreekt"])
        #expect(try made.team.get("/v1/postvak")["berichten"]?.array?.isEmpty == true)
    }
}
