// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import Encodings
internal import OpenSSL

extension DecisionAccount {
    /// The languages in which a decision is explained.
    package enum Language: Sendable { case dutch, english }

    /// For people: what was decided, each step, each rule; the law on a line of its own.
    package func text(_ language: Language) -> String {
        var page = AccountPage(account: self, language: language)
        page.write()
        return page.lines.joined(separator: "\n")
    }
}

/// Writes the text of an account.
private struct AccountPage {
    let account: DecisionAccount
    let language: DecisionAccount.Language
    private(set) var lines: [String] = []
    /// Every code that the page names.
    private var named: Set<RefusalCode> = []

    init(account: DecisionAccount, language: DecisionAccount.Language) {
        self.account = account
        self.language = language
    }

    private func say(_ dutch: String, _ english: String) -> String {
        language == .dutch ? dutch : english
    }

    private func say(_ words: Explanation) -> String { say(words.dutch, words.english) }

    private mutating func line(_ indent: Int, _ text: String) {
        lines.append(String(repeating: "  ", count: indent) + text)
    }

    mutating func write() {
        let version = Hex.encode(account.version.bytes).prefix(16)
        line(
            0,
            say(
                "Besluit bij het \(account.moment.rawValue) op \(account.day), volgens versie \(version)",
                "Decision (\(account.moment.rawValue)) on \(account.day), by version \(version)"))
        let unknown = say("iemand met een onbekende functie", "somebody in an unknown role")
        line(0, say("Van: ", "From: ") + (account.giver.map(account.words.name) ?? unknown))
        line(0, say("Aan: ", "To: ") + (account.receiver.map(account.words.name) ?? unknown))
        line(
            0,
            say("Doel: ", "Purpose: ")
                + "\(account.purpose) (\(account.words.name(purpose: account.purpose)))")
        line(0, say(account.verdict.explanation))
        named.formUnion(account.verdict.codes)
        for part in account.parts { write(part) }
        writeAudiences()
    }

    /// Who may learn of each code on the page; whoever shows the page is not free to tell others.
    private mutating func writeAudiences() {
        guard !named.isEmpty else { return }
        lines.append("")
        line(0, say("Wie van een reden mag weten:", "Who may know of a reason:"))
        for code in named.sorted() {
            let words = code.audience.map { say($0.rawValue, $0.english) }
            line(1, "\(code.rawValue): \(words.joined(separator: ", "))")
        }
    }

    private mutating func write(_ part: DecisionAccount.Part) {
        lines.append("")
        named.formUnion(part.verdict.codes)
        let codes = part.verdict.codes.map(\.rawValue).joined(separator: ", ")
        let answer =
            part.verdict.isPermitted ? say("ja", "yes") : say("nee", "no") + " (\(codes))"
        let invited =
            part.isInvitation ? say(", waarvoor is uitgenodigd", ", for which was invited") : ""
        line(
            0,
            "\(part.subject.text) (\(account.words.name(part.subject)))\(invited): \(answer)")
        line(1, say("Stappen die voor elke regel gelden:", "Steps that hold for every rule:"))
        for step in part.steps {
            let facts = step.facts.map { say($0.text) }.joined(separator: "; ")
            line(
                2,
                (step.stops
                    ? say("houdt tegen", "stops it") + " [\(step.code.rawValue)] "
                    : say("in orde ", "passed "))
                    + "\(step.rule.code): \(facts)")
            if step.stops {
                named.insert(step.code)
                line(3, say(step.rule.explanation))
                line(3, say("wet: ", "law: ") + step.rule.source)
            }
        }
        if part.candidates.isEmpty {
            line(
                1,
                say(
                    "Er is geen regel waarin deze functie deze gegevens mag geven.",
                    "There is no rule in which this role may give these data."))
        } else {
            line(1, say("Regels die konden gelden:", "Rules that could have applied:"))
        }
        for candidate in part.candidates { write(candidate) }
    }

    private mutating func write(_ candidate: DecisionAccount.Candidate) {
        let row = candidate.rule.row.map { say(" (rij \($0))", " (row \($0))") } ?? ""
        let state =
            candidate.permits
            ? say("staat het toe", "permits it")
            : candidate.fits
                ? say("past, maar er ontbreekt iets", "fits, but something is lacking")
                : say("gaat over een andere vraag", "is about another question")
        line(2, "\(candidate.rule.code)\(row): \(state)")
        for clause in candidate.clauses
        where candidate.fits || (!clause.holds && clause.code == .geenRegel) {
            let facts = clause.facts.map { say($0.text) }.joined(separator: "; ")
            if !clause.holds, clause.code != .geenRegel { named.insert(clause.code) }
            let code = clause.code == .geenRegel ? "" : " [\(clause.code.rawValue)]"
            line(
                3,
                (clause.holds
                    ? say("klopt: ", "holds: ") : say("klopt niet", "fails") + code + ": ")
                    + facts)
        }
        guard candidate.fits else { return }
        line(3, say(candidate.rule.explanation))
        let bases = candidate.rule.bases.map(\.text).joined(separator: ", ")
        line(3, say("grondslag: ", "basis: ") + bases)
        line(3, say("wet: ", "law: ") + candidate.rule.source)
    }
}

extension RefusalCode.Audience {
    fileprivate var english: String {
        switch self {
        case .source: "source"
        case .recipient: "recipient"
        case .officer: "privacy officer of the source"
        }
    }
}

extension DecisionAccount {
    /// Everything, in both languages.
    package var json: JSON {
        JSON([
            ("beleid", .string(Hex.encode(version.bytes))),
            ("dag", .string("\(day)")),
            ("moment", .string(moment.rawValue)),
            ("van", giver.map(Self.json) ?? .null),
            ("aan", receiver.map(Self.json) ?? .null),
            ("doel", .string(purpose)),
            ("toegestaan", .array(verdict.permitted.map { .string($0.text) })),
            ("redenen", .array(verdict.codes.map { .string($0.rawValue) })),
            ("voor", Self.audiences(verdict.codes)),
            ("regels", .array(verdict.rules.map { .string($0.text) })),
            ("uitleg", Self.json(verdict.explanation)),
            ("delen", .array(parts.map(Self.json))),
        ])
    }

    /// Who may know of each code.
    private static func audiences(_ codes: [RefusalCode]) -> JSON {
        JSON(
            codes.map { code in
                (code.rawValue, .array(code.audience.map { .string($0.rawValue) }))
            })
    }

    private static func json(_ post: Post) -> JSON {
        JSON([
            ("rol", post.role.map { .string($0.text) } ?? .null),
            ("soort", .string(post.type.rawValue)),
        ])
    }

    private static func json(_ words: Explanation) -> JSON {
        ["nl": .string(words.dutch), "en": .string(words.english)]
    }

    private static func json(_ facts: [Fact]) -> JSON {
        .array(facts.map { ["gegeven": .string($0.attribute), "is": json($0.text)] })
    }

    private static func json(_ rule: Rule) -> [(String, JSON)] {
        [
            ("regel", .string(rule.code.text)), ("rij", rule.row.map { .string($0) } ?? .null),
            ("uitleg", json(rule.explanation)), ("bron", .string(rule.source)),
            ("grondslagen", .array(rule.bases.map { .string($0.text) })),
        ]
    }

    private static func json(_ part: Part) -> JSON {
        JSON([
            ("veldgroep", .string(part.subject.text)),
            ("uitnodiging", .bool(part.isInvitation)),
            ("mag", .bool(part.verdict.isPermitted)),
            ("redenen", .array(part.verdict.codes.map { .string($0.rawValue) })),
            ("voor", audiences(part.verdict.codes)),
            (
                "stappen",
                .array(
                    part.steps.map { step in
                        JSON(
                            json(step.rule) + [
                                ("code", .string(step.code.rawValue)),
                                ("houdtTegen", .bool(step.stops)), ("feiten", json(step.facts)),
                            ])
                    })
            ),
            (
                "kandidaten",
                .array(
                    part.candidates.map { candidate in
                        JSON(
                            json(candidate.rule) + [
                                ("past", .bool(candidate.fits)),
                                ("staatToe", .bool(candidate.permits)),
                                (
                                    "voorwaarden",
                                    .array(
                                        candidate.clauses.map { clause in
                                            [
                                                "klopt": .bool(clause.holds),
                                                "code": .string(clause.code.rawValue),
                                                "feiten": json(clause.facts),
                                            ]
                                        })
                                ),
                            ])
                    })
            ),
        ])
    }
}
