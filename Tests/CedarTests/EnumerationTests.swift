// SPDX-License-Identifier: EUPL-1.2
import Cedar
import TestSupport
import Testing

@Suite struct `Enumeration` {
    private static let schemaText = """
        entity Rol, Categorie;
        entity Stand enum ["nvt", "volledig", "geweigerd"];
        entity P in [Rol] { actief: Bool };
        entity F in [Categorie] { geheim?: Bool };
        action delen appliesTo { principal: P, resource: F, context: {
            stand: Stand, bezwaar: Bool, gezag: Bool, nood?: Bool, tekst: String
        } };
        """
    private static let rules = """
        permit(principal in Rol::"a", action, resource in Categorie::"x")
        when { context.stand == Stand::"volledig" && context.gezag };
        permit(principal in Rol::"b", action, resource)
        when { context has nood && context.nood } unless { context.bezwaar };
        forbid(principal, action, resource) when { context.bezwaar && !principal.actief };
        forbid(principal, action, resource)
        when { resource.geheim && context.stand == Stand::"geweigerd" };
        """
    private let schema: Schema
    private let entities: Entities
    private let principals = [
        Entity(EntityUID("P", "1"), parents: [EntityUID("Rol", "a")]),
        Entity(EntityUID("P", "2"), attributes: ["actief": true], parents: [EntityUID("Rol", "b")]),
    ]
    private let resources = [
        Entity(EntityUID("F", "1"), parents: [EntityUID("Categorie", "x")]),
        Entity(EntityUID("F", "2"), attributes: ["geheim": false]),
    ]

    init() throws {
        schema = try Schema(parsing: Self.schemaText)
        entities = try Entities([
            Entity(EntityUID("Rol", "a")), Entity(EntityUID("Rol", "b")),
            Entity(EntityUID("Categorie", "x")),
        ])
    }

    private func space(_ texts: String...) throws -> DecisionSpace {
        try DecisionSpace(
            texts.map { try PolicySet(parsing: $0) }, schema: schema, entities: entities,
            action: EntityUID("Action", "delen"), principals: principals, resources: resources)
    }

    @Test func `cubes hold every cell once with the decision of a request`() async throws {
        let space = try space(Self.rules)
        #expect(
            space.dimensions.map(\.name) == [
                "context.stand", "context.gezag", "context.nood", "context.bezwaar",
                "principal.actief", "resource.geheim",
            ])
        let cubes = try await space.cubes()
        #expect(cubes.map(\.cellCount).reduce(0, +) == space.cellCount)
        let prepared = PreparedPolicySet(try PolicySet(parsing: Self.rules), entities: entities)
        var random = SeededRandom(seed: 1)
        for _ in 0..<1_500 {
            let choices = space.dimensions.map { random.below($0.values.count) }
            let principal = random.below(2)
            let resource = random.below(2)
            let holding = cubes.filter {
                $0.principal == principal && $0.resource == resource && $0.contains(choices)
            }
            let cube = try #require(holding.first)
            #expect(holding.count == 1)
            let answer = prepared.decide(
                space.request(principal: principal, resource: resource, choices: choices))
            #expect(cube.outcomes[0].decision == answer.decision)
            #expect(cube.outcomes[0].reasons == answer.reasons.map(\.index))
            #expect(cube.outcomes[0].errors == answer.errors.map(\.policy.index))
        }
    }

    @Test func `two policy sets are compared cell by cell`() async throws {
        let other = Self.rules.replacing("&& context.gezag", with: "")
        let flips = try await space(Self.rules, other).cubes().filter(\.isFlip)
        #expect(!flips.isEmpty)
        for flip in flips {
            #expect(flip.outcomes.map(\.decision) == [.deny, .allow])
            #expect(flip.principal == 0 && flip.resource == 0)
        }
    }

    @Test func `what is not finite is refused`() {
        #expect(throws: CedarError.self) {
            try space("permit(principal, action, resource) when { context.tekst == \"x\" };")
        }
        #expect(throws: CedarError.self) {
            try space("permit(principal, action, resource) when { context == {} };")
        }
    }

    @Test func `a space of millions of cells takes few cubes`() async throws {
        let names = (0..<22).map { "b\($0)" }
        let attributes = names.map { "\($0): Bool" }.joined(separator: ", ")
        let schema = try Schema(
            parsing: """
                entity P; entity F;
                action a appliesTo { principal: P, resource: F, context: { \(attributes) } };
                """)
        let body = names.map { "context.\($0)" }.joined(separator: " && ")
        let policies = try PolicySet(
            parsing: "permit(principal, action, resource) when { \(body) };")
        let space = try DecisionSpace(
            [policies], schema: schema, entities: Entities(),
            action: EntityUID("Action", "a"), principals: [Entity(EntityUID("P", "p"))],
            resources: [Entity(EntityUID("F", "f"))])
        #expect(space.cellCount == 1 << 22)
        #expect(try await space.cubes().count == 23)
    }
}
