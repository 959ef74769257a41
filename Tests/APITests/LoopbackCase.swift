// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import OpenSSL
import PartnerClient
import Testing

/// A casus of a school with two parents, in which a buurtteam may take part.
struct LoopbackCase {
    let region: LoopbackRegion
    let school: LoopbackPartner
    let team: LoopbackPartner
    let casus: String
    let pupil: String
    let mother: String
    let father: String

    static let schoolName = "trajectum/vo"
    static let teamName = "lokalis/buurtteam-vo-so"
    /// Must stand in no answer and no problem document.
    static let canary = "Kanarie-Zwartwit-Noor"

    /// The two partners, registered once in a region.
    static func partners(
        _ region: LoopbackRegion, _ tag: String = ""
    ) async throws -> (school: LoopbackPartner, team: LoopbackPartner) {
        let school = try await LoopbackPartner.join(
            region, schoolName + tag, .school, role: "mentor")
        let team = try await LoopbackPartner.join(
            region, teamName + tag, .buurtteam, role: "gezinswerker", signing: .ed25519)
        return (school, team)
    }

    /// Opens a casus and records who has gezag.
    static func open(
        _ region: LoopbackRegion, school: LoopbackPartner, team: LoopbackPartner,
        born: CivilDate? = nil
    ) throws -> LoopbackCase {
        let today = Amsterdam.day(of: region.clock.now())
        let opened = try school.post("/v1/casussen", openBody(today, born: born))
        let persons = try #require(opened["personen"]?.array).compactMap { $0["id"]?.string }
        try #require(persons.count == 3)
        let made = LoopbackCase(
            region: region, school: school, team: team,
            casus: try #require(opened["id"]?.string), pupil: persons[0], mother: persons[1],
            father: persons[2])
        try school.post("/v1/casussen/\(made.casus)/gezag", made.gezag)
        return made
    }

    /// A casus in a region of its own partners, with the team as a participant.
    static func withTeam(
        _ region: LoopbackRegion, _ tag: String = "", born: CivilDate? = nil
    ) async throws -> LoopbackCase {
        let (school, team) = try await partners(region, tag)
        let made = try open(region, school: school, team: team, born: born)
        try made.allow()
        try made.seatTeam()
        return made
    }

    static func openBody(_ today: CivilDate, born: CivilDate? = nil) -> JSON {
        let born = born ?? today.adding(years: -13).adding(days: -120)
        return [
            "geboortedatum": .string(born.description),
            "personen": [["aanduiding": "moeder"], ["aanduiding": "vader"]],
        ]
    }

    var today: CivilDate { Amsterdam.day(of: region.clock.now()) }
    var now: JSON { .string(region.clock.now().rfc3339) }
    var path: String { "/v1/casussen/\(casus)" }

    var gezag: JSON {
        [
            "soort": "GezamenlijkOuderlijkGezag",
            "gezaghouders": [.string(mother), .string(father)], "bron": "BRP",
            "peildatum": .string(today.description),
        ]
    }

    var scope: JSON {
        [
            "ontvanger": ["partner": .string(team.id.text), "rol": "gezinswerker"],
            "doel": "P3",
            "veldgroepen": ["C6.observatie", "C6.wat-werkt", "C1.identificatie"],
        ]
    }

    var question: JSON {
        [
            "gevraagdAan": [.string(mother), .string(father)], "bereik": scope,
            "gevraagdOp": now, "kanaal": "gesprek",
        ]
    }

    var hearing: JSON { ["gehoordOp": now, "uitkomst": "ja", "bereik": scope] }

    var consent: JSON {
        [
            "persoon": .string(mother), "besluit": "gegeven", "bereik": scope,
            "gegevenOp": now, "geldigTot": .string(today.adding(days: 180).description),
            "kanaal": "gesprek",
            "tekst": ["versie": "1", "sha256": .string(String(repeating: "ab", count: 32))],
        ]
    }

    var invitation: JSON {
        [
            "partner": .string(team.id.text), "rol": "gezinswerker", "doel": "P3",
            "voor": ["C6.observatie"],
            "identificatie": [
                "C1.identificatie": [
                    "naam": "Noor de Wit",
                    "geboortedatum": .string(
                        today.adding(years: -13).adding(days: -120).description),
                ]
            ],
        ]
    }

    func fragment(_ text: String = "Noor lacht weer.") -> JSON {
        [
            "categorie": "C6", "doel": "P3",
            "inhoud": ["C6.observatie": ["observatie": .string(text)]],
            "ontvangers": [["partner": .string(team.id.text), "rol": "gezinswerker"]],
        ]
    }

    /// Both parents were asked, the pupil was heard, mother said yes; gives the consent's id.
    @discardableResult
    func allow() throws -> String {
        try school.post("\(path)/vragen-aan-ouders", question)
        try school.post("\(path)/hoorgesprekken", hearing)
        let consent = try school.post("\(path)/toestemmingen", consent)
        return try #require(consent["id"]?.string)
    }

    /// Invites the team, which accepts.
    func seatTeam() throws {
        try school.post("\(path)/deelnemers", invitation)
        let inbox = try #require(try team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        let item = try #require(inbox.last { $0["soort"]?.string == "uitnodiging" })
        let casus = try #require(item["casus"]?.string)
        let place = try #require(item["deelnemer"]?.string)
        try team.post(
            "/v1/casussen/\(casus)/deelnemers/\(place)/antwoorden", ["antwoord": "aanvaard"])
    }

    /// The team's own pseudonym of its newest casus.
    var casusOfTeam: String? {
        get throws {
            let inbox = try team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
            return inbox.last { $0["soort"]?.string == "uitnodiging" }?["casus"]?.string
        }
    }

    /// Offers a fragment and gives the id of the envelope that waits for the team.
    func offer(_ text: String = "Noor lacht weer.") throws -> String {
        let answer = try school.post("\(path)/fragmenten", fragment(text))
        try #require(answer["uitkomsten"]?[0]?["uitkomst"]?.string == "aangeboden")
        let inbox = try #require(try team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        return try #require(inbox.last { $0["soort"]?.string == "envelop" }?["envelop"]?.string)
    }
}
