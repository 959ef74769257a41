// SPDX-License-Identifier: EUPL-1.2
internal import Gateway

/// The plan (routekaart): what partners send of it and get.
extension Shapes {
    static let version = Schema.integer(1...1_000_000)
    private static let stepStatus = Schema.text(.word(["open", "bezig", "klaar", "vervallen"]))
    private static let shownText = Schema.object([
        .needed("versie", .text(.free(byteLimit: 32))),
        .needed("sha256", .text(.digest), "SHA-256 van de precieze tekst."),
    ])

    /// A partner in a role, or a person of the family.
    private static let owner = Schema.named(
        "Eigenaar",
        .object([
            .optional("partner", .text(.partner), "Samen met rol."),
            .optional("rol", .text(.role)),
            .optional("persoon", identifier, "In plaats van partner en rol."),
        ]))

    static let plan = Schema.object([
        .needed(
            "gelezenVersie", .integer(0...1_000_000),
            "De versie die u las; 0 als er nog geen plan is."),
        .optional(
            "deelnemers", .list(recipient, 1...16),
            "Wie er meedoet; zonder dit veld blijft dat zo. Alleen wie de casus opende wijzigt het."
        ),
        .needed(
            "stappen",
            .list(
                .object([
                    .optional("id", identifier, "Van een stap die er al was."),
                    .needed("eigenaar", owner),
                    .optional("uiterlijk", .text(.date)),
                    .needed("status", stepStatus),
                ]), 0...PlanEdition.stepCountLimit),
            "Wie en wanneer. Wat er te doen is gaat versleuteld, als fragment van C11."),
        .needed(
            "gevraagdAan", .list(.text(.identifier), 0...8), "Aan wie om instemming is gevraagd."),
        .optional(
            "eersteVerzuimdag", .text(.date), "Als de startregel van de regio ernaar vraagt."),
        .optional(
            "auteur",
            .object([
                .needed("persoon", identifier),
                .needed("kanaal", channel),
                .needed("tekst", shownText),
            ]), "De ouder of jongere die dit schreef."),
    ])

    static let planWritten = Schema.object([
        .needed("versie", version), .needed("logregel", receipt),
    ])

    static let planAgreement = Schema.object([
        .needed("versie", version),
        .needed("persoon", identifier),
        .needed("besluit", .text(.word(["ja", "nee"]))),
        .needed("gegevenOp", instant),
        .needed("kanaal", channel),
        .needed("tekst", shownText),
    ])

    static let planQuestion = Schema.object([
        .needed("versie", version),
        .needed("gevraagdAan", persons),
        .needed("gevraagdOp", instant),
        .needed("kanaal", channel),
        maybeText,
    ])

    static let planProgress = Schema.object([
        .needed("versie", version),
        .optional("status", stepStatus),
        .optional("fragment", identifier, "Uw fragment van C11 met de woorden van deze stap."),
    ])

    static let planView = Schema.object([
        .needed("versie", version),
        .needed("vastgelegdOp", instant),
        .needed("begonnenOp", .text(.date)),
        .needed("uiterlijk", .text(.date), "Drie maanden na het begin."),
        .needed("teLaat", .boolean),
        .needed("auteur", .text(.word(["professional", "gezin"]))),
        .optional("auteurPersoon", identifier),
        .needed("deelnemers", .list(recipient, 1...16)),
        .needed(
            "stappen",
            .list(
                .object([
                    .needed("id", identifier),
                    .needed("eigenaar", owner),
                    .optional("uiterlijk", .text(.date)),
                    .needed("status", stepStatus),
                    .optional("fragment", identifier, "Uw eigen fragment met de woorden."),
                    .optional("envelop", identifier, "De envelop met de woorden, voor u."),
                ]), 0...PlanEdition.stepCountLimit)),
        .needed("akkoord", .boolean, "Of het gezin het met deze versie eens is."),
        .needed(
            "instemmingen",
            .list(
                .object([
                    .needed("persoon", identifier),
                    .needed("besluit", .text(.word(["ja", "nee"]))),
                    .needed("gegevenOp", instant),
                ]), 0...256), "Wat u zelf vastlegde over deze versie."),
    ])
}
