// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Gateway
import Testing

/// A change to one file of the folder that ships, and the finding that it must give.
struct Spoiled: Sendable, CustomTestStringConvertible {
    let what: String
    let path: String
    let from: String
    let to: String
    /// Words that the finding must hold.
    let says: String

    var testDescription: String { what }

    static let help = "utrecht/hulp.cedar"
    static let absence = "utrecht/verzuim.cedar"
    static let steps = "utrecht/stappen.cedar"

    static let all: [Spoiled] = [
        Spoiled(
            what: "an unknown category", path: help, from: "Categorie::\"C6\"",
            to: "Categorie::\"C66\"", says: "`Categorie::\"C66\"` is not known"),
        Spoiled(
            what: "an unknown field group", path: help, from: "Veldgroep::\"C9.bestaan\"",
            to: "Veldgroep::\"C9.niets\"", says: "`Veldgroep::\"C9.niets\"` is not known"),
        Spoiled(
            what: "an unknown role group", path: help, from: "Rolgroep::\"buurtteam\"",
            to: "Rolgroep::\"buurt\"", says: "`Rolgroep::\"buurt\"` is not known"),
        Spoiled(
            what: "an unknown role", path: help, from: "Rol::\"jeugdarts\"",
            to: "Rol::\"dokter\"", says: "`Rol::\"dokter\"` is not known"),
        Spoiled(
            what: "an unknown purpose", path: help, from: "Doel::\"P4\"", to: "Doel::\"P99\"",
            says: "P99"),
        Spoiled(
            what: "a missing explanation", path: help, from: "@uitleg_nl", to: "@uitleg_fy",
            says: "`@uitleg_nl` is missing"),
        Spoiled(
            what: "an unknown annotation", path: help, from: "@rij(", to: "@regel(",
            says: "annotation `@regel` is not known"),
        Spoiled(
            what: "an attribute outside the finite domain", path: help,
            from: "context.gehoord", to: "context.gezien", says: "gezien"),
        Spoiled(
            what: "a value outside the finite domain", path: help,
            from: "Toestemming::\"volledig\"", to: "Toestemming::\"bijna\"", says: "bijna"),
        Spoiled(
            what: "a condition outside the finite vocabulary", path: help,
            from: "when { context.gehoord }", to: "when { 9223372036854775807 + 1 > 0 }",
            says: "is outside the finite vocabulary"),
        Spoiled(
            what: "a permit for whatever is given", path: help,
            from: "resource in Categorie::\"C6\"", to: "resource",
            says: "the scope of `resource` names none of"),
        Spoiled(
            what: "a permit for whoever gives", path: help,
            from: "principal in Rolgroep::\"school\"", to: "principal",
            says: "the scope of `principal` names none of"),
        Spoiled(
            what: "a rule that no facts can satisfy", path: help,
            from: "when { context.gehoord }", to: "when { resource in Rol::\"mentor\" }",
            says: "impossible policy"),
        Spoiled(
            what: "an unknown group of field groups", path: "utrecht/veiligheid.cedar",
            from: "Categoriegroep::\"melding\"", to: "Categoriegroep::\"alles\"",
            says: "`Categoriegroep::\"alles\"` is not known"),
        Spoiled(
            what: "an unknown group under a group of field groups", path: "catalogus.json",
            from: "\"C8\", \"C9\", \"C10\"]", to: "\"C8\", \"C9\", \"C10.niets\"]",
            says: "`C10.niets` is no category"),
        Spoiled(
            what: "a channel for what is not refused as such", path: "utrecht/kanalen.cedar",
            from: "@code(\"geen-regel\")", to: "@code(\"verbod\")",
            says: "only what is never carried names another channel"),
        Spoiled(
            what: "a condition that mixes two steps", path: help,
            from: "when { context.gezagBekend }",
            to: "when { context.gezagBekend && !context.bezwaar }", says: "mixes"),
        Spoiled(
            what: "a condition that mixes row and step", path: absence,
            from: "when { context.drempel16u }",
            to: "when { context.drempel16u && !context.beperking }", says: "mixes"),
        Spoiled(
            what: "a step that no rule may skip or repeat", path: absence,
            from: "when { context.drempel16u }", to: "when { context.deelnemer }",
            says: "holds for every rule"),
        Spoiled(
            what: "a permit without purpose", path: absence,
            from: "context.doel == Doel::\"P2\" && ", to: "", says: "names no purpose"),
        Spoiled(
            what: "a group that its purpose does not list", path: help,
            from: "Doel::\"P4\"", to: "Doel::\"P2\"", says: "is not listed for purpose `P2`"),
        Spoiled(
            what: "a rule that ends before it begins", path: absence,
            from: "@geldig_van(\"2026-01-01\")",
            to: "@geldig_van(\"2026-01-01\")\n@geldig_tot(\"2025-01-01\")",
            says: "ends before it begins"),
        Spoiled(
            what: "a day that does not exist", path: absence, from: "2026-01-01",
            to: "2026-02-30", says: "is not valid"),
        Spoiled(
            what: "two rules of one id at one time", path: absence, from: "@id(\"rij-3\")",
            to: "@id(\"rij-2\")", says: "holds twice at one time"),
        Spoiled(
            what: "an unknown refusal code", path: steps, from: "@code(\"geen-relatie\")",
            to: "@code(\"geen-zin\")", says: "is not valid"),
        Spoiled(
            what: "a rule that holds only at an offer", path: steps,
            from: "action in Action::\"delen\"", to: "action == Action::\"aanbieden\"",
            says: "does not hold at every moment"),
        Spoiled(
            what: "an unknown legal basis", path: help, from: "@grondslag(\"G-T\")",
            to: "@grondslag(\"G\")", says: "is not valid"),
        Spoiled(
            what: "an unknown obligation", path: help,
            from: "@verplichtingen(\"niet-voor-handhaving\")", to: "@verplichtingen(\"zwijgen\")",
            says: "is not valid"),
        Spoiled(
            what: "a text that is no Cedar", path: help, from: "permit (", to: "permitt (",
            says: "permitt"),
        Spoiled(
            what: "a rule about one professional", path: help,
            from: "principal in Rol::\"jeugdarts\"",
            to: "principal == Professional::\"jgz/jeugdarts\"", says: "names one professional"),
        Spoiled(
            what: "a role that a group does not find", path: "utrecht/rollen.json",
            from: "\"rollen\": [\"bpo\"]", to: "\"rollen\": [\"bpoo\"]",
            says: "role `bpoo` is not known"),
        Spoiled(
            what: "a type of partner that does not exist", path: "utrecht/rollen.json",
            from: "[\"buurtteam\"]}", to: "[\"wijkteam\"]}", says: "`wijkteam` is no type"),
        Spoiled(
            what: "a role for the police", path: "utrecht/rollen.json",
            from: "[\"buurtteam\"]}", to: "[\"politie\"]}", says: "never joins"),
        Spoiled(
            what: "a group under the wrong category", path: "catalogus.json",
            from: "\"C4.niveau\"", to: "\"C3.niveau\"", says: "stands under category `C4`"),
        Spoiled(
            what: "a field of an unknown kind", path: "catalogus.json",
            from: "\"soort\": \"datum\"", to: "\"soort\": \"dag\"", says: "no kind of field"),
        Spoiled(
            what: "an unknown member", path: "catalogus.json", from: "\"gevoeligheid\"",
            to: "\"gevoelig\"", says: "`gevoelig` is not known here"),
        Spoiled(
            what: "a purpose with an unknown group", path: "doelen.json",
            from: "\"C7.advies\"", to: "\"C7.raad\"", says: "`C7.raad` is no category"),
        Spoiled(
            what: "a text that is no JSON", path: "doelen.json", from: "\"doelen\": [",
            to: "\"doelen\": [,", says: "no strict JSON"),
        Spoiled(
            what: "a schema that does not parse", path: "schema.cedarschema",
            from: "entity Rolgroep;", to: "entity Rolgroep", says: "`;`"),
    ]
}

struct `A policy folder with an error` {
    @Test(arguments: Spoiled.all)
    func `is refused with file, line and mend`(spoiled: Spoiled) throws {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let index = try #require(good.files.firstIndex { $0.path == spoiled.path })
        let text = String(decoding: good.files[index].bytes, as: UTF8.self)
        let place = try #require(text.range(of: spoiled.from))
        let line = text[..<place.lowerBound].split(
            separator: "\n", omittingEmptySubsequences: false
        ).count
        var files = good.files
        files[index] = PolicyFiles.File(
            path: spoiled.path,
            bytes: Array(text.replacingCharacters(in: place, with: spoiled.to).utf8))
        let error = #expect(throws: PolicyError.self) {
            try RuleSet(PolicyFiles(region: "utrecht", files: files))
        }
        let found = try #require(error).findings.filter {
            $0.path == spoiled.path && $0.message.contains(spoiled.says)
        }
        let finding = try #require(found.first, "\(String(describing: error))")
        #expect(!finding.mend.isEmpty)
        // A rule is named by its first line, a condition by its own.
        #expect(abs(finding.line - line) <= 22, "line \(finding.line) for \(line)")
    }

    @Test func `without a file is refused`() throws {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        for path in ["schema.cedarschema", "catalogus.json", "doelen.json", "utrecht/rollen.json"] {
            #expect(throws: PolicyError.self) {
                try PolicyFiles(region: "utrecht", files: good.files.filter { $0.path != path })
            }
        }
        #expect(throws: PolicyError.self) {
            try PolicyFiles(folder: PolicyFolder.path, region: "atlantis")
        }
    }

    @Test func `with two rules that fit one question is found by the walk`() throws {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let files = good.files.map { file in
            guard file.path == "utrecht/hulp.cedar" else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
                .replacingOccurrences(of: "Rolgroep::\"jgz\" }", with: "Rolgroep::\"kernteam\" }")
            return PolicyFiles.File(path: file.path, bytes: Array(text.utf8))
        }
        let rules = try RuleSet(PolicyFiles(region: "utrecht", files: files))
        let day = try #require(rules.rules.first?.validFrom)
        let findings = rules.check(on: day)
        #expect(findings.contains { $0.message.contains("both fit a question") })
    }

    @Test
    func `with a rule of the same row that begins before the other ends is found by the walk`()
        throws
    {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let files = good.files.map { file in
            guard file.path == "utrecht/verzuim.cedar" else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            let from = text.range(of: "@id(\"rij-2\")")?.lowerBound ?? text.startIndex
            let until = text.range(of: "};\n", range: from..<text.endIndex)?.upperBound
            let next = text[from..<(until ?? text.endIndex)]
                .replacingOccurrences(of: "rij-2\"", with: "rij-2-nieuw\"")
                .replacingOccurrences(of: "2026-01-01", with: "2027-01-01")
            return PolicyFiles.File(path: file.path, bytes: Array((text + "\n" + next).utf8))
        }
        let rules = try RuleSet(PolicyFiles(region: "utrecht", files: files))
        let findings = rules.check(on: try #require(CivilDate(iso: "2026-03-10")))
        #expect(findings.map(\.message).contains { $0.contains("`rij-2` and `rij-2-nieuw`") })
    }

    @Test func `with a rule that no question fits is found by the walk`() throws {
        let good = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let files = good.files.map { file in
            guard file.path == "utrecht/hulp.cedar" else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
                .replacingOccurrences(
                    of:
                        "when { context.doel == Doel::\"P4\" && context.ontvangerRol in Rolgroep::\"school\"",
                    with:
                        "when { context.doel == Doel::\"P4\" && context.noodzakelijk "
                        + "&& !context.noodzakelijk "
                        + "&& context.ontvangerRol in Rolgroep::\"school\""
                )
            return PolicyFiles.File(path: file.path, bytes: Array(text.utf8))
        }
        let rules = try RuleSet(PolicyFiles(region: "utrecht", files: files))
        let day = try #require(rules.rules.first?.validFrom)
        #expect(rules.check(on: day).map(\.message) == ["rule `rij-14` can never apply"])
    }
}
