// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import Gateway

extension Receipt {
    /// A line with its proof, as `Shapes.receipt` says.
    var json: JSON {
        JSON([
            ("id", .string(leafID)),
            ("nummer", .integer(Int64(index))),
            ("blad", .string(Base64.encode(leaf))),
            ("bewijs", .string(String(decoding: proof, as: UTF8.self))),
        ])
    }

    /// The id in the leaf.
    private var leafID: String {
        guard let leaf = try? Leaf(parsing: leaf) else {
            preconditionFailure("a receipt is of a leaf that we wrote")
        }
        return leaf.id.hex
    }
}

extension JSON {
    /// Texts in their order.
    static func texts(_ texts: some Sequence<String>) -> JSON { .array(texts.map { .string($0) }) }

    /// A sentence in both languages, as `Shapes.explanation` says.
    static func explanation(_ words: Explanation) -> JSON {
        ["nl": .string(words.dutch), "en": .string(words.english)]
    }

    /// Those of the codes that an audience may know of.
    static func reasons(_ codes: [RefusalCode], to audience: RefusalCode.Audience) -> JSON {
        .reasons(codes.told(to: audience))
    }

    /// Refusal codes as `Shapes.reason` says: in both languages, and with who may know of each.
    static func reasons(_ codes: [RefusalCode]) -> JSON {
        .array(
            codes.map {
                [
                    "code": .string($0.rawValue), "uitleg": explanation($0.explanation),
                    "voor": .texts($0.audience.map(\.rawValue)),
                ]
            })
    }

    /// A list with its cursor.
    static func page(_ name: String, _ items: [JSON], next: [UInt8]?) -> JSON {
        var members: [(String, JSON)] = [(name, .array(items))]
        if let next { members.append(("volgende", .string(Base64URL.encode(next)))) }
        return JSON(members)
    }
}

extension CasusView {
    /// As `Shapes.casus` says.
    var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)),
            ("betrokkene", .string(subject.hex)),
            ("status", .string(isOpen ? "open" : "gesloten")),
            ("rol", .string(isSource ? "bron" : "deelnemer")),
            (
                "personen",
                .array(
                    persons.map {
                        ["id": .string($0.id.hex), "aanduiding": .string($0.aanduiding.rawValue)]
                    })
            ),
            ("geopendOp", .string(opened.rfc3339)),
        ]
        if let isPlanOverdue { members.append(("planTeLaat", .bool(isPlanOverdue))) }
        return members
    }
}

extension Scope {
    /// As `Shapes.scope` says.
    var json: JSON {
        JSON([
            ("bron", .string(source.text)),
            (
                "ontvanger",
                ["partner": .string(recipient.text), "rol": .string(recipientRole?.text ?? "")]
            ),
            ("doel", .string(purpose.text)),
            ("veldgroepen", .texts(groups.sorted().map(\.text))),
        ])
    }
}

extension OutcomeRecord {
    /// As `Shapes.outcome` says, for the source alone; the words differ between an offer and a question.
    func json(permitted word: String, receipt: Receipt?) -> JSON {
        var members: [(String, JSON)] = [
            ("partner", .string(partner.text)),
            ("rol", .string(role.text)),
            ("uitkomst", .string(isPermitted ? word : "geweigerd")),
            ("veldgroepen", .texts(groups.map(\.text))),
            (
                "weggelaten",
                .array(
                    leftOut.map {
                        [
                            "veldgroep": .string($0.group.text),
                            "redenen": .reasons($0.codes, to: .source),
                        ]
                    })
            ),
            ("regels", .texts(rules.map(\.text))),
            ("grondslagen", .texts(bases.map(\.text))),
            ("bronnen", .texts(sources)),
            ("redenen", .reasons(codes, to: .source)),
            ("uitleg", .explanation(explanation)),
            ("verplichtingen", .texts(obligations.map(\.rawValue))),
        ]
        if !missing.isEmpty {
            members.append(
                (
                    "ontbreekt",
                    .array(
                        missing.map {
                            ["persoon": .string($0.person.hex), "reden": .string($0.reason)]
                        })
                ))
        }
        if let expires { members.append(("verlooptOp", .string(expires.rfc3339))) }
        if let sourceProofKey {
            members.append(("bronzout", .string(Base64URL.encode(sourceProofKey))))
        }
        if let receipt { members.append(("logregel", receipt.json)) }
        return JSON(members)
    }
}
