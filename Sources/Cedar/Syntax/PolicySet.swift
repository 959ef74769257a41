// SPDX-License-Identifier: EUPL-1.2

/// Policies and templates that belong together; ids are unique over both.
package struct PolicySet: Sendable {
    /// What can be evaluated, in order: static policies and linked ones.
    package private(set) var policies: [Policy]
    /// Policies with open slots; they are inert until linked.
    package private(set) var templates: [Policy]

    /// An empty set.
    package init() {
        policies = []
        templates = []
    }

    /// Parses a policy text.
    ///
    /// Ids are `policy0`, `policy1`, … by position, templates counted too; another prefix keeps
    /// the ids of several texts apart.
    /// - Throws: `.syntax` with every finding; one error makes the whole text unusable.
    package init(
        parsing text: String, idPrefix: String = "policy", limits: CedarLimits = .standard
    ) throws(CedarError) {
        try self.init(parsing: Array(text.utf8), idPrefix: idPrefix, limits: limits)
    }

    /// Parses a policy text given as bytes, which must be UTF-8.
    package init(
        parsing bytes: [UInt8], idPrefix: String = "policy", limits: CedarLimits = .standard
    ) throws(CedarError) {
        let all = try PolicyParser.parse(bytes, limits, idPrefix: idPrefix)
        policies = all.filter { !$0.isTemplate }
        templates = all.filter(\.isTemplate)
    }

    /// Puts policies together, for example those that are in force of several texts.
    /// - Throws: `.link` if an id occurs twice.
    package init(_ all: [Policy]) throws(CedarError) {
        self.init()
        try add(statics: all.filter { !$0.isTemplate }, templates: all.filter(\.isTemplate))
    }

    /// Adds policies and templates whose ids are not taken.
    mutating func add(statics: [Policy], templates: [Policy]) throws(CedarError) {
        policies += statics
        self.templates += templates
        var seen: Set<Text> = []
        for policy in policies + self.templates {
            guard seen.insert(Text(policy.id)).inserted else {
                throw .link("policy id `\(policy.id)` occurs twice")
            }
        }
    }

    /// The policy or template with an id.
    package func policy(_ id: String) -> Policy? {
        let wanted = Text(id)
        return (policies + templates).first { Text($0.id) == wanted }
    }

    /// Fills every slot of a template and adds the result as a policy of its own.
    /// - Throws: `.link` if there is no such template, the id is taken, or the slots differ.
    package mutating func link(
        template: String, as id: String, _ values: [Slot: EntityUID]
    ) throws(CedarError) {
        guard let found = templates.first(where: { Text($0.id) == Text(template) }) else {
            throw .link("there is no template `\(template)`")
        }
        guard policy(id) == nil else { throw .link("policy id `\(id)` is taken") }
        guard Set(found.slots) == Set(values.keys) else {
            throw .link("the link `\(id)` must fill exactly the slots of `\(template)`")
        }
        func fill(_ reference: EntityReference) -> EntityReference {
            if case .slot(let slot) = reference, let uid = values[slot] { return .entity(uid) }
            return reference
        }
        func fill(_ constraint: ScopeConstraint) -> ScopeConstraint {
            switch constraint {
            case .any, .isType: constraint
            case .equal(let reference): .equal(fill(reference))
            case .memberOf(let reference): .memberOf(fill(reference))
            case .isTypeIn(let type, let reference): .isTypeIn(type, fill(reference))
            }
        }
        policies.append(
            Policy(
                id: id, effect: found.effect, annotations: found.annotations,
                principal: fill(found.principal), action: found.action,
                resource: fill(found.resource), conditions: found.conditions,
                range: found.range, scopeRange: found.scopeRange, templateID: found.id))
    }
}
