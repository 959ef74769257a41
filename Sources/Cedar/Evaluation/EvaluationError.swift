// SPDX-License-Identifier: EUPL-1.2

/// Why the evaluation of a policy failed; the policy then counts for neither side.
///
/// Payloads name kinds, attributes and functions of the policy text, never values of a request.
package enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A value of another kind was needed; `place` is the operator or function.
    case kind(expected: [ValueKind], found: ValueKind, place: String)
    /// A number left the range of 64 bits.
    case overflow(place: String)
    /// A record or entity lacks the attribute.
    case attributeMissing(Text)
    /// The entity, of this type, is not in the store.
    case entityMissing(type: Text)
    /// The entity lacks the tag.
    case tagMissing
    /// A function got another number of arguments.
    case arity(function: String, expected: Int, found: Int)
    /// The text given to a constructor is not in its form.
    case malformed(function: String)
    /// There is no function of this name.
    case unknownFunction(Text)
    /// The policy has a slot that was never filled.
    case slotUnfilled
    /// Enumeration only: the value depends on this dimension, which is still open.
    case undetermined(Int)

    package var description: String {
        switch self {
        case .kind(let expected, let found, let place):
            let kinds = expected.map(\.rawValue).joined(separator: " or ")
            return "`\(place)` needs \(kinds), found \(found)"
        case .overflow(let place): return "`\(place)` left the range of a Long"
        case .attributeMissing(let name): return "attribute `\(name)` is absent"
        case .entityMissing(let type): return "an entity of type `\(type)` is not in the store"
        case .tagMissing: return "the tag is absent"
        case .arity(let function, let expected, let found):
            return "`\(function)` takes \(expected) arguments, found \(found)"
        case .malformed(let function): return "the text given to `\(function)` is malformed"
        case .unknownFunction(let name): return "there is no function `\(name)`"
        case .slotUnfilled: return "a slot of the template was not filled"
        case .undetermined(let dimension): return "dimension \(dimension) is open"
        }
    }
}
