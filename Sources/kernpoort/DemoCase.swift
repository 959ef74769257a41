// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

/// The case of Noor (13): what each professional does, step by step.
struct DemoCase {
    let stage: DemoStage
    let printer: DemoPrinter
    let mentor: DemoActor
    let coordinator: DemoActor
    let register: DemoActor
    let worker: DemoActor
    let doctor: DemoActor
    let officer: DemoActor
    let support: DemoActor
    let nurse: DemoActor

    static let school = "trajectum/vo"
    static let team = "lokalis/buurtteam-vo-so"
    static let care = "gemeente-utrecht/jgz"
    static let alliance = "sterk-vo/swv"
    static let attendance = "gemeente-utrecht/leerplicht-begeleiding"

    /// Registers the partners and seats their professionals.
    init(stage: DemoStage, printer: DemoPrinter) async throws {
        printer.heading("Een regio voor even: vijf partners, elk met eigen sleutels")
        try await stage.register(
            Self.school, "school", "Trajectum College", profile: "school", role: "mentor",
            user: "m-1", supports: ["zichtbaarheid-ouders"])
        try await stage.register(
            Self.team, "buurtteam", "Buurtteam jeugd en gezin", profile: "buurtteam",
            role: "gezinswerker", user: "g-1", receiving: "x25519",
            supports: ["zichtbaarheid-ouders"])
        try await stage.register(
            Self.care, "jgz", "Jeugdgezondheidszorg", profile: "jgz", role: "jeugdarts",
            user: "a-1")
        try await stage.register(
            Self.attendance, "leerplicht-begeleiding", "Leerplicht", profile: "leerplicht",
            role: "leerplichtambtenaar", user: "l-1")
        try await stage.register(
            Self.alliance, "samenwerkingsverband", "Sterk VO", profile: "swv", role: "bpo",
            user: "b-1")
        printer.good("https://localhost:\(stage.port), alleen met client-certificaat (TLS 1.3)")
        self.stage = stage
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
        support = try stage.actor("BPO", profile: "swv", role: "bpo", user: "b-1")
        nurse = try stage.actor(
            "verpleegkundige", profile: "jgz", role: "jeugdverpleegkundige", user: "v-1")
        born = Amsterdam.day(of: stage.clock.now()).adding(years: -13).adding(days: -120)
    }

    /// Noor's birthday.
    let born: CivilDate

    var today: CivilDate { Amsterdam.day(of: stage.clock.now()) }

    struct Family {
        let casus: String
        let noor: String
        let mother: String
        let father: String
    }

    /// Plays the case; without what needs the clock set ahead it stays open to be tried out.
    func play(toItsEnd: Bool) async throws {
        let family = try openCasus()
        try reportAbsence(family)
        let consent = try involveTeam(family)
        try holdMeeting(family)
        try involveCare(family)
        try tellSchool(family)
        if toItsEnd { try agreeOnPlan(family) }
        try reportDanger(family)
        try withdraw(consent, family)
        guard toItsEnd else { return }
        try turnSixteen(family)
        try close(family)
    }

    // MARK: Step 1

    private func openCasus() throws -> Family {
        printer.heading("Noor is 13. Haar ouders zijn gescheiden en hebben samen het gezag")
        printer.says("mentor", "opent een casus en legt het gezag vast (bron: BRP, vandaag)")
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
        let family = Family(
            casus: id, noor: persons[0], mother: persons[1], father: persons[2])
        mentor.names = [persons[0]: "Noor", persons[1]: "moeder", persons[2]: "vader"]
        try recordGezag(family)
        printer.good("casus \(id.prefix(8))…: dit kenmerk kent alleen de school")
        return family
    }

    func recordGezag(_ family: Family) throws {
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/gezag",
            [
                "soort": "GezamenlijkOuderlijkGezag",
                "gezaghouders": [.string(family.mother), .string(family.father)], "bron": "BRP",
                "peildatum": .string(today.description),
            ])
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

    var identification: JSON {
        [
            "naam": "Noor de Wit",
            "geboortedatum": .string(born.description),
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
    func accept(_ actor: DemoActor, _ name: String) throws {
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

    // MARK: Parts

    var now: JSON { .string(stage.clock.now().rfc3339) }

    func scope(
        _ partner: String, _ role: String, _ purpose: String, _ groups: [JSON]
    ) -> JSON {
        [
            "ontvanger": ["partner": .string(partner), "rol": .string(role)],
            "doel": .string(purpose), "veldgroepen": .array(groups),
        ]
    }

    func invite(
        _ partner: String, _ role: String, _ purpose: String, _ groups: [JSON]
    ) -> JSON {
        [
            "partner": .string(partner), "rol": .string(role), "doel": .string(purpose),
            "voor": .array(groups), "identificatie": ["C1.identificatie": identification],
        ]
    }

    func ask(_ actor: DemoActor, _ family: Family, _ bereik: JSON) throws {
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

    func tell(_ actor: DemoActor, _ family: Family, _ bereik: JSON) throws {
        _ = try actor.post(
            "/v1/casussen/\(family.casus)/berichten",
            [
                "aan": [.string(family.mother), .string(family.father)], "soort": "informatie",
                "bereik": bereik, "gegevenOp": now, "kanaal": "gesprek",
            ])
    }

    func consent(
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
    func family(of actor: DemoActor) throws -> Family {
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
