// SPDX-License-Identifier: EUPL-1.2

/// Reads a policy text: after an error it goes on with the next policy, to report more at once.
struct PolicyParser {
    var reader: TokenReader

    init(_ bytes: [UInt8], _ limits: CedarLimits) {
        reader = TokenReader(bytes, .policy, limits)
    }

    /// All policies and templates in order; throws if anything at all is wrong.
    static func parse(
        _ bytes: [UInt8], _ limits: CedarLimits, idPrefix: String
    ) throws(CedarError) -> [Policy] {
        try TokenReader.check(bytes, limits)
        var parser = PolicyParser(bytes, limits)
        var policies: [Policy] = []
        while !parser.reader.at(.end), !parser.reader.isExhausted {
            do throws(Abandon) {
                parser.reader.resetNesting()
                policies.append(try parser.policy(id: "\(idPrefix)\(policies.count)"))
                guard policies.count <= limits.policyCountLimit else {
                    parser.reader.report(
                        parser.reader.previous,
                        "more than \(limits.policyCountLimit) policies in one set",
                        hint: "split the text")
                    break
                }
            } catch {
                if error.isFinal { break }
                parser.reader.skip(past: .semicolon)
            }
        }
        guard parser.reader.diagnostics.isEmpty else {
            throw .syntax(parser.reader.diagnostics)
        }
        return policies
    }

    private mutating func policy(id: String) throws(Abandon) -> Policy {
        let start = reader.token.range
        let annotations = try reader.annotations()
        let effect = try effect()
        let scopeStart = reader.token.range
        try reader.expect(.leftParenthesis)
        let principal = try scope("principal", .principal)
        try reader.expect(.comma, hint: "the scope is (principal, action, resource)")
        let action = try actionScope()
        try reader.expect(.comma, hint: "the scope is (principal, action, resource)")
        let resource = try scope("resource", .resource)
        _ = reader.take(.comma)
        try reader.expect(.rightParenthesis)
        let scopeRange = scopeStart.through(reader.previous)
        var conditions: [Condition] = []
        while !reader.at(.semicolon) { conditions.append(try condition()) }
        try reader.expect(.semicolon)
        return Policy(
            id: id, effect: effect, annotations: annotations, principal: principal,
            action: action, resource: resource, conditions: conditions,
            range: start.through(reader.previous), scopeRange: scopeRange, templateID: nil)
    }

    private mutating func effect() throws(Abandon) -> Effect {
        if reader.take(word: "permit") { return .permit }
        if reader.take(word: "forbid") { return .forbid }
        throw reader.unexpected(
            ["`permit`", "`forbid`", "`@`"], hint: "a policy begins with its effect")
    }

    private mutating func condition() throws(Abandon) -> Condition {
        let start = reader.token.range
        let isWhen = reader.take(word: "when")
        guard isWhen || reader.take(word: "unless") else {
            throw reader.unexpected(
                ["`when`", "`unless`", "`;`"], hint: "every policy ends in `;`")
        }
        try reader.expect(.leftBrace)
        if reader.at(.rightBrace) {
            throw reader.unexpected(["an expression"], hint: "leave the empty condition out")
        }
        let body = try expression()
        try reader.expect(.rightBrace)
        return Condition(isWhen: isWhen, body: body, range: start.through(reader.previous))
    }

    // MARK: Scope

    private mutating func scope(
        _ word: StaticString, _ slot: Slot
    ) throws(Abandon) -> ScopeConstraint {
        try reader.expect(word: word)
        if reader.take(.equal) { return .equal(try reference(slot)) }
        if reader.take(word: "in") { return .memberOf(try reference(slot)) }
        guard reader.take(word: "is") else {
            guard reader.at(.comma) || reader.at(.rightParenthesis) else {
                throw reader.unexpected(
                    ["`==`", "`in`", "`is`", "`,`"], hint: "anything else belongs under `when`")
            }
            return .any
        }
        let type = try reader.path(after: try reader.name("an entity type"))
        guard reader.take(word: "in") else { return .isType(type) }
        return .isTypeIn(type, try reference(slot))
    }

    private mutating func reference(_ slot: Slot) throws(Abandon) -> EntityReference {
        if reader.take(.leftParenthesis) {
            try reader.enter()
            let inner = try reference(slot)
            try reader.expect(.rightParenthesis)
            reader.leave()
            return inner
        }
        if reader.at(.slot) {
            guard reader.tokenText.string.utf8.elementsEqual(slot.rawValue.utf8) else {
                throw reader.unexpected(["`\(slot.rawValue)`"])
            }
            reader.advance()
            return .slot(slot)
        }
        return .entity(try entity())
    }

    private mutating func entity() throws(Abandon) -> EntityUID {
        if reader.take(.leftParenthesis) {
            try reader.enter()
            let inner = try entity()
            try reader.expect(.rightParenthesis)
            reader.leave()
            return inner
        }
        var type = try reader.name("an entity such as `Type::\"id\"`")
        guard reader.at(.doubleColon) else { throw reader.unexpected(["`::`"]) }
        while reader.take(.doubleColon) {
            if reader.at(.string) {
                return EntityUID(type: type, id: try reader.string("an id"))
            }
            type = Text("\(type)::\(try reader.name("a name or an id in quotes"))")
        }
        throw reader.unexpected(["`::`"], hint: "an entity ends in its id, in quotes")
    }

    private mutating func actionScope() throws(Abandon) -> ActionConstraint {
        try reader.expect(word: "action")
        if reader.take(.equal) { return .equal(try actionEntity()) }
        guard reader.take(word: "in") else {
            guard reader.at(.comma) || reader.at(.rightParenthesis) else {
                throw reader.unexpected(["`==`", "`in`", "`,`"])
            }
            return .any
        }
        return try actionSet()
    }

    private mutating func actionSet() throws(Abandon) -> ActionConstraint {
        if reader.take(.leftParenthesis) {
            try reader.enter()
            let inner = try actionSet()
            try reader.expect(.rightParenthesis)
            reader.leave()
            return inner
        }
        guard reader.take(.leftBracket) else { return .memberOf(try actionEntity()) }
        var actions: [EntityUID] = []
        while !reader.at(.rightBracket) {
            actions.append(try actionEntity())
            guard reader.take(.comma) else { break }
        }
        try reader.expect(.rightBracket)
        return .memberOfAny(actions)
    }

    private mutating func actionEntity() throws(Abandon) -> EntityUID {
        let start = reader.token.range
        let uid = try entity()
        if !uid.isAction {
            reader.report(
                start.through(reader.previous), "`\(uid.type)` is not a type of action",
                expected: ["`Action`", "`Namespace::Action`"])
        }
        return uid
    }
}
