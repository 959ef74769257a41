// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension MatrixPage {
    // MARK: After the tables

    func subjects(_ page: inout PageText) {
        section(&page, "gegevens", "De gegevens") { page in
            page.element("div", [("class", "schuif")]) { page in
                page.element("table") { page in
                    page.element("caption", "De gegevens, in groepen die samen gaan")
                    page.element("thead") { page in
                        page.element("tr") { page in
                            for column in ["Code", "Naam", "Wat het is", "Hoe gevoelig"] {
                                page.element("th", [("scope", "col")], column)
                            }
                        }
                    }
                    page.element("tbody") { page in
                        for group in matrix.set.catalogue.groups {
                            page.element("tr") { page in
                                page.element("th", [("scope", "row")], group.code.text)
                                page.element("td", group.name)
                                page.element("td", sentence(group.explanation))
                                page.element("td", Self.sensitivity(group.sensitivity))
                            }
                        }
                    }
                }
            }
        }
    }

    func roles(_ page: inout PageText) {
        section(&page, "functies", "Groepen van functies") { page in
            page.element("dl") { page in
                for group in matrix.set.roles.groups {
                    page.element("dt", group.name)
                    page.element(
                        "dd",
                        group.roles.map { matrix.set.roles.role($0)?.name ?? $0.text }
                            .joined(separator: ", "))
                }
            }
        }
    }

    // MARK: Words

    func section(
        _ page: inout PageText, _ id: String, _ title: String,
        _ content: (inout PageText) -> Void
    ) {
        page.element("section", [("id", id)]) { page in
            page.element("h2", title)
            content(&page)
        }
        page.literal("\n")
    }

    func badge(_ answer: SharingMatrix.Answer, _ page: inout PageText) {
        page.element("span", [("class", "antwoord \(answer.rawValue)")], Self.name(answer))
        page.literal(" ")
    }

    func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }

    static func name(_ answer: SharingMatrix.Answer) -> String {
        switch answer {
        case .yes: "ja"
        case .consent: "ja, met toestemming"
        case .agreement: "ja, met overeenstemming"
        case .anonymous: "ja, zonder naam"
        case .emergency: "ja, in nood"
        case .never: "nee"
        case .off: "staat uit"
        }
    }

    static func name(_ obligation: Obligation) -> String {
        switch obligation {
        case .nietVoorHandhaving: "niet te gebruiken om te straffen"
        case .zichtbaarheidOuders: "niet te tonen aan ouders"
        }
    }

    private static func sensitivity(_ number: Int) -> String {
        switch number {
        case 0: "niet"
        case 1: "gewoon"
        case 2: "vertrouwelijk"
        case 3: "zeer gevoelig"
        default: "gaat over veiligheid"
        }
    }

    static func token(_ post: Post) -> String {
        "\(post.type.rawValue)/\(post.role?.text ?? "*")"
    }

    static func date(_ day: CivilDate) -> String {
        let months = [
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
            "september", "oktober", "november", "december",
        ]
        return "\(day.day) \(months[day.month - 1]) \(day.year)"
    }
}
