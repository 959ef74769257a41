// SPDX-License-Identifier: EUPL-1.2

/// What is sent and got around the table: meetings, caseload, visits, chosen readers.
extension Shapes {
    private static let seat = Schema.named(
        "Plaats",
        .object([
            .needed("partner", .text(.partner)),
            .needed("rol", .text(.role)),
            .needed(
                "reden", .text(.free(byteLimit: 200)),
                "Waarom deze partner nodig is; alleen u ziet dit. Schrijf hier niets over het kind."
            ),
        ]))

    private static let agenda = Schema.list(.text(.veldgroep), 0...12)
    private static let seats = Schema.list(seat, 1...12)

    private static let choice = Schema.named(
        "Ouderkeuze",
        .object([
            .needed("persoon", identifier),
            .needed("antwoord", .text(.word(["ja", "nee", "later"]))),
        ]))

    static let planMeeting = Schema.object([
        .needed("wanneer", instant),
        .needed("deelnemers", seats, "Ook uzelf, als u in die tijd iets wilt ontvangen."),
        .optional("agenda", agenda, "Welke veldgroepen van uzelf aan tafel komen."),
    ])

    static let changeMeeting = Schema.object([
        .optional("wanneer", instant),
        .optional("deelnemers", seats),
        .optional("agenda", agenda),
        .optional("status", .text(.word(["afgezegd"]))),
    ])

    static let attendance = Schema.object([
        .needed("gevraagdAan", persons),
        .needed("gevraagdOp", instant),
        .needed("kanaal", channel),
        .optional("keuzen", .list(choice, 0...8), "Komen zij zelf? Nee is een gewoon antwoord."),
    ])

    static let agendaItem = Schema.object([.needed("veldgroepen", agenda)])

    static let nothing = Schema.object([])

    static let meetingView = Schema.named(
        "Overleg",
        .object([
            .needed("id", identifier),
            .needed("wanneer", instant),
            .needed("status", .text(.word(["gepland", "afgezegd"]))),
            .needed("rol", .text(.word(["organisator", "genodigde"]))),
            .needed(
                "deelnemers",
                .list(
                    .object([
                        .needed("partner", .text(.partner)),
                        .needed("rol", .text(.role)),
                        .needed(
                            "status",
                            .text(.word(["onbeantwoord", "aanvaard", "geweigerd"]))),
                        .optional("reden", .text(.free(byteLimit: 200))),
                        .optional("geantwoordOp", instant),
                    ]), 0...12), "Voor een genodigde: alleen de eigen plaats."),
            .optional(
                "agenda",
                .list(
                    .object([
                        .needed("bron", .text(.partner)), .needed("veldgroepen", agenda),
                    ]), 0...64)),
            .optional("ouderkeuzeGevraagdOp", instant, "Toen wie erover gaat was gevraagd."),
            .optional("ouderkeuzen", .list(choice, 0...9)),
            .optional("herinnerdOp", instant),
        ]))

    static let caseload = Schema.object([
        .optional("gebruiker", .text(.free(byteLimit: 64)), "Zonder dit veld: uzelf."),
        .needed("rol", .text(.role)),
        .optional("vanaf", .text(.date), "Zonder dit veld: vandaag."),
    ])

    static let endCaseload = Schema.object([
        .optional("tot", .text(.date), "De eerste dag dat het niet meer geldt; zonder: vandaag.")
    ])

    static let caseloadView = Schema.named(
        "Caseload",
        .object([
            .needed("id", identifier),
            .needed("gebruiker", .text(.free(byteLimit: 64))),
            .needed("rol", .text(.role)),
            .needed("vanaf", .text(.date)),
            .optional("tot", .text(.date)),
        ]))

    static let visit = Schema.object([
        .needed("bezoeker", recipient),
        .needed("van", instant),
        .needed("tot", instant, "Hooguit 48 uur na het begin."),
    ])

    static let visitView = Schema.named(
        "Bezoek",
        .object([
            .needed("id", identifier),
            .needed("bezoeker", recipient),
            .needed("van", instant),
            .needed("tot", instant),
            .needed("status", .text(.word(["gepland", "afgezegd"]))),
        ]))

    static let chooseReaders = Schema.object([
        .needed("lezers", .list(recipient, 0...16), "Wie het mogen lezen; leeg: niemand."),
        .optional("ouders", .list(.text(.identifier), 0...8), "Voor welke ouders het open staat."),
        .optional("samenMet", identifier, "Onder de 12: wie met gezag meekoos."),
        .needed("gekozenOp", instant),
        .needed("kanaal", channel),
        .needed(
            "tekst",
            .object([
                .needed("versie", .text(.free(byteLimit: 32))),
                .needed("sha256", .text(.digest)),
            ]), "Welke tekst de jongere zag."),
    ])

    static let readersView = Schema.named(
        "Lezerskeuze",
        .object([
            .needed("lezers", .list(recipient, 0...16)),
            .needed("ouders", .list(.text(.identifier), 0...8)),
            .needed("gekozenOp", instant),
        ]))
}
