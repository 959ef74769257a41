// SPDX-License-Identifier: EUPL-1.2

/// What partners ask of each other and take back, and the end of a casus.
extension Shapes {
    static let closing = Schema.object([
        .needed("reden", .text(.word(["afgerond", "overgedragen", "op-verzoek"])))
    ])

    static let closed = Schema.object([
        .needed("status", .text(.word(["gesloten"]))),
        .needed("logregel", receipt),
        .needed("vernietiging", receipt, "De regel waarin staat dat de sleutels weg zijn."),
    ])
}
