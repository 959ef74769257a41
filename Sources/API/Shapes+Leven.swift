// SPDX-License-Identifier: EUPL-1.2
internal import Gateway

/// The life of consents: agreement, restriction, exception, wilsonbekwaamheid, asking again.
extension Shapes {
    private static let longText = Schema.text(.free(byteLimit: 4000))
    private static let opp = Schema.text(.free(byteLimit: 32))

    /// Whose data an act is about.
    static let about = Schema.Member.optional(
        "betreft", identifier,
        "Over wiens eigen gegevens het gaat; zonder dit veld: die van de jongere.")

    /// The very words that were shown, one for each field group at least.
    static let items = Schema.Member.optional(
        "onderdelen",
        .list(
            .object([
                .needed("veldgroep", .text(.veldgroep)),
                .needed(
                    "woorden", .text(.digest),
                    "SHA-256 van het object van de veldgroep, byte voor byte zoals u het aanbiedt."
                ),
            ]), 1...64), "Per onderdeel: de woorden die de ontvanger zal lezen.")

    static let consentReceipt = Schema.text(.compact(byteLimit: 16_384))

    static let recordedConsent = Schema.object([
        .needed("id", identifier),
        .needed(
            "ontvangstbewijs", consentReceipt,
            "JWS, typ kernpoort-toestemming+jwt, met de enveloppensleutel van de poort."),
        .needed("logregel", receipt),
    ])

    static let receiptOfConsent = Schema.object([.needed("ontvangstbewijs", consentReceipt)])

    static let agreement = Schema.object([
        .needed("persoon", identifier),
        .needed("besluit", .text(.word(["gegeven", "geweigerd", "ingetrokken"]))),
        .needed("opp", opp, "Welk ontwikkelingsperspectief: uw versie ervan."),
        .optional(
            "woorden", .text(.digest),
            "SHA-256 van C5.opp zoals u het aanbiedt; dan geldt het alleen daarvoor."),
        .needed("gegevenOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let agreementView = Schema.object([
        .needed("id", identifier),
        .needed("persoon", identifier),
        .needed("opp", opp),
        .needed("akkoord", .boolean),
        .needed("gegevenOp", instant),
        maybeChannel, maybeText,
    ])

    static let restriction = Schema.object([
        .optional("bron", .text(.partner), "Van wat deze partner geeft; zonder dit veld: uzelf."),
        .optional("ontvanger", .text(.partner)),
        .optional("doel", .text(.purpose)),
        .optional("veldgroepen", groups),
        .needed("ingesteldOp", instant),
    ])

    static let restrictionView = Schema.object([
        .needed("id", identifier),
        .needed("bron", .text(.partner)),
        .optional("ontvanger", .text(.partner)),
        .optional("doel", .text(.purpose)),
        .optional("veldgroepen", groups),
        .needed("ingesteldOp", instant),
    ])

    static let restrictionLift = Schema.object([.needed("opgehevenOp", instant)])

    static let exception = Schema.object([
        .needed("bereik", scope),
        .needed(
            "afgewogen", .list(.text(.identifier), 0...8),
            "Wiens uitdrukkelijke nee u noemt en afweegt; leeg: alleen wie zwijgt."),
        .needed("motivering", longText),
        .needed("vastgesteldOp", instant),
    ])

    static let exceptionView = Schema.object([
        .needed("id", identifier),
        .needed("bereik", scope),
        .needed("afgewogen", .list(.text(.identifier), 0...8)),
        .needed("vastgesteldOp", instant),
    ])

    static let incapacity = Schema.object([
        .needed("uitkomst", .text(.word(["wilsonbekwaam", "wilsbekwaam"]))),
        .needed("sinds", .text(.date)),
        .optional(
            "vertegenwoordiger", identifier, "Curator of mentor van een jongere van 18 of ouder."),
        .needed("motivering", longText),
        .needed("vastgesteldOp", instant),
    ])

    static let incapacityView = Schema.object([
        .needed("id", identifier),
        .needed("uitkomst", .text(.word(["wilsonbekwaam", "wilsbekwaam"]))),
        .needed("sinds", .text(.date)),
        .optional("vertegenwoordiger", identifier),
        .needed("vastgesteldOp", instant),
    ])

    static let renewal = Schema.object([
        .needed("id", identifier),
        .needed("casus", identifier),
        .needed("toestemming", identifier),
        .needed("persoon", identifier),
        about,
        .needed("bereik", scope),
        .needed(
            "ontbreekt", .list(identifier, 0...9),
            "Wiens ja vandaag ontbreekt; leeg ook als niet bekend is wie het gezag heeft."),
        .needed("reden", .text(.word(LapseWords.all))),
        .needed("vervallenOp", instant),
    ])
}
