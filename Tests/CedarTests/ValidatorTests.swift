// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `Validator` {
    private let schema: Schema

    init() throws {
        schema = try Schema(
            parsing: """
                namespace N {
                  entity G in [G]; entity Choice enum ["a", "b"];
                  entity U in [G] { name: String, nick?: String, pick: Choice } tags Long;
                  entity R;
                  action read;
                  action view in [read] appliesTo { principal: U, resource: R, context: { n?: Long } };
                }
                """)
    }

    private func validate(_ condition: String) throws -> Validation {
        schema.validate(
            try PolicySet(
                parsing: """
                    permit(principal, action in N::Action::"read", resource)
                    when { \(condition) };
                    """))
    }

    @Test(arguments: [
        "principal has nick && principal.nick == \"x\"", "context has n && context.n > 3",
        "principal.hasTag(\"k\") && principal.getTag(\"k\") == 1", "principal in N::G::\"g\"",
        "principal.pick == N::Choice::\"a\"",
        "if principal has nick then principal.nick like \"a*\" else true",
    ])
    func `what cannot go wrong passes`(condition: String) throws {
        let found = try validate(condition)
        #expect(found.passes, "\(found.errors)")
        #expect(found.warnings.isEmpty)
    }

    @Test(arguments: [
        ("principal.nick == \"x\"", "may be absent"),
        ("principal.age == 1", "has no attribute"),
        ("principal.name == 1", "are compared"),
        ("principal.pick == N::Choice::\"c\"", "not among the choices"),
        ("false && principal is N::Nobody", "not declared"),
        ("principal.getTag(\"k\") == 1", "may be absent"),
        ("[principal, resource].contains(principal)", "a set of"),
        ("principal.name", "needs Bool"),
    ])
    func `what can go wrong is found with place and mend`(
        condition: String, message: String
    ) throws {
        let found = try validate(condition)
        let error = try #require(found.errors.first)
        #expect(error.message.contains(message), "\(error)")
        #expect(error.policyID == "policy0" && error.range.start.line == 2)
    }

    @Test func `a policy that can never apply is a warning`() throws {
        let found = try validate("resource in N::G::\"g\"")
        #expect(found.passes && found.warnings.count == 1)
    }
}
