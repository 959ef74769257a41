// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import PartnerClient
import Testing

/// A casus as one partner knows it, and what professionals do in it.
struct Household {
    let source: Actor
    let casus: String
    let child: String
    let mother: String
    let father: String
    /// Whether only the mother had gezag when the casus was opened.
    let motherAlone: Bool

    /// What parents are asked about: whom it goes to, for what, which field groups.
    struct Matter {
        let recipient: RunningRegion.Member
        let role: String
        let purpose: String
        let groups: [String]

        static let observations = Matter(
            recipient: .buurtteam, role: "gezinswerker", purpose: "P3",
            groups: ["C6.observatie", "C6.wat-werkt", "C1.identificatie"])
        static let toDoctor = Matter(
            recipient: .jgz, role: "jeugdarts", purpose: "P3",
            groups: ["C6.observatie", "C6.wat-werkt", "C1.identificatie"])
        static let helpExists = Matter(
            recipient: .school, role: "mentor", purpose: "P4", groups: ["C9.bestaan"])

        var scope: JSON {
            [
                "ontvanger": addressee, "doel": .string(purpose),
                "veldgroepen": .array(groups.map { .string($0) }),
            ]
        }
        var addressee: JSON { ["partner": .string(recipient.slug), "rol": .string(role)] }
    }

    /// Opens a casus about a child of an age; both parents have gezag, unless only the mother.
    ///
    /// - Parameter born: of that age today where nil.
    static func open(
        by source: Actor, age: Int = 13, born: CivilDate? = nil, motherAlone: Bool = false
    ) throws -> Household {
        let day = born ?? source.clock.today.adding(years: -age).adding(days: -120)
        let casus = try source.post(
            "/v1/casussen",
            [
                "geboortedatum": .string(day.description),
                "personen": [["aanduiding": "moeder"], ["aanduiding": "vader"]],
            ])
        let household = try Household(casus, source, motherAlone: motherAlone)
        try household.recordGezag(motherAlone: motherAlone)
        return household
    }

    /// The casus of which another partner got the newest place.
    static func known(to other: Actor) throws -> Household {
        let place = try #require(try other.inbox("uitnodiging").last)
        let casus = try #require(place["casus"]?.string)
        return try Household(
            try other.get("/v1/casussen/\(casus)"), other, motherAlone: false)
    }

    private init(_ casus: JSON, _ source: Actor, motherAlone: Bool) throws {
        self.motherAlone = motherAlone
        func person(_ word: String) throws -> String {
            let persons = casus["personen"]?.array ?? []
            return try #require(
                persons.first { $0["aanduiding"]?.string == word }?["id"]?.string)
        }
        self.source = source
        self.casus = try #require(casus["id"]?.string)
        child = try person("jongere")
        mother = try person("moeder")
        father = try person("vader")
    }

    /// The same casus in the hands of another session of the same partner.
    func moved(to other: Actor) -> Household {
        Household(
            source: other, casus: casus, child: child, mother: mother, father: father,
            motherAlone: motherAlone)
    }

    private init(
        source: Actor, casus: String, child: String, mother: String, father: String,
        motherAlone: Bool
    ) {
        self.source = source
        self.casus = casus
        self.child = child
        self.mother = mother
        self.father = father
        self.motherAlone = motherAlone
    }

    private var now: JSON { .string(source.clock.now().rfc3339) }
    private var today: CivilDate { source.clock.today }
    func path(_ rest: String) -> String { "/v1/casussen/\(casus)/\(rest)" }

    func recordGezag(motherAlone: Bool = false) throws {
        let holders: [JSON] = motherAlone ? [.string(mother)] : [.string(mother), .string(father)]
        try source.post(
            path("gezag"),
            [
                "soort": motherAlone ? "EenhoofdigOuderlijkGezag" : "GezamenlijkOuderlijkGezag",
                "gezaghouders": .array(holders), "bron": "BRP",
                "peildatum": .string(today.description),
            ])
    }

    /// Asks the parents, or only the mother where she alone has gezag.
    func ask(_ matter: Matter) throws {
        let asked: [JSON] = motherAlone ? [.string(mother)] : [.string(mother), .string(father)]
        try source.post(
            path("vragen-aan-ouders"),
            [
                "gevraagdAan": .array(asked), "bereik": matter.scope, "gevraagdOp": now,
                "kanaal": "gesprek",
            ])
    }

    func hear(_ matter: Matter) throws {
        try source.post(
            path("hoorgesprekken"),
            ["gehoordOp": now, "uitkomst": "ja", "bereik": matter.scope])
    }

    /// Records a yes; its id.
    @discardableResult
    func consent(_ person: String, _ matter: Matter, liftsSecrecy: Bool = false) throws -> String {
        let answer = try source.post(
            path("toestemmingen"),
            [
                "persoon": .string(person), "besluit": "gegeven", "bereik": matter.scope,
                "gegevenOp": now, "geldigTot": .string(today.adding(days: 180).description),
                "kanaal": "gesprek", "heftGeheimOp": .bool(liftsSecrecy),
                "tekst": [
                    "versie": "proef-1", "sha256": .string(String(repeating: "ab", count: 32)),
                ],
            ])
        return try #require(answer["id"]?.string)
    }

    func inform(_ matter: Matter) throws {
        try source.post(
            path("berichten"),
            [
                "aan": [.string(mother), .string(father)], "soort": "informatie",
                "bereik": matter.scope, "gegevenOp": now, "kanaal": "gesprek",
            ])
    }

    func withdraw(_ consent: String) throws {
        try source.post(
            "/v1/toestemmingen/\(consent)/intrekkingen",
            ["ingetrokkenOp": now, "kanaal": "telefoon"])
    }

    func object(_ person: String) throws {
        try source.post(
            path("bezwaren"),
            ["persoon": .string(person), "gemaaktOp": now, "kanaal": "telefoon"])
    }

    /// The body of an invitation, with the identification of a child of that name and birth.
    func invitation(_ matter: Matter, name: String, born: String) -> JSON {
        [
            "partner": .string(matter.recipient.slug), "rol": .string(matter.role),
            "doel": .string(matter.purpose), "voor": ["C6.observatie"],
            "identificatie": [
                "C1.identificatie": ["naam": .string(name), "geboortedatum": .string(born)]
            ],
        ]
    }

    /// Asks, hears, records the mother's yes, invites, and lets the recipient accept; the yes.
    @discardableResult
    func involve(
        _ recipient: Actor, _ matter: Matter, hears: Bool = true, name: String = "Proefkind",
        born: String = "2013-01-15"
    ) throws -> String {
        try ask(matter)
        if hears { try hear(matter) }
        let yes = try consent(mother, matter)
        try source.post(path("deelnemers"), invitation(matter, name: name, born: born))
        try recipient.receive(try recipient.lastEnvelope())
        let place = try #require(try recipient.inbox("uitnodiging").last)
        let casus = try #require(place["casus"]?.string)
        let id = try #require(place["deelnemer"]?.string)
        try recipient.post(
            "/v1/casussen/\(casus)/deelnemers/\(id)/antwoorden", ["antwoord": "aanvaard"])
        return yes
    }

    /// The body of an offer of what was seen at school.
    func observation(_ text: String, to matters: [Matter]) -> JSON {
        [
            "categorie": "C6", "doel": "P3",
            "inhoud": ["C6.observatie": ["observatie": .string(text)]],
            "ontvangers": .array(matters.map(\.addressee)),
        ]
    }

    /// Offers a fragment that at least one recipient may have.
    @discardableResult
    func offer(_ body: JSON, key: IdempotencyKey? = nil) throws -> JSON {
        let answer = try source.post(path("fragmenten"), body, key: key)
        let outcomes = answer["uitkomsten"]?.array ?? []
        try #require(
            outcomes.contains { $0["uitkomst"]?.string == "aangeboden" },
            "\(String(decoding: answer.serialized(), as: UTF8.self))")
        return answer
    }

    /// Offers what was seen at school; the envelope that waits with the recipient.
    func offer(_ text: String = "Proef.", to recipient: Actor, _ matter: Matter) throws -> RandomID
    {
        try offer(observation(text, to: [matter]))
        return try recipient.lastEnvelope()
    }
}
