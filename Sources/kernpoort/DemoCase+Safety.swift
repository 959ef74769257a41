// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

// MARK: Step 6

extension DemoCase {
    /// Noor tells of violence at home: a report by Veilig Thuis' own channel, of which a pointer stays, and
    /// which both parents do not see.
    func reportDanger(_ family: Family) throws {
        printer.heading("Stap 6. Noor vertelt de jeugdarts dat het thuis niet veilig is")
        let own = try self.family(of: doctor)
        let parents = [("moeder", family.mother), ("vader", family.father)]
        let before = try parents.map { try overview(of: $0.1, family).serialized() }
        printer.says(
            "jeugdarts", "meldt bij Veilig Thuis, langs hun eigen weg; hier blijft een verwijzing")
        let record = try doctor.post(
            "/v1/casussen/\(own.casus)/noodverstrekkingen",
            [
                "reden": "E3",
                "ontvanger": ["partner": "veilig-thuis/utrecht", "rol": "vertrouwensarts"],
                "veldgroepen": ["C10.signaal"],
                "motivering": "Noor is bang om naar huis te gaan.",
                "waaromGeenToestemming": "Vragen brengt haar in gevaar.",
                "collega": "de aandachtsfunctionaris", "tijdstip": now,
                "gezinInformeren": [
                    "besluit": "later", "tot": .string(today.adding(days: 60).description),
                ],
            ])
        guard record["volledig"]?.bool == true, let pointer = record["id"]?.string else {
            throw CommandFailure(.failure, "the record of the report fell short")
        }
        printer.good("de reden staat vast en de FG van de bron is gewaarschuwd")
        printer.says(
            "jeugdarts", "schermt de regel af voor beide ouders, herbeoordelen in drie maanden")
        let withheld = try doctor.post(
            "/v1/casussen/\(own.casus)/afschermingen",
            [
                "noodverstrekking": .string(pointer),
                "van": [.string(own.mother), .string(own.father)],
                "motivering": "Als vader dit leest, is Noor niet veilig.",
                "herbeoordelenOp": .string(today.adding(months: 3).description),
            ])
        printer.says("verpleegkundige", "beslist als tweede mee")
        let second = try nurse.post(
            "/v1/casussen/\(own.casus)/afschermingen/\(withheld["id"]?.string ?? "")/bevestigingen",
            ["als": "aandachtsfunctionaris"])
        guard second["volledig"]?.bool == true else {
            throw CommandFailure(.failure, "the withholding is not complete")
        }
        for ((name, person), known) in zip(parents, before) {
            printer.says(name, "kijkt in het overzicht voor ouders")
            let after = try overview(of: person, family)
            guard after.serialized() == known else {
                throw CommandFailure(.failure, "a parent's overview is not as it was: \(name)")
            }
            printer.good("elke letter is zoals hij was: \(count(after)) regels, en geen spoor")
            printer.note(after["altijd"]?.string ?? "")
        }
        printer.says("Noor", "kijkt in het hare")
        let noor = try overview(of: family.noor, family)
        printer.note(noor["regels"]?[0]?["kop"]?.string ?? "\(count(noor)) regels")
    }

    /// What a person of the family sees now.
    func overview(of person: String, _ family: Family) throws -> JSON {
        try stage.overview(partner: Self.school, casus: family.casus, person: person)
    }

    func count(_ overview: JSON) -> Int { overview["regels"]?.array?.count ?? 0 }
}
