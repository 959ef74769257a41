// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// The facts of one question to the rules, in the shape that `schema.cedarschema` declares.
///
/// Everything is a flag or one of a fixed list of words, so that the space of questions is finite.
struct QuestionContext: Hashable, Sendable {
    /// The attributes that are true or false.
    enum Flag: String, CaseIterable, Sendable {
        case anderBetrokkene, beperking, bezwaar, bronDeelnemer, deelnemer, drempel16u, gehoord
        case gezagBekend, grondslagToestemming, nee, noodzakelijk, overeenstemming, rolBekend
        case toegetreden, verlopen, zichtbaarheidOndersteund
    }

    /// The attributes that are an entity of a fixed list.
    enum Word: String, CaseIterable, Sendable {
        case bericht, doel, geheim, leeftijd, ontvangerRol, ontvangerType, toestemming

        /// The entity type of its values.
        var type: String {
            switch self {
            case .bericht: "Bericht"
            case .doel: "Doel"
            case .geheim: "Geheim"
            case .leeftijd: "Leeftijd"
            case .ontvangerRol: "Rol"
            case .ontvangerType: "Partnertype"
            case .toestemming: "Toestemming"
            }
        }
    }

    private var flags: Set<Flag> = []
    private var words: [Word: String] = [:]

    subscript(flag: Flag) -> Bool {
        get { flags.contains(flag) }
        set {
            if newValue { flags.insert(flag) } else { flags.remove(flag) }
        }
    }

    subscript(word: Word) -> String {
        get { words[word] ?? "" }
        set { words[word] = newValue }
    }

    // Made once: every question has the same attributes.
    private static let flagNames = Flag.allCases.map { ($0, Text($0.rawValue)) }
    private static let wordNames = Word.allCases.map { ($0, Text($0.rawValue), Text($0.type)) }

    /// The context as Cedar reads it.
    var record: Record {
        var pairs: [(Text, Value)] = []
        pairs.reserveCapacity(Self.flagNames.count + Self.wordNames.count)
        for (flag, name) in Self.flagNames { pairs.append((name, .bool(self[flag]))) }
        for (word, name, type) in Self.wordNames {
            pairs.append((name, .entity(EntityUID(type: type, id: Text(self[word])))))
        }
        return Record(pairs)
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
        if let flag = QuestionContext.Flag(rawValue: name) {
            switch flag {
            case .drempel16u, .noodzakelijk: self = .row
            case .gezagBekend: self = .step(.gezagOnbekend)
            case .gehoord, .grondslagToestemming: self = .step(.toestemmingOntbreekt)
            case .overeenstemming: self = .step(.overeenstemmingOntbreekt)
            case .bezwaar, .nee: self = .step(.bezwaar)
            case .beperking: self = .step(.beperking)
            case .anderBetrokkene, .bronDeelnemer, .deelnemer, .rolBekend, .toegetreden, .verlopen,
                .zichtbaarheidOndersteund:
                self = .everyRule
            }
        } else if let word = QuestionContext.Word(rawValue: name) {
            switch word {
            case .doel, .leeftijd, .ontvangerRol, .ontvangerType: self = .row
            case .toestemming: self = .step(.toestemmingOntbreekt)
            case .geheim: self = .step(.geheimNietOpgeheven)
            case .bericht: self = .step(.berichtOntbreekt)
            }
        } else {
            return nil
        }
    }
}
