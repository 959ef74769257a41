// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import OpenSSL
import PartnerClient
import Testing

/// A yes to the very words, and the own yes of a person of whom a fragment tells too.
@Suite(.serialized, .loopbackRegion)
struct ItemConsentTests {
    @Test func `a diagnosis goes only in the words that everyone saw`() async throws {
        let region = try #require(LoopbackRegion.current)
        let doctor = try await DoctorCase.make(region)
        let words: JSON = ["diagnose": "Migraine."]
        for person in doctor.deciders {
            try doctor.consent(person)
        }
        let early = try doctor.offer(words)
        #expect(early == ["verbod", "toestemming-ontbreekt"])
        for person in doctor.deciders {
            try doctor.consent(person, words: words)
        }
        #expect(try doctor.offer(words) == [])
        let other = try doctor.offer(["diagnose": "Migraine, ernstig."])
        #expect(other == early)
        let answer = try doctor.partner.session().post(
            "\(doctor.path)/toestemmingen",
            doctor.body(doctor.deciders[0], groups: ["C7.diagnose", "C7.advies"], words: words))
        #expect(answer.status == .badRequest)
    }

    @Test func `what a fragment tells of the mother needs her own yes beside that for the child`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-betrokkene")
        func offer() throws -> [String] {
            var body = try #require(made.fragment().object)
            body["betrokkenen"] = [.string(made.mother)]
            let answer = try made.school.post("\(made.path)/fragmenten", .object(body))
            return LoopbackCase.codes(answer)
        }
        #expect(try offer() == ["toestemming-ontbreekt"])
        var own = try #require(made.consent.object)
        own["betreft"] = .string(made.mother)
        let consent = try made.school.post("\(made.path)/toestemmingen", .object(own))
        #expect(try offer() == [])
        let views = try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]?.array
        let view = views?.first { $0["id"] == consent["id"] }
        #expect(view?["betreft"]?.string == made.mother)
        #expect(view?["volledig"]?.bool == true)
        // It waits on both; taking back the own yes takes it down.
        let ended = try made.school.post(
            "/v1/toestemmingen/\(consent["id"]?.string ?? "")/intrekkingen",
            ["ingetrokkenOp": made.now, "kanaal": "telefoon"])
        #expect(ended["vernietigdeEnveloppen"]?.integer == 1)
        #expect(try offer() == ["toestemming-ontbreekt"])
        var father = try #require(made.consent.object)
        father["persoon"] = .string(made.father)
        father["betreft"] = .string(made.mother)
        try made.school.post("\(made.path)/toestemmingen", .object(father))
        #expect(try offer() == ["toestemming-ontbreekt"])
    }
}

extension LoopbackCase {
    /// Why the only recipient of an offer may have nothing; empty where it may.
    static func codes(_ answer: JSON) -> [String] {
        (answer["uitkomsten"]?[0]?["redenen"]?.array ?? []).compactMap { $0["code"]?.string }
    }
}

/// A youth doctor in the casus of a school, with something to tell the mentor.
private struct DoctorCase {
    let made: LoopbackCase
    let partner: LoopbackPartner
    let path: String
    let deciders: [String]

    static func make(_ region: LoopbackRegion) async throws -> DoctorCase {
        let (school, team) = try await LoopbackCase.partners(region, "-diagnose")
        let made = try LoopbackCase.open(region, school: school, team: team)
        let partner = try await LoopbackPartner.join(
            region, "utrecht/jgz-diagnose", .jgz, role: "jeugdarts")
        let recipient: JSON = ["partner": .string(partner.id.text), "rol": "jeugdarts"]
        func changed(_ body: JSON) throws -> JSON {
            var object = try #require(body.object)
            object["bereik"] = [
                "ontvanger": recipient, "doel": "P3",
                "veldgroepen": ["C6.observatie", "C1.identificatie"],
            ]
            return .object(object)
        }
        try school.post("\(made.path)/vragen-aan-ouders", try changed(made.question))
        try school.post("\(made.path)/hoorgesprekken", try changed(made.hearing))
        try school.post("\(made.path)/toestemmingen", try changed(made.consent))
        var invitation = try #require(made.invitation.object)
        invitation["partner"] = .string(partner.id.text)
        invitation["rol"] = "jeugdarts"
        try school.post("\(made.path)/deelnemers", .object(invitation))
        let inbox = try partner.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let item = try #require(inbox.last { $0["soort"]?.string == "uitnodiging" })
        let path = "/v1/casussen/\(item["casus"]?.string ?? "")"
        try partner.post(
            "\(path)/deelnemers/\(item["deelnemer"]?.string ?? "")/antwoorden",
            ["antwoord": "aanvaard"])
        let persons = try #require(try partner.get(path)["personen"]?.array)
            .compactMap { $0["id"]?.string }
        let doctor = DoctorCase(made: made, partner: partner, path: path, deciders: persons)
        try partner.post(
            "\(path)/berichten",
            [
                "aan": .array(persons.map { .string($0) }), "soort": "informatie",
                "bereik": doctor.scope(["C7.diagnose"]), "gegevenOp": made.now,
                "kanaal": "gesprek",
            ])
        return doctor
    }

    func scope(_ groups: [String]) -> JSON {
        [
            "ontvanger": ["partner": .string(made.school.id.text), "rol": "mentor"],
            "doel": "P1", "veldgroepen": .array(groups.map { .string($0) }),
        ]
    }

    func body(_ person: String, groups: [String] = ["C7.diagnose"], words: JSON? = nil) -> JSON {
        var members: [(String, JSON)] = [
            ("persoon", .string(person)), ("besluit", "gegeven"), ("bereik", scope(groups)),
            ("gegevenOp", made.now),
            ("geldigTot", .string(made.today.adding(days: 30).description)),
            ("kanaal", "gesprek"), ("heftGeheimOp", true),
            (
                "tekst",
                ["versie": "1", "sha256": .string(String(repeating: "ab", count: 32))]
            ),
        ]
        if let words {
            let digest = Digest(hashing: words.serialized().span)
            members.append(
                (
                    "onderdelen",
                    [
                        [
                            "veldgroep": "C7.diagnose",
                            "woorden": .string(Hex.encode(digest.bytes)),
                        ]
                    ]
                ))
        }
        return JSON(members)
    }

    func consent(_ person: String, words: JSON? = nil) throws {
        try partner.post("\(path)/toestemmingen", body(person, words: words))
    }

    /// Why it may not go; empty where it may.
    func offer(_ words: JSON) throws -> [String] {
        let answer = try partner.post(
            "\(path)/fragmenten",
            [
                "categorie": "C7", "doel": "P1", "inhoud": ["C7.diagnose": words],
                "ontvangers": [["partner": .string(made.school.id.text), "rol": "mentor"]],
            ])
        return LoopbackCase.codes(answer)
    }
}
