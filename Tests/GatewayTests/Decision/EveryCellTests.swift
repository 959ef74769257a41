// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Domain
import Foundation
import Gateway
import Testing

/// Every cell of every question of a region's rules, as functions of the facts.
private struct Cells {
    var functions: RuleFunctions
    let rules: [Rule]
    private let policies: [Policy]
    private let everything: Int

    init(_ set: RuleSet) throws {
        let inForce = set.inForce(on: Amsterdam.day(of: Situation.now))
        rules = inForce.rules
        policies = try PolicySet(parsing: inForce.effectiveText).policies
        functions = try RuleFunctions(
            set, on: Amsterdam.day(of: Situation.now), moment: .offer)
        everything = try functions.space.add(policies, entities: functions.entities)
        #expect(policies.count == rules.count)
    }

    /// One permit with every forbid: where it stands although nothing else would.
    mutating func add(permit index: Int) throws -> Int {
        let forbids = policies.indices.filter { policies[$0].effect == .forbid }
        return try functions.space.add(
            ([index] + forbids).map { policies[$0] }, entities: functions.entities)
    }

    mutating func allowed(_ source: Int? = nil, _ giver: Post?, _ subject: Subject) throws
        -> Diagram
    {
        try functions.space.allowed(
            by: source ?? everything, principal: functions.principal(giver),
            resource: functions.resource(subject))
    }

    /// The cells of these in which an attribute has one of some values.
    mutating func cells(
        _ diagram: Diagram, _ attribute: String, _ values: [String]
    ) throws -> Diagram {
        let dimension = try #require(
            functions.space.dimensions.firstIndex { $0.attribute.string == attribute })
        var mask: UInt64 = 0
        for (place, value) in functions.space.dimensions[dimension].values.enumerated() {
            let word =
                switch value {
                case .bool(let flag): flag ? "true" : "false"
                case .entity(let uid): uid.id.string
                default: ""
                }
            if values.contains(word) { mask |= 1 << UInt64(place) }
        }
        try #require(mask.nonzeroBitCount == values.count, "\(attribute) \(values)")
        return try functions.space.store.and(
            diagram, try functions.space.store.values(dimension, mask))
    }

    mutating func count(_ diagram: Diagram) -> UInt128 { functions.space.store.cellCount(diagram) }
}

struct `Every cell that is permitted` {
    /// The rules that ship; and the same with every row switched on.
    static func sets() throws -> [RuleSet] {
        let shipped = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let files = shipped.files.map { file in
            guard file.path.hasSuffix(".cedar") else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            return PolicyFiles.File(
                path: file.path,
                bytes: Array(text.replacingOccurrences(of: "@status(\"uit\")\n", with: "").utf8))
        }
        return [
            try RuleSet(shipped), try RuleSet(PolicyFiles(region: "utrecht", files: files)),
        ]
    }

    @Test(arguments: [0, 1])
    func `stands on every fact of its row: one that is absent or unknown refuses it`(
        which: Int
    ) throws {
        var cells = try Cells(try Self.sets()[which])
        var permitted: UInt128 = 0
        var flips = 0
        for (index, rule) in cells.rules.enumerated() where rule.effect == .permit {
            let needed = try #require(NeededFacts.of(rule), "\(rule.code) has no row")
            let source = try cells.add(permit: index)
            var isReached = false
            for giver in cells.functions.givers {
                for subject in cells.functions.subjects {
                    let allowed = try cells.allowed(source, giver, subject)
                    if allowed == .no { continue }
                    isReached = true
                    permitted += cells.count(allowed)
                    var facts = needed
                    if subject.text == "C5.gezondheid" { facts.append(.yes("noodzakelijk")) }
                    for fact in facts {
                        flips += 1
                        let left = try cells.cells(allowed, fact.attribute, fact.refusing)
                        #expect(left == .no, "\(rule.code) \(subject.text) in spite of \(fact)")
                    }
                }
            }
            #expect(isReached || rule.row == "29", "\(rule.code) permits nothing")
        }
        #expect(permitted > 0)
        print("flips: \(flips) facts taken away in \(permitted) permitted cells")
    }

    @Test(arguments: [0, 1])
    func `is of a kind that may pass at all`(which: Int) throws {
        var cells = try Cells(try Self.sets()[which])
        let report: Set = ["C3.ongeoorloofd", "C1.identificatie", "C1.pgn"]
        let never: Set = [
            "C1.adres-geheim", "C2.gezag", "C13", "C14.overleg", "C14.ouderkeuze",
            "C15.aantallen",
        ]
        var asked = 0
        for giver in cells.functions.givers {
            for subject in cells.functions.subjects {
                asked += 1
                let allowed = try cells.allowed(nil, giver, subject)
                let what = "\(String(describing: giver)) \(subject.text)"
                // No rule sends C13, or what is no fragment, or a secret address.
                if never.contains(subject.text) { #expect(allowed == .no, "\(what)") }
                if giver == nil { #expect(allowed == .no, "\(what)") }
                // The number neither comes from a samenwerkingsverband nor goes there.
                if subject.text == "C1.pgn" {
                    if giver?.type == .samenwerkingsverband { #expect(allowed == .no, "\(what)") }
                    let to = try cells.cells(allowed, "ontvangerType", ["samenwerkingsverband"])
                    #expect(to == .no, "\(what)")
                }
                // A diagnosis reaches a school by an item-level yes alone.
                if subject.text == "C7.diagnose" {
                    let school = try cells.cells(allowed, "ontvangerType", ["school"])
                    #expect(try cells.cells(school, "perItem", ["false"]) == .no, "\(what)")
                }
                // Enforcement gets the statutory report, and nothing of a help setting.
                let enforced = try cells.cells(
                    allowed, "ontvangerType", ["leerplicht-handhaving"])
                if giver?.type != .school || !report.contains(subject.text) {
                    #expect(enforced == .no, "\(what)")
                } else {
                    let other = ["P1", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P14"]
                    #expect(try cells.cells(enforced, "doel", other) == .no, "\(what)")
                }
                // Who never joins gets and gives no content.
                let outside = try cells.cells(
                    allowed, "ontvangerType",
                    [
                        "veilig-thuis", "gecertificeerde-instelling",
                        "raad-voor-de-kinderbescherming",
                    ])
                #expect(try cells.cells(outside, "verwijzing", ["false"]) == .no, "\(what)")
                if giver?.type.isOutside == true {
                    #expect(try cells.cells(allowed, "verwijzing", ["false"]) == .no, "\(what)")
                }
            }
        }
        #expect(asked == cells.functions.givers.count * cells.functions.subjects.count)
    }

    @Test func `of a meeting waits for the question to the parents`() throws {
        var cells = try Cells(try Self.sets()[0])
        for giver in cells.functions.givers {
            for subject in cells.functions.subjects {
                var listed = try cells.cells(
                    try cells.allowed(nil, giver, subject), "overleg", ["opLijst"])
                listed = try cells.cells(listed, "ouderkeuzeGevraagd", ["false"])
                // A referral carries nothing to the table.
                listed = try cells.cells(listed, "verwijzing", ["false"])
                // Only who is deelnemer by law: rows 2, 3, 21 and 43.
                let others = ["P1", "P3", "P4", "P5", "P6", "P7", "P12", "P14"]
                #expect(try cells.cells(listed, "doel", others) == .no, "\(subject.text)")
            }
        }
    }
}
