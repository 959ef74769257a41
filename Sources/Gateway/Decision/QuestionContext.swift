// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// The facts of one question to the rules, in the shape that `schema.cedarschema` declares.
///
/// Everything is a flag or one of a fixed list of words, so that the space of questions is finite.
struct QuestionContext: Hashable, Sendable {
    /// The attributes that are true or false.
    enum Flag: Int, CaseIterable, Sendable {
        case aangekondigd, afgewogen, anoniem, beperking, beschikkingsvrij, bezoekNu, bezwaar
        case bronDeelnemer, bronInbrenger, caseload, deelnemer, directBetrokken, drempel16u
        case eigenOrganisatie, gebruikerGenoemd, gehoord, gekozenLezer, gezagBekend
        case grondslagToestemming, herkenbaar, melder, nee, noodzakelijk, ouderkeuzeGevraagd
        case overeenstemming, perItem, planAkkoord, planDeelnemer, rolBekend, toegetreden
        case verlopen, verwijzing, wederzijds, zichtbaarheidOndersteund

        private static let names = [
            "aangekondigd", "afgewogen", "anoniem", "beperking", "beschikkingsvrij", "bezoekNu",
            "bezwaar", "bronDeelnemer", "bronInbrenger", "caseload", "deelnemer",
            "directBetrokken", "drempel16u", "eigenOrganisatie", "gebruikerGenoemd", "gehoord",
            "gekozenLezer", "gezagBekend", "grondslagToestemming", "herkenbaar", "melder", "nee",
            "noodzakelijk", "ouderkeuzeGevraagd", "overeenstemming", "perItem", "planAkkoord",
            "planDeelnemer", "rolBekend", "toegetreden", "verlopen", "verwijzing", "wederzijds",
            "zichtbaarheidOndersteund",
        ]

        /// The name in the schema.
        var name: String { Self.names[rawValue] }

        init?(name: String) {
            guard let index = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: index)
        }
    }

    /// The attributes that are an entity of a fixed list.
    enum Word: Int, CaseIterable, Sendable {
        case bericht, betrokkenen, doel, geheim, genoemdVoor, leeftijd, nood, ontvangerRol
        case ontvangerType, overleg, toestemming

        private static let names = [
            "bericht", "betrokkenen", "doel", "geheim", "genoemdVoor", "leeftijd", "nood",
            "ontvangerRol", "ontvangerType", "overleg", "toestemming",
        ]
        private static let types = [
            "Bericht", "Betrokkenen", "Doel", "Geheim", "Arrangement", "Leeftijd", "Nood", "Rol",
            "Partnertype", "Overleg", "Toestemming",
        ]

        /// The name in the schema.
        var name: String { Self.names[rawValue] }

        /// The entity type of its values.
        var type: String { Self.types[rawValue] }

        init?(name: String) {
            guard let index = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: index)
        }
    }

    /// One attribute, whichever it is.
    enum Attribute: Sendable {
        case flag(Flag)
        case word(Word)

        var name: String {
            switch self {
            case .flag(let flag): flag.name
            case .word(let word): word.name
            }
        }

        /// All of them, ascending by name.
        static let all: [Attribute] =
            (Flag.allCases.map(Attribute.flag) + Word.allCases.map(Attribute.word))
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// A bit for each flag that is true.
    private var flags: UInt64 = 0
    // INVARIANT: one value per word, in the order of `Word.allCases`.
    private var words = [String](repeating: "", count: 11)

    subscript(flag: Flag) -> Bool {
        get { flags & (1 << UInt64(flag.rawValue)) != 0 }
        set {
            let bit: UInt64 = 1 << UInt64(flag.rawValue)
            flags = newValue ? flags | bit : flags & ~bit
        }
    }

    subscript(word: Word) -> String {
        get { words[word.rawValue] }
        set { words[word.rawValue] = newValue }
    }

    /// Whether both have the same value of an attribute.
    func agrees(with other: QuestionContext, on attribute: Attribute) -> Bool {
        switch attribute {
        case .flag(let flag): self[flag] == other[flag]
        case .word(let word): self[word].utf8.elementsEqual(other[word].utf8)
        }
    }

    // Made once: every question has the same attributes.
    private static let texts = Attribute.all.map { attribute in
        switch attribute {
        case .flag(let flag): (attribute, name: Text(flag.name), type: Text(""))
        case .word(let word): (attribute, name: Text(word.name), type: Text(word.type))
        }
    }

    /// The context as Cedar reads it.
    var record: Record {
        Record(
            Self.texts.map { attribute, name, type in
                switch attribute {
                case .flag(let flag): (name, .bool(self[flag]))
                case .word(let word):
                    (name, .entity(EntityUID(type: type, id: Text(self[word]))))
                }
            })
    }
}

/// What an attribute says: which row it is, or that a step was passed.
enum AttributeUse: Hashable {
    /// It tells rows apart; a rule whose condition on it fails does not fit.
    case row
    /// It belongs to this step; a rule whose condition on it fails would fit but for this.
    case step(RefusalCode)
    /// It belongs to a step that holds for every rule; only a forbid may speak of it.
    case everyRule

    /// The use of an attribute; nil for a name that is none.
    init?(attribute name: String) {
        if let flag = QuestionContext.Flag(name: name) {
            switch flag {
            case .afgewogen, .anoniem, .beschikkingsvrij, .bronInbrenger, .directBetrokken,
                .drempel16u, .eigenOrganisatie, .gekozenLezer, .melder, .noodzakelijk,
                .planDeelnemer, .verwijzing:
                self = .row
            case .bezoekNu: self = .step(.geenRelatie)
            case .gezagBekend: self = .step(.gezagOnbekend)
            case .gehoord, .grondslagToestemming, .perItem, .planAkkoord, .wederzijds:
                self = .step(.toestemmingOntbreekt)
            case .overeenstemming: self = .step(.overeenstemmingOntbreekt)
            case .aangekondigd: self = .step(.berichtOntbreekt)
            case .bezwaar, .nee: self = .step(.bezwaar)
            case .beperking: self = .step(.beperking)
            case .bronDeelnemer, .caseload, .deelnemer, .gebruikerGenoemd, .herkenbaar,
                .ouderkeuzeGevraagd, .rolBekend, .toegetreden, .verlopen,
                .zichtbaarheidOndersteund:
                self = .everyRule
            }
        } else if let word = QuestionContext.Word(name: name) {
            switch word {
            case .doel, .genoemdVoor, .leeftijd, .nood, .ontvangerRol, .ontvangerType: self = .row
            case .overleg: self = .step(.geenRelatie)
            case .betrokkenen, .toestemming: self = .step(.toestemmingOntbreekt)
            case .geheim: self = .step(.geheimNietOpgeheven)
            case .bericht: self = .step(.berichtOntbreekt)
            }
        } else {
            return nil
        }
    }
}
