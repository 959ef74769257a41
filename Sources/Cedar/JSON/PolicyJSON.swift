// SPDX-License-Identifier: EUPL-1.2

package import Encodings

extension PolicySet {
    /// Reads a policy set from its JSON form.
    package init(json: JSON) throws(CedarError) {
        self.init()
        let object = try JSONAccess.object(json, "a policy set")
        try JSONAccess.allow(["staticPolicies", "templates", "templateLinks"], in: object)
        func policies(_ key: String) throws(CedarError) -> [Policy] {
            let members = try JSONAccess.object(try JSONAccess.member(object, key), "`\(key)`")
            var policies: [Policy] = []
            for member in members.members {
                policies.append(
                    try JSONAccess.within("\(key).\(member.key)") { () throws(CedarError) in
                        try PolicyJSONReader.policy(member.key, member.value)
                    })
            }
            return policies
        }
        let statics = try policies("staticPolicies")
        if let open = statics.first(where: \.isTemplate) {
            throw .json(path: "staticPolicies.\(open.id)", problem: "a static policy has no slots")
        }
        try add(statics: statics, templates: try policies("templates"))
        let links = try JSONAccess.array(
            try JSONAccess.member(object, "templateLinks"), "`templateLinks`")
        for link in links { try add(link: link) }
    }

    private mutating func add(link json: JSON) throws(CedarError) {
        let object = try JSONAccess.object(json, "a link")
        try JSONAccess.allow(["templateId", "newId", "values"], in: object)
        let template = try JSONAccess.text(
            try JSONAccess.member(object, "templateId"), "`templateId`")
        let id = try JSONAccess.text(try JSONAccess.member(object, "newId"), "`newId`")
        var values: [Slot: EntityUID] = [:]
        let given = try JSONAccess.object(try JSONAccess.member(object, "values"), "`values`")
        for member in given.members {
            guard let slot = Slot(rawValue: member.key) else {
                throw JSONAccess.problem("unknown slot")
            }
            values[slot] = try ValueReader.uid(member.value, "the value of a slot")
        }
        try link(template: template.string, as: id.string, values)
    }

    /// The JSON form.
    /// - Throws: `.json` where a condition is nested too deep to be read anywhere.
    package func json() throws(CedarError) -> JSON {
        var statics = JSONObject()
        var open = JSONObject()
        var links: [JSON] = []
        for policy in templates { open[policy.id] = try PolicyJSONWriter.json(policy) }
        for policy in policies {
            guard let template = policy.templateID else {
                statics[policy.id] = try PolicyJSONWriter.json(policy)
                continue
            }
            var values = JSONObject()
            for slot in self.policy(template)?.slots ?? [] {
                let reference = slot == .principal ? policy.principal : policy.resource
                if case .entity(let uid)? = reference.reference {
                    values[slot.rawValue] = ExpressionJSONWriter.json(uid)
                }
            }
            links.append([
                "templateId": .string(template), "newId": .string(policy.id),
                "values": .object(values),
            ])
        }
        return [
            "staticPolicies": .object(statics), "templates": .object(open),
            "templateLinks": .array(links),
        ]
    }
}

/// Reads one policy or template from its JSON form; unknown keys are refused.
enum PolicyJSONReader {
    static func policy(_ id: String, _ json: JSON) throws(CedarError) -> Policy {
        let object = try JSONAccess.object(json, "a policy")
        try JSONAccess.allow(
            ["effect", "principal", "action", "resource", "conditions", "annotations"],
            in: object)
        let word = try JSONAccess.text(try JSONAccess.member(object, "effect"), "`effect`")
        guard let effect = Effect(rawValue: word.string) else {
            throw JSONAccess.problem("`effect` is `permit` or `forbid`")
        }
        var conditions: [Condition] = []
        let list = try JSONAccess.array(
            try JSONAccess.member(object, "conditions"), "`conditions`")
        for (index, item) in list.enumerated() {
            conditions.append(
                try JSONAccess.within("conditions[\(index)]") { () throws(CedarError) in
                    try condition(item)
                })
        }
        return Policy(
            id: id, effect: effect,
            annotations: try JSONAccess.annotations(object["annotations"]),
            principal: try scope(try JSONAccess.member(object, "principal"), .principal),
            action: try action(try JSONAccess.member(object, "action")),
            resource: try scope(try JSONAccess.member(object, "resource"), .resource),
            conditions: conditions, range: .none, scopeRange: .none, templateID: nil)
    }

    private static func condition(_ json: JSON) throws(CedarError) -> Condition {
        let object = try JSONAccess.object(json, "a condition")
        try JSONAccess.allow(["kind", "body"], in: object)
        let kind = try JSONAccess.text(try JSONAccess.member(object, "kind"), "`kind`")
        guard kind == "when" || kind == "unless" else {
            throw JSONAccess.problem("`kind` is `when` or `unless`")
        }
        return Condition(
            isWhen: kind == "when",
            body: try ExpressionJSONReader.read(try JSONAccess.member(object, "body")),
            range: .none)
    }

    private static func reference(
        _ object: JSONObject, _ slot: Slot
    ) throws(CedarError) -> EntityReference {
        // As the reference does: an entity goes before a slot, other keys are passed over.
        if let entity = object["entity"] {
            return .entity(try ValueReader.uid(entity, "`entity`"))
        }
        guard let name = object["slot"] else {
            throw JSONAccess.problem("either `entity` or `slot` is needed")
        }
        guard name == .string(slot.rawValue) else {
            throw JSONAccess.problem("the slot here is `\(slot.rawValue)`")
        }
        return .slot(slot)
    }

    private static func scope(_ json: JSON, _ slot: Slot) throws(CedarError) -> ScopeConstraint {
        let object = try JSONAccess.object(json, "a scope")
        let operation = try JSONAccess.text(try JSONAccess.member(object, "op"), "`op`")
        switch operation.string {
        // The reference reads no further here, whatever else the object holds.
        case "All": return .any
        case "==": return .equal(try reference(object, slot))
        case "in": return .memberOf(try reference(object, slot))
        case "is":
            try JSONAccess.allow(["op", "entity_type", "in"], in: object)
            let type = try JSONAccess.path(
                try JSONAccess.member(object, "entity_type"), "`entity_type`")
            guard let group = object["in"], !group.isNull else { return .isType(type) }
            return .isTypeIn(type, try reference(try JSONAccess.object(group, "`in`"), slot))
        default: throw JSONAccess.problem("unknown operator in a scope")
        }
    }

    private static func action(_ json: JSON) throws(CedarError) -> ActionConstraint {
        let object = try JSONAccess.object(json, "a scope")
        let operation = try JSONAccess.text(try JSONAccess.member(object, "op"), "`op`")
        if operation == "All" { return .any }
        func uid(_ json: JSON) throws(CedarError) -> EntityUID {
            let uid = try ValueReader.uid(json, "`entity`")
            guard uid.isAction else { throw JSONAccess.problem("not a type of action") }
            return uid
        }
        switch (operation.string, object["entity"], object["entities"]) {
        case ("==", let entity?, _): return .equal(try uid(entity))
        case ("in", let entity?, _): return .memberOf(try uid(entity))
        case ("in", nil, let list?):
            var uids: [EntityUID] = []
            for item in try JSONAccess.array(list, "`entities`") { uids.append(try uid(item)) }
            return .memberOfAny(uids)
        default: throw JSONAccess.problem("unknown operator in the scope of the action")
        }
    }
}

/// Writes one policy or template in its JSON form.
enum PolicyJSONWriter {
    static func json(_ policy: Policy) throws(CedarError) -> JSON {
        var conditions: [JSON] = []
        for condition in policy.conditions {
            conditions.append([
                "kind": condition.isWhen ? "when" : "unless",
                "body": try ExpressionJSONWriter.json(condition.body),
            ])
        }
        var object = JSONObject()
        object["effect"] = .string(policy.effect.rawValue)
        object["principal"] = scope(policy.principal)
        object["action"] = action(policy.action)
        object["resource"] = scope(policy.resource)
        object["conditions"] = .array(conditions)
        if !policy.annotations.all.isEmpty {
            object["annotations"] = JSONAccess.json(policy.annotations)
        }
        return .object(object)
    }

    private static func reference(_ reference: EntityReference) -> (String, JSON) {
        switch reference {
        case .entity(let uid): ("entity", ExpressionJSONWriter.json(uid))
        case .slot(let slot): ("slot", .string(slot.rawValue))
        }
    }

    private static func object(_ members: [(String, JSON)]) -> JSON {
        var object = JSONObject()
        for (key, json) in members { object[key] = json }
        return .object(object)
    }

    private static func scope(_ constraint: ScopeConstraint) -> JSON {
        switch constraint {
        case .any: ["op": "All"]
        case .equal(let uid): object([("op", "=="), reference(uid)])
        case .memberOf(let uid): object([("op", "in"), reference(uid)])
        case .isType(let type): ["op": "is", "entity_type": .string(type.string)]
        case .isTypeIn(let type, let group):
            [
                "op": "is", "entity_type": .string(type.string),
                "in": object([reference(group)]),
            ]
        }
    }

    private static func action(_ constraint: ActionConstraint) -> JSON {
        switch constraint {
        case .any: ["op": "All"]
        case .equal(let uid): ["op": "==", "entity": ExpressionJSONWriter.json(uid)]
        case .memberOf(let uid): ["op": "in", "entity": ExpressionJSONWriter.json(uid)]
        case .memberOfAny(let uids):
            ["op": "in", "entities": .array(uids.map { ExpressionJSONWriter.json($0) })]
        }
    }
}
