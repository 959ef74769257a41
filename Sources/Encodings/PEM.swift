// SPDX-License-Identifier: EUPL-1.2

/// Labelled bytes in the armour that keys and certificates travel in.
///
/// Strict: lines of exactly 64 characters and a last one of at most 64, no headers, no text before,
/// between or after, canonical base64, a line end after the last line. Line ends are LF or CRLF.
/// Private keys do not belong here: the bytes are an array that nobody wipes.
/// Source: RFC 7468 §3, `stricttextualmsg`.
package struct PEM: Sendable, Equatable {
    /// What the bytes are, such as `CERTIFICATE`; never empty.
    package let label: String
    /// The bytes within, DER as a rule; never empty.
    package let bytes: [UInt8]

    /// The longest text that is read, in bytes.
    package static let textByteLimit = 1 << 20
    /// Characters of base64 in a full line.
    private static let lineWidth = 64

    /// Every block of a text, in its order; at least one.
    ///
    /// - Throws: `.tooLong`, `.invalidLine`, `.labelMismatch`, or what base64 throws with offsets
    ///   that count within the base64 of the block.
    package static func parse(_ text: Span<UInt8>) throws(EncodingError) -> [PEM] {
        guard text.count <= textByteLimit else { throw .tooLong(limit: textByteLimit) }
        var lines = PEMLines()
        var blocks: [PEM] = []
        repeat {
            blocks.append(try block(from: &lines, of: text))
        } while !lines.isAtEnd(of: text)
        return blocks
    }

    /// Every block of a text, in its order; at least one.
    package static func parse(_ text: String) throws(EncodingError) -> [PEM] {
        try parse(text.utf8.span)
    }

    /// The armour of the bytes, with LF as line end.
    ///
    /// The label must be one that RFC 7468 allows and the bytes must not be empty: else a bug.
    package static func encode(label: String, _ bytes: Span<UInt8>) -> String {
        precondition(isLabel(label.utf8.span), "a label of RFC 7468 is required")
        precondition(bytes.count > 0, "armour holds at least one byte")
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        var body: [UInt8] = []
        Base64.append(bytes, to: &body)
        for start in stride(from: 0, to: body.count, by: lineWidth) {
            text.append(contentsOf: body[start..<min(start + lineWidth, body.count)])
            text.append(UInt8(ascii: "\n"))
        }
        text.append(contentsOf: "-----END \(label)-----\n".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// The armour of this block, with LF as line end.
    package func encoded() -> String { Self.encode(label: label, bytes.span) }

    private static func block(
        from lines: inout PEMLines, of text: Span<UInt8>
    ) throws(EncodingError) -> PEM {
        let begin = try lines.next(of: text)
        guard let label = PEMLines.label(in: begin, after: "-----BEGIN ", of: text),
            isLabel(text.extracting(label))
        else { throw .invalidLine(offset: begin.lowerBound) }
        var body: [UInt8] = []
        var isLastLine = false
        while true {
            let line = try lines.next(of: text)
            if let end = PEMLines.label(in: line, after: "-----END ", of: text) {
                guard !body.isEmpty else { throw .invalidLine(offset: line.lowerBound) }
                let name = text.extracting(label).copied
                guard text.extracting(end).copied == name else {
                    throw .labelMismatch(offset: line.lowerBound)
                }
                return PEM(
                    label: String(decoding: name, as: UTF8.self),
                    bytes: try Base64.decode(body.span))
            }
            guard !isLastLine, !line.isEmpty, line.count <= lineWidth else {
                throw .invalidLine(offset: line.lowerBound)
            }
            isLastLine = line.count < lineWidth || text[line.upperBound - 1] == UInt8(ascii: "=")
            for offset in line { body.append(text[offset]) }
        }
    }

    /// Whether the bytes are printable ASCII words with single hyphens or spaces between them.
    private static func isLabel(_ label: Span<UInt8>) -> Bool {
        var wasSeparator = true
        for index in label.indices {
            let byte = label[index]
            let isSeparator = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
            guard byte >= 0x20, byte <= 0x7e, !(isSeparator && wasSeparator) else { return false }
            wasSeparator = isSeparator
        }
        return !wasSeparator
    }
}

/// A place within text that is read line by line.
private struct PEMLines {
    private var offset = 0

    func isAtEnd(of text: Span<UInt8>) -> Bool { offset == text.count }

    /// The next line without its end, which must be there.
    mutating func next(of text: Span<UInt8>) throws(EncodingError) -> Range<Int> {
        let start = offset
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < text.count else { throw .invalidLine(offset: start) }
        offset = end + 1
        if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// The range between the prefix and five closing hyphens, nil where the line has another shape.
    static func label(
        in line: Range<Int>, after prefix: StaticString, of text: Span<UInt8>
    ) -> Range<Int>? {
        let opening = Array("\(prefix)".utf8)
        let closing = Array("-----".utf8)
        guard line.count >= opening.count + closing.count else { return nil }
        let label = (line.lowerBound + opening.count)..<(line.upperBound - closing.count)
        guard text.extracting(line.lowerBound..<label.lowerBound).copied == opening,
            text.extracting(label.upperBound..<line.upperBound).copied == closing
        else { return nil }
        return label
    }
}

extension Span<UInt8> {
    /// The bytes as an array of their own.
    var copied: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in indices { bytes.append(self[index]) }
        return bytes
    }
}
