// SPDX-License-Identifier: EUPL-1.2

/// What a policy does when it is satisfied.
package enum Effect: String, Hashable, Sendable { case permit, forbid }

/// The slots that a template leaves open.
package enum Slot: String, Hashable, Sendable, CaseIterable {
    case principal = "?principal"
    case resource = "?resource"
}

/// An entity named in a scope, or the slot that stands for it.
package enum EntityReference: Hashable, Sendable {
    case entity(EntityUID)
    case slot(Slot)
}

/// What a scope asks of the principal or the resource.
package enum ScopeConstraint: Hashable, Sendable {
    case any
    case equal(EntityReference)
    case memberOf(EntityReference)
    case isType(Text)
    case isTypeIn(Text, EntityReference)

    /// The entity or slot that is named, if any.
    package var reference: EntityReference? {
        switch self {
        case .any, .isType: nil
        case .equal(let reference), .memberOf(let reference), .isTypeIn(_, let reference):
            reference
        }
    }
}

/// What a scope asks of the action.
package enum ActionConstraint: Hashable, Sendable {
    case any
    case equal(EntityUID)
    case memberOf(EntityUID)
    case memberOfAny([EntityUID])

    /// The actions that are named.
    package var entities: [EntityUID] {
        switch self {
        case .any: []
        case .equal(let uid), .memberOf(let uid): [uid]
        case .memberOfAny(let uids): uids
        }
    }
}

/// One `when` or `unless`.
package struct Condition: Hashable, Sendable {
    /// False for `unless`.
    package let isWhen: Bool
    package let body: Expression
    package let range: SourceRange

    package static func == (left: Condition, right: Condition) -> Bool {
        left.isWhen == right.isWhen && left.body == right.body
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(isWhen)
        hasher.combine(body)
    }
}

/// One annotation; the key is unique within its policy, a missing value is the empty text.
package struct Annotation: Hashable, Sendable {
    package let key: Text
    package let value: Text
    /// Whether a value was written.
    package let hasValue: Bool
    package let range: SourceRange

    package static func == (left: Annotation, right: Annotation) -> Bool {
        left.key == right.key && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(value)
    }
}

/// The annotations of a policy or declaration, in the order of the text.
package struct Annotations: Hashable, Sendable {
    package let all: [Annotation]

    init(_ all: [Annotation] = []) { self.all = all }

    /// The value for a key: the empty text where it was written without one, nil where absent.
    package subscript(key: String) -> String? {
        let wanted = Text(key)
        return all.first { $0.key == wanted }?.value.string
    }
}

/// One policy or template.
package struct Policy: Hashable, Sendable {
    /// The id within its set: `policy0`, `policy1`, … by position where it comes from a text.
    package let id: String
    package let effect: Effect
    package let annotations: Annotations
    package let principal: ScopeConstraint
    package let action: ActionConstraint
    package let resource: ScopeConstraint
    package let conditions: [Condition]
    /// Where the policy stands in its text, annotations included.
    package let range: SourceRange
    /// Where its scope stands, parentheses included.
    package let scopeRange: SourceRange
    /// The template that it was linked from, if any.
    package let templateID: String?

    /// The slots that are still open; empty for what can be evaluated.
    package var slots: [Slot] {
        var slots: [Slot] = []
        if case .slot(let slot)? = principal.reference { slots.append(slot) }
        if case .slot(let slot)? = resource.reference { slots.append(slot) }
        return slots
    }

    /// Whether it has a slot and so is inert until it is linked.
    package var isTemplate: Bool { !slots.isEmpty }

    /// Equality disregards id and places: the same policy, wherever it stands.
    package static func == (left: Policy, right: Policy) -> Bool {
        left.effect == right.effect && left.annotations == right.annotations
            && left.principal == right.principal && left.action == right.action
            && left.resource == right.resource && left.conditions == right.conditions
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(effect)
        hasher.combine(principal)
        hasher.combine(action)
        hasher.combine(resource)
        hasher.combine(conditions)
    }

    /// The same policy under another id.
    package func renamed(_ id: String) -> Policy {
        Policy(
            id: id, effect: effect, annotations: annotations, principal: principal,
            action: action, resource: resource, conditions: conditions, range: range,
            scopeRange: scopeRange, templateID: templateID)
    }
}
