// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `House profile` {
    private let profile = ProfileConfiguration(
        requiredAnnotations: ["rij"], principalScopeTypes: ["Rol"],
        resourceScopeTypes: ["Categorie"], contextVocabulary: ["ok", "stand", "aantal"])

    private func findings(_ text: String) throws -> [String] {
        let schema = try Schema(
            parsing: """
                entity Rol, Categorie; entity Stand enum ["ja", "nee"];
                entity P in [Rol]; entity F in [Categorie];
                action delen appliesTo { principal: P, resource: F, context: {
                    ok: Bool, stand: Stand, aantal: Long, ander: Bool } };
                """)
        return try PolicySet(parsing: text).findings(profile, schema: schema).map(\.message)
    }

    private func rule(_ condition: String, id: String = "r", scope: String? = nil) -> String {
        let scope =
            scope
            ?? "principal in Rol::\"a\", action == Action::\"delen\", resource in Categorie::\"x\""
        return "@id(\"\(id)\") @rij(\"1\") permit(\(scope)) when { \(condition) };"
    }

    @Test func `a rule in order has no findings`() throws {
        #expect(
            try findings(
                rule("context.ok && [Stand::\"ja\"].contains(context.stand)")
                    + "@id(\"f\") @rij(\"2\") forbid(principal, action == Action::\"delen\", resource) "
                    + "when { context.ok };"
            ) == [])
    }

    @Test(arguments: [
        ("context.aantal > 3", "outside the finite vocabulary"),
        ("context.ander", "not in the vocabulary"),
        ("context.stand == Stand::\"nee\" && false", "impossible policy"),
        ("principal like \"x\"", "needs String"),
    ])
    func `a condition outside the vocabulary is found`(condition: String, message: String) throws {
        let found = try findings(rule(condition))
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `scope annotations and unique ids are demanded`() throws {
        let open = try findings(rule("context.ok", scope: "principal, action, resource"))
        #expect(open.count { $0.contains("scope") } == 3)
        let bare = try findings("permit(principal, action, resource);")
        #expect(bare.count { $0.contains("missing or empty") } == 2)
        let twice = try findings(rule("context.ok") + rule("context.ok"))
        #expect(twice.contains { $0.contains("taken") })
    }
}
