// SPDX-License-Identifier: EUPL-1.2

/// A place in a text: byte offset, and line and column counted from 1, columns in code points.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    package let offset: Int
    package let line: Int
    package let column: Int

    package var description: String { "\(line):\(column)" }

    static let start = SourcePosition(offset: 0, line: 1, column: 1)
}

/// A stretch of a text, from its first byte up to and without `end`.
package struct SourceRange: Hashable, Sendable {
    package let start: SourcePosition
    package let end: SourcePosition

    /// The range of something that does not come from a text.
    static let none = SourceRange(start: .start, end: .start)

    func through(_ other: SourceRange) -> SourceRange {
        SourceRange(start: start, end: other.end)
    }
}

/// One finding about a policy or schema text: where, what was found and expected, and a mend.
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Hashable, Sendable { case error, warning }

    package let severity: Severity
    package let range: SourceRange
    /// What is wrong, in lower case.
    package let message: String
    /// The text found at the place, if that helps.
    package let found: String?
    /// What could have stood there.
    package let expected: [String]
    /// How to mend it, if that is known.
    package let hint: String?
    /// The id of the policy that it concerns, if any.
    package let policyID: String?

    init(
        _ severity: Severity, at range: SourceRange, _ message: String, found: String? = nil,
        expected: [String] = [], hint: String? = nil, policyID: String? = nil
    ) {
        self.severity = severity
        self.range = range
        self.message = message
        self.found = found
        self.expected = expected
        self.hint = hint
        self.policyID = policyID
    }

    package var description: String {
        var line = "\(range.start): \(severity.rawValue): "
        if let policyID { line += "policy `\(policyID)`: " }
        line += message
        if let found { line += ", found \(found)" }
        if !expected.isEmpty { line += ", expected \(expected.joined(separator: " or "))" }
        if let hint { line += "\n  hint: \(hint)" }
        return line
    }

    func concerning(policy id: String) -> Diagnostic {
        Diagnostic(
            severity, at: range, message, found: found, expected: expected, hint: hint,
            policyID: id)
    }
}

/// Why a text, JSON document, store or request was refused.
package enum CedarError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A policy or schema text is wrong; at least one error, in the order of the text.
    case syntax([Diagnostic])
    /// A JSON document is not in its form; `path` says where within it.
    case json(path: String, problem: String)
    /// Entities that cannot stand together or do not conform to the schema.
    case entities(String)
    /// A request that does not conform to the schema.
    case request(String)
    /// A template link that does not fit.
    case link(String)

    package var description: String {
        switch self {
        case .syntax(let diagnostics):
            diagnostics.map(\.description).joined(separator: "\n")
        case .json(let path, let problem): path.isEmpty ? problem : "\(path): \(problem)"
        case .entities(let problem), .request(let problem), .link(let problem): problem
        }
    }
}

/// The limits of the readers; whatever exceeds one is refused as an ordinary error.
package struct CedarLimits: Sendable {
    /// Bytes of one policy or schema text.
    package var textByteLimit = 1 << 20
    /// Policies and templates in one set.
    package var policyCountLimit = 10_000
    /// Nesting of parentheses, brackets, braces and branches.
    package var nestingLimit = 200
    /// Findings reported before a reader gives up.
    package var diagnosticCountLimit = 100

    package static let standard = CedarLimits()

    /// The standard limits, some of them changed.
    package init(textByteLimit: Int = 1 << 20, policyCountLimit: Int = 10_000) {
        self.textByteLimit = textByteLimit
        self.policyCountLimit = policyCountLimit
    }
}
