// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

extension DemoCase {
    // MARK: Step 3

    func involveCare(_ family: Family) throws {
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
        let invitation = invite(Self.care, "jeugdarts", "P3", ["C6.observatie"])
        _ = try mentor.invite(family.casus, invitation)
        printer.says("mentor", "zet de jeugdarts op de lijst van het volgende overleg")
        let next = try planMeeting(
            family, inDays: 5, [seat(Self.care, "jeugdarts", "advies over belasting")])
        try askAttendance(family, next)
        _ = try mentor.invite(family.casus, invitation)
        try accept(doctor, "jeugdarts")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P3",
                "inhoud": ["C6.observatie": ["observatie": "Noor is vaak moe in de les."]],
                "ontvangers": [["partner": .string(Self.care), "rol": "jeugdarts"]],
            ])
        _ = try doctor.receive()
        printer.says("mentor", "legt vast dat ook de coördinator Noor begeleidt")
        _ = try mentor.post(
            "/v1/casussen/\(family.casus)/caseload",
            ["gebruiker": "z-1", "rol": "zorgcoordinator"])
        try advise()
    }

    /// The doctor's advice to school: Noor and both parents said yes, secrecy included.
    private func advise() throws {
        printer.says(
            "jeugdarts", "geeft school advies: Noor en beide ouders zeiden ja (ook voor het geheim)"
        )
        let own = try family(of: doctor)
        for person in [own.noor, own.mother, own.father] {
            _ = try consent(doctor, own.casus, person, adviceScope, liftsSecrecy: true)
        }
        try tell(doctor, own, adviceScope)
        try giveAdvice("Begin met halve dagen en een vaste plek om uit te rusten.", own)
    }

    /// What the doctor's advice to school needs a yes for.
    var adviceScope: JSON {
        scope(Self.school, "zorgcoordinator", "P1", ["C7.advies", "C7.belastbaarheid"])
    }

    /// Gives school advice, which must go, and has it collected.
    func giveAdvice(_ advice: String, _ own: Family) throws {
        let fragment: JSON = [
            "categorie": "C7", "doel": "P1",
            "inhoud": [
                "C7.advies": ["advies": .string(advice)],
                "C7.belastbaarheid": ["aantal": 3, "eenheid": "uren-per-dag"],
            ],
            "ontvangers": [["partner": .string(Self.school), "rol": "zorgcoordinator"]],
        ]
        try mustGo(try doctor.offer(own.casus, fragment), by: "rij-18")
        printer.says("coördinator", "haalt op")
        _ = try coordinator.receive()
    }

    // MARK: Step 4

    func tellSchool(_ family: Family) throws {
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
        let refused = try worker.offer(own.casus, fragment)
        try mustLackConsent(refused, of: [own.father], "geen-antwoord")
        printer.says("gezinswerker", "vader zegt later ook ja")
        _ = try consent(worker, own.casus, own.father, bereik, liftsSecrecy: true)
        try mustGo(try worker.offer(own.casus, fragment), by: "rij-14")
        printer.says("mentor", "haalt op")
        _ = try mentor.receive()
    }

}
