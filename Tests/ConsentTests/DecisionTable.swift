// SPDX-License-Identifier: EUPL-1.2
import Domain

/// What domain.md §6 says, as tables to be read beside it; nothing of `Consent` is used here.
enum DecisionTable {
    /// Who decides. `ouder`: one holder of gezag, if the other was asked and did not object; `ouders`:
    /// every holder; `jongere`: the jongere in person. `gehoord`: the pupil was heard. `mag-alleen`: an
    /// exception, or the source's setting, replaces the yes of holders who are silent.
    ///
    /// The kinds: `gewoon` (C1 to C6, C11), `zwaar` (C7 to C10, two yeses), `stem` (C12) and
    /// `onderzoek` (P12).
    static let text = """
        onder-12  *    gewoon     ouder
        onder-12  *    zwaar      ouders
        onder-12  *    stem       jongere ouder
        onder-12  *    onderzoek  jongere ouder
        12-15     avg  gewoon     ouder gehoord
        12-15     avg  zwaar      ouders gehoord
        12-15     zorg gewoon     jongere ouder mag-alleen
        12-15     zorg zwaar      jongere ouders mag-alleen
        12-15     *    stem       jongere
        12-15     *    onderzoek  jongere ouder
        16-17     *    *          jongere
        18-plus   *    *          jongere
        """

    /// Whose objection counts: `ouders` each holder of gezag alone.
    static let objections = """
        onder-12  *         ouders
        12-15     *         ouders jongere
        12-15     stem      jongere
        onder-12  stem      ouders jongere
        onder-12  onderzoek ouders jongere
        16-17     *         jongere
        18-plus   *         jongere
        """

    /// Who decides for a jongere who can't judge the own interests (wilsonbekwaam).
    static let unable = """
        onder-12  *  gewoon     ouder
        onder-12  *  zwaar      ouders
        onder-12  *  stem       ouder
        onder-12  *  onderzoek  ouder
        12-15     *  gewoon     ouder
        12-15     *  zwaar      ouders
        12-15     *  stem       ouder
        12-15     *  onderzoek  ouder
        16-17     *  gewoon     ouder
        16-17     *  zwaar      ouders
        16-17     *  stem       ouder
        16-17     *  onderzoek  ouder
        18-plus   *  *          ouders
        """

    /// The same persons object for such a jongere, who does so too from 12.
    static let unableObjections = """
        onder-12  *  ouders
        12-15     *  ouders jongere
        16-17     *  ouders jongere
        18-plus   *  ouders jongere
        """

    /// Whether the register's answer names holders: all that §6 calls unknown says no.
    static let gezag: [(GezagAnswer, holders: [Person]?)] = [
        (.bothParents, [.mother, .father]), (.motherAlone, [.mother]),
        (.parentAndOther, [.mother, .father]), (.oneVoogd, [.mother]),
        (.twoVoogden, [.mother, .father]), (.underSupervision, [.mother, .father]),
        (.stale, nil), (.temporarilyNone, nil), (.undetermined, nil), (.shifted, nil),
        (.nothingRecorded, nil),
    ]

    /// The words of the last line that fits.
    static func row(
        _ age: String, _ regime: String, _ kind: String, isUnable: Bool = false
    ) -> Row {
        let (text, objections) =
            isUnable ? (Self.unable, Self.unableObjections) : (Self.text, Self.objections)
        var found: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == age, ["*", regime].contains(words[1]), ["*", kind].contains(words[2]) {
                found = Set(words[3...])
            }
        }
        var objectors: Set<String> = []
        for line in objections.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == age, ["*", kind].contains(words[1]) { objectors = Set(words[2...]) }
        }
        return Row(
            child: found.contains("jongere"), oneHolder: found.contains("ouder"),
            everyHolder: found.contains("ouders"), mayBeAlone: found.contains("mag-alleen"),
            childObjects: objectors.contains("jongere"),
            holdersObject: objectors.contains("ouders"))
    }

    /// One line of each table, read once for many cells.
    struct Row {
        let child: Bool
        let oneHolder: Bool
        let everyHolder: Bool
        let mayBeAlone: Bool
        let childObjects: Bool
        let holdersObject: Bool

        var holders: Bool { oneHolder || everyHolder }
    }
}

/// The persons of a cell.
enum Person: CaseIterable { case child, mother, father }

/// What the register says.
enum GezagAnswer: CaseIterable {
    case bothParents, motherAlone, parentAndOther, oneVoogd, twoVoogden, underSupervision
    case stale, temporarilyNone, undetermined, shifted, nothingRecorded
}

/// Where one person stands.
enum Answer: CaseIterable {
    case silent, yes, no, withdrawn, ended, objected
    /// A yes of before the last birthday.
    case early
}

/// Kinds of field groups, as the table calls them.
enum Kind: String, CaseIterable {
    case ordinary = "gewoon"
    case heavy = "zwaar"
    case voice = "stem"
    case research = "onderzoek"
}

/// What replaces the yes of parents.
enum Replacement: CaseIterable { case none, setting, exception, exceptionNamingMother, namingBoth }

/// Where each person of a cell stands.
struct Answers {
    let child: Answer
    let mother: Answer
    let father: Answer

    subscript(person: Person) -> Answer {
        switch person {
        case .child: child
        case .mother: mother
        case .father: father
        }
    }
}

/// One cell of the space, and what the tables say about it.
struct Cell {
    let age: Int
    let kind: Kind
    let row: DecisionTable.Row
    let gezag: GezagAnswer
    /// Nil where nobody knows.
    let holders: [Person]?
    let answers: Answers
    let othersAsked: Bool
    let replacement: Replacement

    struct Expected: Equatable {
        var status: ConsentStatus
        var isGezagKnown: Bool
        var hasOpenObjection: Bool
        var hasOpenNo: Bool
    }

    static func band(_ age: Int) -> String {
        age < 12 ? "onder-12" : age < 16 ? "12-15" : age < 18 ? "16-17" : "18-plus"
    }

    var expected: Expected {
        var counted = row.holdersObject ? holders ?? [.mother, .father] : []
        if row.childObjects { counted.append(.child) }
        return Expected(
            status: status, isGezagKnown: !row.holders || holders != nil,
            hasOpenObjection: counted.contains { answers[$0] == .objected },
            hasOpenNo: counted.contains {
                !isWeighed($0) && (answers[$0] == .no || answers[$0] == .withdrawn)
            })
    }

    private var status: ConsentStatus {
        // Where nobody knows who has gezag, either may turn out to be who said no.
        let parents = row.holders ? holders ?? [.mother, .father] : []
        let deciding = parents + (row.child ? [.child] : [])
        let noes = deciding.filter { !isWeighed($0) }.map { answer(of: $0) }
        if noes.contains(.no) || noes.contains(.objected) { return .geweigerd }
        if noes.contains(.withdrawn) { return .ingetrokken }
        if isComplete(parents) { return .volledig }
        if deciding.contains(where: { answer(of: $0) == .ended }) { return .vervallen }
        if parents.isEmpty {
            let gave: [Answer] = [.yes, .early, .ended]
            if gave.contains(answers.mother) || gave.contains(answers.father) { return .vervallen }
        }
        if othersAsked || deciding.contains(where: { answer(of: $0) == .yes }) {
            return .onvolledig
        }
        return .nooitGevraagd
    }

    /// Whether an exception names and weighs a person's no.
    private func isWeighed(_ person: Person) -> Bool {
        guard row.mayBeAlone else { return false }
        switch replacement {
        case .none, .setting, .exception: return false
        case .exceptionNamingMother: return person == .mother
        case .namingBoth: return person != .child
        }
    }

    private func isComplete(_ parents: [Person]) -> Bool {
        if row.child, answer(of: .child) != .yes { return false }
        if parents.isEmpty { return true }
        guard holders != nil else { return false }
        if row.mayBeAlone, replacement != .none { return true }
        let said = parents.map { answer(of: $0) }
        if row.everyHolder { return said.allSatisfy { $0 == .yes } }
        return said.contains(.yes) && (othersAsked || !said.contains(.silent))
    }

    /// On the 12th birthday a yes of before lapses, where the jongere decides from then on as well and
    /// had not said yes in person. A yes of before any other birthday is a yes.
    private func answer(of person: Person) -> Answer {
        let answer = answers[person]
        guard answer == .early else { return answer }
        let joins = age == 12 && row.child && row.holders
        return joins && person != .child && answers.child != .early ? .ended : .yes
    }
}
