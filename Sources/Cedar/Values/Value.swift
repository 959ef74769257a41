// SPDX-License-Identifier: EUPL-1.2

/// A Cedar value. Equality is structural; values of different kinds are never equal.
package enum Value: Hashable, Sendable {
    case bool(Bool)
    case long(Int64)
    case string(Text)
    case entity(EntityUID)
    case set(ValueSet)
    case record(Record)
    case ext(ExtensionValue)
}

extension Value {
    /// An entity value by type and id.
    package static func entity(_ type: String, _ id: String) -> Value {
        .entity(EntityUID(type, id))
    }

    /// A string value.
    package static func string(_ string: String) -> Value { .string(Text(string)) }

    /// A set of values; order and duplicates do not matter.
    package static func set(_ elements: [Value]) -> Value { .set(ValueSet(elements)) }

    /// The kind, as the error messages name it.
    package var kind: ValueKind {
        switch self {
        case .bool: .bool
        case .long: .long
        case .string: .string
        case .entity: .entity
        case .set: .set
        case .record: .record
        case .ext(let value): value.kind
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .long: 1
        case .string: 2
        case .entity: 3
        case .set: 4
        case .record: 5
        case .ext: 6
        }
    }
}

extension Value: Comparable {
    /// A total order without meaning of its own: it gives sets one canonical form.
    package static func < (left: Value, right: Value) -> Bool {
        order(left, right) == .ascending
    }

    static func order(_ left: Value, _ right: Value) -> Order {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): order(Int64(a ? 1 : 0), Int64(b ? 1 : 0))
        case (.long(let a), .long(let b)): order(a, b)
        case (.string(let a), .string(let b)): Text.order(a, b)
        case (.entity(let a), .entity(let b)):
            Text.order(a.type, b.type) == .equal
                ? Text.order(a.id, b.id) : Text.order(a.type, b.type)
        case (.set(let a), .set(let b)): order(a.elements, b.elements)
        case (.record(let a), .record(let b)): Record.order(a, b)
        case (.ext(let a), .ext(let b)): ExtensionValue.order(a, b)
        default: order(Int64(left.rank), Int64(right.rank))
        }
    }

    static func order(_ left: Int64, _ right: Int64) -> Order {
        left == right ? .equal : (left < right ? .ascending : .descending)
    }

    private static func order(_ left: [Value], _ right: [Value]) -> Order {
        for (a, b) in zip(left, right) {
            let outcome = order(a, b)
            if outcome != .equal { return outcome }
        }
        return order(Int64(left.count), Int64(right.count))
    }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .long(value) }
    package init(stringLiteral value: String) { self = .string(Text(value)) }
    package init(arrayLiteral elements: Value...) { self = .set(ValueSet(elements)) }
    package init(dictionaryLiteral elements: (Text, Value)...) {
        self = .record(Record(elements))
    }
}

/// What kind of value something is, for messages.
package enum ValueKind: String, Hashable, Sendable, CustomStringConvertible {
    case bool = "Bool"
    case long = "Long"
    case string = "String"
    case entity = "entity"
    case set = "Set"
    case record = "record"
    case decimal, ipaddr, datetime, duration

    package var description: String { rawValue }
}

/// A set of values in canonical form: sorted and without duplicates.
package struct ValueSet: Hashable, Sendable {
    // INVARIANT: strictly ascending in the order of `Value`.
    package let elements: [Value]

    /// Sorts the elements and folds duplicates. Cost: O(n log n) comparisons.
    package init(_ elements: [Value]) {
        var sorted = elements
        sorted.sort()
        var unique: [Value] = []
        unique.reserveCapacity(sorted.count)
        for element in sorted where unique.last != element { unique.append(element) }
        self.elements = unique
    }

    package var count: Int { elements.count }

    /// Whether the value is an element. Cost: O(log n) comparisons.
    package func contains(_ value: Value) -> Bool {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            switch Value.order(elements[middle], value) {
            case .equal: return true
            case .ascending: low = middle + 1
            case .descending: high = middle
            }
        }
        return false
    }
}

/// Attributes by name, in canonical form: sorted by the bytes of the name.
package struct Record: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One attribute.
    package struct Field: Hashable, Sendable {
        package let name: Text
        package let value: Value
    }

    // INVARIANT: strictly ascending by name.
    package let fields: [Field]

    /// Makes a record; where a name occurs more than once the last one counts.
    package init(_ pairs: [(Text, Value)] = []) {
        let isAscending = zip(pairs, pairs.dropFirst()).allSatisfy { $0.0 < $1.0 }
        if isAscending {
            fields = pairs.map { Field(name: $0.0, value: $0.1) }
            return
        }
        var sorted = pairs.enumerated().sorted { a, b in
            switch Text.order(a.element.0, b.element.0) {
            case .equal: a.offset > b.offset
            case .ascending: true
            case .descending: false
            }
        }[...]
        var fields: [Field] = []
        fields.reserveCapacity(sorted.count)
        while let next = sorted.popFirst() {
            if let last = fields.last, last.name == next.element.0 { continue }
            fields.append(Field(name: next.element.0, value: next.element.1))
        }
        self.fields = fields
    }

    package init(dictionaryLiteral elements: (Text, Value)...) { self.init(elements) }

    package var count: Int { fields.count }

    /// The value of an attribute, or nil where it is absent. Cost: O(log n) comparisons.
    package subscript(name: Text) -> Value? {
        index(of: name).map { fields[$0].value }
    }

    /// Where an attribute stands in `fields`.
    func index(of name: Text) -> Int? {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            switch Text.order(fields[middle].name, name) {
            case .equal: return middle
            case .ascending: low = middle + 1
            case .descending: high = middle
            }
        }
        return nil
    }

    static func order(_ left: Record, _ right: Record) -> Order {
        for (a, b) in zip(left.fields, right.fields) {
            let names = Text.order(a.name, b.name)
            if names != .equal { return names }
            let values = Value.order(a.value, b.value)
            if values != .equal { return values }
        }
        return Value.order(Int64(left.count), Int64(right.count))
    }
}
