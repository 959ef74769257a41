// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Testing

extension Tour {
    /// The plan, from its first version to a step that came further.
    mutating func plan() throws {
        let casus = "/v1/casussen/{casus}"
        let text: JSON = ["versie": "1", "sha256": .string(String(repeating: "cd", count: 32))]
        try write(
            made.school, "\(casus)/plan", [made.casus],
            [
                "gelezenVersie": 0,
                "deelnemers": [
                    ["partner": .string(made.school.id.text), "rol": "mentor"],
                    ["partner": .string(made.team.id.text), "rol": "gezinswerker"],
                ],
                "stappen": [
                    [
                        "eigenaar": ["persoon": .string(made.mother)],
                        "uiterlijk": .string(made.today.description), "status": "open",
                    ]
                ],
                "gevraagdAan": [.string(made.mother)],
                "auteur": ["persoon": .string(made.mother), "kanaal": "gesprek", "tekst": text],
            ])
        try write(
            made.school, "\(casus)/plan/instemmingen", [made.casus],
            [
                "versie": 1, "persoon": .string(made.mother), "besluit": "ja",
                "gegevenOp": made.now, "kanaal": "gesprek", "tekst": text,
            ])
        try write(
            made.school, "\(casus)/plan/vragen", [made.casus],
            [
                "versie": 1, "gevraagdAan": [.string(made.father)], "gevraagdOp": made.now,
                "kanaal": "brief",
            ])
        let plan = try read(made.school, "\(casus)/plan", [made.casus])
        let step = try #require(plan["stappen"]?[0]?["id"]?.string)
        try write(
            made.school, "\(casus)/plan/stappen/{stap}/voortgang", [made.casus, step],
            ["versie": 1, "status": "bezig"])
        let other = try LoopbackCase.open(made.region, school: made.school, team: made.team)
        try write(made.school, "\(casus)/afsluiting", [other.casus], ["reden": "afgerond"])
    }
}
