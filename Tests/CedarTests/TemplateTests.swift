// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `Templates` {
    @Test func `a link fills exactly the slots`() throws {
        var set = try PolicySet(
            parsing: "@id(\"t\") permit(principal in ?principal, action, resource == ?resource);")
        #expect(set.policies.isEmpty && set.templates.map(\.id) == ["policy0"])
        let group = EntityUID("G", "g")
        let thing = EntityUID("R", "r")
        #expect(throws: CedarError.self) {
            try set.link(template: "policy0", as: "l", [.principal: group])
        }
        try set.link(template: "policy0", as: "l", [.principal: group, .resource: thing])
        #expect(throws: CedarError.self) {
            try set.link(template: "policy0", as: "l", [.principal: group, .resource: thing])
        }
        #expect(set.policies.first?.annotations["id"] == "t")
        let request = Request(
            principal: group, action: EntityUID("Action", "a"), resource: thing)
        #expect(PreparedPolicySet(set).decide(request).reasons.map(\.id) == ["l"])
        #expect(try PolicySet(json: set.json()).policies == set.policies)
    }
}
