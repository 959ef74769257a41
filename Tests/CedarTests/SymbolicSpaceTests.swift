// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

struct `Policies as functions of the context` {
    private static let action = EntityUID("Action", "delen")
    private static let texts = [
        // Comparisons with a fixed list, one by one and in a set, and their negations.
        """
        permit (principal in Rolgroep::"school", action, resource in Categorie::"C6")
        when { context.doel == Doel::"P1" && context.ontvanger in Rolgroep::"hulp" }
        unless { context.bezwaar || context.nee };
        forbid (principal, action, resource)
        when { [Doel::"P2", Doel::"P3"].contains(context.doel) };
        """,
        // The question read in conditions, and a choice between two.
        """
        permit (principal, action, resource)
        when { if context.nee then resource in Categorie::"C6" else !context.bezwaar }
        when { principal in Rolgroep::"school" || context.doel != Doel::"P1" };
        forbid (principal == Professional::"arts", action, resource)
        unless { resource in [Categorie::"C7", Categorie::"C8"] && context.nee };
        """,
        // Evaluations that fail, behind what stops them and in front of it.
        """
        permit (principal, action, resource) when { context.bezwaar && context.ontbreekt };
        permit (principal, action, resource) when { context.nee };
        forbid (principal, action, resource) when { context.doel == Doel::"P3" && !(context.doel) };
        permit (principal, action, resource) unless { context has ontbreekt || context.nee };
        """,
    ]

    private static let givers = ["mentor", "arts", "niemand"].map { EntityUID("Professional", $0) }
    private static let fragments = ["C6", "C7"].map { EntityUID("Fragment", $0) }
    private let entities: Entities
    private let dimensions: [SymbolicSpace.Dimension]

    init() throws {
        entities = try Entities([
            Entity(Self.givers[0], parents: [EntityUID("Rolgroep", "school")]),
            Entity(Self.givers[1], parents: [EntityUID("Rolgroep", "hulp")]),
            Entity(EntityUID("Rol", "werker"), parents: [EntityUID("Rolgroep", "hulp")]),
            Entity(EntityUID("Rol", "mentor"), parents: [EntityUID("Rolgroep", "school")]),
            Entity(Self.fragments[0], parents: [EntityUID("Categorie", "C6")]),
            Entity(Self.fragments[1], parents: [EntityUID("Categorie", "C7")]),
        ])
        func entity(_ type: String, _ id: String) -> Value { .entity(EntityUID(type, id)) }
        dimensions = [
            .init("doel", values: ["P1", "P2", "P3"].map { entity("Doel", $0) }),
            .init("ontvanger", values: ["werker", "mentor"].map { entity("Rol", $0) }),
            .init("bezwaar", values: [.bool(false), .bool(true)]),
            .init("nee", values: [.bool(false), .bool(true)]),
        ]
    }

    private var cells: [[Int]] {
        dimensions.reduce([[]]) { cells, dimension in
            cells.flatMap { cell in dimension.values.indices.map { cell + [$0] } }
        }
    }

    /// Cedar's own answer, an error being a refusal.
    private func decision(
        _ policies: PolicySet, _ principal: EntityUID, _ resource: EntityUID, _ cell: [Int]
    ) -> Bool {
        let context = zip(dimensions, cell).map { ($0.attribute, $0.values[$1]) }
        let answer = PreparedPolicySet(policies, entities: entities).decide(
            Request(
                principal: principal, action: Self.action, resource: resource,
                context: Record(context)))
        return answer.errors.isEmpty && answer.decision == .allow
    }

    @Test(arguments: texts)
    func `agree with Cedar in every cell of every question`(_ text: String) throws {
        let policies = try PolicySet(parsing: text)
        var space = SymbolicSpace(dimensions, action: Self.action)
        let source = try space.add(policies.policies, entities: entities)
        var compared = 0
        for principal in Self.givers {
            for resource in Self.fragments {
                let allowed = try space.allowed(
                    by: source, principal: principal, resource: resource)
                let cubes = space.store.cubes(allowed)
                let support = space.store.support(allowed)
                var count: UInt128 = 0
                for cell in cells {
                    let expected = decision(policies, principal, resource, cell)
                    #expect((space.store.outcome(allowed, cell) == .yes) == expected)
                    #expect(cubes.count { $0.contains(cell) } == (expected ? 1 : 0))
                    if expected {
                        count += 1
                        for (mask, value) in zip(support, cell) {
                            #expect(mask & (1 << UInt64(value)) != 0)
                        }
                    }
                    compared += 1
                }
                #expect(space.store.cellCount(allowed) == count)
                #expect(cubes.reduce(0) { $0 + $1.cellCount } == count)
            }
        }
        #expect(compared == 3 * 2 * 24)
    }

    @Test func `give one number to what is written in two ways`() throws {
        var space = SymbolicSpace(dimensions, action: Self.action)
        let one = try PolicySet(
            parsing:
                "permit (principal, action, resource) when { !(context.nee || context.bezwaar) };")
        let other = try PolicySet(
            parsing: """
                permit (principal, action, resource) unless { context.bezwaar } unless { context.nee };
                forbid (principal, action, resource) when { context.nee };
                """)
        let sources = [
            try space.add(one.policies, entities: entities),
            try space.add(other.policies, entities: entities),
        ]
        let allowed = try sources.map {
            try space.allowed(by: $0, principal: Self.givers[0], resource: Self.fragments[0])
        }
        #expect(allowed[0] == allowed[1])
    }

    @Test(arguments: texts)
    func `fall apart into conditions that share no attribute and together say the same`(
        _ text: String
    ) throws {
        let policies = try PolicySet(parsing: text)
        var space = SymbolicSpace(dimensions, action: Self.action)
        let source = try space.add(policies.policies, entities: entities)
        for principal in Self.givers {
            for resource in Self.fragments {
                let allowed = try space.allowed(
                    by: source, principal: principal, resource: resource)
                let factors = try space.store.factors(allowed)
                var whole = Diagram.yes
                var read: [Int] = []
                for factor in factors {
                    whole = try space.store.and(whole, factor)
                    read += space.store.dimensions(of: factor)
                }
                #expect(whole == allowed)
                #expect(Set(read).count == read.count)
            }
        }
    }

    @Test func `fall apart as far as they can`() throws {
        var space = SymbolicSpace(dimensions, action: Self.action)
        let policies = try PolicySet(
            parsing: """
                permit (principal, action, resource)
                when { context.doel == Doel::"P1" && (context.nee || context.bezwaar) };
                """)
        let source = try space.add(policies.policies, entities: entities)
        let allowed = try space.allowed(
            by: source, principal: Self.givers[0], resource: Self.fragments[0])
        let parts = try space.store.factors(allowed).map { space.store.dimensions(of: $0) }
        #expect(Set(parts) == [[0], [2, 3]])
    }

    @Test func `refuse what is not finite`() throws {
        var space = SymbolicSpace(dimensions, action: Self.action)
        let whole = try PolicySet(
            parsing: "permit (principal, action, resource) when { context == {} };")
        #expect(throws: CedarError.self) {
            try space.add(whole.policies, entities: entities)
        }
    }
}
