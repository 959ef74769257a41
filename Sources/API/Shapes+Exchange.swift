// SPDX-License-Identifier: EUPL-1.2

/// What partners ask of each other and take back, and the end of a casus.
extension Shapes {
    private static let requestReason = Schema.text(
        .word([
            "plan-maken", "plan-bijstellen", "overleg-voorbereiden", "hulp-afstemmen",
            "verzuim-begrijpen", "ondersteuning-kiezen",
        ]))
    private static let recallReason = Schema.text(
        .word(["onjuist", "verkeerde-ontvanger", "onrechtmatig", "op-verzoek"]))

    static let request = Schema.object([
        .needed("aan", recipient, "Het antwoord is hetzelfde, of die partner nu meedoet of niet."),
        .needed("veldgroepen", groups),
        .needed("doel", .text(.purpose)),
        .needed("reden", requestReason, "Waarom: een vast woord, geen vrije tekst over een kind."),
    ])

    static let requestAnswer = Schema.object([
        .needed("uitkomst", .text(.word(["aangeboden", "nee", "niet-nodig"]))),
        .optional("fragment", identifier, "Bij aangeboden: uw fragment voor de vrager."),
    ])

    static let requestView = Schema.object([
        .needed("id", identifier),
        .needed("richting", .text(.word(["gesteld", "ontvangen"]))),
        .needed("partner", .text(.partner), "De andere kant."),
        .needed("rol", .text(.role)),
        .needed("veldgroepen", groups),
        .needed("doel", .text(.purpose)),
        .needed("reden", requestReason),
        .needed("gevraagdOp", instant),
        .needed("status", .text(.word(["open", "aangeboden", "nee", "niet-nodig"]))),
    ])

    static let recall = Schema.object([.needed("reden", recallReason)])

    static let rectification = Schema.object([
        .needed("fragment", identifier, "Wat niet klopt."),
        .needed("vervangend", identifier, "Uw nieuwe fragment, dat u eerst aanbood."),
        .optional("reden", recallReason, "Zonder dit veld: onjuist."),
    ])

    static let recalled = Schema.object([
        .needed("id", identifier),
        .needed("vernietigdeEnveloppen", .integer(0...Int64.max), "Wat nog wachtte."),
        .needed("ontvangenEnveloppen", .integer(0...Int64.max), "Wie dit heeft moet bevestigen."),
        .needed("logregel", receipt),
    ])

    static let recallAnswer = Schema.object([
        .needed(
            "bevestiging", .text(.compact(byteLimit: 1024)),
            "JWS, typ kernpoort-terugroeping+jwt: iss, terugroeping, uitkomst, iat.")
    ])

    static let recallView = Schema.object([
        .needed("id", identifier),
        .needed("soort", .text(.word(["terugroeping", "rectificatie"]))),
        .optional("vervangend", identifier),
        .needed("reden", recallReason),
        .needed("op", instant),
        .needed(
            "ontvangers",
            .list(
                .object([
                    .needed("partner", .text(.partner)),
                    .needed("rol", .text(.role)),
                    .optional(
                        "uitkomst", .text(.word(["verwijderd", "vervangen", "gemarkeerd"])),
                        "Zonder dit veld: nog niet bevestigd."),
                    .optional("bevestigdOp", instant),
                ]), 0...64)),
        .needed("openstaand", .integer(0...64), "Zo veel ontvangers bevestigden nog niet."),
    ])

    static let joining = Schema.object([
        .needed("casus", identifier, "Uw pseudoniem van de casus die hierin opgaat."),
        .needed(
            "personen",
            .list(
                .object([
                    .needed("id", identifier, "In deze casus."),
                    .needed("andere", identifier, "Dezelfde persoon in de andere casus."),
                ]), 0...8), "Wie dezelfde is; de jongere hoeft niet genoemd te worden."),
    ])

    static let joined = Schema.object([
        .needed("logregel", receipt),
        .needed("vernietiging", receipt, "De regel over de sleutel van de andere casus."),
    ])

    static let closing = Schema.object([
        .needed("reden", .text(.word(["afgerond", "overgedragen", "op-verzoek"])))
    ])

    static let closed = Schema.object([
        .needed("status", .text(.word(["gesloten"]))),
        .needed("logregel", receipt),
        .needed("vernietiging", receipt, "De regel waarin staat dat de sleutels weg zijn."),
    ])
}
