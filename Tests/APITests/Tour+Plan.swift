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
        let double = try LoopbackCase.open(made.region, school: made.school, team: made.team)
        try write(
            made.school, "\(casus)/samenvoegingen", [other.casus],
            [
                "casus": .string(double.casus),
                "personen": [["id": .string(other.mother), "andere": .string(double.mother)]],
            ])
        try write(made.school, "\(casus)/afsluiting", [other.casus], ["reden": "afgerond"])
    }

    /// A request with its answer, then a fragment taken back and another put in the place of one.
    mutating func exchange() throws {
        let casus = "/v1/casussen/{casus}"
        let theirs = try #require(
            try made.team.get("/v1/casussen")["casussen"]?.array?.last?["id"]?.string)
        try write(
            made.team, "\(casus)/informatieverzoeken", [theirs],
            [
                "aan": ["partner": .string(made.school.id.text), "rol": "mentor"],
                "veldgroepen": ["C6.observatie"], "doel": "P3", "reden": "plan-maken",
            ])
        let notice = try #require(try inbox(made.school, "informatieverzoek").last)
        let asked = try #require(notice["casus"]?.string)
        try read(made.school, "\(casus)/informatieverzoeken", [asked])
        try write(
            made.school, "\(casus)/informatieverzoeken/{verzoek}/antwoorden",
            [asked, notice["verzoek"]?.string ?? ""], ["uitkomst": "nee"])

        let wrong = try #require(
            try made.school.post("\(made.path)/fragmenten", made.fragment())["id"])
        let item = try #require(try inbox(made.team, "envelop").last?["envelop"])
        try made.team.post("/v1/verstrekkingen", ["envelop": item])
        let right = try #require(
            try made.school.post("\(made.path)/fragmenten", made.fragment())["id"])
        try write(
            made.school, "/v1/rectificaties", [], ["fragment": wrong, "vervangend": right])
        let told = try #require(try inbox(made.team, "rectificatie").last)
        let recall = try #require(told["terugroeping"]?.string)
        let claims: JSON = [
            "iss": .string(made.team.id.text), "terugroeping": .string(recall),
            "uitkomst": "vervangen", "iat": .integer(made.region.clock.now().milliseconds / 1000),
        ]
        let signed = try made.team.signed(claims, typ: "kernpoort-terugroeping+jwt")
        try write(
            made.team, "/v1/terugroepingen/{terugroeping}/bevestigingen", [recall],
            ["bevestiging": .string(signed)])
        let path = "/v1/fragmenten/{fragment}/terugroepingen"
        try read(made.school, path, [wrong.string ?? ""])
        try write(made.school, path, [right.string ?? ""], ["reden": "onjuist"])
    }

    private func inbox(_ partner: LoopbackPartner, _ kind: String) throws -> [JSON] {
        let items = try partner.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        return items.filter { $0["soort"]?.string == kind }
    }
}
