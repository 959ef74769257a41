// SPDX-License-Identifier: EUPL-1.2

/// A path with named holes, such as `/v1/casussen/{id}/fragmenten` or `/log/{jaar}/tile/{rest...}`.
package struct PathTemplate: Sendable, CustomStringConvertible {
    /// A fixed segment, a hole for one segment that is not empty, or one for all that is left.
    enum Part: Sendable {
        case text(String)
        case parameter(String)
        /// One segment or more, joined by slashes; stands at the end only.
        case rest(String)
    }

    let parts: [Part]
    /// The template as it was written.
    package let description: String

    /// Reads a template that the program itself wrote; a malformed one is a bug.
    package init(_ template: StaticString) {
        description = template.description
        precondition(description.utf8.first == Ascii.slash, "a template begins with a slash")
        let segments = description.dropFirst().split(
            separator: "/", omittingEmptySubsequences: false)
        parts = description == "/" ? [] : segments.map(Self.part)
        for part in parts.dropLast() {
            if case .rest = part {
                preconditionFailure("only the last hole of a template takes all that is left")
            }
        }
        let names = parameterNames
        precondition(Set(names).count == names.count, "a template names each parameter once")
    }

    private static func part(_ segment: Substring) -> Part {
        precondition(!segment.isEmpty, "a template has no empty segment")
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return .text(String(segment)) }
        let name = segment.dropFirst().dropLast()
        return name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .parameter(String(name))
    }

    /// The names of the holes, in order.
    package var parameterNames: [String] {
        parts.compactMap {
            switch $0 {
            case .text: nil
            case .parameter(let name), .rest(let name): name
            }
        }
    }
}

/// The decoded segments that stood in the holes of a template.
package struct PathParameters: Sendable {
    let names: [String]
    let values: [String]

    /// The segment in a hole; a name that the route does not have is a bug.
    package subscript(_ name: String) -> String {
        guard let index = names.firstIndex(of: name) else {
            preconditionFailure("a route is asked only for parameters of its template")
        }
        return values[index]
    }

    /// No parameters.
    package static let none = PathParameters(names: [], values: [])
}
