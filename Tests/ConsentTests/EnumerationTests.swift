// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

/// Families that differ in one cell after another, built from parts that are made once.
private struct CellFamilies {
    private let home: Household
    private let gezag: [GezagAnswer: [GezagFact]]
    private let acts: [Person: [Answer: (yes: [Toestemming], objections: [Bezwaar])]]
    private let exceptions: [Replacement: [ParentException]]
    private let question: [Question]
    private let regime: Regime

    init(age: Int, _ regime: Regime, _ kind: Kind) throws {
        let groups: [Kind: (String, String)] = [
            .ordinary: ("C6.observatie", "P3"), .heavy: ("C9.bestaan", "P4"),
            .voice: ("C12.verhaal", "P14"), .research: ("C12.verhaal", "P12"),
        ]
        let (group, purpose) = try #require(groups[kind])
        var home = try Household(age: age, group: group)
        home.flow = Flow(
            source: home.flow.source, recipient: home.flow.recipient,
            recipientRole: home.flow.recipientRole,
            purpose: try #require(PurposeCode(purpose)), group: home.flow.group)
        self.home = home
        self.regime = regime
        gezag = try Self.gezag(home)
        var acts: [Person: [Answer: (yes: [Toestemming], objections: [Bezwaar])]] = [:]
        for (person, id) in Self.ids {
            for answer in Answer.allCases {
                acts[person, default: [:]][answer] = try Self.acts(answer, id, home)
            }
        }
        self.acts = acts
        func exception(_ weighed: Set<RandomID>) -> [ParentException] {
            [
                ParentException(
                    id: Household.id(50), scope: home.scope, weighedPersons: weighed,
                    at: home.ago(minutes: 20))
            ]
        }
        exceptions = [
            .exception: exception([]), .exceptionNamingMother: exception([Household.mother]),
            .namingBoth: exception([Household.mother, Household.father]),
        ]
        var asked = home
        try asked.ask(Household.mother, Household.father)
        question = asked.family.questions
    }

    private static let ids: [(Person, RandomID)] = [
        (.child, Household.child), (.mother, Household.mother), (.father, Household.father),
    ]

    private static func gezag(_ base: Household) throws -> [GezagAnswer: [GezagFact]] {
        let parents = [Household.mother, Household.father]
        var all: [GezagAnswer: [GezagFact]] = [:]
        for answer in GezagAnswer.allCases {
            var home = base
            switch answer {
            case .bothParents: try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
            case .motherAlone:
                try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
            case .parentAndOther: try home.record(gezag: .gezamenlijkGezag, parents)
            case .oneVoogd: try home.record(gezag: .voogdij, [Household.mother])
            case .twoVoogden: try home.record(gezag: .voogdij, parents)
            case .underSupervision:
                try home.record(
                    gezag: .gezamenlijkOuderlijkGezag, parents, ots: .zonderVerschuiving)
            case .stale: try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, daysOld: 8)
            case .temporarilyNone: try home.record(gezag: .tijdelijkGeenGezag, [])
            case .undetermined: try home.record(gezag: .gezagNietTeBepalen, [])
            case .shifted:
                try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, ots: .metVerschuiving)
            case .nothingRecorded: break
            }
            all[answer] = home.family.gezag
        }
        return all
    }

    private static func acts(
        _ answer: Answer, _ person: RandomID, _ base: Household
    ) throws -> (yes: [Toestemming], objections: [Bezwaar]) {
        var home = base
        let day = Int64(24 * 60)
        switch answer {
        case .silent: break
        case .yes: try home.yes(person)
        case .no: try home.no(person)
        case .withdrawn: try home.yes(person, withdrawnMinutesAgo: 10)
        case .ended:
            try home.yes(person, minutesAgo: 60 * day, until: Amsterdam.day(of: home.now))
        case .objected: home.object(person)
        // The last birthday of the household's child lies 120 days back.
        case .early: try home.yes(person, minutesAgo: 150 * day)
        }
        return (home.family.toestemmingen, home.family.bezwaren)
    }

    func finding(_ cell: Cell, incapacity: Incapacity? = nil) -> ConsentFinding {
        var family = home.family
        family.gezag = gezag[cell.gezag] ?? []
        for (person, _) in Self.ids {
            guard let own = acts[person]?[cell.answers[person]] else { continue }
            family.toestemmingen += own.yes
            family.bezwaren += own.objections
        }
        if cell.othersAsked { family.questions = question }
        family.exceptions = exceptions[cell.replacement] ?? []
        family.incapacity = incapacity
        return family.finding(
            ConsentQuestion(
                flow: home.flow, regime: regime,
                settings: ConsentSettings(jongereAlone: cell.replacement == .setting),
                now: home.now))
    }
}

/// The first cell on which the two ways differ.
private struct Difference: Error, CustomStringConvertible {
    let cell: Cell
    let finding: ConsentFinding

    var description: String { "\(cell): found \(finding), not \(cell.expected)" }
}

struct `Who must agree, in every combination` {
    private static let ages = [8, 12, 14, 16, 18]

    @Test(arguments: ages, Regime.allCases)
    func `the finding is what the table says`(age: Int, regime: Regime) throws {
        var compared = 0
        for kind in Kind.allCases {
            let families = try CellFamilies(age: age, regime, kind)
            try cells(age, regime, kind) { cell in
                let finding = families.finding(cell)
                compared += 1
                guard cell.agrees(with: finding) else {
                    throw Difference(cell: cell, finding: finding)
                }
            }
        }
        print("who must agree at \(age) under \(regime): \(compared) cells compared")
        let answers = Self.answers(age).count
        let isCareOfJongere = (12..<16).contains(age) && regime.isCare
        let replacements = isCareOfJongere ? 2 * 5 + 2 * 3 : 4 * 3
        #expect(compared == 11 * 2 * replacements * answers * answers * answers)
    }

    /// From 18 on only a recorded representative decides, here the mother; before that, who has gezag.
    @Test(arguments: ages, [false, true])
    func `for who can't judge the finding is what the table says`(
        age: Int, isRepresented: Bool
    ) throws {
        var compared = 0
        let answers: [Answer] = [.silent, .yes, .no, .withdrawn, .objected]
        let since = try #require(CivilDate(iso: "2026-01-01"))
        let incapacity = Incapacity(
            since: since, representative: isRepresented ? Household.mother : nil)
        for regime in Regime.allCases {
            for kind in Kind.allCases {
                let families = try CellFamilies(age: age, regime, kind)
                let row = DecisionTable.row(Cell.band(age), "*", kind.rawValue, isUnable: true)
                for (gezag, holders) in DecisionTable.gezag {
                    try triples(answers) { triple in
                        let cell = Cell(
                            age: age, kind: kind, row: row, gezag: gezag,
                            holders: age < 18 ? holders : isRepresented ? [.mother] : nil,
                            answers: triple, othersAsked: true, replacement: .namingBoth)
                        let finding = families.finding(cell, incapacity: incapacity)
                        compared += 1
                        guard cell.agrees(with: finding) else {
                            throw Difference(cell: cell, finding: finding)
                        }
                    }
                }
            }
        }
        print("who decides for who can't judge at \(age): \(compared) cells compared")
        #expect(compared == 3 * 4 * 11 * 125)
    }

    /// A yes of before the last birthday differs from another only where that birthday was the 12th or
    /// the 16th.
    private static func answers(_ age: Int) -> [Answer] {
        [12, 16].contains(age) ? Answer.allCases : Answer.allCases.filter { $0 != .early }
    }

    /// Where nothing can replace the yes of parents, the strongest and the setting must not either.
    private static func replacements(_ row: DecisionTable.Row) -> [Replacement] {
        row.mayBeAlone ? Replacement.allCases : [.none, .setting, .namingBoth]
    }

    private func cells(
        _ age: Int, _ regime: Regime, _ kind: Kind, _ body: (Cell) throws -> Void
    ) rethrows {
        let row = DecisionTable.row(
            Cell.band(age), regime == .avg ? "avg" : "zorg", kind.rawValue)
        let answers = Self.answers(age)
        for (gezag, holders) in DecisionTable.gezag {
            for replacement in Self.replacements(row) {
                for asked in [false, true] {
                    try triples(answers) { triple in
                        try body(
                            Cell(
                                age: age, kind: kind, row: row, gezag: gezag, holders: holders,
                                answers: triple, othersAsked: asked, replacement: replacement))
                    }
                }
            }
        }
    }

    private func triples(
        _ answers: [Answer], _ body: (Answers) throws -> Void
    ) rethrows {
        for child in answers {
            for mother in answers {
                for father in answers {
                    try body(Answers(child: child, mother: mother, father: father))
                }
            }
        }
    }
}

extension Cell {
    /// Whether a finding is what the tables say.
    fileprivate func agrees(with finding: ConsentFinding) -> Bool {
        let expected = expected
        let isComplete = finding.status == .volledig
        return finding.status == expected.status
            && finding.isGezagKnown == expected.isGezagKnown
            && finding.hasOpenObjection == expected.hasOpenObjection
            && finding.hasOpenNo == expected.hasOpenNo && finding.carriesConsent == isComplete
            && finding.liftsSecrecy == isComplete && finding.consents.isEmpty != isComplete
    }
}
