// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// How somebody is spoken to: parents with u, young people with je.
package enum Voice: Sendable {
    case parent(child: String)
    case jongere

    /// One of two ways to say the same.
    func pick(_ parent: String, _ jongere: String) -> String {
        switch self {
        case .parent: parent
        case .jongere: jongere
        }
    }

    /// What the child is called when speaking to the reader.
    var child: String {
        switch self {
        case .parent(let child): child
        case .jongere: "jou"
        }
    }
}

/// Plain words for codes. Source: domain.md §12: B1, no abbreviations, no law numbers.
package enum FamilyWords {
    /// A day as people write it: 12 maart 2026.
    package static func date(_ day: CivilDate) -> String {
        let months = [
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
            "september", "oktober", "november", "december",
        ]
        return "\(day.day) \(months[day.month - 1]) \(day.year)"
    }

    /// Who it is in a sentence, with its article.
    package static func actor(_ type: PartnerType, _ role: RoleCode?) -> String {
        switch type {
        case .school: "de school"
        case .samenwerkingsverband: "het samenwerkingsverband voor hulp op school"
        case .buurtteam: "het buurtteam"
        case .jgz:
            switch role?.text {
            case "jeugdverpleegkundige": "de jeugdverpleegkundige"
            case "jgz-medewerker": "het team van de jeugdarts"
            default: "de jeugdarts"
            }
        case .leerplichtBegeleiding, .leerplichtHandhaving: "de leerplichtambtenaar"
        case .jeugdhulp: "de jeugdhulp"
        case .gemeente: "de gemeente"
        case .kinderopvang: "de kinderopvang"
        case .rmc: "het team voor jongeren zonder diploma"
        case .onderzoek: "de onderzoeker"
        case .veiligThuis: "Veilig Thuis"
        case .gecertificeerdeInstelling: "de jeugdbescherming"
        case .raadVoorDeKinderbescherming: "de Raad voor de Kinderbescherming"
        case .politie: "de politie"
        case .openbaarMinisterie: "de officier van justitie"
        }
    }

    /// The function of a professional; a role whose name is an abbreviation gets other words.
    package static func function(_ role: RoleCode, _ roles: RoleBook) -> String {
        switch role.text {
        case "systeem": "automatisch bericht"
        case "rmc-medewerker": "medewerker voor jongeren zonder diploma"
        case "jgz-medewerker": "medewerker van de jeugdarts"
        default: roles.role(role)?.name ?? "medewerker"
        }
    }

    /// What a field group is about.
    package static func group(_ code: VeldgroepCode, _ voice: Voice, _ catalogue: Catalogue)
        -> String
    {
        let own = voice.pick(parentWords[code.text] ?? "", jongereWords[code.text] ?? "")
        if !own.isEmpty { return own }
        return catalogue.group(code)?.explanation ?? "iets anders"
    }

    private static let parentWords = [
        "C3.uitschrijving": "wanneer uw kind van school ging, en of er een diploma is",
        "C9.bestaan": "of er hulp is, en met wie de school daarover kan praten",
        "C12.verhaal": "het eigen verhaal van uw kind",
    ]

    private static let jongereWords = [
        "C1.identificatie": "je naam en je geboortedatum",
        "C1.adres": "je adres",
        "C1.school": "op welke school en in welke klas je zit",
        "C1.pgn": "je nummer in het onderwijs",
        "C3.ongeoorloofd": "dagen en uren dat je niet op school was zonder geldige reden",
        "C3.te-laat": "hoe vaak je te laat kwam",
        "C3.geoorloofd": "dagen en uren dat je met een geldige reden niet op school was",
        "C3.ziekte-uren": "dagen en uren dat je ziek was gemeld, zonder de ziekte te noemen",
        "C3.thuiszitten": "sinds wanneer je thuis zit en hoe het er nu voor staat",
        "C3.uitschrijving": "wanneer je van school ging, en of je een diploma hebt",
        "C4.niveau": "op welk niveau je leert",
        "C5.opp": "het plan van de school voor jou, met jouw mening",
        "C6.observatie": "wat de school aan jou ziet",
        "C7.belastbaarheid": "hoeveel uren of dagdelen je naar school kunt",
        "C7.diagnose": "welke ziekte je hebt en hoe die wordt behandeld",
        "C8.gezin": "wie er bij jouw gezin horen",
        "C8.zorgen": "zorgen thuis, en wat jouw gezin aankan",
        "C9.bestaan": "of er hulp is, en met wie de school daarover kan praten",
        "C12.verhaal": "jouw verhaal, in je eigen woorden",
    ]

    /// Groups that tell of health or care: about these the overview never says that they were not in it.
    static func isHealth(_ code: VeldgroepCode) -> Bool {
        ["C7", "C8", "C9", "C10", "C12"].contains(code.category.text)
            || ["C3.ziekte-uren", "C5.gezondheid", "C5.advies", "C11.zorgstap"]
                .contains(code.text)
    }

    /// Why something was shared.
    package static func purpose(
        _ code: PurposeCode, _ voice: Voice, _ purposes: PurposeRegister
    ) -> String {
        let child = voice.child
        switch code.text {
        case "P1": return "Om \(child) op school goed te begeleiden."
        case "P2": return "Omdat de school moet melden dat een leerling vaak niet op school is."
        case "P3":
            return "Om samen met \(voice.pick("u", "jou")) te kijken welke hulp past."
        case "P4": return "Om de hulp en de school goed op elkaar af te stemmen."
        case "P5":
            return "Om te regelen welke extra hulp \(voice.pick(child, "jij")) op school krijgt."
        case "P6": return "Om \(child) weer naar school te laten gaan."
        case "P7": return voice.pick("Voor de veiligheid van \(child).", "Voor jouw veiligheid.")
        case "P8":
            return voice.pick(
                "Omdat u mag weten wat er is gedeeld.", "Omdat je mag weten wat er is gedeeld.")
        case "P10":
            return voice.pick(
                "Omdat \(child) naar een andere school gaat.",
                "Omdat je naar een andere school gaat.")
        case "P9": return "Om \(child) uit te nodigen voor een onderzoek."
        case "P12": return "Om te leren van de verhalen van jongeren."
        case "P13": return "Om jongeren te helpen die zonder diploma van school gaan."
        case "P14":
            return voice.pick(
                "Omdat \(child) zelf iets wil vertellen.", "Omdat je zelf iets wilt vertellen.")
        default:
            return purposes.purpose(code).map { sentence($0.explanation) }
                ?? "Dat staat er niet bij."
        }
    }

    /// Words as a sentence.
    static func sentence(_ words: String) -> String { capitalised(words) + "." }

    /// Words with a capital in front.
    static func capitalised(_ words: String) -> String {
        words.prefix(1).uppercased() + words.dropFirst()
    }
}
