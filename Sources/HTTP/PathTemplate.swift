// SPDX-License-Identifier: EUPL-1.2

/// A path with named holes, such as `/v1/casussen/{id}/fragmenten`.
package struct PathTemplate: Sendable, CustomStringConvertible {
    /// One segment: a fixed text, or a hole that takes any segment that is not empty.
    enum Part: Sendable {
        case text(String)
        case parameter(String)
    }

    let parts: [Part]
    /// The template as it was written.
    package let description: String

    /// Reads a template that the program itself wrote; a malformed one is a bug.
    package init(_ template: StaticString) {
        description = template.description
        precondition(description.utf8.first == Ascii.slash, "a template begins with a slash")
        parts =
            description == "/"
            ? []
            : description.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
                precondition(!$0.isEmpty, "a template has no empty segment")
                return $0.hasPrefix("{") && $0.hasSuffix("}")
                    ? .parameter(String($0.dropFirst().dropLast())) : .text(String($0))
            }
        let names = parameterNames
        precondition(Set(names).count == names.count, "a template names each parameter once")
    }

    /// The names of the holes, in order.
    package var parameterNames: [String] {
        parts.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
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
