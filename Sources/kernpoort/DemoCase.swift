// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

/// The case of Noor (13): what each professional does, step by step.
struct DemoCase {
    private let printer: DemoPrinter
    private let mentor: DemoActor
    private let coordinator: DemoActor
    private let register: DemoActor
    private let worker: DemoActor
    private let doctor: DemoActor
    private let officer: DemoActor
    private let today: CivilDate

    private static let school = "trajectum/vo"
    private static let team = "lokalis/buurtteam-vo-so"
    private static let care = "gemeente-utrecht/jgz"
    private static let attendance = "gemeente-utrecht/leerplicht-begeleiding"

    /// Registers the partners and seats their professionals.
    init(stage: DemoStage, printer: DemoPrinter) async throws {
        printer.heading("Een regio voor even: vier partners, elk met eigen sleutels")
        try await stage.register(
            Self.school, "school", "Trajectum College", profile: "school", role: "mentor")
        try await stage.register(
            Self.team, "buurtteam", "Buurtteam jeugd en gezin", profile: "buurtteam",
            role: "gezinswerker", receiving: "x25519")
        try await stage.register(
            Self.care, "jgz", "Jeugdgezondheidszorg", profile: "jgz", role: "jeugdarts")
        try await stage.register(
            Self.attendance, "leerplicht-begeleiding", "Leerplicht", profile: "leerplicht",
            role: "leerplichtambtenaar")
        printer.good("https://localhost:\(stage.port), alleen met client-certificaat (TLS 1.3)")
        self.printer = printer
        mentor = try stage.actor("mentor", profile: "school", role: "mentor", user: "m-1")
        coordinator = try stage.actor(
            "coördinator", profile: "school", role: "zorgcoordinator", user: "z-1")
        register = try stage.actor("LVS", profile: "school", role: "systeem", user: "lvs")
        worker = try stage.actor(
            "gezinswerker", profile: "buurtteam", role: "gezinswerker", user: "g-1")
        doctor = try stage.actor("jeugdarts", profile: "jgz", role: "jeugdarts", user: "a-1")
        officer = try stage.actor(
            "leerplicht", profile: "leerplicht", role: "leerplichtambtenaar", user: "l-1")
        today = Amsterdam.day(of: RegionClock().now())
    }

    private struct Family {
        let casus: String
        let noor: String
        let mother: String
        let father: String
    }

    /// Plays the whole case.
    func play() async throws {
        let family = try openCasus()
        try reportAbsence(family)
        let consent = try involveTeam(family)
        try involveCare(family)
        try tellSchool(family)
        try withdraw(consent, family)
    }

    // MARK: Step 1

    private func openCasus() throws -> Family {
        printer.heading("Noor is 13. Haar ouders zijn gescheiden en hebben samen het gezag")
        printer.says("mentor", "opent een casus en legt het gezag vast (bron: BRP, vandaag)")
        let born = today.adding(years: -13).adding(days: -120)
        let casus = try mentor.post(
            "/v1/casussen",
            [
                "geboortedatum": .string(born.description),
                "personen": [["aanduiding": "moeder"], ["aanduiding": "vader"]],
            ])
        let persons = (casus["personen"]?.array ?? []).compactMap { $0["id"]?.string }
        guard let id = casus["id"]?.string, persons.count == 3 else {
            throw CommandFailure(.failure, "the casus has not three persons")
        }
        _ = try mentor.post(
            "/v1/casussen/\(id)/gezag",
            [
                "soort": "GezamenlijkOuderlijkGezag",
                "gezaghouders": [.string(persons[1]), .string(persons[2])], "bron": "BRP",
                "peildatum": .string(today.description),
            ])
        printer.good("casus \(id.prefix(8))…: dit kenmerk kent alleen de school")
        return Family(casus: id, noor: persons[0], mother: persons[1], father: persons[2])
    }

    private func reportAbsence(_ family: Family) throws {
        printer.heading("Stap 1. Twintig uur weg in vier weken: de wettelijke melding")
        printer.says(
            "LVS", "meldt het verzuim aan leerplicht, met wie het is; toestemming is niet nodig")
        let periods = (0..<4).map { week -> JSON in
            [
                "datum": .string(today.adding(days: -3 - 7 * week).description), "uren": 5,
            ]
        }
        _ = try register.offer(
            family.casus,
            [
                "categorie": "C3", "doel": "P2",
                "inhoud": ["C3.ongeoorloofd": ["perioden": .array(periods)]],
                "ontvangers": [
                    ["partner": .string(Self.attendance), "rol": "leerplichtambtenaar"]
                ],
            ])
        _ = try register.offer(
            family.casus,
            [
                "categorie": "C1", "doel": "P2", "inhoud": ["C1.identificatie": identification],
                "ontvangers": [
                    ["partner": .string(Self.attendance), "rol": "leerplichtambtenaar"]
                ],
            ])
        printer.says("leerplicht", "haalt op")
        _ = try officer.receive()
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/berichten",
            [
                "aan": [.string(family.mother), .string(family.father)], "soort": "verstrekking",
                "bereik": scope(
                    Self.attendance, "leerplichtambtenaar", "P2", ["C3.ongeoorloofd"]),
                "gegevenOp": now, "kanaal": "brief",
            ])
        printer.note("de ouders krijgen bericht: de wet zegt dat de school dit moet melden")
    }

    private var identification: JSON {
        [
            "naam": "Noor de Wit",
            "geboortedatum": .string(today.adding(years: -13).adding(days: -120).description),
        ]
    }

    // MARK: Step 2

    private func involveTeam(_ family: Family) throws -> String {
        printer.heading("Stap 2. De mentor wil het buurtteam erbij. Eerst vragen")
        let groups: [JSON] = ["C6.observatie", "C6.wat-werkt", "C1.identificatie"]
        let bereik = scope(Self.team, "gezinswerker", "P3", groups)
        let invitation = invite(Self.team, "gezinswerker", "P3", ["C6.observatie"])
        printer.says("mentor", "probeert het zonder te vragen")
        _ = try mentor.invite(family.casus, invitation)
        printer.says(
            "mentor", "vraagt beide ouders, en hoort Noor; moeder zegt ja, vader antwoordt niet")
        let question = try mentor.post(
            "/v1/casussen/\(family.casus)/vragen-aan-ouders",
            [
                "gevraagdAan": [.string(family.mother), .string(family.father)],
                "bereik": bereik, "gevraagdOp": now, "kanaal": "gesprek",
            ])
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/vragen-aan-ouders/\(question["id"]?.string ?? "")/antwoorden",
            ["persoon": .string(family.mother), "antwoord": "ja", "geantwoordOp": now])
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/hoorgesprekken",
            ["gehoordOp": now, "uitkomst": "ja", "bereik": bereik])
        let consent = try consent(mentor, family.casus, family.mother, bereik)
        printer.says("mentor", "nodigt het buurtteam uit: één verzegelde naam en geboortedatum")
        _ = try mentor.invite(family.casus, invitation)
        try accept(worker, "gezinswerker")
        printer.says(
            "mentor", "geeft wat op school is gezien, en probeert er iets over thuis bij te doen")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P3",
                "inhoud": [
                    "C6.observatie": ["observatie": "Noor is stil en komt vaak te laat."],
                    "C6.incident": [
                        "incident": "Ruzie in de pauze.", "datum": .string(today.description),
                    ],
                ],
                "ontvangers": [["partner": .string(Self.team), "rol": "gezinswerker"]],
            ])
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C8", "doel": "P3",
                "inhoud": ["C8.zorgen": ["zorgen": "Er is veel ruzie thuis."]],
                "ontvangers": [["partner": .string(Self.team), "rol": "gezinswerker"]],
            ])
        printer.says("gezinswerker", "haalt op")
        _ = try worker.receive()
        return consent
    }

    /// Opens the identification that came with an invitation, and accepts the place.
    private func accept(_ actor: DemoActor, _ name: String) throws {
        printer.says(name, "leest het postvak, opent wie het is, en aanvaardt")
        let items = try actor.receive()
        for item in items where item["soort"]?.string == "uitnodiging" {
            guard let casus = item["casus"]?.string, let place = item["deelnemer"]?.string else {
                continue
            }
            let path = "/v1/casussen/\(casus)/deelnemers/\(place)/antwoorden"
            _ = try actor.session.post(path, ["antwoord": "aanvaard"])
        }
    }

    // MARK: Step 3

    private func involveCare(_ family: Family) throws {
        printer.heading("Stap 3. De jeugdarts is nog geen deelnemer, en merkt niets")
        let unknown = try doctor.refusal("/v1/casussen/\(RandomID(from: RegionRandom()).hex)")
        let other = try doctor.refusal("/v1/casussen/\(family.casus)")
        printer.says("jeugdarts", "vraagt deze casus op, en een verzonnen kenmerk")
        guard unknown == other else {
            throw CommandFailure(.failure, "an unknown casus and another's look different")
        }
        printer.refused(
            "twee keer precies hetzelfde antwoord: \(unknown.prefix(3)) niet-beschikbaar")
        printer.says(
            "mentor", "nodigt de jeugdarts uit, met een eigen ja van moeder (vader is gevraagd)")
        let groups: [JSON] = ["C6.observatie", "C1.identificatie"]
        let bereik = scope(Self.care, "jeugdarts", "P3", groups)
        try ask(mentor, family, bereik)
        _ = try consent(mentor, family.casus, family.mother, bereik)
        _ = try mentor.invite(
            family.casus, invite(Self.care, "jeugdarts", "P3", ["C6.observatie"]))
        try accept(doctor, "jeugdarts")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P3",
                "inhoud": ["C6.observatie": ["observatie": "Noor is vaak moe in de les."]],
                "ontvangers": [["partner": .string(Self.care), "rol": "jeugdarts"]],
            ])
        _ = try doctor.receive()
        try advise()
    }

    /// The doctor's advice to school: Noor and both parents said yes, secrecy included.
    private func advise() throws {
        printer.says(
            "jeugdarts", "geeft school advies: Noor en beide ouders zeiden ja (ook voor het geheim)"
        )
        let own = try family(of: doctor)
        let bereik = scope(
            Self.school, "zorgcoordinator", "P1", ["C7.advies", "C7.belastbaarheid"])
        for person in [own.noor, own.mother, own.father] {
            _ = try consent(doctor, own.casus, person, bereik, liftsSecrecy: true)
        }
        let advice: JSON = [
            "categorie": "C7", "doel": "P1",
            "inhoud": [
                "C7.advies": [
                    "advies": "Begin met halve dagen en een vaste plek om uit te rusten."
                ],
                "C7.belastbaarheid": ["aantal": 3, "eenheid": "uren-per-dag"],
            ],
            "ontvangers": [["partner": .string(Self.school), "rol": "zorgcoordinator"]],
        ]
        try tell(doctor, own, bereik)
        _ = try doctor.offer(own.casus, advice)
        printer.says("coördinator", "haalt op")
        _ = try coordinator.receive()
    }

    // MARK: Step 4

    private func tellSchool(_ family: Family) throws {
        printer.heading("Stap 4. Het buurtteam wil zeggen dat er hulp is")
        let own = try self.family(of: worker)
        let bereik = scope(Self.school, "mentor", "P4", ["C9.bestaan"])
        try tell(worker, own, bereik)
        try ask(worker, own, bereik)
        for person in [own.noor, own.mother] {
            _ = try consent(worker, own.casus, person, bereik, liftsSecrecy: true)
        }
        let fragment: JSON = [
            "categorie": "C9", "doel": "P4",
            "inhoud": ["C9.bestaan": ["hulpLoopt": true, "contactpersoon": "gezinswerker 1"]],
            "ontvangers": [["partner": .string(Self.school), "rol": "mentor"]],
        ]
        printer.says("gezinswerker", "Noor en moeder zeggen ja, vader antwoordt niet")
        _ = try worker.offer(own.casus, fragment)
        printer.says("gezinswerker", "vader zegt later ook ja")
        _ = try consent(worker, own.casus, own.father, bereik, liftsSecrecy: true)
        _ = try worker.offer(own.casus, fragment)
        printer.says("mentor", "haalt op")
        _ = try mentor.receive()
    }

    // MARK: Step 7

    private func withdraw(_ consent: String, _ family: Family) throws {
        printer.heading("Stap 7. Moeder trekt haar toestemming in")
        printer.says("mentor", "heeft nog iets klaargezet voor het buurtteam")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P3",
                "inhoud": ["C6.wat-werkt": ["watWerkt": "Een vaste plek voorin de klas."]],
                "ontvangers": [["partner": .string(Self.team), "rol": "gezinswerker"]],
            ])
        let waiting = try worker.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let answer = try mentor.post(
            "/v1/toestemmingen/\(consent)/intrekkingen",
            ["ingetrokkenOp": now, "kanaal": "telefoon"])
        printer.says("mentor", "legt de intrekking vast; die werkt meteen")
        printer.good(
            "\(answer["vernietigdeEnveloppen"]?.integer ?? 0) enveloppen die hierop rustten zijn vernietigd"
        )
        printer.says("gezinswerker", "probeert op te halen wat klaarstond")
        guard let last = waiting.last(where: { $0["soort"]?.string == "envelop" }),
            let id = last["envelop"]?.string.flatMap({ RandomID(hex: $0) })
        else { throw CommandFailure(.failure, "nothing was waiting for the buurtteam") }
        try worker.open(id)
        let inbox = try worker.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let notices = inbox.count { $0["soort"]?.string == "intrekking" }
        guard notices > 0 else { throw CommandFailure(.failure, "the buurtteam was not told") }
        printer.note(
            "het buurtteam kreeg \(notices) bericht(en) van intrekking; het verleden blijft in het logboek"
        )
    }

    // MARK: Parts

    private var now: JSON { .string(RegionClock().now().rfc3339) }

    private func scope(
        _ partner: String, _ role: String, _ purpose: String, _ groups: [JSON]
    ) -> JSON {
        [
            "ontvanger": ["partner": .string(partner), "rol": .string(role)],
            "doel": .string(purpose), "veldgroepen": .array(groups),
        ]
    }

    private func invite(
        _ partner: String, _ role: String, _ purpose: String, _ groups: [JSON]
    ) -> JSON {
        [
            "partner": .string(partner), "rol": .string(role), "doel": .string(purpose),
            "voor": .array(groups), "identificatie": ["C1.identificatie": identification],
        ]
    }

    private func ask(_ actor: DemoActor, _ family: Family, _ bereik: JSON) throws {
        _ = try actor.post(
            "/v1/casussen/\(family.casus)/vragen-aan-ouders",
            [
                "gevraagdAan": [.string(family.mother), .string(family.father)],
                "bereik": bereik, "gevraagdOp": now, "kanaal": "gesprek",
            ])
        if actor.name == "mentor" {
            _ = try actor.post(
                "/v1/casussen/\(family.casus)/hoorgesprekken",
                ["gehoordOp": now, "uitkomst": "ja", "bereik": bereik])
        }
    }

    private func tell(_ actor: DemoActor, _ family: Family, _ bereik: JSON) throws {
        _ = try actor.post(
            "/v1/casussen/\(family.casus)/berichten",
            [
                "aan": [.string(family.mother), .string(family.father)], "soort": "informatie",
                "bereik": bereik, "gegevenOp": now, "kanaal": "gesprek",
            ])
    }

    private func consent(
        _ actor: DemoActor, _ casus: String, _ person: String, _ bereik: JSON,
        liftsSecrecy: Bool = false
    ) throws -> String {
        let answer = try actor.post(
            "/v1/casussen/\(casus)/toestemmingen",
            [
                "persoon": .string(person), "besluit": "gegeven", "bereik": bereik,
                "gegevenOp": now, "geldigTot": .string(today.adding(days: 180).description),
                "kanaal": "gesprek", "heftGeheimOp": .bool(liftsSecrecy),
                "tekst": [
                    "versie": "demo-1", "sha256": .string(String(repeating: "ab", count: 32)),
                ],
            ])
        guard let id = answer["id"]?.string else {
            throw CommandFailure(.failure, "a consent has no id")
        }
        return id
    }

    /// The casus and the persons as another partner knows them: other ids, same people.
    private func family(of actor: DemoActor) throws -> Family {
        guard let casus = try actor.get("/v1/casussen")["casussen"]?[0],
            let id = casus["id"]?.string, let persons = casus["personen"]?.array
        else { throw CommandFailure(.failure, "\(actor.name) has no casus") }
        func person(_ word: String) -> String {
            persons.first { $0["aanduiding"]?.string == word }?["id"]?.string ?? ""
        }
        for person in persons {
            actor.names[person["id"]?.string ?? ""] = person["aanduiding"]?.string
        }
        return Family(
            casus: id, noor: person("jongere"), mother: person("moeder"), father: person("vader"))
    }
}
