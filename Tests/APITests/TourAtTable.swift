// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import PartnerClient
import Testing

extension Tour {
    /// The operations around the table.
    mutating func table() throws {
        let casus = "/v1/casussen/{casus}"
        let from = made.region.clock.now().adding(days: 3)
        let seat: JSON = [
            "partner": .string(made.team.id.text), "rol": "gezinswerker", "reden": "hulp",
        ]
        let reader: JSON = ["partner": .string(made.team.id.text), "rol": "gezinswerker"]
        let planned = try write(
            made.school, "\(casus)/overleggen", [made.casus],
            [
                "wanneer": .string(from.rfc3339), "deelnemers": [seat],
                "agenda": ["C6.observatie"],
            ])
        let meeting = "\(casus)/overleggen/{overleg}"
        let own = [made.casus, planned["id"]?.string ?? ""]
        try write(made.school, "\(meeting)/herinneringen", own, [:])
        try write(
            made.school, "\(meeting)/ouderkeuze", own,
            [
                "gevraagdAan": [.string(made.mother), .string(made.father)],
                "gevraagdOp": made.now, "kanaal": "brief",
                "keuzen": [["persoon": .string(made.mother), "antwoord": "ja"]],
            ])
        let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let notice = try #require(inbox.last { $0["overleg"] != nil })
        let theirs = [notice["casus"]?.string ?? "", notice["overleg"]?.string ?? ""]
        try write(made.team, "\(meeting)/antwoorden", theirs, ["antwoord": "aanvaard"])
        try write(
            made.team, "\(meeting)/agendapunten", theirs, ["veldgroepen": ["C9.bestaan"]])
        try read(made.school, "\(casus)/overleggen", [made.casus])
        try read(made.team, "\(casus)/overleggen", [theirs[0]])
        try write(made.school, "\(meeting)/versies", own, ["status": "afgezegd"])
        let row = try write(
            made.school, "\(casus)/caseload", [made.casus],
            ["gebruiker": "z-9", "rol": "zorgcoordinator"])
        try write(
            made.school, "\(casus)/caseload/{regel}/beeindigingen",
            [made.casus, row["id"]?.string ?? ""], [:])
        try read(made.school, "\(casus)/caseload", [made.casus])
        let visit = try write(
            made.school, "\(casus)/bezoeken", [made.casus],
            [
                "bezoeker": reader, "van": .string(from.rfc3339),
                "tot": .string(from.adding(milliseconds: 3_600_000).rfc3339),
            ])
        try read(made.team, "\(casus)/bezoeken", [theirs[0]])
        try write(
            made.school, "\(casus)/bezoeken/{bezoek}/afzeggingen",
            [made.casus, visit["id"]?.string ?? ""], [:])
        try write(
            made.school, "\(casus)/lezerskeuzen", [made.casus],
            [
                "lezers": [reader], "ouders": [.string(made.mother)], "gekozenOp": made.now,
                "kanaal": "gesprek",
                "tekst": ["versie": "1", "sha256": .string(String(repeating: "ef", count: 32))],
            ])
        try read(made.school, "\(casus)/lezerskeuzen", [made.casus])
        try read(made.team, "/v1/postvak")
    }
}
