// SPDX-License-Identifier: EUPL-1.2

extension TypeChecker {
    // MARK: Relations

    mutating func relation(
        _ relation: Relation, _ left: Expression, _ right: Expression, _ known: Capabilities,
        _ range: SourceRange
    ) -> Outcome {
        switch relation {
        case .memberOf: return Outcome(type: memberOf(left, right, known))
        case .equal: return Outcome(type: equality(left, right, known, range))
        case .notEqual:
            return negated(Outcome(type: equality(left, right, known, range)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let first = check(left, known).type
            let second = check(right, known).type
            guard let first, let second else { return Outcome(type: nil) }
            let comparable: [CheckedType] = [.long, .ext(.datetime), .ext(.duration)]
            if first != second || !comparable.contains(first) {
                report(
                    range,
                    "`\(relation.rawValue)` compares \(first.description) and "
                        + second.description,
                    hint: "both sides must be Long, datetime or duration")
                return Outcome(type: nil)
            }
            return Outcome(type: .bool(nil))
        }
    }

    /// What an operand is known to be, for `==` and `in`; `action` counts as its literal.
    private func literal(_ expression: Expression) -> Value? {
        switch expression.kind {
        case .variable(.action): .entity(action)
        case .literal(let value):
            switch value {
            case .bool, .long, .string, .entity: value
            case .set, .record, .ext: nil
            }
        default: nil
        }
    }

    private mutating func equality(
        _ left: Expression, _ right: Expression, _ known: Capabilities, _ range: SourceRange
    ) -> CheckedType? {
        let first = check(left, known).type
        let second = check(right, known).type
        guard let first, let second else { return nil }
        if let a = literal(left), let b = literal(right) { return .bool(a == b) }
        if let a = first.entityName, let b = second.entityName, a != b { return .bool(false) }
        guard CheckedType.bound(first, second) != nil else {
            report(
                range,
                "\(first.description) and \(second.description) are compared",
                hint: "they can never be equal")
            return nil
        }
        return .bool(nil)
    }

    private mutating func memberOf(
        _ left: Expression, _ right: Expression, _ known: Capabilities
    ) -> CheckedType? {
        let first = check(left, known)
        let second = check(right, known)
        guard let type = entityName(first, left, "in") else { return nil }
        guard let group = second.type else { return nil }
        guard let groupType = group.entityName ?? group.element?.entityName else {
            report(
                right.range,
                "`in` needs an entity or a set of entities, found "
                    + group.description,
                hint: "for values use `contains`")
            return nil
        }
        if case .entity(let uid)? = literal(left), uid.isAction, let groups = literals(right) {
            let ancestors = schema.actions[uid]?.ancestors ?? []
            return .bool(groups.contains { uid == $0 || ancestors.contains($0) })
        }
        return .bool(schema.canBeMember(type, of: groupType) ? nil : false)
    }

    /// The ids that the right side of `in` spells out, or nil where it does not.
    private func literals(_ expression: Expression) -> [EntityUID]? {
        if case .entity(let uid)? = literal(expression) { return [uid] }
        switch expression.kind {
        case .set(let elements):
            let uids = elements.compactMap { element -> EntityUID? in
                if case .entity(let uid)? = literal(element) { uid } else { nil }
            }
            return uids.count == elements.count ? uids : nil
        default: return nil
        }
    }

    /// The entity type of an operand; reports where it is none.
    mutating func entityName(
        _ outcome: Outcome, _ expression: Expression, _ place: String
    ) -> Text? {
        guard let type = outcome.type else { return nil }
        guard let name = type.entityName else {
            report(expression.range, "`\(place)` needs an entity, found \(type.description)")
            return nil
        }
        return name
    }

    mutating func isType(
        _ operand: Expression, _ type: Text, _ group: Expression?, _ known: Capabilities,
        _ range: SourceRange
    ) -> Outcome {
        guard let name = entityName(check(operand, known), operand, "is") else {
            return Outcome(type: nil)
        }
        guard name == type else { return Outcome(type: .bool(false)) }
        guard let group else { return Outcome(type: .bool(true)) }
        return Outcome(type: memberOf(operand, group, known))
    }

    // MARK: Attributes

    private func attribute(_ name: Text, of type: CheckedType) -> CheckedType.Attribute?? {
        switch type {
        case .record(let attributes): return .some(attributes[name])
        case .entity(let entity):
            guard let found = schema.entityTypes[entity]?.attributes.attributes[name] else {
                return .some(nil)
            }
            return .some(.init(type: CheckedType(found.type), isRequired: found.isRequired))
        default: return nil
        }
    }

    mutating func has(
        _ operand: Expression, _ names: [Text], _ known: Capabilities
    ) -> Outcome {
        guard var base = check(operand, known).type else { return Outcome(type: nil) }
        var number = table.number(of: operand)
        var result = Outcome(type: .bool(true))
        for name in names {
            guard let declared = attribute(name, of: base) else {
                report(
                    operand.range,
                    "`has` needs a record or an entity, found \(base.description)")
                return Outcome(type: nil)
            }
            guard let declared else { return Outcome(type: .bool(false)) }
            let capability = Capability(expression: number, key: .attribute(name))
            let isSure =
                known.contains(capability) || (declared.isRequired && base.entityName == nil)
            result = Self.and(
                result,
                Outcome(type: .bool(isSure ? true : nil), capabilities: [capability]))
            base = declared.type
            number = table.attribute(number, name)
        }
        return result
    }

    mutating func path(
        _ base: Expression, _ steps: [Expression.Step], _ known: Capabilities
    ) -> Outcome {
        var outcome = check(base, known)
        var number = table.number(of: base)
        for step in steps {
            guard let type = outcome.type else {
                return Outcome(type: nil)
            }
            outcome = follow(step, from: type, number, known)
            number = table.step(number, step)
        }
        return outcome
    }

    private mutating func follow(
        _ step: Expression.Step, from type: CheckedType, _ number: Int, _ known: Capabilities
    ) -> Outcome {
        switch step.kind {
        case .attribute(let name):
            let capability = Capability(expression: number, key: .attribute(name))
            return Outcome(
                type: attributeType(name, type, known.contains(capability), step.range))
        case .method(let method, let arguments):
            return call(method, arguments, on: type, number, known, step.range)
        case .extensionMethod(let function, let arguments):
            return Outcome(type: call(function, arguments, on: type, known, step.range))
        }
    }

    private mutating func attributeType(
        _ name: Text, _ base: CheckedType, _ isKnown: Bool, _ range: SourceRange
    ) -> CheckedType? {
        guard let declared = attribute(name, of: base) else {
            report(
                range, "attribute `\(name)` of \(base.description)",
                hint: "only records and entities have attributes")
            return nil
        }
        guard let declared else {
            report(
                range, "\(base.description) has no attribute `\(name)`",
                hint: "the attributes stand in the schema")
            return nil
        }
        guard declared.isRequired || isKnown else {
            report(
                range, "attribute `\(name)` may be absent",
                hint: "test it first: `… has \(name) && …`")
            return nil
        }
        return declared.type
    }

    // MARK: Calls

    private mutating func call(
        _ method: Method, _ arguments: [Expression], on type: CheckedType, _ number: Int,
        _ known: Capabilities, _ range: SourceRange
    ) -> Outcome {
        var outcomes: [Outcome] = []
        for argument in arguments { outcomes.append(check(argument, known)) }
        guard outcomes.count == method.argumentCount else {
            report(range, "`\(method.rawValue)` takes \(method.argumentCount) arguments")
            return Outcome(type: nil)
        }
        switch method {
        case .hasTag, .getTag:
            return tag(method, arguments[0], outcomes[0], on: type, number, known, range)
        case .contains, .containsAll, .containsAny, .isEmpty:
            guard let element = type.element else {
                report(range, "`\(method.rawValue)` needs a set, found \(type.description)")
                return Outcome(type: nil)
            }
            guard method != .isEmpty else { return Outcome(type: .bool(nil)) }
            guard let argument = outcomes[0].type else { return Outcome(type: nil) }
            let needed: CheckedType = method == .contains ? element : .set(element)
            guard CheckedType.bound(needed, argument) != nil else {
                report(
                    range,
                    "`\(method.rawValue)` needs \(needed.description), found "
                        + argument.description)
                return Outcome(type: nil)
            }
            return Outcome(type: .bool(nil))
        }
    }

    private mutating func tag(
        _ method: Method, _ key: Expression, _ keyOutcome: Outcome, on type: CheckedType,
        _ number: Int, _ known: Capabilities, _ range: SourceRange
    ) -> Outcome {
        guard let name = type.entityName else {
            report(range, "`\(method.rawValue)` needs an entity, found \(type.description)")
            return Outcome(type: nil)
        }
        expect(keyOutcome, .string, key, method.rawValue)
        let tags = schema.entityTypes[name]?.tags
        let capability = Capability(
            expression: number, key: .tag(table.number(of: key)))
        guard method == .hasTag else {
            guard let tags, known.contains(capability) else {
                report(
                    range, "the tag may be absent",
                    hint: "test it first: `….hasTag(…) && …`, with the very same key")
                return Outcome(type: nil)
            }
            return Outcome(type: CheckedType(tags))
        }
        guard tags != nil else { return Outcome(type: .bool(false)) }
        return Outcome(
            type: .bool(known.contains(capability) ? true : nil), capabilities: [capability])
    }

    private mutating func call(
        _ function: ExtensionFunction, _ arguments: [Expression], on type: CheckedType,
        _ known: Capabilities, _ range: SourceRange
    ) -> CheckedType? {
        var types: [CheckedType?] = [type]
        for argument in arguments { types.append(check(argument, known).type) }
        let needed = function.parameters.map { CheckedType($0) }
        guard types.count == needed.count else {
            report(range, "`\(function.rawValue)` takes \(needed.count - 1) arguments")
            return nil
        }
        for (found, needed) in zip(types, needed) {
            guard let found else { return nil }
            guard found == needed else {
                report(
                    range,
                    "`\(function.rawValue)` needs \(needed.description), found "
                        + found.description)
                return nil
            }
        }
        return CheckedType(function.result)
    }

    mutating func constructor(
        _ callee: Callee, _ arguments: [Expression], _ range: SourceRange
    ) -> CheckedType? {
        guard case .known(let function) = callee else {
            report(range, "there is no function `\(callee.name)`")
            return nil
        }
        guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else {
            report(
                range, "`\(function.rawValue)` needs one string literal",
                hint: "values of this type can come in attributes and context")
            return nil
        }
        guard (try? function.apply([.string(text)])) != nil else {
            report(range, "the text given to `\(function.rawValue)` is malformed")
            return nil
        }
        return CheckedType(function.result)
    }
}
