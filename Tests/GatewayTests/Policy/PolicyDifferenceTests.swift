// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

struct `Comparing two rule sets` {
    let day: CivilDate
    let rules: RuleSet

    init() throws {
        day = try #require(CivilDate(iso: "2026-03-10"))
        rules = try PolicyFolder.utrecht()
    }

    private func difference(_ other: RuleSet) throws -> PolicyDifference {
        try PolicyDifference(from: rules, to: other, on: day)
    }

    private static let consent =
        "when { context.toestemming == Toestemming::\"volledig\" && context.grondslagToestemming }\n"

    @Test func `proves that the same rules decide the same`() throws {
        let difference = try difference(rules)
        #expect(!difference.flips)
        #expect(difference.notes.isEmpty)
        #expect(difference.cellCount > 1_000_000_000)
        #expect(difference.text.contains("Geen enkel besluit verandert"))
        #expect(difference.json["gelijk"]?.bool == true)
    }

    @Test func `proves that another wording of the same condition decides the same`() throws {
        let reworded = try ChangedPolicies.replacing(
            "when { context.verlopen };", with: "unless { !context.verlopen };",
            in: "utrecht/stappen.cedar")
        let difference = try difference(reworded)
        #expect(!difference.flips)
        #expect(
            difference.notes.map(\.text) == ["de voorwaarden zijn anders geschreven"])
    }

    @Test func `says in a sentence who may do without consent from now on`() throws {
        let open = try ChangedPolicies.replacing(Self.consent, with: "", in: "utrecht/hulp.cedar")
        let difference = try difference(open)
        #expect(difference.flips)
        let found = try #require(difference.days.first)
        #expect(found.opening > 0 && found.closing == 0)
        let text = difference.text
        #expect(text.contains("aan de gezinswerker geven zonder toestemming"))
        #expect(text.contains("voor P3"))
        #expect(text.contains("als:"))
    }

    @Test func `counts as many cells back as forth`() throws {
        let open = try ChangedPolicies.replacing(Self.consent, with: "", in: "utrecht/hulp.cedar")
        let forth = try #require(try difference(open).days.first)
        let back = try PolicyDifference(from: open, to: rules, on: day)
        #expect(back.days.first?.closing == forth.opening)
        #expect(back.days.first?.opening == 0)
        #expect(back.text.contains("voortaan alleen nog met toestemming"))
    }

    @Test func `counts the cells of each change`() throws {
        let open = try ChangedPolicies.replacing(Self.consent, with: "", in: "utrecht/hulp.cedar")
        let found = try #require(try difference(open).days.first)
        let listed = found.changes.flatMap(\.cases).reduce(UInt128(0)) { $0 + $1.cellCount }
        // Beside these only recipients flip whose role does not exist at their organisation.
        #expect(listed > 0 && listed <= found.flipCount)
    }

    @Test func `names only what the new rules do not ask anyway`() throws {
        let open = try ChangedPolicies.replacing(Self.consent, with: "", in: "utrecht/hulp.cedar")
        let found = try #require(try difference(open).days.first)
        let change = try #require(found.changes.first { $0.cases.count == 1 })
        let attributes = Set(
            change.cases[0].conditions.flatMap(\.alternatives).flatMap { $0 }.map(\.attribute))
        #expect(attributes == ["toestemming", "grondslagToestemming"])
    }

    @Test func `looks at every later day on which a rule begins or ends`() throws {
        let ending = try ChangedPolicies.changing("utrecht/hulp.cedar") { text in
            text.replacing(
                "@geldig_van(\"2026-01-01\")",
                with: "@geldig_van(\"2026-01-01\")\n@geldig_tot(\"2026-07-01\")")
        }
        let difference = try difference(ending)
        #expect(difference.days.map(\.day).contains { "\($0)" == "2026-07-01" })
        #expect(difference.days.first?.flipCount == 0)
        #expect(difference.flips)
        #expect(difference.text.contains("niet langer"))
        #expect(difference.notes.contains { $0.text.contains("geldt tot 2026-07-01") })
    }

    @Test func `sees a role that joins a group of roles`() throws {
        let wider = try ChangedPolicies.replacing(
            "\"naam\": \"het buurtteam\", \"rollen\": [\"gezinswerker\"]",
            with:
                "\"naam\": \"het buurtteam\", \"rollen\": [\"gezinswerker\", \"schoolconsulent\"]",
            in: "utrecht/rollen.json")
        let difference = try difference(wider)
        #expect(difference.flips)
        #expect(difference.text.contains("schoolconsulent"))
        #expect(
            difference.notes.contains {
                $0.kind == .role && $0.text == "erbij: schoolconsulent"
            })
    }

    @Test func `sees a purpose that may go on longer`() throws {
        let longer = try ChangedPolicies.replacing(
            "\"termijnDagen\": 180", with: "\"termijnDagen\": 190", in: "doelen.json")
        let difference = try difference(longer)
        #expect(!difference.flips)
        #expect(difference.notes.map(\.text) == ["termijn 190 dagen, was 180"])
    }

    @Test func `sees a rule that is switched off`() throws {
        let off = try ChangedPolicies.replacing(
            "@id(\"rij-6-stap\")", with: "@id(\"rij-6-stap\")\n@status(\"uit\")",
            in: "utrecht/verzuim.cedar")
        let difference = try difference(off)
        #expect(difference.flips)
        #expect(
            difference.notes.contains {
                $0.code == "rij-6-stap" && $0.text == "de regel staat nu uit"
            })
        #expect(difference.text.contains("niet langer"))
    }
}
