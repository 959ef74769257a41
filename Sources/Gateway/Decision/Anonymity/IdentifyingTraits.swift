// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// What a text that should tell of nobody was found to hold.
struct TraitFindings {
    /// A trait by which the child can be recognised.
    var identifies = false
    var warnings: Set<AnonymityWarning> = []

    mutating func formUnion(_ other: TraitFindings) {
        identifies = identifies || other.identifies
        warnings.formUnion(other.warnings)
    }
}

/// What a person should look at before a case is told without a name; no machine can decide it.
///
/// The words are those that an answer carries, never a part of the text.
package enum AnonymityWarning: String, Sendable, CaseIterable, Comparable {
    case description = "beschrijving"
    case capital = "hoofdletter"
    case date = "datum"
    case age = "leeftijd"
    case rare = "bijzonder"

    /// What it says, in plain Dutch (B1).
    package var text: String {
        switch self {
        case .description:
            "Ook zonder naam kan iemand een kind soms herkennen. Lees de tekst nog eens. "
                + "Zou een collega weten over wie het gaat?"
        case .capital:
            "Er staat een hoofdletter midden in een zin. Is dat een naam of een plaats? "
                + "Haal die dan weg."
        case .date: "Er staat een datum in. Schrijf liever: een paar weken geleden."
        case .age:
            "Er staat een leeftijd in. Is die nodig? Schrijf liever: basisschool, onderbouw of "
                + "bovenbouw."
        case .rare:
            "Er staat iets bijzonders in, zoals een ongeluk, een overlijden of een zeldzame "
                + "ziekte. Daaraan is een kind snel te herkennen."
        }
    }

    package static func < (left: AnonymityWarning, right: AnonymityWarning) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

/// Searches a text for traits that tell who a child is: e-mail, telephone, address, BSN, class, date of
/// birth, and a name that is announced as one. Source: domain.md §9, anonymous consult.
///
/// Where in doubt it finds one: who offers anonymously can take it out, a child can't.
struct TraitSearch: ~Escapable {
    private let words: TextTokens
    private let born: CivilDate?
    private(set) var findings = TraitFindings()

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, born: CivilDate?) {
        words = TextTokens(text)
        self.born = born
        let hasTrait = words.tokens.indices.contains { isTrait(at: $0) }
        findings.identifies = hasTrait
        for index in words.tokens.indices { warn(at: index) }
    }

    private func isTrait(at index: Int) -> Bool {
        isAccount(index) || isPostcode(index) || isStreet(index) || isClass(index)
            || isLongNumber(index) || isAnnouncedName(index) || isBirth(index)
    }

    // MARK: Words

    private static let webWords: WordList = ["www", "http", "https"]
    private static let streetEndings: WordList = [
        "straat", "laan", "plein", "gracht", "singel", "kade",
    ]
    private static let wayEndings: WordList = [
        "weg", "dreef", "hof", "steeg", "pad", "dijk", "plantsoen",
    ]
    private static let classWords: WordList = ["klas", "groep", "brugklas"]
    private static let levelLetters: WordList = ["h", "v", "m", "b", "k", "t", "g", "a"]
    private static let nameWords: WordList = [
        "heet", "heette", "genaamd", "naam", "bijnaam", "achternaam",
    ]
    private static let linkWords: WordList = ["is", "was", "van"]
    private static let yearWords: WordList = ["jaar", "jarig"]

    private static let at = Array("@".utf8)
    private static let classMarks = Array(":-".utf8)
    private static let dash = Array("-".utf8)
    private static let plus = Array("+".utf8)
    private static let numberMarks = Array("-./()".utf8)
    private static let nameMarks = Array(":'\"".utf8)
    private static let dateMarks = Array("-./".utf8)
    private static let sentenceMarks = Array(".!?:;\"'\n-*".utf8)

    // MARK: Accounts and addresses

    /// An e-mail address, an account or a web address.
    private func isAccount(_ index: Int) -> Bool {
        if words.isMark(index, Self.at), words.touches(index + 1) {
            return words.isWord(index + 1) || words.isNumber(index + 1)
        }
        return words.isWord(index, in: Self.webWords) && words.touches(index + 1)
    }

    /// `3511 AB`; in small letters only glued to the digits, or before a house number.
    private func isPostcode(_ index: Int) -> Bool {
        guard words.isNumber(index), let token = words[index], token.count == 4,
            words.text[token.range.lowerBound] != 0x30, let letters = words[index + 1],
            letters.kind == .word, letters.count == 2
        else { return false }
        if words.isCapital(index + 1, all: true) || words.touches(index + 1) { return true }
        return words.isNumber(index + 2) && !words.isWord(index + 1, in: Self.shortWords)
    }

    private static let shortWords: WordList = [
        "al", "as", "de", "en", "er", "ik", "in", "is", "je", "na", "nu", "of", "om", "op", "te",
        "we", "ze", "zo",
    ]

    /// A street with a number; the endings that make other words too need a capital.
    private func isStreet(_ index: Int) -> Bool {
        guard words.isNumber(index + 1) else { return false }
        if words.ends(index, with: Self.streetEndings) {
            return true
        }
        return words.isCapital(index, all: false)
            && words.ends(index, with: Self.wayEndings)
    }

    // MARK: School

    private static let levels: WordList = [
        "vmbo", "mavo", "havo", "vwo", "atheneum", "gymnasium", "pro", "isk", "vso", "bbl", "kbl",
        "tl", "gl", "bb", "kb", "brugklas",
    ]

    /// `3vmbo-b`, `4 havo`, `havo 4`, `klas 2A`, `groep 8`, `2A`, `h3b`.
    private func isClass(_ index: Int) -> Bool {
        if isYear(index) {
            if words.isWord(index + 1, in: Self.levels) { return true }
            let isLetter = words[index + 1]?.count == 1 && words.touches(index + 1)
            return isLetter && words.isCapital(index + 1, all: true) && !isGlued(index)
        }
        guard words.isWord(index) else { return false }
        if words.isWord(index, in: Self.classWords) {
            return words.isNumber(index + 1)
                || (words.isMark(index + 1, Self.classMarks)
                    && words.isNumber(index + 2))
        }
        if words.isWord(index, in: Self.levels) {
            return isYear(index + 1)
                || (words.isMark(index + 1, Self.dash) && words.touches(index + 2)
                    && isYear(index + 2))
        }
        return words.isWord(index, in: Self.levelLetters)
            && !isGlued(index) && words.touches(index + 1) && isYear(index + 1)
            && words[index + 2]?.count == 1 && words.isWord(index + 2) && words.touches(index + 2)
    }

    /// A year of school: one digit, 1 to 8.
    private func isYear(_ index: Int) -> Bool {
        words[index]?.count == 1 && words.value(index).map { (1...8).contains($0) } == true
    }

    /// Whether a token goes on from a word or number before it.
    private func isGlued(_ index: Int) -> Bool {
        words.touches(index) && (words.isWord(index - 1) || words.isNumber(index - 1))
    }

    // MARK: Numbers

    /// A telephone number, or nine digits that pass the check of a BSN.
    private func isLongNumber(_ index: Int) -> Bool {
        guard words.isNumber(index), date(at: index) == nil else { return false }
        let isInternational = words.isMark(index - 1, Self.plus)
        var digits: [UInt8] = []
        var next = index
        while words.isNumber(next), digits.count <= 16, let token = words[next] {
            guard token.count > 1 || next == index || isInternational else { return false }
            digits.append(contentsOf: token.range.map { words.text[$0] - 0x30 })
            if digits.count == 9, Self.passesElevenTest(digits) { return true }
            if digits.count == 10, digits[0] == 0 { return true }
            if digits.count >= 11, isInternational || (digits[0] == 0 && digits[1] == 0) {
                return true
            }
            next += 1
            while words.isMark(next, Self.numberMarks) { next += 1 }
            if words.isNumber(next), date(at: next) != nil { return false }
        }
        return false
    }

    /// The check on a BSN (elfproef): weights 9 to 2, the last digit counts -1.
    static func passesElevenTest(_ digits: [UInt8]) -> Bool {
        precondition(digits.count == 9, "a BSN has nine digits")
        var sum = -Int(digits[8])
        for place in 0..<8 { sum += (9 - place) * Int(digits[place]) }
        return sum % 11 == 0 && digits.contains { $0 != 0 }
    }

    // MARK: Names

    /// A word with a capital behind one that announces a name.
    private func isAnnouncedName(_ index: Int) -> Bool {
        guard words.isWord(index, in: Self.nameWords)
        else { return false }
        var next = index + 1
        while words.isMark(next, Self.nameMarks) || words.isWord(next, in: Self.linkWords) {
            next += 1
        }
        return words.isCapital(next, all: false)
    }

    // MARK: Dates

    private static let months: [WordList] = [
        ["januari", "jan"], ["februari", "feb"], ["maart", "mrt"], ["april", "apr"], ["mei"],
        ["juni", "jun"], ["juli", "jul"], ["augustus", "aug"], ["september", "sept", "sep"],
        ["oktober", "okt"], ["november", "nov"], ["december", "dec"],
    ]

    private struct FoundDate {
        let day: Int
        let month: Int
    }

    /// The date that begins at a number, with a year or without.
    private func date(at index: Int) -> FoundDate? {
        guard let first = words.value(index) else { return nil }
        if let month = Self.months.firstIndex(where: { words.isWord(index + 1, in: $0) }) {
            guard (1...31).contains(first) else { return nil }
            return FoundDate(day: first, month: month + 1)
        }
        let isMarked = words.isMark(index + 1, Self.dateMarks)
        let second = isMarked ? index + 2 : index + 1
        let third = isMarked ? second + 2 : second + 1
        guard isMarked == words.isMark(second + 1, Self.dateMarks),
            let middle = words.value(second),
            let last = words.value(third), (1...12).contains(middle), let token = words[index],
            let lastCount = words[third]?.count
        else { return nil }
        if token.count == 4, (1...31).contains(last) {
            return FoundDate(day: last, month: middle)
        }
        guard token.count <= 2, (1...31).contains(first), lastCount == 2 || lastCount == 4,
            isMarked || lastCount == 4, !goesOn(after: third)
        else { return nil }
        return FoundDate(day: first, month: middle)
    }

    /// Whether more digits hang on a number by a mark, as in a telephone number written in pairs.
    private func goesOn(after index: Int) -> Bool {
        words.isMark(index + 1, Self.dateMarks) && words.touches(index + 1)
            && words.isNumber(index + 2) && words.touches(index + 2)
    }

    /// The child's date of birth, however it is written; a birthday in another year too.
    private func isBirth(_ index: Int) -> Bool {
        guard let born, words.isNumber(index) else { return false }
        if let found = date(at: index) {
            return found.day == born.day && found.month == born.month
        }
        guard words[index]?.count == 8, let value = words.value(index) else { return false }
        let monthAndDay = born.month * 100 + born.day
        return value == born.year * 10_000 + monthAndDay
            || value == born.day * 1_000_000 + born.month * 10_000 + born.year
    }

    // MARK: Warnings

    private static let rare: WordList = [
        "overleden", "overlijden", "overleed", "zelfmoord", "suicid", "zelfdoding", "ongeluk",
        "ongeval", "brand", "rolstoel", "tweeling", "drieling", "adopti", "geadopteerd",
        "vluchteling", "asiel", "detentie", "gevangen", "zeldzaam", "zeldzame", "syndroom",
        "kanker", "transplantatie", "doof", "dove", "blind", "kampioen", "krant", "televisie",
        "nieuws", "tiktok", "youtube", "instagram", "moord", "misbruik", "verkracht", "zwanger",
        "bevallen", "loverboy", "circus", "woonwagen", "schippers", "politie",
    ]

    private mutating func warn(at index: Int) {
        if date(at: index) != nil { findings.warnings.insert(.date) }
        if words.isNumber(index), words.begins(index + 1, with: Self.yearWords) {
            findings.warnings.insert(.age)
        }
        if words.isNumber(index), words.isMark(index + 1, Self.dash), words.touches(index + 1),
            words.begins(index + 2, with: Self.yearWords)
        {
            findings.warnings.insert(.age)
        }
        if words.begins(index, with: Self.rare) { findings.warnings.insert(.rare) }
        if isCapitalWithin(index) { findings.warnings.insert(.capital) }
    }

    /// A capital that begins no sentence and is no abbreviation.
    private func isCapitalWithin(_ index: Int) -> Bool {
        guard words.isCapital(index, all: false), (words[index]?.count ?? 0) > 1,
            !words.isCapital(index, all: true), index > 0
        else { return false }
        return !words.isMark(index - 1, Self.sentenceMarks)
    }
}
