// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

/// Where one person of the enumeration stands.
enum Answer: CaseIterable { case silent, yes, no, withdrawn, ended, objected }

/// What the register says in the enumeration.
enum Gezag: CaseIterable {
    case both, motherOnly, parentAndOther, oneVoogd, twoVoogden
    case stale, temporarilyNone, undetermined, shifted, none

    /// Holders among mother and father; nil where nobody knows.
    var holders: [RandomID]? {
        switch self {
        case .both, .parentAndOther, .twoVoogden: [Household.mother, Household.father]
        case .motherOnly, .oneVoogd: [Household.mother]
        case .stale, .temporarilyNone, .undetermined, .shifted, .none: nil
        }
    }
}

/// Who must agree at an age under a regime: the table of domain.md §6, written out.
enum Rule {
    case parents, parentsAndHearing, childAndParents, child

    static func of(age: Int, _ regime: Regime) -> Rule {
        switch (age, regime) {
        case (..<12, _): .parents
        case (12..<16, .avg): .parentsAndHearing
        case (12..<16, .jeugdwet), (12..<16, .wgbo): .childAndParents
        default: .child
        }
    }
}

/// One cell of the space, and what domain.md says about it.
struct Cell {
    let age: Int
    let regime: Regime
    let gezag: Gezag
    let isTwoYesCategory: Bool
    let child: Answer
    let mother: Answer
    let father: Answer
    let othersAsked: Bool
    let alone: Bool

    var expected: ConsentStatus {
        let rule = Rule.of(age: age, regime)
        let holders = gezag.holders
        let answers: [RandomID: Answer] = [Household.mother: mother, Household.father: father]
        var deciding: [Answer] = []
        var parents: [Answer] = []
        switch rule {
        case .child: deciding = [child]
        case .childAndParents:
            deciding = [child]
            fallthrough
        case .parents, .parentsAndHearing:
            // Where it is unknown who decides, either may turn out to be the one who said no.
            parents = (holders ?? [Household.mother, Household.father]).map { answers[$0]! }
            deciding += parents
        }
        if deciding.contains(where: { $0 == .no || $0 == .objected }) { return .geweigerd }
        if deciding.contains(.withdrawn) { return .ingetrokken }
        if isComplete(rule, parents: parents) { return .volledig }
        if deciding.contains(.ended) { return .vervallen }
        if rule == .child, [mother, father].contains(where: { $0 == .yes || $0 == .ended }) {
            return .vervallen
        }
        if deciding.contains(.yes) || othersAsked { return .onvolledig }
        return .nooitGevraagd
    }

    private func isComplete(_ rule: Rule, parents: [Answer]) -> Bool {
        if rule == .child { return child == .yes }
        guard gezag.holders != nil else { return false }
        if rule == .childAndParents {
            guard child == .yes else { return false }
            if alone { return true }
        }
        if isTwoYesCategory { return parents.allSatisfy { $0 == .yes } }
        return parents.contains(.yes)
            && parents.allSatisfy { $0 != .silent || othersAsked }
    }
}

struct `Who must agree, in every combination` {
    private func household(_ cell: Cell) throws -> Household {
        var home = try Household(
            age: cell.age, group: cell.isTwoYesCategory ? "C9.bestaan" : "C6.observatie")
        let parents = [Household.mother, Household.father]
        switch cell.gezag {
        case .both: try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        case .motherOnly: try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        case .parentAndOther: try home.record(gezag: .gezamenlijkGezag, parents)
        case .oneVoogd: try home.record(gezag: .voogdij, [Household.mother])
        case .twoVoogden: try home.record(gezag: .voogdij, parents)
        case .stale: try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, daysOld: 8)
        case .temporarilyNone: try home.record(gezag: .tijdelijkGeenGezag, [])
        case .undetermined: try home.record(gezag: .gezagNietTeBepalen, [])
        case .shifted:
            try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, shifted: true)
        case .none: break
        }
        let answers = [
            (Household.child, cell.child), (Household.mother, cell.mother),
            (Household.father, cell.father),
        ]
        for (person, answer) in answers {
            switch answer {
            case .silent: break
            case .yes: try home.yes(person)
            case .no: try home.no(person)
            case .withdrawn: try home.yes(person, withdrawnMinutesAgo: 10)
            case .ended:
                try home.yes(
                    person, minutesAgo: 60 * 24 * 60,
                    until: Amsterdam.day(of: home.now))
            case .objected: home.object(person)
            }
        }
        if cell.othersAsked { try home.ask(Household.mother, Household.father) }
        return home
    }

    @Test(arguments: [8, 13, 16, 18], Regime.allCases)
    func `the finding is what the table says`(age: Int, regime: Regime) throws {
        var compared = 0
        for gezag in Gezag.allCases {
            for isTwoYesCategory in [false, true] {
                for (child, mother, father) in triples {
                    for flags in 0..<4 {
                        let cell = Cell(
                            age: age, regime: regime, gezag: gezag,
                            isTwoYesCategory: isTwoYesCategory, child: child, mother: mother,
                            father: father, othersAsked: flags & 1 == 1, alone: flags & 2 == 2)
                        let finding = try household(cell).finding(regime, alone: cell.alone)
                        compared += 1
                        guard finding.status == cell.expected,
                            finding.isGezagKnown == (age >= 16 || gezag.holders != nil),
                            finding.carriesConsent == (finding.status == .volledig),
                            finding.consents.isEmpty == (finding.status != .volledig)
                        else {
                            Issue.record("\(cell): found \(finding), not \(cell.expected)")
                            return
                        }
                    }
                }
            }
        }
        #expect(compared == Gezag.allCases.count * 2 * 216 * 4)
    }

    private var triples: [(Answer, Answer, Answer)] {
        Answer.allCases.flatMap { child in
            Answer.allCases.flatMap { mother in
                Answer.allCases.map { father in (child, mother, father) }
            }
        }
    }
}
