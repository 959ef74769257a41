// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Gateway

/// What partners get back.
extension Shapes {
    private static let name = Schema.text(.free(byteLimit: 256))

    static let catalogue = Schema.object([
        .needed("beleid", .text(.digest), "Versie van de regels die nu gelden."),
        .needed(
            "categorieen",
            .list(
                .object([
                    .needed("code", .text(.category)),
                    .needed("naam", name),
                    .needed("uitleg", .text(.free(byteLimit: 1024))),
                    .optional("ttlDagen", .integer(1...3650)),
                    .needed(
                        "veldgroepen",
                        .list(
                            .object([
                                .needed("code", .text(.veldgroep)),
                                .needed("naam", name),
                                .needed("gevoeligheid", .integer(0...4)),
                                .needed(
                                    "velden",
                                    .list(
                                        .object([
                                            .needed("naam", name),
                                            .needed("soort", name),
                                            .needed("verplicht", .boolean),
                                        ]), 0...64)),
                            ]), 0...32)),
                ]), 1...32)),
        .needed(
            "doelen",
            .list(.object([.needed("code", .text(.purpose)), .needed("naam", name)]), 1...64)),
        .needed(
            "rollen",
            .list(
                .object([
                    .needed("code", .text(.role)), .needed("naam", name),
                    .needed("partnertypen", .list(name, 0...16)),
                ]), 1...64)),
    ])

    static let openedCasus = Schema.object([
        .needed("id", identifier, "Uw pseudoniem van de casus."),
        .needed("betrokkene", identifier, "Uw pseudoniem van de jongere."),
        .needed("status", .text(.word(["open", "gesloten"]))),
        .needed("rol", .text(.word(["bron", "deelnemer"]))),
        .needed("personen", .list(person, 1...9)),
        .needed("geopendOp", instant),
        .needed("logregel", receipt),
    ])

    static let invited = Schema.object([
        .needed("id", identifier),
        .needed("status", .text(.word(["uitgenodigd"]))),
        .optional("uitkomst", outcome, "Van de identificatie; niet bij een anoniem consult."),
        .needed("logregel", receipt),
    ])

    static let answeredInvitation = Schema.object([
        .needed("status", .text(.word(["aanvaard", "geweigerd"]))),
        .needed("logregel", receipt),
    ])

    static let gezagFact = Schema.object([
        .needed("id", identifier),
        .needed("soort", name),
        .needed("gezaghouders", .list(.text(.identifier), 0...2)),
        .needed("bron", name),
        .needed("peildatum", .text(.date)),
        .needed("vastgelegdOp", instant),
    ])

    static let questionView = Schema.object([
        .needed("id", identifier),
        .needed("gevraagdAan", persons),
        .needed("bereik", scope),
        .needed("gevraagdOp", instant),
        maybeChannel, maybeText,
        .needed(
            "antwoorden",
            .list(
                .object([
                    .needed("persoon", identifier),
                    .needed("antwoord", .text(.word(["ja", "nee", "later"]))),
                    .needed("geantwoordOp", instant),
                    maybeChannel, maybeText,
                ]), 0...256)),
    ])

    static let consentView = Schema.object([
        .needed("id", identifier),
        .needed("persoon", identifier),
        about,
        .needed("status", .text(.word(ConsentView.Status.allCases.map(\.rawValue)))),
        .needed(
            "volledig", .boolean,
            "Of iedereen die moet instemmen dat deed; zolang dat niet zo is opent dit niets."),
        .needed("bereik", scope),
        .needed("gegevenOp", instant),
        .optional("geldigTot", .text(.date)),
        .needed("kanaal", channel),
        .needed("tekst", consentText),
        .optional(
            "intrekking",
            .object([.needed("ingetrokkenOp", instant), maybeChannel, maybeText]),
            "Hoe de toestemming is ingetrokken, door wie van de deelnemers ook vastgelegd."),
        .optional("leeftijd", .text(.word(AgeBand.allCases.map(\.rawValue))), "Bij het geven."),
        .optional("vastgelegdDoor", .text(.free(byteLimit: 128)), "Uw eigen medewerker."),
    ])

    static let withdrawn = Schema.object([
        .needed("id", identifier),
        .needed(
            "vernietigdeEnveloppen", .integer(0...Int64.max),
            "Zo veel enveloppen rustten op deze toestemming; zij zijn er niet meer."),
        .optional("ontvangstbewijs", consentReceipt, "Voor wie de toestemming vastlegde."),
        .needed("logregel", receipt),
    ])

    static let decisions = Schema.object([.needed("uitkomsten", .list(outcome, 1...16))])

    static let offered = Schema.object([
        .needed("id", identifier), .needed("uitkomsten", .list(outcome, 1...16)),
        .optional(
            "waarschuwingen",
            .list(
                .object([
                    .needed("code", .text(.free(byteLimit: 32))),
                    .needed("tekst", .text(.free(byteLimit: 512))),
                ]), 1...8), "Waar u bij een anoniem consult nog eens naar kijkt."),
        .optional("afscherming", identifier),
    ])

    static let fragmentView = Schema.object([
        .needed("id", identifier),
        .needed("categorie", .text(.category)),
        .needed("doel", .text(.purpose)),
        .needed("aangebodenOp", instant),
        .needed("verlooptOp", instant),
    ])

    static let message = Schema.object([
        .needed("id", identifier),
        .needed(
            "soort",
            .text(
                .word([
                    "envelop", "uitnodiging", "intrekking", "terugroeping", "rectificatie",
                    "opnieuw-aanbieden", "vraag", "ontvangst-onbekend", "informatieverzoek",
                    "bericht", "overleg", "overleg-herinnering", "bezoek", "plan-gewijzigd",
                    "plan-te-laat", "verzoek-beantwoord", "terugroeping-beantwoord",
                    "casus-gesloten", "casus-samengevoegd", "afgeschermd",
                    "afscherming-opgeheven",
                ]))),
        .optional("casus", identifier),
        .needed("datum", instant),
        .optional("envelop", identifier),
        .optional("verlooptOp", instant),
        .optional("deelnemer", identifier),
        .optional("fragment", identifier),
        .optional("overleg", identifier),
        .optional("bezoek", identifier),
        .optional("verzoek", identifier),
        .optional("terugroeping", identifier),
        .optional("vervallenCasus", identifier, "Uw vroegere pseudoniem van deze casus."),
    ])

    static let disclosure = Schema.object([
        .needed("envelop", .text(.compact(byteLimit: 3_145_728)), "De JWE, alleen voor u."),
        .needed("blad", .text(.free(byteLimit: 584)), "Het blad in het logboek, base64."),
        .needed("ontvangstzout", .text(.free(byteLimit: 44)), "Base64 van 32 bytes."),
        .needed("bewijs", .text(.free(byteLimit: 65_536)), "C2SP tlog-proof."),
        .needed("afgifte", .text(.compact(byteLimit: 4096)), "Getekend door de poort."),
    ])

    static let acknowledged = Schema.object([.needed("logregel", receipt)])

    static let line = Schema.object([
        .needed("id", identifier),
        .needed("nummer", .integer(0...Int64.max)),
        .needed("blad", .text(.free(byteLimit: 584))),
        .needed("geopend", .content("Per veld de waarde en het zout, base64.")),
        .needed("gesloten", .content("Per veld de verbintenis, base64.")),
    ])

    static let proof = Schema.object([.needed("bewijs", .text(.free(byteLimit: 65_536)))])
}
