// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Encodings
import Gateway
import Testing

struct `Rules that break` {
    /// The rules that ship, under a schema that lies about one attribute, with one rule that reads it.
    ///
    /// The house's profile leaves no text by which a rule could err on facts as they are.
    private func rules(adding text: String) throws -> RulesInForce {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let lies = [
            ("schema.cedarschema", "herkenbaar: Bool", "herkenbaar: Rol"),
            (
                "utrecht/stappen.cedar", "context.anoniem && context.herkenbaar",
                "context.anoniem && context.herkenbaar in Rolgroep::\"school\""
            ),
        ]
        let files = good.files.map { file in
            guard let lie = lies.first(where: { $0.0 == file.path }) else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            return PolicyFiles.File(
                path: file.path, bytes: Array(text.replacing(lie.1, with: lie.2).utf8))
        }
        let file = PolicyFiles.File(path: "utrecht/zz.cedar", bytes: Array(text.utf8))
        let set = try RuleSet(PolicyFiles(region: "utrecht", files: files + [file]))
        return set.inForce(on: Amsterdam.day(of: Situation.now))
    }

    @Test func `a forbid that errs refuses the whole fragment`() throws {
        let erring = """
            @id("stap-kapot") @code("bezwaar") @bron("x") @uitleg_nl("x") @uitleg_en("x")
            @geldig_van("2026-01-01")
            forbid (principal, action in Action::"delen", resource in Veldgroep::"C6.incident")
            when { context.herkenbaar in Rolgroep::"school" };
            """
        let rules = try rules(adding: erring)
        let situation = try Situation(
            age: 13, from: (.school, "mentor"), ["C6.incident", "C6.observatie"],
            to: (.buurtteam, "gezinswerker"), "P3")
        let verdict = situation.verdict(rules)
        #expect(!verdict.isPermitted)
        #expect(verdict.codes == [.beoordelingsfout])
        #expect(verdict.groups.allSatisfy { $0.codes == [.beoordelingsfout] })
        #expect(verdict.rules.contains { $0.text == "stap-kapot" })
    }

    @Test func `a group under a foreign category is refused`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        var situation = try Situation(
            age: 17, from: (.buurtteam, "gezinswerker"), ["C9.bestaan"], to: (.school, "mentor"),
            "P4")
        #expect(situation.verdict(rules).isPermitted)
        situation.offer.category = try #require(CategoryCode("C6"))
        #expect(situation.verdict(rules).codes == [.beoordelingsfout])
    }

    @Test func `facts that no line can hold are refused, and decide the same again`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        var situation = try Situation(
            age: 13, from: (.school, "mentor"), ["C6.observatie"], to: (.buurtteam, "gezinswerker"),
            "P3")
        #expect(situation.verdict(rules).isPermitted)
        let place = situation.casus.participants[0]
        situation.casus.participants = (0..<60).map {
            Participant(
                id: Situation.id(100 + $0), partner: place.partner, role: place.role,
                purpose: place.purpose, groups: place.groups, status: .aanvaard,
                invitedBy: place.invitedBy, at: place.at)
        }
        let decision = rules.decide(situation.offer, about: situation.casus, now: Situation.now)
        #expect(!decision.verdict.isPermitted)
        #expect(decision.verdict.codes == [.beoordelingsfout])
        #expect(decision.facts.count < Decision.factsByteLimit)
        #expect(try rules.replay(facts: decision.facts) == decision.verdict)
    }

    @Test func `facts are written in the canonical form that everything else reads`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        for cell in Cell.all {
            for invitation in [nil, Set([try #require(VeldgroepCode("C6.observatie"))])] {
                var situation = try Situation(
                    age: 13, from: (cell.from.type, cell.from.role), [cell.group, "C6.observatie"],
                    to: (cell.to.type, cell.to.role), cell.purpose)
                situation.offer.invitation = invitation
                situation.casus.family.hearings = []
                let facts = rules.decide(
                    situation.offer, about: situation.casus, now: Situation.now
                ).facts
                let parsed = try CanonicalJSON.parse(facts.span)
                #expect(try CanonicalJSON.encode(parsed) == facts)
            }
        }
    }

    @Test func `facts that were tampered with are not decided again`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        let situation = try Situation(
            age: 13, from: (.school, "mentor"), ["C6.observatie"], to: (.buurtteam, "gezinswerker"),
            "P3")
        let facts = rules.decide(situation.offer, about: situation.casus, now: Situation.now).facts
        let text = String(decoding: facts, as: UTF8.self)
        for (from, to) in [
            ("\"versie\":2", "\"versie\":3"), ("\"C6\"", "\"C06\""), ("true", "null"),
            ("{", " {"), ("\"P3\"", "\"P\\\"3\""), ("\"P3\"", "\"P\\u00333\""),
            ("\"gehoord\"", "\"gehoordd\""), ("\"doel\":\"P3\"", "\"doel\":3"),
        ] {
            let spoiled = Array(text.replacing(from, with: to, maxReplacements: 1).utf8)
            #expect(throws: ReplayError.malformed) { try rules.replay(facts: spoiled) }
        }
        let tomorrow = try PolicyFolder.utrecht().inForce(on: rules.day.adding(days: 1))
        #expect(throws: ReplayError.otherDay) { try tomorrow.replay(facts: facts) }
    }
}
