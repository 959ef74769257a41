// SPDX-License-Identifier: EUPL-1.2

/// The type of an expression as the validator knows it: Booleans may be known to be one value.
indirect enum CheckedType: Hashable {
    /// True, False, or either where nil.
    case bool(Bool?)
    case long, string
    case entity(Text)
    case set(CheckedType)
    case record([Text: Attribute])
    case ext(ValueKind)

    struct Attribute: Hashable {
        let type: CheckedType
        let isRequired: Bool
    }

    init(_ type: CedarType) {
        switch type {
        case .bool: self = .bool(nil)
        case .long: self = .long
        case .string: self = .string
        case .entity(let name): self = .entity(name)
        case .set(let element): self = .set(CheckedType(element))
        case .record(let record): self = CheckedType(record)
        case .ext(let kind): self = .ext(kind)
        }
    }

    init(_ record: RecordType) {
        self = .record(
            record.attributes.mapValues {
                Attribute(type: CheckedType($0.type), isRequired: $0.isRequired)
            })
    }

    /// The type of an extension function's parameter or result.
    init(_ kind: ValueKind) {
        switch kind {
        case .bool: self = .bool(nil)
        case .long: self = .long
        case .string: self = .string
        default: self = .ext(kind)
        }
    }

    var isBool: Bool { if case .bool = self { true } else { false } }
    var entityName: Text? { if case .entity(let name) = self { name } else { nil } }
    var element: CheckedType? { if case .set(let element) = self { element } else { nil } }

    var description: String {
        switch self {
        case .bool: "Bool"
        case .long: "Long"
        case .string: "String"
        case .entity(let name): "`\(name)`"
        case .set(let element): "Set<\(element.description)>"
        case .record: "a record"
        case .ext(let kind): kind.rawValue
        }
    }

    /// The least type that holds the values of both, or nil; entity types have none in common.
    static func bound(_ left: CheckedType, _ right: CheckedType) -> CheckedType? {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): return .bool(a == b ? a : nil)
        case (.set(let a), .set(let b)): return bound(a, b).map { .set($0) }
        case (.record(let a), .record(let b)):
            guard a.count == b.count else { return nil }
            var attributes: [Text: Attribute] = [:]
            for (name, mine) in a {
                guard let other = b[name], other.isRequired == mine.isRequired,
                    let type = bound(mine.type, other.type)
                else { return nil }
                attributes[name] = Attribute(type: type, isRequired: mine.isRequired)
            }
            return .record(attributes)
        default: return left == right ? left : nil
        }
    }
}
