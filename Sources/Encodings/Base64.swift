// SPDX-License-Identifier: EUPL-1.2

/// Base64 with `+` and `/`, always padded, in its one canonical spelling.
///
/// Source: RFC 4648 §4; strict as §3.3 and §3.5 allow: no other characters, no nonzero pad bits.
package enum Base64 {
    private static let alphabet = Base64Alphabet(last: "+/", isPadded: true)

    /// The text of the bytes; its length is a multiple of four.
    package static func encode(_ bytes: Span<UInt8>) -> String { alphabet.encode(bytes) }

    /// The text of the bytes; its length is a multiple of four.
    package static func encode(_ bytes: [UInt8]) -> String { alphabet.encode(bytes.span) }

    /// Adds the text of the bytes at the end, without making a string.
    package static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        alphabet.append(bytes, to: &text)
    }

    /// The bytes of canonical text.
    ///
    /// - Throws: `.invalidLength`, `.invalidByte` or `.nonzeroTrailingBits`.
    package static func decode(_ text: Span<UInt8>) throws(EncodingError) -> [UInt8] {
        try alphabet.decode(text)
    }

    /// The bytes of canonical text.
    package static func decode(_ text: String) throws(EncodingError) -> [UInt8] {
        try alphabet.decode(text.utf8.span)
    }

    /// How many bytes the text stands for, by its length and padding alone.
    package static func decodedCount(of text: Span<UInt8>) throws(EncodingError) -> Int {
        try alphabet.decodedCount(of: text)
    }

    /// Writes the bytes of canonical text over memory of exactly `decodedCount(of:)` bytes.
    ///
    /// For secrets, which must not pass through an array; after an error the memory holds parts.
    package static func decode(
        _ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>
    ) throws(EncodingError) {
        try alphabet.decode(text, into: &bytes)
    }
}

/// Base64 with `-` and `_`, never padded, in its one canonical spelling.
///
/// Source: RFC 4648 §5 as RFC 7515 §2 narrows it.
package enum Base64URL {
    private static let alphabet = Base64Alphabet(last: "-_", isPadded: false)

    /// The text of the bytes.
    package static func encode(_ bytes: Span<UInt8>) -> String { alphabet.encode(bytes) }

    /// The text of the bytes.
    package static func encode(_ bytes: [UInt8]) -> String { alphabet.encode(bytes.span) }

    /// Adds the text of the bytes at the end, without making a string.
    package static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        alphabet.append(bytes, to: &text)
    }

    /// How many characters this many bytes take.
    package static func encodedCount(of byteCount: Int) -> Int {
        alphabet.encodedCount(of: byteCount)
    }

    /// Writes the text of the bytes over memory of exactly `encodedCount(of:)` bytes, for secrets.
    package static func encode(_ bytes: Span<UInt8>, into text: inout MutableSpan<UInt8>) {
        alphabet.encode(bytes, into: &text)
    }

    /// The bytes of canonical text.
    ///
    /// - Throws: `.invalidLength`, `.invalidByte` or `.nonzeroTrailingBits`.
    package static func decode(_ text: Span<UInt8>) throws(EncodingError) -> [UInt8] {
        try alphabet.decode(text)
    }

    /// The bytes of canonical text.
    package static func decode(_ text: String) throws(EncodingError) -> [UInt8] {
        try alphabet.decode(text.utf8.span)
    }

    /// How many bytes the text stands for, by its length alone.
    package static func decodedCount(of text: Span<UInt8>) throws(EncodingError) -> Int {
        try alphabet.decodedCount(of: text)
    }

    /// Writes the bytes of canonical text over memory of exactly `decodedCount(of:)` bytes.
    ///
    /// For secrets, which must not pass through an array; after an error the memory holds parts.
    package static func decode(
        _ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>
    ) throws(EncodingError) {
        try alphabet.decode(text, into: &bytes)
    }
}
