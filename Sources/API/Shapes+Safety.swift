// SPDX-License-Identifier: EUPL-1.2

/// Break-glass, withholding, and who of the family may look.
extension Shapes {
    private static let longText = Schema.text(.free(byteLimit: 4000))
    private static let function = Schema.text(
        .word(["aandachtsfunctionaris", "gedragswetenschapper", "jeugdarts"]))

    private static let inform = Schema.named(
        "GezinInformeren",
        .object([
            .needed("besluit", .text(.word(["nu", "later", "niet"]))),
            .optional("tot", .text(.date), "Verplicht bij later en niet."),
        ]))

    static let emergency = Schema.object([
        .needed("reden", .text(.word(["E1", "E2", "E3", "E4"]))),
        .optional(
            "ontvanger", recipient,
            "E1 en E2: een partner. E3: Veilig Thuis; E4: de GI; die zijn nooit partner."),
        .optional("veldgroepen", groups),
        .optional("motivering", longText),
        .optional("waaromGeenToestemming", longText),
        .optional("collega", .text(.free(byteLimit: 200)), "Wie is geraadpleegd."),
        .optional(
            "geenCollega", .text(.free(byteLimit: 1000)), "Waarom niemand; alleen bij E1."),
        .optional("tijdstip", instant),
        .optional("eindigtOp", instant, "Hooguit 24 uur na het tijdstip; zonder dit veld 24 uur."),
        .optional("gezinInformeren", inform),
    ])

    static let secondPerson = Schema.object([
        .needed("als", function, "Als wat de tweede persoon meebeslist.")
    ])

    static let emergencyReview = Schema.object([
        .needed("uitkomst", .text(.word(["terecht", "onterecht"]))),
        .needed("bevinding", longText),
    ])

    static let protectionWeighing = Schema.object([
        .needed("ontvanger", recipient, "De Raad voor de Kinderbescherming."),
        .needed("veldgroepen", groups),
        .needed("motivering", longText),
        .needed("tijdstip", instant),
        .needed("gezinInformeren", inform),
    ])

    /// Withholding as part of an offer.
    static let withholdingAtOffer = Schema.named(
        "AfschermingBijAanbod",
        .object([
            .optional("van", persons, "Voor wie; zonder dit veld beide ouders."),
            .optional("motivering", longText),
            .optional("herbeoordelenOp", .text(.date), "Hooguit drie maanden vooruit."),
        ]))

    static let withholding = Schema.object([
        .optional("fragment", identifier, "Uw eigen fragment."),
        .optional("envelop", identifier, "Een envelop die u kreeg."),
        .optional("noodverstrekking", identifier, "Uw eigen noodverstrekking of afweging."),
        .optional("van", persons, "Voor wie; zonder dit veld beide ouders."),
        .optional("motivering", longText),
        .optional("herbeoordelenOp", .text(.date), "Hooguit drie maanden vooruit."),
    ])

    static let withholdingReview = Schema.object([
        .needed("besluit", .text(.word(["verlengen", "opheffen"]))),
        .optional("tot", .text(.date), "Verplicht bij verlengen; hooguit zes maanden."),
        .needed("motivering", longText),
    ])

    static let youthChoice = Schema.object([
        .needed("ouder", identifier),
        .needed("open", .boolean),
        .needed("gekozenOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let sourceChoice = Schema.object([
        .needed(
            "lezer", .text(.word(["jongere", "ouders"])),
            "jongere: van 12 tot 16 jaar; ouders: verzuim en resultaten vanaf 16 jaar."),
        .needed("open", .boolean),
    ])

    static let safetyRecorded = Schema.object([
        .needed("id", identifier),
        .needed("volledig", .boolean, "Of er niets meer ontbreekt."),
        .needed("ontbreekt", .list(.text(.free(byteLimit: 64)), 0...16)),
        .needed("tweedePersoonNodig", .boolean),
        .optional("eindigtOp", instant),
        .optional("uiterlijk", .text(.date), "Dan moet het volgende besluit er zijn."),
        .needed("logregel", receipt),
    ])

    private static let emergencyMembers: [Schema.Member] = [
        .needed("id", identifier),
        .needed("reden", .text(.word(["E1", "E2", "E3", "E4"]))),
        .needed("vastgelegdOp", instant),
        .needed("ontbreekt", .list(.text(.free(byteLimit: 64)), 0...16)),
        .needed("tweedePersoonNodig", .boolean),
        .optional("eindigtOp", instant),
        .needed("beoordelenVoor", .text(.date)),
        .needed("beoordeeld", .boolean),
    ]

    static let emergencyView = Schema.object(emergencyMembers)

    private static let signatory = Schema.named(
        "Ondertekenaar",
        .object([
            .needed("gebruiker", .text(.free(byteLimit: 64))),
            .needed("rol", .text(.role)),
            .needed("op", instant),
        ]))

    private static let secondPersons = Schema.list(
        .object([.needed("door", signatory), .needed("als", function)]), 0...64)

    static let emergencyDetail = Schema.object(
        emergencyMembers + [
            .needed("door", signatory),
            .optional("ontvanger", recipient),
            .needed("veldgroepen", .list(.text(.veldgroep), 0...64)),
            .optional("motivering", longText),
            .optional("waaromGeenToestemming", longText),
            .optional("collega", .text(.free(byteLimit: 200))),
            .optional("geenCollega", .text(.free(byteLimit: 1000))),
            .optional("tijdstip", instant),
            .optional("gezinInformeren", inform),
            .needed("medebeslissers", secondPersons),
            .needed(
                "beoordelingen",
                .list(
                    .object([
                        .needed("door", signatory),
                        .needed("uitkomst", .text(.word(["terecht", "onterecht"]))),
                        .needed("bevinding", longText),
                    ]), 0...64)),
        ])

    private static let withholdingMembers: [Schema.Member] = [
        .needed("id", identifier),
        .needed("over", identifier, "Uw fragment, noodverstrekking of afweging."),
        .needed("van", .list(.text(.identifier), 0...9)),
        .needed("sinds", instant),
        .needed("volledig", .boolean),
        .needed("uiterlijk", .text(.date)),
        .needed("teLaat", .boolean),
        .needed("opgeheven", .boolean),
    ]

    static let withholdingView = Schema.object(withholdingMembers)

    static let withholdingDetail = Schema.object(
        withholdingMembers + [
            .needed("door", signatory),
            .optional("motivering", longText),
            .optional("herbeoordelenOp", .text(.date)),
            .needed("medebeslissers", secondPersons),
            .needed(
                "beoordelingen",
                .list(
                    .object([
                        .needed("door", signatory),
                        .needed("besluit", .text(.word(["verlengen", "opheffen"]))),
                        .optional("tot", .text(.date)),
                        .needed("motivering", longText),
                    ]), 0...64)),
        ])
}
