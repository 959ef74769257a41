// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

struct `Explaining a decision` {
    let rules: RuleSet
    let results: [ScenarioResult]

    init() throws {
        rules = try PlayedExamples.rules.get()
        results = try PlayedExamples.results.get()
    }

    @Test func `takes the same decision again for every example`() throws {
        var explainer = DecisionExplainer(rules)
        for result in results {
            let account = try explainer.account(ofFacts: result.decision.facts)
            #expect(account.verdict == result.decision.verdict, "\(result.scenario.name)")
            #expect(account.version == rules.version)
        }
        #expect(results.count > 100)
    }

    @Test func `names every step that stops it and every condition that a rule lacks`() throws {
        var explainer = DecisionExplainer(rules)
        for result in results {
            let account = try explainer.account(ofFacts: result.decision.facts)
            for part in account.parts where !part.isInvitation {
                let stops = part.steps.filter(\.stops)
                for step in stops {
                    #expect(!step.rule.source.isEmpty && !step.rule.explanation.dutch.isEmpty)
                }
                for candidate in part.candidates {
                    let trace = part.verdict.trace.first { $0.rule == candidate.rule.code }
                    let failed = Set(candidate.clauses.filter { !$0.holds }.map(\.code))
                    #expect(failed == Set(trace?.failed ?? []), "\(result.scenario.name)")
                    #expect(candidate.permits == failed.isEmpty)
                }
                guard account.parts.allSatisfy({ !$0.isInvitation }) else { continue }
                let isOpen = part.candidates.contains(where: \.permits) && stops.isEmpty
                let isForbidden = part.verdict.codes.contains(.verbod)
                #expect(isOpen == part.verdict.isPermitted || isForbidden)
            }
        }
    }

    @Test func `gives the words of the rule, and the law on a line of its own`() throws {
        let result = try #require(
            results.first { $0.scenario.row == "12" && $0.scenario.kind == .permitted })
        var explainer = DecisionExplainer(rules)
        let account = try explainer.account(ofFacts: result.decision.facts)
        let dutch = account.text(.dutch).split(separator: "\n").map {
            $0.trimmingPrefix { $0 == " " }
        }
        #expect(dutch.contains("grondslag: G-T"))
        #expect(dutch.contains { $0.hasPrefix("wet: AVG") })
        #expect(
            dutch.contains(
                "De school mag dit aan het buurtteam geven, omdat daar toestemming voor is gegeven."
            ))
        let english = account.text(.english)
        #expect(english.contains("law: AVG"))
        #expect(english.contains("nobody objected"))
        #expect(!english.contains("klopt"))
    }

    @Test func `tells of a refusal what would be needed`() throws {
        let result = try #require(results.first { $0.scenario.name == "Vader maakt bezwaar" })
        var explainer = DecisionExplainer(rules)
        let text = try explainer.account(ofFacts: result.decision.facts).text(.dutch)
        #expect(text.contains("klopt niet [bezwaar]: er is bezwaar gemaakt"))
        #expect(text.contains("past, maar er ontbreekt iets"))
    }

    @Test func `says of each code that it names who may know of it, in both languages`() throws {
        var explainer = DecisionExplainer(rules)
        var seen: Set<RefusalCode> = []
        for result in results {
            let account = try explainer.account(ofFacts: result.decision.facts)
            let dutch = account.text(.dutch).split(separator: "\n")
            let english = account.text(.english).split(separator: "\n")
            let codes = Set(account.verdict.codes + account.parts.flatMap(\.verdict.codes))
            for code in codes {
                let isForRecipient = [
                    .partnerNietToegetreden, .rolOnbekend, .doelOnbekend, .verlopen,
                ].contains(code)
                let words = isForRecipient ? "bron, ontvanger, fg" : "bron, fg"
                #expect(dutch.contains("  \(code.rawValue): \(words)"), "\(result.scenario.name)")
                let own = isForRecipient ? "source, recipient, " : "source, "
                #expect(
                    english.contains("  \(code.rawValue): \(own)privacy officer of the source"))
                let told = account.json["voor"]?[code.rawValue]?.array?.compactMap(\.string)
                if account.verdict.codes.contains(code) {
                    #expect(told?.joined(separator: ", ") == words)
                }
            }
            seen.formUnion(codes)
        }
        #expect(seen.isSuperset(of: [.toestemmingOntbreekt, .bezwaar, .geenRegel]))
    }

    @Test func `refuses facts that are no facts`() {
        var explainer = DecisionExplainer(rules)
        #expect(throws: ReplayError.malformed) {
            try explainer.account(ofFacts: Array("{}".utf8))
        }
    }
}
