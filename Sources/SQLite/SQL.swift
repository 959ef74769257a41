// SPDX-License-Identifier: EUPL-1.2

/// A value that can stand in a column or be bound to a statement.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// The text of a statement with its bound values.
///
/// The text consists of literals only: a value made at run time can become nothing but a binding.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The literals around the bindings: one more than there are bindings.
    let pieces: [StaticString]
    /// The values, in the order of their places.
    let bindings: [SQLValue]

    package init(stringLiteral value: StaticString) {
        pieces = [value]
        bindings = []
    }

    package init(stringInterpolation interpolation: Interpolation) {
        var finished = interpolation
        finished.closePiece()
        pieces = finished.pieces
        bindings = finished.bindings
    }

    /// Collects literals and bindings; the literal type is what keeps run-time text out.
    package struct Interpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString

        fileprivate var pieces: [StaticString] = []
        fileprivate var bindings: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount + 1)
            bindings.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            precondition(pieces.count == bindings.count, "literals and bindings take turns")
            pieces.append(literal)
        }

        package mutating func appendInterpolation(_ value: SQLValue) {
            closePiece()
            bindings.append(value)
        }

        package mutating func appendInterpolation(_ value: Int64) {
            appendInterpolation(.integer(value))
        }

        package mutating func appendInterpolation(_ value: Int64?) {
            appendInterpolation(value.map(SQLValue.integer) ?? .null)
        }

        package mutating func appendInterpolation(_ value: Int) {
            appendInterpolation(.integer(Int64(value)))
        }

        package mutating func appendInterpolation(_ value: Bool) {
            appendInterpolation(.integer(value ? 1 : 0))
        }

        package mutating func appendInterpolation(_ value: [UInt8]) {
            appendInterpolation(.blob(value))
        }

        package mutating func appendInterpolation(_ value: [UInt8]?) {
            appendInterpolation(value.map(SQLValue.blob) ?? .null)
        }

        package mutating func appendInterpolation(_ value: String) {
            appendInterpolation(.text(value))
        }

        /// An empty literal where two bindings, or a binding and an end, stand side by side.
        fileprivate mutating func closePiece() {
            if pieces.count == bindings.count { pieces.append("") }
        }
    }

    /// The statement with numbered places for the bindings.
    var text: String {
        var text = ""
        for (index, piece) in pieces.enumerated() {
            if index > 0 { text += "?\(index)" }
            text += piece.description
        }
        return text
    }

    /// A number for the cache that costs no look at the text: literals never move.
    var identity: Int {
        var identity = pieces.count
        for piece in pieces {
            // SAFETY: the address is compared, never followed; literals do not move.
            let address = unsafe Int(bitPattern: piece.utf8Start)
            identity = (identity &* 31) &+ address &+ piece.utf8CodeUnitCount
        }
        return identity
    }

    /// Whether two statements consist of the very same literals.
    static func areSame(_ left: [StaticString], _ right: [StaticString]) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices {
            let isSame = unsafe left[index].utf8Start == right[index].utf8Start
            if !isSame || left[index].utf8CodeUnitCount != right[index].utf8CodeUnitCount {
                return false
            }
        }
        return true
    }
}
