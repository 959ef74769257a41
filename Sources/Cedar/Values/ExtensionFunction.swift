// SPDX-License-Identifier: EUPL-1.2

/// A function or method of the extension types.
package enum ExtensionFunction: String, CaseIterable, Sendable {
    case ip, decimal, datetime, duration
    case isIpv4, isIpv6, isLoopback, isMulticast, isInRange
    case lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual
    case offset, durationSince, toDate, toTime
    case toMilliseconds, toSeconds, toMinutes, toHours, toDays

    private static let byName = Dictionary(
        uniqueKeysWithValues: allCases.map { (Text($0.rawValue), $0) })

    init?(_ name: Text) {
        guard let found = Self.byName[name] else { return nil }
        self = found
    }

    /// Whether it is called as a function on a string; otherwise it is a method.
    var isConstructor: Bool {
        switch self {
        case .ip, .decimal, .datetime, .duration: true
        default: false
        }
    }

    /// The kinds of the arguments, the receiver of a method first.
    var parameters: [ValueKind] {
        switch self {
        case .ip, .decimal, .datetime, .duration: [.string]
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: [.ipaddr]
        case .isInRange: [.ipaddr, .ipaddr]
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: [.decimal, .decimal]
        case .offset: [.datetime, .duration]
        case .durationSince: [.datetime, .datetime]
        case .toDate, .toTime: [.datetime]
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: [.duration]
        }
    }

    /// The kind of the result.
    var result: ValueKind {
        switch self {
        case .ip: .ipaddr
        case .decimal: .decimal
        case .datetime, .offset, .toDate: .datetime
        case .duration, .durationSince, .toTime: .duration
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange, .lessThan,
            .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            .bool
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: .long
        }
    }

    /// Applies the function to evaluated arguments.
    package func apply(_ arguments: [Value]) throws(EvaluationError) -> Value {
        guard arguments.count == parameters.count else {
            throw .arity(function: rawValue, expected: parameters.count, found: arguments.count)
        }
        for (argument, kind) in zip(arguments, parameters) where argument.kind != kind {
            throw .kind(expected: [kind], found: argument.kind, place: rawValue)
        }
        switch (arguments[0], arguments.count > 1 ? arguments[1] : nil) {
        case (.string(let text), nil): return try construct(text)
        case (.ext(let value), nil): return try unary(value)
        case (.ext(let left), .ext(let right)?): return try binary(left, right)
        default: throw .arity(function: rawValue, expected: parameters.count, found: 0)
        }
    }

    private func construct(_ text: Text) throws(EvaluationError) -> Value {
        let value: ExtensionValue? =
            switch self {
            case .ip: IPAddress(text).map { .ip($0) }
            case .decimal: Decimal.parse(text).map { .decimal($0) }
            case .datetime: Datetime.parse(text).map { .datetime($0) }
            default: DurationText.parse(text).map { .duration($0) }
            }
        guard let value else { throw .malformed(function: rawValue) }
        return .ext(value)
    }

    private func unary(_ value: ExtensionValue) throws(EvaluationError) -> Value {
        switch value {
        case .ip(let address):
            switch self {
            case .isIpv4: return .bool(address.isIPv4)
            case .isIpv6: return .bool(address.isIPv6)
            case .isLoopback: return .bool(address.isLoopback)
            default: return .bool(address.isMulticast)
            }
        case .datetime(let instant):
            if self == .toTime { return .ext(.duration(Datetime.time(of: instant))) }
            guard let day = Datetime.day(of: instant) else { throw .overflow(place: rawValue) }
            return .ext(.datetime(day))
        case .duration(let milliseconds):
            switch self {
            case .toMilliseconds: return .long(milliseconds)
            case .toSeconds: return .long(milliseconds / 1_000)
            case .toMinutes: return .long(milliseconds / 60_000)
            case .toHours: return .long(milliseconds / 3_600_000)
            default: return .long(milliseconds / Datetime.dayMilliseconds)
            }
        case .decimal: throw .malformed(function: rawValue)
        }
    }

    private func binary(
        _ left: ExtensionValue, _ right: ExtensionValue
    ) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.ip(let a), .ip(let b)): return .bool(a.isInRange(b))
        case (.decimal(let a), .decimal(let b)):
            switch self {
            case .lessThan: return .bool(a < b)
            case .lessThanOrEqual: return .bool(a <= b)
            case .greaterThan: return .bool(a > b)
            default: return .bool(a >= b)
            }
        case (.datetime(let a), .duration(let b)):
            let (sum, overflow) = a.addingReportingOverflow(b)
            guard !overflow else { throw .overflow(place: rawValue) }
            return .ext(.datetime(sum))
        case (.datetime(let a), .datetime(let b)):
            let (difference, overflow) = a.subtractingReportingOverflow(b)
            guard !overflow else { throw .overflow(place: rawValue) }
            return .ext(.duration(difference))
        default: throw .malformed(function: rawValue)
        }
    }
}
