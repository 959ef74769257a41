// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `Parser` {
    @Test func `annotations effect and place can be read`() throws {
        let set = try PolicySet(
            parsing: """
                // first
                @id("a")
                @bron
                permit(principal in Rol::"x", action, resource) when { context.a && !context.b };
                """)
        let policy = try #require(set.policies.first)
        #expect(policy.id == "policy0")
        #expect(policy.annotations["id"] == "a")
        #expect(policy.annotations["bron"] == "")
        #expect(policy.annotations["other"] == nil)
        #expect(policy.effect == .permit)
        #expect(policy.range.start.line == 2)
    }

    @Test func `several errors are reported in one run`() {
        #expect {
            try PolicySet(
                parsing: """
                    permit(principal, action, resource) when { 1 = 1 };
                    forbid(principal, action, resource);
                    permit(principal, action resource);
                    permit(principal, action, resource) when { context.if };
                    """)
        } throws: { error in
            guard case .syntax(let found)? = error as? CedarError else { return false }
            return found.map(\.range.start.line) == [1, 3, 4] && found[0].hint != nil
                && found[0].range.start.column == 46
        }
    }

    @Test(arguments: ["(", "[", "{a:", "!(", "if "])
    func `a million open brackets are an error`(bracket: String) {
        let hostile =
            "permit(principal,action,resource) when { "
            + String(repeating: bracket, count: 1_000_000 / bracket.utf8.count)
        #expect(throws: CedarError.self) {
            try PolicySet(
                parsing: hostile, limits: CedarLimits(textByteLimit: 2_000_000))
        }
    }

    @Test func `long chains are no depth`() throws {
        func body(_ part: String, _ separator: String, _ count: Int) throws -> PolicySet {
            let chain = Array(repeating: part, count: count).joined(separator: separator)
            return try PolicySet(
                parsing: "permit(principal,action,resource) when { \(chain) == 1 || true };")
        }
        for set in [
            try body("true", " && ", 10_000), try body("true", " || ", 10_000),
            try body("1", " + ", 10_000), try body("context", ".a", 1),
        ] {
            let answer = PreparedPolicySet(set).decide(
                Request(
                    principal: EntityUID("U", "a"), action: EntityUID("Action", "v"),
                    resource: EntityUID("R", "r")))
            #expect(answer.decision == .allow || !answer.errors.isEmpty)
        }
    }
}

@Suite struct `Authorizer` {
    private let entities: Entities
    private let alice = EntityUID("U", "alice")

    init() throws {
        entities = try Entities([
            Entity(EntityUID("G", "staff"), parents: [EntityUID("G", "all")]),
            Entity(alice, attributes: ["age": 30], parents: [EntityUID("G", "staff")]),
        ])
    }

    private func decide(_ text: String, context: Record = [:]) throws -> Answer {
        PreparedPolicySet(try PolicySet(parsing: text), entities: entities).decide(
            Request(
                principal: alice, action: EntityUID("Action", "view"),
                resource: EntityUID("R", "r"), context: context))
    }

    @Test func `a forbid wins over a permit and is the only reason`() throws {
        let answer = try decide(
            """
            permit(principal, action, resource);
            forbid(principal in G::"all", action, resource) when { principal.age > 18 };
            """)
        #expect(answer.decision == .deny)
        #expect(answer.reasons.map(\.id) == ["policy1"])
        #expect(answer.trace.isEmpty)
    }

    @Test func `an error skips only its policy and is reported`() throws {
        let answer = try decide(
            """
            permit(principal, action, resource);
            forbid(principal, action, resource) when { context.absent };
            """)
        #expect(answer.decision == .allow)
        #expect(answer.errors.map(\.policy.index) == [1])
        #expect(answer.errors.map(\.error) == [.attributeMissing("absent")])
    }

    @Test func `a refusal without a forbid says what was in the way`() throws {
        let answer = try decide(
            """
            permit(principal in G::"other", action, resource);
            permit(principal, action, resource)
            when { true } when { context.ok && context.kind == K::"good" };
            permit(principal == U::"x", action, resource == R::"y");
            permit(principal, action == Action::"edit", resource);
            """, context: ["ok": true, "kind": .entity("K", "bad")])
        #expect(answer.decision == .deny)
        #expect(answer.trace.map(\.policy.index) == [0, 1])
        #expect(answer.trace[0].obstacle == .scope(.principal))
        guard case .condition(1, _, let observed) = answer.trace[1].obstacle else {
            Issue.record("no condition")
            return
        }
        #expect(observed.map(\.value) == [.entity("K", "bad")])
    }

    @Test func `a request brings entities of its own below the shared ones`() throws {
        let own = try Entities([
            Entity(EntityUID("U", "new"), parents: [EntityUID("G", "staff")])
        ])
        let set = try PolicySet(parsing: "permit(principal in G::\"all\", action, resource);")
        let answer = PreparedPolicySet(set, entities: entities).decide(
            Request(
                principal: EntityUID("U", "new"), action: EntityUID("Action", "view"),
                resource: EntityUID("R", "r"), entities: own))
        #expect(answer.decision == .allow)
    }
}
