// SPDX-License-Identifier: EUPL-1.2

/// Why text in hexadecimal, base64 or PEM was refused.
///
/// Offsets count bytes of the text from zero.
package enum EncodingError: Error, Equatable, Sendable {
    /// No text of this length encodes whole bytes.
    case invalidLength(Int)
    /// The byte at this offset does not belong to the alphabet or stands in the wrong place.
    case invalidByte(offset: Int)
    /// The last character carries bits that no byte stands for, so a second spelling would exist.
    case nonzeroTrailingBits(offset: Int)
    /// A PEM line that starts here is not what the grammar wants at this place.
    case invalidLine(offset: Int)
    /// The label of the end line differs from that of the begin line.
    case labelMismatch(offset: Int)
    /// The text is longer than the limit, in bytes.
    case tooLong(limit: Int)
}
