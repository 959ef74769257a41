// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension SharingMatrix {
    /// The names of the columns of the comma-separated form.
    package static let columns = [
        "van_rol", "van_soort", "veldgroep", "veldgroep_naam", "naar_rol", "naar_soort", "doel",
        "doel_naam", "antwoord", "wie_beslist", "voorwaarden", "houdt_tegen", "regel", "rij",
        "grondslag", "bron", "verplichtingen", "uitleg",
    ]

    /// One line for each giver, field group, recipient and purpose; `*` is every one of them.
    ///
    /// RFC 4180: CR LF, quotes doubled, a heading. What no line names is a no, since no rule opens it.
    package var commaSeparated: String {
        var text = Self.row(Self.columns)
        for entry in entries {
            let answers = entry.answers.map(\.rawValue).joined(separator: " of ")
            let deciders = entry.deciders(words).joined(separator: " | ")
            let conditions = (entry.isProhibition ? [] : common) + entry.requirements
            let rule = entry.rule
            let tail = [
                answers, deciders,
                conditions.map(\.text.dutch).joined(separator: " | "),
                entry.blockers.map(\.code.text).joined(separator: " "), rule.code.text,
                rule.row ?? "", rule.bases.map(\.text).joined(separator: ","), rule.source,
                rule.obligations.map(\.rawValue).joined(separator: ","), rule.explanation.dutch,
            ]
            let posts = (
                Self.posts(entry.givers, of: counts.givers),
                Self.posts(entry.receivers, of: counts.receivers)
            )
            let subjects =
                entry.subjects.count == counts.subjects
                ? [("*", "alle gegevens")] : entry.subjects.map { ($0.text, words.name($0)) }
            let purposes =
                entry.purposes.isEmpty
                ? [("*", "elk doel")] : entry.purposes.map { ($0, words.name(purpose: $0)) }
            for giver in posts.0 {
                for subject in subjects {
                    for receiver in posts.1 {
                        for purpose in purposes {
                            text += Self.row(
                                giver + [subject.0, subject.1] + receiver
                                    + [purpose.0, purpose.1] + tail)
                        }
                    }
                }
            }
        }
        return text
    }

    /// Role and type of each; stars where it is all that there are.
    private static func posts(_ posts: [Post], of count: Int) -> [[String]] {
        if posts.count == count { return [["*", "*"]] }
        return posts.map { [$0.role?.text ?? "*", $0.type.rawValue] }
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
