// SPDX-License-Identifier: EUPL-1.2

extension Policy: CustomStringConvertible {
    /// The policy in the canonical layout, without comments; it parses to itself.
    package var description: String {
        let text = source
        return (try? PolicyFormatter.format(text)).map { String($0.dropLast()) } ?? text
    }

    /// The policy on one line.
    var source: String {
        let keys = annotations.all.map { annotation in
            annotation.hasValue
                ? "@\(annotation.key)(\(StringEscapes.quoted(annotation.value))) "
                : "@\(annotation.key) "
        }
        let scope = [
            principal.source("principal"), action.source, resource.source("resource"),
        ]
        let bodies = conditions.map { condition in
            " \(condition.isWhen ? "when" : "unless") { \(condition.body) }"
        }
        return keys.joined() + "\(effect.rawValue) (\(scope.joined(separator: ", ")))"
            + bodies.joined() + ";"
    }
}

extension PolicySet: CustomStringConvertible {
    /// All static policies and templates in the canonical layout; links are not text.
    package var description: String {
        (policies.filter { $0.templateID == nil } + templates)
            .map { "\($0)\n" }.joined(separator: "\n")
    }
}

extension EntityReference {
    fileprivate var source: String {
        switch self {
        case .entity(let uid): uid.description
        case .slot(let slot): slot.rawValue
        }
    }
}

extension ScopeConstraint {
    fileprivate func source(_ variable: String) -> String {
        switch self {
        case .any: variable
        case .equal(let reference): "\(variable) == \(reference.source)"
        case .memberOf(let reference): "\(variable) in \(reference.source)"
        case .isType(let type): "\(variable) is \(type)"
        case .isTypeIn(let type, let reference): "\(variable) is \(type) in \(reference.source)"
        }
    }
}

extension ActionConstraint {
    fileprivate var source: String {
        switch self {
        case .any: "action"
        case .equal(let uid): "action == \(uid)"
        case .memberOf(let uid): "action in \(uid)"
        case .memberOfAny(let uids):
            "action in [\(uids.map(\.description).joined(separator: ", "))]"
        }
    }
}
