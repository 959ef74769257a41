// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// A meeting is for who is on its list: each sees the own seat, and only the organiser sees the list.
@Suite(.serialized, .loopbackRegion)
struct MeetingTests {
    private static let reason = "Werkt al met het gezin, zegt \(LoopbackCase.canary)."

    private static func seat(_ partner: LoopbackPartner, _ role: String? = nil) -> JSON {
        [
            "partner": .string(partner.id.text), "rol": .string(role ?? partner.role.text),
            "reden": .string(reason),
        ]
    }

    private static func days(_ days: Int, _ region: LoopbackRegion) -> JSON {
        .string(region.clock.now().adding(days: days).rfc3339)
    }

    private static func meeting(
        _ made: LoopbackCase, _ seats: [JSON], in days: Int = 3, agenda: [String] = []
    ) -> JSON {
        [
            "wanneer": Self.days(days, made.region), "deelnemers": .array(seats),
            "agenda": .array(agenda.map { .string($0) }),
        ]
    }

    private static func notices(_ partner: LoopbackPartner, _ kind: String) throws -> [JSON] {
        (try partner.get("/v1/postvak?aantal=100")["berichten"]?.array ?? [])
            .filter { $0["soort"]?.string == kind }
    }

    /// The only meeting that a partner sees, with the path of its casus.
    private static func own(_ partner: LoopbackPartner) throws -> (path: String, JSON) {
        let notice = try #require(try notices(partner, "overleg").last)
        let path = "/v1/casussen/\(try #require(notice["casus"]?.string))"
        let list = try #require(try partner.get("\(path)/overleggen")["overleggen"]?.array)
        let meeting = try #require(list.first { $0["id"] == notice["overleg"] })
        return (path, meeting)
    }

    @Test func `the organiser sees the list, whoever is invited the own seat and nothing more`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-lijst")
        let care = try await LoopbackPartner.join(
            region, "gemeente/jgz-lijst", .jgz, role: "jeugdarts")
        let planned = try made.school.post(
            "\(made.path)/overleggen",
            Self.meeting(
                made, [Self.seat(made.school), Self.seat(made.team), Self.seat(care)],
                agenda: ["C6.observatie"]))
        let all = try #require(
            try made.school.get("\(made.path)/overleggen")["overleggen"]?[0])
        #expect(all["id"] == planned["id"])
        #expect(all["rol"]?.string == "organisator")
        #expect(
            all["deelnemers"]?.array?.compactMap { $0["status"]?.string }
                == ["aanvaard", "onbeantwoord", "onbeantwoord"])
        #expect(all["deelnemers"]?[1]?["reden"]?.string == Self.reason)
        #expect(all["agenda"]?[0]?["veldgroepen"] == ["C6.observatie"])
        var ids: Set<String> = [try #require(planned["id"]?.string)]
        for partner in [made.team, care] {
            let (_, seen) = try Self.own(partner)
            #expect(seen["rol"]?.string == "genodigde")
            #expect(seen["deelnemers"]?.array?.count == 1)
            #expect(seen["deelnemers"]?[0]?["partner"]?.string == partner.id.text)
            #expect(seen["wanneer"] == all["wanneer"])
            #expect(
                Set(seen.object?.keys ?? []) == ["id", "wanneer", "status", "rol", "deelnemers"])
            #expect(
                Set(seen["deelnemers"]?[0]?.object?.keys ?? []) == ["partner", "rol", "status"])
            #expect(ids.insert(try #require(seen["id"]?.string)).inserted, "each has its own id")
        }
        // A seat is no place: the casus itself stays shut.
        let (path, _) = try Self.own(care)
        for shut in ["", "/deelnemers", "/fragmenten", "/caseload", "/bezoeken"] {
            #expect(try care.session().get(path + shut).status == .notFound, "\(shut)")
        }
    }

    @Test func `an invitation that nobody answers stays visible, and is reminded once a day`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-stil")
        let care = try await LoopbackPartner.join(
            region, "gemeente/jgz-stil", .jgz, role: "jeugdarts")
        let planned = try made.school.post(
            "\(made.path)/overleggen",
            Self.meeting(made, [Self.seat(made.team), Self.seat(care)]))
        let path = "\(made.path)/overleggen/\(planned["id"]?.string ?? "")"
        func statuses() throws -> [String] {
            let list = try made.school.get("\(made.path)/overleggen")["overleggen"]?[0]
            return list?["deelnemers"]?.array?.compactMap { $0["status"]?.string } ?? []
        }
        let (teamPath, seen) = try Self.own(made.team)
        let answers = "\(teamPath)/overleggen/\(seen["id"]?.string ?? "")/antwoorden"
        try made.team.post(answers, ["antwoord": "aanvaard"])
        #expect(try statuses() == ["aanvaard", "onbeantwoord"])
        try made.school.post("\(path)/herinneringen", [:])
        #expect(try Self.notices(care, "overleg-herinnering").count == 1)
        #expect(try Self.notices(made.team, "overleg-herinnering").isEmpty)
        let again = try made.school.session().post("\(path)/herinneringen", [:])
        try expectProblem(again, code: "ongeldig-verzoek", "a second reminder on one day")
        // A new time asks anew; what was answered to the old one no longer counts.
        try made.school.post("\(path)/versies", ["wanneer": Self.days(5, region)])
        #expect(try statuses() == ["onbeantwoord", "onbeantwoord"])
        try made.team.post(answers, ["antwoord": "geweigerd"])
        #expect(try statuses() == ["geweigerd", "onbeantwoord"])
        // Off the list: told, and nothing to see any more.
        let before = try Self.notices(care, "overleg").count
        let (carePath, _) = try Self.own(care)
        try made.school.post("\(path)/versies", ["deelnemers": [Self.seat(made.team)]])
        #expect(try Self.notices(care, "overleg").count == before + 1)
        #expect(try care.get("\(carePath)/overleggen")["overleggen"]?.array?.isEmpty == true)
        // Called off: nobody answers it any more.
        try made.school.post("\(path)/versies", ["status": "afgezegd"])
        #expect(try Self.own(made.team).1["status"]?.string == "afgezegd")
        #expect(
            try made.team.session().post(answers, ["antwoord": "aanvaard"]).status == .notFound)
    }

    @Test func `only who opened the casus, or gave something in it, plans and changes a meeting`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-wie")
        let planned = try made.school.post(
            "\(made.path)/overleggen", Self.meeting(made, [Self.seat(made.team)]))
        let (path, seen) = try Self.own(made.team)
        let other = try made.team.session().post(
            "\(path)/overleggen", Self.meeting(made, [Self.seat(made.school)]))
        #expect(other.status == .notFound)
        for id in [planned["id"]?.string ?? "", seen["id"]?.string ?? ""] {
            let change = try made.team.session().post(
                "\(path)/overleggen/\(id)/versies", ["status": "afgezegd"])
            #expect(change.status == .notFound)
            let remind = try made.team.session().post(
                "\(path)/overleggen/\(id)/herinneringen", [:])
            #expect(remind.status == .notFound)
        }
        // Another role of an invited partner has no seat.
        let care = try await LoopbackPartner.join(
            region, "gemeente/jgz-wie", .jgz, role: "jeugdarts")
        try made.school.post(
            "\(made.path)/overleggen", Self.meeting(made, [Self.seat(care)], in: 4))
        let (carePath, careSeen) = try Self.own(care)
        let answer = "\(carePath)/overleggen/\(careSeen["id"]?.string ?? "")/antwoorden"
        let wrong = try care.session(as: "jeugdverpleegkundige").post(
            answer, ["antwoord": "aanvaard"])
        #expect(wrong.status == .notFound)
    }

    @Test func `what can't be planned is refused with its place`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-fout")
        let team = Self.seat(made.team)
        let bodies: [(String, JSON)] = [
            ("/wanneer", Self.meeting(made, [team], in: -1)),
            ("/wanneer", Self.meeting(made, [team], in: 400)),
            ("/deelnemers/1", Self.meeting(made, [team, team])),
            ("/deelnemers/0", Self.meeting(made, [Self.seat(made.team, "mentor")])),
            ("/agenda", Self.meeting(made, [team], agenda: ["C6.bestaat-niet"])),
            ("/deelnemers", Self.meeting(made, [])),
        ]
        for (pointer, body) in bodies {
            let answer = try made.school.session().post("\(made.path)/overleggen", body)
            try expectProblem(answer, code: "ongeldig-verzoek", pointer)
            #expect(try JSON(parsing: answer.body)["fouten"]?[0]?["pointer"]?.string == pointer)
        }
        #expect(
            try made.school.get("\(made.path)/overleggen")["overleggen"]?.array?.isEmpty == true)
    }

    // MARK: The parents' choice

    @Test func `parents were asked once everyone with gezag was, for the time that now stands`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-keuze")
        let planned = try made.school.post(
            "\(made.path)/overleggen",
            Self.meeting(made, [Self.seat(made.school), Self.seat(made.team)]))
        let path = "\(made.path)/overleggen/\(planned["id"]?.string ?? "")"
        func ask(_ person: String, _ choices: [JSON]) -> JSON {
            [
                "gevraagdAan": [.string(person)], "gevraagdOp": made.now, "kanaal": "telefoon",
                "keuzen": .array(choices),
            ]
        }
        func seen() throws -> JSON {
            try #require(try made.school.get("\(made.path)/overleggen")["overleggen"]?[0])
        }
        let stranger = try made.school.session().post(
            "\(path)/ouderkeuze",
            ask(made.mother, [["persoon": .string(made.father), "antwoord": "ja"]]))
        try expectProblem(stranger, code: "ongeldig-verzoek", "chosen by who was not asked")
        try made.school.post(
            "\(path)/ouderkeuze",
            ask(made.mother, [["persoon": .string(made.mother), "antwoord": "nee"]]))
        #expect(try seen()["ouderkeuzeGevraagdOp"] == nil, "father has gezag too")
        #expect(try seen()["ouderkeuzen"]?[0]?["antwoord"]?.string == "nee")
        // Another at the table may have asked the other parent.
        let (teamPath, own) = try Self.own(made.team)
        let persons = try made.team.get(teamPath)["personen"]?.array ?? []
        let father = persons.first { $0["aanduiding"]?.string == "vader" }?["id"]?.string
        try made.team.post(
            "\(teamPath)/overleggen/\(own["id"]?.string ?? "")/ouderkeuze",
            ask(try #require(father), []))
        #expect(try seen()["ouderkeuzeGevraagdOp"] != nil)
        try made.school.post("\(path)/versies", ["wanneer": Self.days(6, region)])
        #expect(try seen()["ouderkeuzeGevraagdOp"] == nil, "another time is another question")
        #expect(try seen()["ouderkeuzen"]?.array?.isEmpty == true)
    }

    // MARK: Leerplicht

    @Test func `leerplicht comes where home is spoken of only with the toestemming for the same`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-leerplicht")
        let officer = try await LoopbackPartner.join(
            region, "gemeente/leerplicht-tafel", .leerplichtBegeleiding,
            role: "leerplichtambtenaar")
        let enforcement = try await LoopbackPartner.join(
            region, "gemeente/handhaving-tafel", .leerplichtHandhaving,
            role: "leerplichtambtenaar")
        let table = Self.meeting(
            made, [Self.seat(made.team), Self.seat(officer)], agenda: ["C8.zorgen"])
        let refused = try made.school.session().post("\(made.path)/overleggen", table)
        try expectProblem(refused, code: "weigering", "no toestemming")
        #expect(refused.problem?.reasons.map(\.code) == ["toestemming-ontbreekt"])
        #expect(try Self.notices(officer, "overleg").isEmpty)
        let firewall = try made.school.session().post(
            "\(made.path)/overleggen", Self.meeting(made, [Self.seat(enforcement)]))
        #expect(firewall.problem?.reasons.map(\.code) == ["geen-relatie"])
        // Without care or home on the agenda leerplicht just comes.
        let plain = try made.school.post(
            "\(made.path)/overleggen",
            Self.meeting(
                made, [Self.seat(made.team), Self.seat(officer)], agenda: ["C3.thuiszitten"]))
        // What another brings is bound in the same way, whoever comes first.
        let (teamPath, own) = try Self.own(made.team)
        let items = "\(teamPath)/overleggen/\(own["id"]?.string ?? "")/agendapunten"
        let brought = try made.team.session().post(items, ["veldgroepen": ["C9.bestaan"]])
        #expect(brought.problem?.reasons.map(\.code) == ["toestemming-ontbreekt"])
        let path = "\(made.path)/overleggen/\(plain["id"]?.string ?? "")/versies"
        try made.school.post(path, ["deelnemers": [Self.seat(made.team)]])
        try made.team.post(items, ["veldgroepen": ["C9.bestaan"]])
        let late = try made.school.session().post(
            path, ["deelnemers": [Self.seat(made.team), Self.seat(officer)]])
        #expect(late.status == .notFound, "whose toestemming is missing is not the organiser's")
        // With what row 5 would need: both parents, the pupil heard.
        let scope: JSON = [
            "ontvanger": [
                "partner": .string(officer.id.text), "rol": "leerplichtambtenaar",
            ], "doel": "P6", "veldgroepen": ["C8.zorgen"],
        ]
        try made.school.post(
            "\(made.path)/hoorgesprekken",
            ["gehoordOp": made.now, "uitkomst": "ja", "bereik": scope])
        for parent in [made.mother, made.father] {
            var consent = try #require(made.consent.object)
            consent["persoon"] = .string(parent)
            consent["bereik"] = scope
            let still = try made.school.session().post("\(made.path)/overleggen", table)
            #expect(still.problem?.reasons.map(\.code) == ["toestemming-ontbreekt"])
            try made.school.post("\(made.path)/toestemmingen", .object(consent))
        }
        try made.school.post("\(made.path)/overleggen", table)
        #expect(try Self.notices(officer, "overleg").count == 3)
    }
}
