// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import JOSE
import OpenSSL
import PartnerClient
import TestSupport
import Testing

/// Receipts of consents, and the facts about who decides and what stands still.
@Suite(.serialized, .loopbackRegion)
struct LifeTests {
    @Test func `a consent is receipted when given and when withdrawn, by the region's key`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-bewijs")
        let given = try made.school.post("\(made.path)/toestemmingen", made.consent)
        let id = try #require(given["id"]?.string)
        let receipt = try #require(given["ontvangstbewijs"]?.string)
        let payload = try Self.verified(receipt, region)
        #expect(payload["aud"]?.string == made.school.id.text)
        #expect(payload["iss"]?.string == LoopbackRegion.origin)
        let record = try #require(payload["consent_record"])
        #expect(record["schema_version"]?.string == "ISO/IEC TS 27560:2023")
        #expect(record["record_id"]?.string == id)
        #expect(record["casus"]?.string == made.casus)
        let processing = try #require(record["pii_processing"])
        #expect(
            processing["privacy_notice"]?["sha256"]?.string
                == String(repeating: "ab", count: 32))
        #expect(processing["lawful_basis"]?.array == ["G-T"])
        #expect(record["events"]?[0]?["entity_id"]?.string == made.mother)
        #expect(record["events"]?[0]?["age_band"]?.string == "12-15")
        #expect(record["events"]?.array?.count == 1)

        let withdrawn = try made.school.post(
            "/v1/toestemmingen/\(id)/intrekkingen",
            ["ingetrokkenOp": made.now, "kanaal": "telefoon"])
        let later = try Self.verified(
            try #require(withdrawn["ontvangstbewijs"]?.string), region)
        #expect(
            later["consent_record"]?["events"]?.array?.map { $0["event_state"]?.string }
                == ["given", "withdrawn"])

        let path = "/v1/toestemmingen/\(id)/ontvangstbewijs"
        let read = try #require(try made.school.get(path)["ontvangstbewijs"]?.string)
        #expect(
            try Self.verified(read, region)["consent_record"] == later["consent_record"])
        #expect(try made.team.session().get(path).status == .notFound)
        let nobody = "/v1/toestemmingen/\(String(repeating: "0", count: 32))/ontvangstbewijs"
        #expect(try made.school.session().get(nobody).status == .notFound)
    }

    @Test(Jwcrypto.isThere)
    func `another implementation of JOSE verifies a receipt`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-jwcrypto")
        let given = try made.school.post("\(made.path)/toestemmingen", made.consent)
        let receipt = try #require(given["ontvangstbewijs"]?.string)
        let key = region.region.envelopeKey.json.serialized()
        let payload = try Jwcrypto.verify(Array(receipt.utf8), with: key)
        #expect(try JSON(parsing: payload)["aud"]?.string == made.school.id.text)
    }

    @Test func `one yes of two is shown as not yet opening anything`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-twee")
        let theirs = try Self.careCase(made)
        let yes = try made.team.post(
            "\(theirs.path)/toestemmingen", theirs.consent(theirs.mother))
        func view() throws -> JSON? {
            try made.team.get("\(theirs.path)/toestemmingen")["toestemmingen"]?.array?
                .first { $0["id"] == yes["id"] }
        }
        #expect(try view()?["status"]?.string == "gegeven")
        #expect(try view()?["volledig"]?.bool == false)
        #expect(try view()?["vastgelegdDoor"]?.string == "medewerker-1")
        for person in [theirs.father, theirs.pupil] {
            #expect(try view()?["volledig"]?.bool == false)
            try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(person))
        }
        #expect(try view()?["volledig"]?.bool == true)
        try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(theirs.mother))
        region.clock.advance(seconds: 1)
        try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(theirs.mother))
        #expect(try view()?["status"]?.string == "vervangen")
    }

    @Test func `a restriction stops what a source gives until the source lifts it`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-beperking")
        _ = try made.offer()
        let theirs = try #require(try made.casusOfTeam)
        try made.team.post(
            "/v1/casussen/\(theirs)/beperkingen",
            ["bron": .string(made.school.id.text), "ingesteldOp": made.now])
        let refused = try made.school.post("\(made.path)/fragmenten", made.fragment())
        let reason = refused["uitkomsten"]?[0]?["redenen"]?[0]
        #expect(reason?["code"]?.string == "beperking")
        #expect(
            reason?["uitleg"]?["en"]?.string == "The use of these data is restricted at present.")
        #expect(reason?["uitleg"]?["nl"]?.string?.isEmpty == false)
        #expect(reason?["voor"] == ["bron", "fg"])
        let seen = try #require(
            try made.school.get("\(made.path)/beperkingen")["beperkingen"]?[0]?["id"]?.string)
        let own = try #require(
            try made.team.get("/v1/casussen/\(theirs)/beperkingen")["beperkingen"]?[0]?["id"]?
                .string)
        #expect(seen != own)
        let lift: JSON = ["opgehevenOp": made.now]
        #expect(
            try made.team.session().post(
                "/v1/casussen/\(theirs)/beperkingen/\(own)/opheffingen", lift
            ).status == .notFound)
        try made.school.post("\(made.path)/beperkingen/\(seen)/opheffingen", lift)
        #expect(try made.school.get("\(made.path)/beperkingen")["beperkingen"]?.array == [])
        _ = try made.offer()
    }

    @Test func `an exception of a care professional replaces silence, and a no only if named`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-uitzondering")
        let theirs = try Self.careCase(made)
        try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(theirs.pupil))
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        try made.team.post("\(theirs.path)/uitzonderingen", theirs.exception([]))
        #expect(try theirs.codes() == [])
        try made.team.post(
            "\(theirs.path)/toestemmingen", theirs.consent(theirs.father, answer: "geweigerd"))
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        try made.team.post(
            "\(theirs.path)/uitzonderingen", theirs.exception([theirs.father]))
        #expect(try theirs.codes() == [])
        let school = try made.school.session().post(
            "\(made.path)/uitzonderingen",
            [
                "bereik": made.scope, "afgewogen": [], "motivering": "Nee.",
                "vastgesteldOp": made.now,
            ])
        #expect(school.status == .badRequest)
    }

    @Test func `a partner that settled it lets the jongere decide alone where parents are silent`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-alleen")
        let theirs = try Self.careCase(made)
        try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(theirs.pupil))
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        let administration = PartnerAdministration(region.region)
        let before = try await region.logSize()
        try await administration.setJongereAlone(made.team.id, true)
        #expect(try await region.logSize() == before + 1)
        #expect(try theirs.codes() == [])
        try await administration.setJongereAlone(made.team.id, false)
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        await #expect(throws: PartnerAdministration.Refusal.noCareRecords) {
            try await administration.setJongereAlone(made.school.id, true)
        }
    }

    @Test func `who can't judge the own interests is decided for, until recorded otherwise`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-onbekwaam")
        let theirs = try Self.careCase(made)
        for person in [theirs.mother, theirs.father] {
            try made.team.post("\(theirs.path)/toestemmingen", theirs.consent(person))
        }
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        try made.team.post("\(theirs.path)/wilsonbekwaamheid", theirs.incapacity("wilsonbekwaam"))
        #expect(try theirs.codes() == [])
        try made.team.post("\(theirs.path)/wilsonbekwaamheid", theirs.incapacity("wilsbekwaam"))
        #expect(try theirs.codes() == ["toestemming-ontbreekt"])
        let list = try made.team.get("\(theirs.path)/wilsonbekwaamheid")["wilsonbekwaamheid"]
        #expect(list?.array?.count == 2)
        #expect(
            try made.school.get("\(made.path)/wilsonbekwaamheid")["wilsonbekwaamheid"]?.array
                == [])
    }

    // MARK: Parts

    /// The payload of a receipt that the region signed.
    private static func verified(_ receipt: String, _ region: LoopbackRegion) throws -> JSON {
        let compact = Array(receipt.utf8)
        let payload = try JWS.verify(
            compact.span, with: region.region.envelopeKey, typ: ConsentReceipts.type)
        #expect(!String(decoding: payload, as: UTF8.self).contains("Noor"))
        return try JSON(parsing: payload)
    }

    /// The same casus as the team knows it, with a flow of its own to the school.
    private static func careCase(_ made: LoopbackCase) throws -> CareCase {
        let casus = try #require(try made.casusOfTeam)
        let persons = try #require(
            try made.team.get("/v1/casussen/\(casus)")["personen"]?.array
        ).compactMap { $0["id"]?.string }
        let scope: JSON = [
            "ontvanger": ["partner": .string(made.school.id.text), "rol": "mentor"],
            "doel": "P4", "veldgroepen": ["C9.bestaan"],
        ]
        let care = CareCase(
            made: made, path: "/v1/casussen/\(casus)", pupil: persons[0], mother: persons[1],
            father: persons[2], scope: scope)
        try made.team.post(
            "\(care.path)/berichten",
            [
                "aan": [.string(care.mother), .string(care.father), .string(care.pupil)],
                "soort": "informatie", "bereik": scope, "gegevenOp": made.now,
                "kanaal": "gesprek",
            ])
        return care
    }
}

/// The care side of a casus: `C9.bestaan` from the team to the mentor.
private struct CareCase {
    let made: LoopbackCase
    let path: String
    let pupil: String
    let mother: String
    let father: String
    let scope: JSON

    func consent(_ person: String, answer: String = "gegeven") -> JSON {
        var body: [(String, JSON)] = [
            ("persoon", .string(person)), ("besluit", .string(answer)), ("bereik", scope),
            ("gegevenOp", made.now), ("kanaal", "gesprek"),
            (
                "tekst",
                ["versie": "1", "sha256": .string(String(repeating: "ab", count: 32))]
            ),
        ]
        if answer == "gegeven" {
            body.append(("geldigTot", .string(made.today.adding(days: 90).description)))
            body.append(("heftGeheimOp", true))
        }
        return JSON(body)
    }

    func exception(_ weighed: [String]) -> JSON {
        [
            "bereik": scope, "afgewogen": .array(weighed.map { .string($0) }),
            "motivering": "Samen beslissen schaadt de hulp.", "vastgesteldOp": made.now,
        ]
    }

    func incapacity(_ outcome: String) -> JSON {
        [
            "uitkomst": .string(outcome), "sinds": .string(made.today.description),
            "motivering": "Onderzocht.", "vastgesteldOp": made.now,
        ]
    }

    /// Why it may not go, by a question; empty where it may.
    func codes() throws -> [String] {
        let answer = try made.team.post(
            "\(path)/beslissingen",
            [
                "categorie": "C9", "doel": "P4", "veldgroepen": ["C9.bestaan"],
                "ontvangers": [["partner": .string(made.school.id.text), "rol": "mentor"]],
            ])
        return (answer["uitkomsten"]?[0]?["redenen"]?.array ?? []).compactMap {
            $0["code"]?.string
        }
    }
}
