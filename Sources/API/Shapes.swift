// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// The shapes of what partners send and get; OpenAPI shows them and `SchemaCheck` holds bodies to them.
enum Shapes {
    static let channel = Schema.text(.word(["gesprek", "telefoon", "brief", "portaal"]))
    static let identifier = Schema.text(.identifier)
    static let instant = Schema.text(.instant)
    static let groups = Schema.list(.text(.veldgroep), 1...32)
    static let persons = Schema.list(.text(.identifier), 1...8)

    /// One partner with one role, as a recipient.
    static let recipient = Schema.named(
        "Ontvanger",
        .object([
            .needed("partner", .text(.partner)),
            .needed("rol", .text(.role)),
        ]))

    /// What an act is about: from whom, to whom, for what, which field groups.
    static let scope = Schema.named(
        "Bereik",
        .object([
            .optional("bron", .text(.partner), "De partner die geeft; zonder dit veld: uzelf."),
            .needed("ontvanger", recipient),
            .needed("doel", .text(.purpose)),
            .needed("veldgroepen", groups),
        ]))

    /// A log line with what proves that it is in the log.
    static let receipt = Schema.named(
        "Logregel",
        .object([
            .needed("id", identifier, "Het kenmerk in het blad."),
            .needed("nummer", .integer(0...Int64.max), "De plaats in het logboek."),
            .needed("blad", .text(.free(byteLimit: 584)), "De 436 bytes van het blad, base64."),
            .needed(
                "bewijs", .text(.free(byteLimit: 65_536)),
                "C2SP tlog-proof over het getekende controlepunt."),
        ]))

    static let reason = Schema.named(
        "Reden",
        .object([
            .needed("code", .text(.word(RefusalCode.allCases.map(\.rawValue)))),
            .needed("uitleg", explanation),
            .needed(
                "voor",
                .list(
                    .text(.word(RefusalCode.Audience.allCases.map(\.rawValue))),
                    1...RefusalCode.Audience.allCases.count),
                "Wie deze reden mag weten; laat hem aan niemand anders zien."),
        ]))

    static let explanation = Schema.named(
        "Uitleg",
        .object([
            .needed("nl", .text(.free(byteLimit: 1024))),
            .needed("en", .text(.free(byteLimit: 1024))),
        ]))

    /// What became of one recipient.
    static let outcome = Schema.named(
        "Uitkomst",
        .object([
            .needed("partner", .text(.partner)),
            .needed("rol", .text(.role)),
            .needed("uitkomst", .text(.word(["aangeboden", "toegestaan", "geweigerd"]))),
            .needed("veldgroepen", .list(.text(.veldgroep), 0...32), "Wat mag."),
            .needed(
                "weggelaten",
                .list(
                    .object([
                        .needed("veldgroep", .text(.veldgroep)),
                        .needed("redenen", .list(reason, 1...32)),
                    ]), 0...32), "Wat niet mag, met waarom."),
            .needed("regels", .list(.text(.free(byteLimit: 64)), 0...32)),
            .needed("grondslagen", .list(.text(.free(byteLimit: 8)), 0...8)),
            .needed(
                "bronnen", .list(.text(.free(byteLimit: 512)), 0...32),
                "De wet of afspraak van elke regel die besliste."),
            .needed("redenen", .list(reason, 0...32)),
            .optional(
                "ontbreekt",
                .list(
                    .object([
                        .needed("persoon", identifier),
                        .needed(
                            "reden",
                            .text(.word(["niet-gevraagd", "geen-antwoord", "vervallen"]))),
                    ]), 1...9), "Van wie een ja ontbreekt; leeg als iemand nee zei."),
            .optional("uitleg", explanation),
            .needed("verplichtingen", .list(.text(.free(byteLimit: 64)), 0...8)),
            .optional("verlooptOp", instant),
            .optional(
                "bronzout", .text(.free(byteLimit: 64)),
                "Zout van het bronbewijs in de envelop, base64url; alleen u krijgt het."),
            .optional("logregel", receipt),
        ]))

    static let person = Schema.named(
        "Persoon",
        .object([
            .needed("id", identifier),
            .needed(
                "aanduiding",
                .text(.word(Aanduiding.allCases.map(\.rawValue)))),
        ]))

    static let casus = Schema.named(
        "Casus",
        .object([
            .needed("id", identifier, "Uw pseudoniem van de casus."),
            .needed("betrokkene", identifier, "Uw pseudoniem van de jongere."),
            .needed("status", .text(.word(["open", "gesloten"]))),
            .needed("rol", .text(.word(["bron", "deelnemer"]))),
            .needed("personen", .list(person, 1...9)),
            .needed("geopendOp", instant),
            .optional("planTeLaat", .boolean, "De drie maanden van het plan zijn om."),
        ]))

    static let participant = Schema.named(
        "Deelnemer",
        .object([
            .needed("id", identifier),
            .needed("partner", .text(.partner)),
            .needed("rol", .text(.role)),
            .needed("doel", .text(.purpose)),
            .needed(
                "status", .text(.word(["uitgenodigd", "aanvaard", "geweigerd", "beeindigd"]))),
            .needed("uitgenodigdOp", instant),
        ]))

    /// A record that was written: its id and its log line.
    static let recorded = Schema.named(
        "Vastgelegd",
        .object([
            .needed("id", identifier),
            .needed("logregel", receipt),
        ]))

    /// A list with its cursor.
    static func page(_ name: String, of item: Schema) -> Schema {
        .object([
            .needed(name, .list(item, 0...100)),
            .optional("volgende", .text(.free(byteLimit: 64)), "Cursor van de volgende pagina."),
        ])
    }

    /// A problem document (RFC 9457).
    static let problem = Schema.named(
        "Probleem",
        .object([
            .needed("type", .text(.free(byteLimit: 128))),
            .needed("title", .text(.free(byteLimit: 128))),
            .needed("status", .integer(400...599)),
            .needed("detail", .text(.free(byteLimit: 512))),
            .needed("code", .text(.free(byteLimit: 64))),
            .optional(
                "fouten",
                .list(
                    .object([
                        .needed("pointer", .text(.free(byteLimit: 256))),
                        .needed("reden", .text(.free(byteLimit: 256))),
                    ]), 1...50)),
            .optional("redenen", .list(reason, 1...32)),
            .optional("versie", .integer(0...Int64.max), "Bij verouderd: de nieuwste versie."),
        ]))
}

extension Shapes {
    static let openCasus = Schema.object([
        .needed("geboortedatum", .text(.date), "Van de jongere; bepaalt wie er beslist."),
        .needed(
            "personen",
            .list(
                .object([
                    .needed(
                        "aanduiding", .text(.word(["moeder", "vader", "ouder", "voogd", "ander"])))
                ]), 0...8)),
    ])

    static let invite = Schema.object([
        .needed("partner", .text(.partner)),
        .needed("rol", .text(.role)),
        .needed("doel", .text(.purpose)),
        .needed("voor", groups, "Waarvoor de partner wordt uitgenodigd."),
        .optional("directBetrokken", .boolean, "Direct betrokken bij de hulp die loopt."),
        .optional("genoemdVoor", .text(.word(["dagklas", "flexarrangement"]))),
        .optional("regime", .text(.word(["avg", "jeugdwet", "wgbo"]))),
        .optional("beschikkingsvrij", .boolean),
        .optional(
            "identificatie",
            .content("De velden van C1.identificatie: naam en geboortedatum. Wordt versleuteld.")),
        .optional(
            "anoniem", .boolean,
            "In plaats van identificatie: meedenken zonder te weten om welk kind het gaat."),
    ])

    static let answerInvitation = Schema.object([
        .needed("antwoord", .text(.word(["aanvaard", "geweigerd"])))
    ])

    static let gezag = Schema.object([
        .needed(
            "soort",
            .text(
                .word([
                    "EenhoofdigOuderlijkGezag", "GezamenlijkOuderlijkGezag", "GezamenlijkGezag",
                    "Voogdij", "TijdelijkGeenGezag", "GezagNietTeBepalen",
                ]))),
        .needed("gezaghouders", .list(.text(.identifier), 0...2)),
        .needed("bron", .text(.word(["BRP", "gezagsregister", "verklaring"]))),
        .needed("peildatum", .text(.date)),
        .optional(
            "ondertoezichtstelling",
            .text(.word(["geen", "zonder-verschuiving", "met-verschuiving"]))),
    ])

    static let question = Schema.object([
        .needed("gevraagdAan", persons),
        about,
        .needed("bereik", scope),
        .needed("gevraagdOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let questionAnswer = Schema.object([
        .needed("persoon", identifier),
        .needed("antwoord", .text(.word(["ja", "nee", "later"]))),
        .needed("geantwoordOp", instant),
        maybeChannel, maybeText,
    ])

    static let hearing = Schema.object([
        .needed("gehoordOp", instant),
        .needed("uitkomst", .text(.word(["ja", "nee"]))),
        .needed("bereik", scope),
        maybeChannel, maybeText,
    ])

    static let bericht = Schema.object([
        .needed("aan", persons),
        .needed("soort", .text(.word(["informatie", "verstrekking"]))),
        about,
        .needed("bereik", scope),
        .needed("gegevenOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let consentText = Schema.object([
        .needed("versie", .text(.free(byteLimit: 32))),
        .needed("sha256", .text(.digest)),
    ])

    static let consent = Schema.object([
        .needed("persoon", identifier),
        .needed("besluit", .text(.word(["gegeven", "geweigerd"]))),
        about,
        .needed("bereik", scope),
        items,
        .needed("gegevenOp", instant),
        .optional("geldigTot", .text(.date), "Verplicht bij gegeven; hooguit een jaar."),
        .needed("kanaal", channel),
        .needed("tekst", consentText, "Welke tekst de persoon zag."),
        .optional("heftGeheimOp", .boolean, "Of de tekst ook het beroepsgeheim opheft."),
    ])

    static let withdrawal = Schema.object([
        .needed("ingetrokkenOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let withdrawalInCasus = Schema.object([
        .needed("persoon", identifier),
        .optional("bron", .text(.partner), "Alleen wat deze partner geeft."),
        .optional("ontvanger", .text(.partner)),
        .optional("doel", .text(.purpose)),
        .optional("veldgroepen", groups),
        .needed("ingetrokkenOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let objection = Schema.object([
        .needed("persoon", identifier),
        about,
        .optional("bron", .text(.partner), "Tegen wat deze partner geeft; zonder dit veld: uzelf."),
        .optional("ontvanger", .text(.partner)),
        .optional("doel", .text(.purpose)),
        .optional("veldgroepen", groups),
        .needed("gemaaktOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let weighing = Schema.object([
        .needed("uitkomst", .text(.word(["gegrond", "ongegrond"]))),
        .needed("afgehandeldOp", instant),
    ])

    static let decision = Schema.object([
        .needed("categorie", .text(.category)),
        .needed("doel", .text(.purpose)),
        .needed("veldgroepen", groups),
        .optional("regime", .text(.word(["avg", "jeugdwet", "wgbo"]))),
        .optional("noodzakelijk", .boolean),
        .optional("anoniem", .boolean, "Zonder iets waaraan het kind te herkennen is."),
        .optional("beschikkingsvrij", .boolean),
        .needed("ontvangers", .list(recipient, 1...16)),
    ])

    static let fragment = Schema.object([
        .needed("categorie", .text(.category)),
        .needed("doel", .text(.purpose)),
        .optional("regime", .text(.word(["avg", "jeugdwet", "wgbo"]))),
        .optional("noodzakelijk", .boolean, "Of de gezondheidsgegevens noodzakelijk zijn."),
        .optional("betrokkenen", .list(.text(.identifier), 0...8)),
        .optional("anoniem", .boolean, "Zonder iets waaraan het kind te herkennen is."),
        .optional("beschikkingsvrij", .boolean),
        .optional("afgeschermd", withholdingAtOffer, "Meteen afgeschermd voor het gezin."),
        .needed("inhoud", .content("Per veldgroep de velden uit de catalogus.")),
        .needed("ontvangers", .list(recipient, 1...16)),
    ])

    static let collect = Schema.object([.needed("envelop", identifier)])

    static let acknowledgement = Schema.object([
        .needed(
            "bevestiging", .text(.compact(byteLimit: 1024)),
            "JWS, typ kernpoort-ontvangst+jwt, met uw handtekeningsleutel.")
    ])
}
