// SPDX-License-Identifier: EUPL-1.2

/// Warns of texts that do not show what they are: hidden direction, mixed scripts, odd characters.
enum TextLint {
    static func findings(_ policy: Policy) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func look(_ text: Text, _ range: SourceRange, isID: Bool) {
            guard findings.count < 100, let problem = problem(text, isID: isID) else { return }
            findings.append(
                Diagnostic(.warning, at: range, problem, hint: "write it with escapes"))
        }
        func look(_ uid: EntityUID, _ range: SourceRange) { look(uid.id, range, isID: true) }
        for constraint in [policy.principal, policy.resource] {
            if case .entity(let uid)? = constraint.reference { look(uid, policy.scopeRange) }
        }
        for uid in policy.action.entities { look(uid, policy.scopeRange) }
        func walk(_ expression: Expression) {
            switch expression.kind {
            case .literal(.string(let text)): look(text, expression.range, isID: false)
            case .literal(.entity(let uid)): look(uid, expression.range)
            case .like(_, let pattern):
                look(Text(pattern.source), expression.range, isID: false)
            case .has(_, let names):
                for name in names { look(name, expression.range, isID: false) }
            case .record(let members):
                for member in members { look(member.name, member.value.range, isID: false) }
            case .path(_, let steps):
                for case .attribute(let name) in steps.map(\.kind) {
                    look(name, expression.range, isID: false)
                }
            default: break
            }
            for child in expression.children { walk(child) }
        }
        for condition in policy.conditions { walk(condition.body) }
        return findings
    }

    private static func problem(_ text: Text, isID: Bool) -> String? {
        guard text.string.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 }) else { return nil }
        let scalars = text.string.unicodeScalars
        if scalars.contains(where: changesDirection) {
            return "a text with characters that change the direction of writing"
        }
        if Set(scalars.compactMap(script)).count > 1 { return "a text that mixes scripts" }
        guard isID, scalars.contains(where: isHidden) else { return nil }
        return "an id with unusual characters"
    }

    private static func changesDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            true
        default: false
        }
    }

    /// The scripts whose letters are mistaken for one another; nil for everything else.
    private static func script(_ scalar: Unicode.Scalar) -> Int? {
        guard scalar.properties.isAlphabetic else { return nil }
        return switch scalar.value {
        case 0x41...0x24F, 0x1E00...0x1EFF: 0
        case 0x370...0x3FF, 0x1F00...0x1FFF: 1
        case 0x400...0x52F: 2
        case 0x530...0x58F: 3
        case 0x590...0x5FF: 4
        case 0x600...0x77F: 5
        case 0x13A0...0x13FF: 6
        default: nil
        }
    }
}
