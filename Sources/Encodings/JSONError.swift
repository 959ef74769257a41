// SPDX-License-Identifier: EUPL-1.2

/// Why a JSON text was refused, and where.
package struct JSONError: Error, Equatable, Sendable {
    /// What is wrong.
    package let kind: Kind
    /// The byte, counted from zero, at which it shows; of a value that cannot be written: zero.
    package let offset: Int

    /// What can be wrong with a JSON text.
    package enum Kind: Equatable, Sendable {
        /// A byte that the grammar does not allow here.
        case unexpectedByte
        /// The text ends before the value does.
        case unexpectedEnd
        /// Something other than white space follows the value.
        case trailingBytes
        /// The text starts with a byte order mark.
        case byteOrderMark
        /// A byte below 0x20 within a string.
        case controlByte
        /// A backslash that starts no escape.
        case invalidEscape
        /// Half of a surrogate pair, written as an escape.
        case loneSurrogate
        /// Bytes within a string that are not UTF-8.
        case invalidUTF8
        /// A number that the grammar does not allow.
        case invalidNumber
        /// A number of which a reader may lose something; the rule stands at `JSONNumber`.
        case lossyNumber
        /// A key that stands in its object already, compared by decoded bytes.
        case duplicateKey
        /// More bytes than the limit.
        case byteCountLimit(Int)
        /// Deeper nesting than the limit.
        case depthLimit(Int)
        /// More members in one object than the limit.
        case memberCountLimit(Int)
        /// More values in all than the limit.
        case valueCountLimit(Int)
        /// A number literal with more bytes than the limit.
        case numberByteLimit(Int)
        /// Valid JSON, though not in its canonical form.
        case notCanonical
    }

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

/// How much JSON is read before it is refused.
///
/// Every limit is inclusive: that much is accepted, one more is not.
package struct JSONLimits: Equatable, Sendable {
    /// Bytes of the text.
    package let byteCountLimit: Int
    /// Arrays and objects within each other; zero allows only scalars. At most `greatestDepth`.
    package let depthLimit: Int
    /// Members of one object.
    package let memberCountLimit: Int
    /// Values in all; keys do not count.
    package let valueCountLimit: Int

    /// The deepest nesting that can be asked for; trees are compared and written by recursion.
    package static let greatestDepth = 1000
    /// One mebibyte, depth 127, 1,024 members an object, 131,072 values.
    package static let standard = JSONLimits()

    /// Limits that differ from the standard where given.
    package init(
        byteCountLimit: Int = 1 << 20, depthLimit: Int = 127, memberCountLimit: Int = 1024,
        valueCountLimit: Int = 1 << 17
    ) {
        precondition(
            byteCountLimit >= 0 && byteCountLimit <= Int(Int32.max), "offsets fit in 31 bits")
        precondition(
            depthLimit >= 0 && depthLimit <= Self.greatestDepth, "depth stays within the stack")
        precondition(memberCountLimit >= 0 && valueCountLimit >= 0, "limits are not negative")
        self.byteCountLimit = byteCountLimit
        self.depthLimit = depthLimit
        self.memberCountLimit = memberCountLimit
        self.valueCountLimit = valueCountLimit
    }
}
