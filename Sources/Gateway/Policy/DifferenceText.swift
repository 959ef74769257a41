// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import Encodings
internal import OpenSSL

extension PolicyDifference.Change {
    /// What changes for these questions, Dutch, one sentence.
    func sentence(_ asked: PolicyDifference.Questions, _ words: PolicyWords) -> String {
        let who = Self.capitalised(Self.who(asked.givers, words))
        let what = Self.what(asked.subjects, words)
        let whom = Self.whom(asked.receivers, words)
        let purpose =
            asked.purposes.isEmpty
            ? "voor elk doel"
            : "voor "
                + PolicyWords.list(
                    asked.purposes.map { "\($0) (\(words.name(purpose: $0)))" }, "en")
        let opens = cases.contains { $0.direction == .opens }
        let closes = cases.contains { $0.direction == .closes }
        let middle: String =
            switch (effect.wasOpen, effect.isOpen) {
            case (false, true):
                "mag voortaan \(what) aan \(whom) geven "
                    + (effect.needsConsent ? "met toestemming" : "zonder toestemming")
            case (true, false): "mag \(what) niet langer aan \(whom) geven"
            case (true, true) where effect.neededConsent && !effect.needsConsent:
                "mag voortaan \(what) aan \(whom) geven zonder toestemming"
            case (true, true) where !effect.neededConsent && effect.needsConsent:
                "mag \(what) voortaan alleen nog met toestemming aan \(whom) geven"
            case (true, true) where opens && !closes:
                "mag voortaan \(what) in meer gevallen aan \(whom) geven"
            case (true, true) where closes && !opens:
                "mag \(what) voortaan in minder gevallen aan \(whom) geven"
            case (true, true), (false, false):
                "mag \(what) voortaan in andere gevallen aan \(whom) geven"
            }
        return "\(who) \(middle), \(purpose)."
    }

    private static func who(_ posts: [Post], _ words: PolicyWords) -> String {
        if posts.isEmpty { return "iemand met een onbekende functie" }
        if posts.count > 2, let group = words.group(posts) { return group }
        let names = words.names(posts)
        if posts.allSatisfy({ $0.role == nil }) { return PolicyWords.list(names, "of") }
        return names.count > 6
            ? "iemand in een van \(names.count) functies (\(names.joined(separator: ", ")))"
            : "een " + PolicyWords.list(names, "of")
    }

    private static func whom(_ posts: [Post], _ words: PolicyWords) -> String {
        if posts.count > 2, let group = words.group(posts) { return group }
        let names = words.names(posts)
        if posts.allSatisfy({ $0.role == nil }) { return PolicyWords.list(names, "of") }
        return names.count > 6
            ? "iemand in een van \(names.count) functies (\(names.joined(separator: ", ")))"
            : "de " + PolicyWords.list(names, "of")
    }

    private static func what(_ subjects: [Subject], _ words: PolicyWords) -> String {
        var parts: [String] = []
        for code in Set(subjects.map(\.category)).sorted() {
            let own = subjects.filter { $0.category == code }.map(\.text)
            let all = words.sets.last?.catalogue.category(code)?.groups.count ?? 0
            parts += own.count == all && all > 1 ? ["alles van \(code)"] : own
        }
        return PolicyWords.list(parts, "en")
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}

extension PolicyDifference {
    /// For people: what flips, in sentences, and what else changed.
    package var text: String {
        var lines: [String] = []
        for day in days where day.flipCount > 0 {
            lines.append("Vanaf \(day.day): \(Self.spaced(day.flipCount)) vakjes wisselen.")
            lines.append(
                "  (\(Self.spaced(day.opening)) voortaan wel, \(Self.spaced(day.closing)) voortaan niet; "
                    + "van \(Self.spaced(cellCount)) vakjes in \(questionCount) vragen)")
            for change in day.changes {
                lines.append("")
                for asked in change.questions {
                    lines.append("* \(change.sentence(asked, words))")
                }
                lines += caseLines(change)
            }
            if day.changes.isEmpty {
                lines.append(
                    "  Dit raakt alleen vragen die niemand kan stellen, zoals een functie bij een "
                        + "soort organisatie die haar niet heeft.")
            }
            lines.append("")
        }
        if !flips {
            let dates = days.map { "\($0.day)" }.joined(separator: ", ")
            lines.append(
                "Geen enkel besluit verandert: alle \(Self.spaced(cellCount)) vakjes zijn vergeleken, op \(dates)."
            )
        }
        if !notes.isEmpty {
            lines.append("Verder gewijzigd:")
            for note in notes { lines.append("  \(note.kind.rawValue) \(note.code): \(note.text)") }
        }
        return lines.joined(separator: "\n")
    }

    /// One line, for a list of versions.
    package var summary: String {
        let opening = days.map(\.opening).max() ?? 0
        let closing = days.map(\.closing).max() ?? 0
        guard flips else {
            return notes.isEmpty
                ? "geen verschil" : "geen ander besluit, \(notes.count) wijzigingen"
        }
        let changes = days.map(\.changes.count).max() ?? 0
        return "\(changes) wijziging(en) in besluiten "
            + "(\(Self.spaced(opening)) vakjes voortaan wel, \(Self.spaced(closing)) voortaan niet)"
    }

    private func caseLines(_ change: Change) -> [String] {
        var lines: [String] = []
        for found in change.cases {
            let word = found.direction == .opens ? "voortaan wel" : "voortaan niet meer"
            lines.append("  \(word)\(found.conditions.isEmpty ? ", altijd" : ", als:")")
            for condition in found.conditions { lines.append("  - \(condition.text.dutch)") }
        }
        return lines
    }

    /// The same notes with others behind them.
    package func adding(_ more: [PolicyNote]) -> PolicyDifference {
        PolicyDifference(
            before: before, after: after, questionCount: questionCount, cellCount: cellCount,
            days: days, notes: notes + more, words: words)
    }

    /// Digits in threes.
    static func spaced(_ number: UInt128) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(".") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    // MARK: For machines

    /// Everything, counts as texts since they may be larger than a JSON number holds.
    package var json: JSON {
        JSON([
            ("van", .string(Hex.encode(before.bytes))),
            ("naar", .string(Hex.encode(after.bytes))),
            ("gelijk", .bool(!flips)),
            ("vragen", .integer(Int64(questionCount))),
            ("cellen", .string(String(cellCount))),
            ("dagen", .array(days.map(json))),
            (
                "wijzigingen",
                .array(
                    notes.map {
                        [
                            "soort": .string($0.kind.rawValue), "code": .string($0.code),
                            "wat": .string($0.text),
                        ]
                    })
            ),
        ])
    }

    private func json(_ day: Day) -> JSON {
        JSON([
            ("dag", .string("\(day.day)")),
            ("wisselt", .string(String(day.flipCount))),
            ("voortaanWel", .string(String(day.opening))),
            ("voortaanNiet", .string(String(day.closing))),
            ("anders", .array(day.changes.map(json))),
        ])
    }

    private func json(_ change: Change) -> JSON {
        JSON([
            (
                "vragen",
                .array(change.questions.map { json($0, change.sentence($0, words)) })
            ),
            (
                "gevallen",
                .array(
                    change.cases.map { found in
                        JSON([
                            ("richting", .string(found.direction.rawValue)),
                            ("cellen", .string(String(found.cellCount))),
                            (
                                "als",
                                .array(found.conditions.map(json))
                            ),
                        ])
                    })
            ),
        ])
    }

    private func json(_ asked: Questions, _ sentence: String) -> JSON {
        func posts(_ posts: [Post]) -> JSON {
            .array(
                posts.map {
                    JSON([
                        ("rol", $0.role.map { .string($0.text) } ?? .null),
                        ("soort", .string($0.type.rawValue)),
                    ])
                })
        }
        return JSON([
            ("zin", .string(sentence)),
            ("van", posts(asked.givers)),
            ("veldgroepen", .array(asked.subjects.map { .string($0.text) })),
            ("aan", posts(asked.receivers)),
            (
                "doelen",
                .array((asked.purposes.isEmpty ? ["*"] : asked.purposes).map { .string($0) })
            ),
        ])
    }

    /// Alternatives of conditions: each is a cube over the attributes that it names.
    private func json(_ requirement: Requirement) -> JSON {
        .array(
            requirement.alternatives.map { conditions in
                .array(
                    conditions.map {
                        ["gegeven": .string($0.attribute), "is": .string($0.text.dutch)]
                    })
            })
    }
}
