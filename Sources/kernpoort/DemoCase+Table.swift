// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

// MARK: Step 3

extension DemoCase {
    /// The weekly meeting: only who is needed, and not before the parents were asked to attend.
    func holdMeeting(_ family: Family) throws {
        printer.heading("Stap 3. Het wekelijkse overleg: alleen wie nodig is, elk met een reden")
        printer.says("mentor", "plant het overleg: mentor, zorgcoördinator, gezinswerker en BPO")
        let meeting = try planMeeting(
            family, inDays: 1,
            [
                seat(Self.school, "mentor", "brengt de casus in"),
                seat(Self.school, "zorgcoordinator", "zorgt voor de afspraken op school"),
                seat(Self.team, "gezinswerker", "kijkt mee welke hulp past"),
                seat(Self.alliance, "bpo", "denkt mee over ondersteuning"),
            ])
        let groups: [JSON] = ["C6.observatie", "C6.wat-werkt", "C1.identificatie"]
        let bereik = scope(Self.alliance, "bpo", "P5", groups)
        try ask(mentor, family, bereik)
        _ = try consent(mentor, family.casus, family.mother, bereik)
        let invitation = invite(Self.alliance, "bpo", "P5", ["C6.observatie", "C6.wat-werkt"])
        printer.says(
            "mentor", "nodigt de BPO uit, zonder de ouders te vragen of zij erbij willen zijn")
        _ = try mentor.invite(family.casus, invitation)
        printer.says("mentor", "vraagt het: moeder komt, vader antwoordt niet")
        try askAttendance(family, meeting)
        _ = try mentor.invite(family.casus, invitation)
        try accept(support, "BPO")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P5",
                "inhoud": [
                    "C6.observatie": ["observatie": "Noor trekt zich terug in de pauze."],
                    "C6.wat-werkt": ["watWerkt": "Korte opdrachten en een vaste plek."],
                ],
                "ontvangers": [["partner": .string(Self.alliance), "rol": "bpo"]],
            ])
        printer.says("BPO", "haalt op")
        _ = try support.receive()
    }

    func seat(_ partner: String, _ role: String, _ reason: String) -> JSON {
        ["partner": .string(partner), "rol": .string(role), "reden": .string(reason)]
    }

    /// Plans a meeting and gives its id.
    func planMeeting(_ family: Family, inDays days: Int, _ seats: [JSON]) throws -> String {
        let meeting = try mentor.post(
            "/v1/casussen/\(family.casus)/overleggen",
            [
                "wanneer": .string(stage.clock.now().adding(days: days).rfc3339),
                "deelnemers": .array(seats),
            ])
        guard let id = meeting["id"]?.string else {
            throw CommandFailure(.failure, "a meeting has no id")
        }
        return id
    }

    /// Records that both parents were asked whether they attend, and that the mother will.
    func askAttendance(_ family: Family, _ meeting: String) throws {
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/overleggen/\(meeting)/ouderkeuze",
            [
                "gevraagdAan": [.string(family.mother), .string(family.father)],
                "gevraagdOp": now, "kanaal": "gesprek",
                "keuzen": [["persoon": .string(family.mother), "antwoord": "ja"]],
            ])
    }
}

// MARK: Step 5

extension DemoCase {
    /// The route card: parents and Noor write along, and the clock of three months runs.
    func agreeOnPlan(_ family: Family) throws {
        printer.heading("Stap 5. Dag 28 van het verzuim: de routekaart")
        try stage.moveClock(to: stage.clock.now().adding(days: 25))
        printer.note("de klok staat 25 dagen verder; het gezag is opnieuw nagekeken")
        try recordGezag(family)
        let taker: JSON = ["partner": .string(Self.team), "rol": "gezinswerker"]
        let own: JSON = ["partner": .string(Self.school), "rol": "mentor"]
        let due = JSON.string(today.adding(days: 21).description)
        let family3: JSON = [
            .string(family.mother), .string(family.father), .string(family.noor),
        ]
        printer.says("mentor", "legt de eerste versie vast, met een stap van Noor zelf")
        let plan = try mentor.post(
            "/v1/casussen/\(family.casus)/plan",
            [
                "gelezenVersie": 0, "deelnemers": [own, taker],
                "stappen": [
                    [
                        "eigenaar": ["persoon": .string(family.noor)], "uiterlijk": due,
                        "status": "open",
                    ],
                    ["eigenaar": own, "uiterlijk": due, "status": "open"],
                ],
                "gevraagdAan": family3,
            ])
        let step: JSON = [
            "categorie": "C11", "doel": "P6",
            "inhoud": [
                "C11.stap": [
                    "doel": "Noor is weer elke dag op school.",
                    "stap": "De mentor wacht Noor elke ochtend op.", "eigenaar": "school",
                    "datum": due, "status": "open",
                ]
            ],
            "ontvangers": [taker],
        ]
        printer.says("mentor", "geeft de stap aan het buurtteam: nog niemand is het eens")
        _ = try mentor.offer(family.casus, step)
        printer.says("mentor", "moeder en Noor zijn het eens, vader is gevraagd")
        for person in [family.mother, family.noor] {
            _ = try mentor.post(
                "/v1/casussen/\(family.casus)/plan/instemmingen",
                [
                    "versie": plan["versie"] ?? 1, "persoon": .string(person), "besluit": "ja",
                    "gegevenOp": now, "kanaal": "gesprek", "tekst": Self.shownText,
                ])
        }
        _ = try mentor.offer(family.casus, step)
        printer.says("gezinswerker", "haalt op")
        _ = try worker.receive()
        let view = try mentor.get("/v1/casussen/\(family.casus)/plan")
        printer.note(
            "klaar uiterlijk op \(view["uiterlijk"]?.string ?? "?"), drie maanden na het begin")
        try hearVoice(family)
    }

    /// Noor's own words go to whom she chose, and to nobody else.
    private func hearVoice(_ family: Family) throws {
        printer.says("Noor", "kiest zelf wie haar verhaal leest: het buurtteam, niet de jeugdarts")
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/lezerskeuzen",
            [
                "lezers": [["partner": .string(Self.team), "rol": "gezinswerker"]],
                "gekozenOp": now, "kanaal": "gesprek", "tekst": Self.shownText,
            ])
        for (partner, role) in [(Self.team, "gezinswerker"), (Self.care, "jeugdarts")] {
            _ = try consent(
                mentor, family.casus, family.noor,
                scope(partner, role, "P14", ["C12.verhaal"]))
        }
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C12", "doel": "P14",
                "inhoud": ["C12.verhaal": ["verhaal": "Ik wil dat ze eerst aan mij vragen."]],
                "ontvangers": [
                    ["partner": .string(Self.team), "rol": "gezinswerker"],
                    ["partner": .string(Self.care), "rol": "jeugdarts"],
                ],
            ])
        printer.says("gezinswerker", "haalt op; de ouders zien dit niet, tenzij Noor dat wil")
        _ = try worker.receive()
    }

    /// Which text somebody saw, by its version and digest.
    static let shownText: JSON = [
        "versie": "demo-1", "sha256": .string(String(repeating: "ab", count: 32)),
    ]
}
