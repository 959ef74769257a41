// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension SharingMatrix {
    /// The names of the columns of the comma-separated form.
    package static let columns = [
        "van_rol", "van_soort", "veldgroep", "veldgroep_naam", "naar_rol", "naar_soort", "doel",
        "doel_naam", "antwoord", "wie_beslist", "voorwaarden", "houdt_tegen", "regel", "rij",
        "grondslag", "bron", "verplichtingen", "uitleg",
    ]

    /// One line for each cell: giver, field group, recipient, purpose; `*` is every purpose.
    ///
    /// RFC 4180: CR LF, quotes doubled, a heading. What no line names is a no, since no rule opens it.
    package var commaSeparated: String {
        var text = Self.row(Self.columns)
        for entry in entries {
            let answers = entry.answers.map(\.rawValue).joined(separator: " of ")
            let deciders = entry.deciders(words).joined(separator: " | ")
            let conditions = entry.ways.map { way in
                way.conditions.map(\.text.dutch).joined(separator: "; ")
            }.filter { !$0.isEmpty }.joined(separator: " | ")
            let rule = entry.rule
            let tail = [
                answers, deciders, conditions,
                entry.blockers.map(\.code.text).joined(separator: " "), rule.code.text,
                rule.row ?? "", rule.bases.map(\.text).joined(separator: ","), rule.source,
                rule.obligations.map(\.rawValue).joined(separator: ","), rule.explanation.dutch,
            ]
            for giver in entry.givers {
                for subject in entry.subjects {
                    for receiver in entry.receivers {
                        for purpose in entry.purposes.isEmpty ? ["*"] : entry.purposes {
                            text += Self.row(
                                [
                                    giver.role?.text ?? "", giver.type.rawValue, subject.text,
                                    words.name(subject), receiver.role?.text ?? "*",
                                    receiver.type.rawValue, purpose,
                                    purpose == "*" ? "elk doel" : words.name(purpose: purpose),
                                ] + tail)
                        }
                    }
                }
            }
        }
        return text
    }

    private static func row(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// Quoted where it must be; a value that a spreadsheet would compute gets a quote before it.
    private static func field(_ text: String) -> String {
        var text = text
        if let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x40].contains(first) {
            text = "'" + text
        }
        let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D]
        guard text.utf8.contains(where: special.contains) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
