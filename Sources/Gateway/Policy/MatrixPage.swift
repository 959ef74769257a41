// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import OpenSSL

extension SharingMatrix {
    /// The whole matrix as one page that needs nothing else: no server, no other file, no script.
    ///
    /// The script in it only adds the search form; without it everything is there to read and print.
    package var page: String { MatrixPage(matrix: self).text }
}

/// Writes the page.
struct MatrixPage {
    let matrix: SharingMatrix
    var words: PolicyWords { matrix.words }

    var text: String {
        var page = PageText()
        page.literal("<!DOCTYPE html>\n")
        page.element("html", [("lang", "nl")]) { page in
            page.element("head") { head(&$0) }
            page.literal("\n")
            page.element("body") { body(&$0) }
        }
        page.literal("\n")
        return page.text
    }

    private func head(_ page: inout PageText) {
        page.open("meta", [("charset", "utf-8")])
        page.open("meta", [("name", "viewport"), ("content", "width=device-width")])
        page.open(
            "meta",
            [
                ("http-equiv", "Content-Security-Policy"),
                (
                    "content",
                    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
                ),
            ])
        page.element("title", "Wie mag wat aan wie geven? \(matrix.region), \(matrix.day)")
        page.element("style") { $0.literal(MatrixPageParts.style) }
    }

    private func body(_ page: inout PageText) {
        page.element("header") { page in
            page.element("h1", "Wie mag wat aan wie geven?")
            page.element("p") { page in
                page.write("De regels van de regio ")
                page.element("strong", matrix.region)
                page.write(", zoals zij gelden op ")
                page.element("strong", Self.date(matrix.day))
                page.write(". Versie ")
                page.element("code", String(Hex.encode(matrix.version.bytes).prefix(12)))
                page.write(".")
            }
            page.element("nav", [("aria-label", "Op deze pagina")]) { page in
                for (id, title) in sections {
                    page.element("a", [("href", "#\(id)")], title)
                    page.literal(" ")
                }
            }
        }
        page.element("main") { page in
            guide(&page)
            always(&page)
            search(&page)
            table(&page, "mag", "Wat mag", permitted, introduction: Self.permittedIntroduction)
            table(&page, "nooit", "Wat nooit mag", forbidden, introduction: Self.neverIntroduction)
            if !off.isEmpty {
                table(
                    &page, "uit", "Regels die uit staan", off, introduction: Self.offIntroduction)
            }
            subjects(&page)
            roles(&page)
        }
        page.element("script") { $0.literal(MatrixPageParts.script) }
    }

    private var sections: [(String, String)] {
        var sections = [
            ("lezen", "Zo leest u dit"), ("altijd", "Wat altijd moet kloppen"),
            ("gewoon", "De gewone voorwaarden"), ("mag", "Wat mag"), ("nooit", "Wat nooit mag"),
        ]
        if !off.isEmpty { sections.append(("uit", "Regels die uit staan")) }
        return sections + [("gegevens", "De gegevens"), ("functies", "Groepen van functies")]
    }

    private var permitted: [SharingMatrix.Entry] {
        matrix.entries.filter {
            !$0.isProhibition && $0.isInForce && $0.blockers.isEmpty && $0.isPossible
        }
    }
    private var forbidden: [SharingMatrix.Entry] {
        matrix.entries.filter { $0.isProhibition || ($0.isInForce && !$0.blockers.isEmpty) }
    }
    private var off: [SharingMatrix.Entry] {
        matrix.entries.filter { !$0.isProhibition && !$0.isInForce }
    }

    // MARK: Before the tables

    private static let permittedIntroduction =
        "Elke rij is één regel. Wat niet in deze tabel staat, mag niet: dan is er geen regel."
    private static let neverIntroduction =
        "Deze verboden gaan voor alles, ook als het gezin ja zegt."
    private static let offIntroduction =
        "Deze regels werken nu niet. Zij wachten op een besluit of op een datum."

    private static let legend: [(SharingMatrix.Answer, String)] = [
        (.yes, "Er is geen toestemming nodig. Vaak moet het gezin het wel vooraf weten."),
        (.consent, "Alleen als er toestemming is. Er staat bij wie ja moet zeggen."),
        (.agreement, "Alleen als iedereen die moet, het eens is met het plan."),
        (.anonymous, "Alleen zonder naam of iets anders waaraan u het kind herkent."),
        (.emergency, "Alleen na een vastgelegd noodbesluit, voor één kind en één ontvanger."),
        (.never, "Dit mag nooit."),
        (.off, "De regel staat uit of geldt niet op deze dag. Het antwoord is dus nee."),
    ]

    private func guide(_ page: inout PageText) {
        section(&page, "lezen", "Zo leest u dit") { page in
            page.element(
                "p",
                "De vraag is steeds: mag iemand met deze functie deze gegevens geven "
                    + "aan iemand met die functie, voor dit doel? Een regel geeft het antwoord:"
            )
            page.element("dl", [("class", "legenda")]) { page in
                for (answer, meaning) in Self.legend {
                    page.element("dt") { badge(answer, &$0) }
                    page.element("dd", meaning)
                }
            }
            page.element(
                "p",
                "Alles wat bij een regel staat, moet kloppen. Staat er ‘of’ in een zin, "
                    + "dan is één van de delen genoeg."
            )
        }
    }

    private func always(_ page: inout PageText) {
        section(&page, "altijd", "Wat altijd moet kloppen") { page in
            page.element(
                "p", "Voor elke regel hieronder moet ook dit kloppen. Anders is het antwoord nee.")
            list(matrix.common, &page)
        }
        section(&page, "gewoon", "De gewone voorwaarden") { page in
            page.element(
                "p",
                "Voor de meeste regels moet ook dit kloppen. Bij elke regel staat of dat zo is, "
                    + "en wat er niet hoeft.")
            list(matrix.usual, &page)
        }
    }

    private func search(_ page: inout PageText) {
        page.element("form", [("id", "zoek"), ("hidden", ""), ("aria-labelledby", "zoekkop")]) {
            page in
            page.element("h2", [("id", "zoekkop")], "Zoek in de tabellen")
            page.element("div", [("class", "velden")]) { page in
                select(&page, "van", "Van", options(\.givers))
                select(
                    &page, "wat", "Gegevens",
                    unique(matrix.entries.flatMap(\.subjects)).map {
                        ($0.text, "\($0.text): \(words.name($0))")
                    })
                select(&page, "naar", "Naar", options(\.receivers))
                select(
                    &page, "doel", "Doel",
                    matrix.set.purposes.purposes.map { ($0.code.text, "\($0.code): \($0.name)") })
                select(
                    &page, "antwoord", "Antwoord",
                    SharingMatrix.Answer.allCases.map { ($0.rawValue, Self.name($0)) })
                page.element("button", [("type", "reset")], "Toon alles")
            }
            page.element("p", [("id", "gevonden"), ("role", "status")], "")
        }
    }

    private func select(
        _ page: inout PageText, _ name: String, _ label: String, _ options: [(String, String)]
    ) {
        page.element("div") { page in
            page.element("label", [("for", name)], label)
            page.element("select", [("id", name), ("name", name)]) { page in
                page.element("option", [("value", "")], "alles")
                for (value, text) in options { page.element("option", [("value", value)], text) }
            }
        }
    }

    private func options(_ posts: (SharingMatrix.Entry) -> [Post]) -> [(String, String)] {
        unique(matrix.entries.flatMap(posts)).map { (Self.token($0), words.name($0)) }
            .sorted { $0.1 < $1.1 }
    }

    private func unique<T: Hashable>(_ all: [T]) -> [T] {
        var seen: Set<T> = []
        return all.filter { seen.insert($0).inserted }
    }

    // MARK: Tables

    private func table(
        _ page: inout PageText, _ id: String, _ title: String,
        _ entries: [SharingMatrix.Entry], introduction: String
    ) {
        section(&page, id, title) { page in
            page.element("p", introduction)
            page.element("p", [("class", "leeg"), ("hidden", "")], "Geen rij past bij uw keuze.")
            page.element(
                "div",
                [
                    ("class", "schuif"), ("role", "region"), ("tabindex", "0"),
                    ("aria-label", "Tabel: \(title)"),
                ]
            ) { page in
                page.element("table", [("class", "regels")]) { page in
                    page.element("caption", title)
                    page.element("thead") { page in
                        page.element("tr") { page in
                            for column in [
                                "Rij", "Van", "Gegevens", "Naar", "Doel", "Antwoord en voorwaarden",
                                "Regel en wet",
                            ] {
                                page.element("th", [("scope", "col")], column)
                            }
                        }
                    }
                    page.element("tbody") { page in
                        for entry in entries { row(entry, &page) }
                    }
                }
            }
        }
    }

    private func row(_ entry: SharingMatrix.Entry, _ page: inout PageText) {
        let attributes: [(StaticString, String)] = [
            ("data-van", entry.givers.map(Self.token).joined(separator: " ")),
            ("data-wat", entry.subjects.map(\.text).joined(separator: " ")),
            ("data-naar", entry.receivers.map(Self.token).joined(separator: " ")),
            ("data-doel", entry.purposes.isEmpty ? "*" : entry.purposes.joined(separator: " ")),
            ("data-antwoord", entry.answers.map(\.rawValue).joined(separator: " ")),
        ]
        page.element("tr", attributes) { page in
            page.element("th", [("scope", "row")], entry.rule.row ?? "–")
            page.element("td") { posts(entry.givers, &$0) }
            page.element("td") { subjects(entry.subjects, &$0) }
            page.element("td") { posts(entry.receivers, &$0) }
            page.element("td") { page in
                if entry.purposes.isEmpty { page.write("elk doel") }
                for (index, word) in entry.purposes.enumerated() {
                    if index > 0 { page.open("br") }
                    page.write("\(word) \(words.name(purpose: word))")
                }
            }
            page.element("td") { page in
                for answer in entry.answers { badge(answer, &page) }
                conditions(entry, &page)
            }
            page.element("td") { law(entry, &$0) }
        }
        page.literal("\n")
    }

    private func posts(_ posts: [Post], _ page: inout PageText) {
        let names = words.names(posts)
        let group = posts.count > 2 ? words.group(posts) : nil
        if group == nil, names.count <= 4 {
            page.write(PolicyWords.list(names, "en"))
            return
        }
        page.element("details") { page in
            page.element("summary", group ?? "\(names.count) functies")
            page.write(names.joined(separator: ", "))
        }
    }

    private func subjects(_ subjects: [Subject], _ page: inout PageText) {
        var categories: [CategoryCode] = []
        for subject in subjects where !categories.contains(subject.category) {
            categories.append(subject.category)
        }
        func list(_ page: inout PageText) {
            page.element("ul") { page in
                for code in categories {
                    let own = subjects.filter { $0.category == code }
                    page.element("li") { page in
                        page.element("strong", "\(code) \(words.categoryName(code))")
                        if case .group = own[0] {
                            page.write(": " + own.map(words.name).joined(separator: ", "))
                        }
                    }
                }
            }
        }
        guard categories.count > 3 else { return list(&page) }
        page.element("details") { page in
            page.element("summary", "\(subjects.count) soorten gegevens")
            list(&page)
        }
    }

    private func conditions(_ entry: SharingMatrix.Entry, _ page: inout PageText) {
        for text in entry.deciders(words) {
            page.element("p") { page in
                page.element("strong", "Wie zegt ja: ")
                page.write(text + ".")
            }
        }
        if !entry.blockers.isEmpty {
            page.element("p") { page in
                page.write(
                    "De regel zelf zou dit toestaan, maar dit houdt het altijd tegen: "
                        + entry.blockers.map(\.explanation.dutch).joined(separator: " "))
            }
            return
        }
        if !entry.isPossible {
            page.element("p", "Zoals de regels nu zijn, kan dit nooit.")
            return
        }
        if entry.isProhibition {
            if !entry.requirements.isEmpty { page.element("p", "Dit geldt als:") }
            list(entry.requirements, &page)
            return
        }
        let absent = matrix.usual.filter { !entry.requirements.contains($0) }
        // An emergency replaces most of the usual conditions; then its own list says it best.
        guard absent.count * 2 < matrix.usual.count else {
            list(entry.requirements, &page)
            return
        }
        list(entry.requirements.filter { !matrix.usual.contains($0) }, &page)
        page.element("p", [("class", "gewoon")]) { page in
            page.write("En de ")
            page.element("a", [("href", "#gewoon")], "gewone voorwaarden")
            if !absent.isEmpty {
                page.write(
                    ", behalve: " + absent.map(\.text.dutch).joined(separator: "; "))
            }
            page.write(".")
        }
    }

    private func list(_ requirements: [Requirement], _ page: inout PageText) {
        guard !requirements.isEmpty else { return }
        page.element("ul") { page in
            for requirement in requirements {
                page.element("li", sentence(requirement.text.dutch))
            }
        }
    }

    private func law(_ entry: SharingMatrix.Entry, _ page: inout PageText) {
        let rule = entry.rule
        page.element("p", rule.explanation.dutch)
        page.element("p", [("class", "wet")]) { page in
            page.element("code", rule.code.text)
            if !rule.bases.isEmpty {
                page.write(" · grondslag \(rule.bases.map(\.text).joined(separator: ", "))")
            }
            page.write(" · \(rule.source)")
            for obligation in rule.obligations {
                page.write(" · \(Self.name(obligation))")
            }
        }
        if !entry.isInForce { page.element("p", [("class", "wet")], status(rule)) }
    }

    private func status(_ rule: Rule) -> String {
        if rule.isOff { return "Staat uit." }
        if rule.validFrom > matrix.day { return "Geldt vanaf \(Self.date(rule.validFrom))." }
        return "Gold tot \(rule.validUntil.map { Self.date($0) } ?? "nu")."
    }
}
