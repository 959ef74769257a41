// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Testing

extension Tour {
    /// Break-glass, withholding, and who of the family may look.
    mutating func safety() throws {
        let casus = "/v1/casussen/{casus}"
        let emergencies = "\(casus)/noodverstrekkingen"
        let recorded = try write(
            made.school, emergencies, [made.casus], SafetyTests.emergency(made))
        let own = [made.casus, try #require(recorded["id"]?.string)]
        try read(made.school, emergencies, [made.casus])
        try write(
            made.school, "\(emergencies)/{nood}/bevestigingen", own,
            ["als": "aandachtsfunctionaris"], user: "medewerker-2")
        try write(
            made.school, "\(emergencies)/{nood}/beoordelingen", own,
            ["uitkomst": "terecht", "bevinding": "Het moest."], user: "medewerker-2")
        let detail = try read(made.school, "\(emergencies)/{nood}", own)
        #expect(detail["motivering"]?.string == "Zwijgen schaadt Noor.")
        #expect(detail["beoordelingen"]?[0]?["bevinding"]?.string == "Het moest.")
        try write(
            made.school, "\(casus)/afwegingen", [made.casus],
            [
                "ontvanger": ["partner": "raad/utrecht", "rol": "raadsonderzoeker"],
                "veldgroepen": ["C6.observatie"], "motivering": "Bescherming.",
                "tijdstip": made.now, "gezinInformeren": ["besluit": "nu"],
            ])
        let withholdings = "\(casus)/afschermingen"
        let withheld = try write(
            made.school, withholdings, [made.casus],
            [
                "noodverstrekking": .string(own[1]), "motivering": "Veiligheid.",
                "herbeoordelenOp": .string(made.today.adding(days: 30).description),
            ])
        let record = [made.casus, try #require(withheld["id"]?.string)]
        try write(
            made.school, "\(withholdings)/{afscherming}/bevestigingen", record,
            ["als": "gedragswetenschapper"], user: "medewerker-2")
        try read(made.school, withholdings, [made.casus])
        try write(
            made.school, "\(withholdings)/{afscherming}/beoordelingen", record,
            ["besluit": "opheffen", "motivering": "Veilig."])
        let decided = try read(made.school, "\(withholdings)/{afscherming}", record)
        #expect(decided["medebeslissers"]?[0]?["als"]?.string == "gedragswetenschapper")
        #expect(decided["beoordelingen"]?[0]?["besluit"]?.string == "opheffen")
        try write(
            made.school, "\(casus)/inzage-instellingen", [made.casus],
            ["lezer": "jongere", "open": true])
        // Only who is sixteen chooses for the parents.
        let older = try made.school.post(
            "/v1/casussen",
            [
                "geboortedatum": .string(made.today.adding(years: -16).description),
                "personen": [["aanduiding": "moeder"]],
            ])
        try write(
            made.school, "\(casus)/inzagekeuzes", [older["id"]?.string ?? ""],
            [
                "ouder": older["personen"]?[1]?["id"] ?? "", "open": true,
                "gekozenOp": made.now, "kanaal": "gesprek",
            ])
    }
}
