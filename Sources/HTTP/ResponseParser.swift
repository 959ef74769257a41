// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// The head of a response that our own client read whole.
package struct ResponseHead: Sendable {
    package let status: Status
    package let headers: HeaderFields
    /// Bytes of the head in the buffer, its empty line included.
    package let byteCount: Int
    /// Bytes of the body that follow the head.
    package let bodyByteCount: Int
    /// Whether the server keeps the connection open.
    package let keepsAlive: Bool
}

/// Reads responses as strictly as requests: HTTP/1.1 with a Content-Length, no interim answers.
package struct ResponseParser: Sendable {
    private let limits: Limits
    private var scanner: HeadScanner

    package init(limits: Limits = .standard) {
        self.limits = limits
        scanner = HeadScanner(byteLimit: limits.headByteLimit)
    }

    /// The head at the front of the buffer, or nil while it is not whole.
    ///
    /// - Throws: the reason why the response has no single meaning; the connection is then of no use.
    package mutating func parse(_ buffer: Span<UInt8>) throws(Refusal) -> ResponseHead? {
        guard let byteCount = try scanner.scan(buffer) else { return nil }
        let bytes = buffer.extracting(first: byteCount)
        let (status, fieldsStart) = try Self.statusLine(bytes)
        let block = try FieldBlock(bytes, from: fieldsStart, limits: limits)
        guard block.transferEncoding == nil else { throw .transferEncoding }
        let length = status.forbidsBody ? (block.contentLength ?? 0) : block.contentLength
        guard let length else { throw .lengthRequired }
        guard length == 0 || !status.forbidsBody else { throw .bodyNotAllowed }
        guard length <= limits.bodyByteLimit else { throw .bodyTooLarge }
        return ResponseHead(
            status: status,
            headers: HeaderFields(bytes: [UInt8](copying: bytes), places: block.places),
            byteCount: byteCount, bodyByteCount: length, keepsAlive: !block.closes)
    }

    /// `HTTP/1.1 SP ddd SP phrase CRLF`: the status, and where the next line begins.
    private static func statusLine(_ bytes: Span<UInt8>) throws(Refusal) -> (Status, Int) {
        var end = 0
        while bytes[end] != Ascii.lineFeed { end += 1 }
        guard end >= 14, bytes[12] == Ascii.space else { throw .malformedStatusLine }
        guard bytes.extracting(first: 9).isEqual(to: "HTTP/1.1 ") else {
            throw .unsupportedVersion
        }
        var code = 0
        for index in 9..<12 {
            guard bytes[index] >= Ascii.zero, bytes[index] <= Ascii.nine else {
                throw .malformedStatusLine
            }
            code = code * 10 + Int(bytes[index] - Ascii.zero)
        }
        for index in 13..<(end - 1) where !bytes[index].isFieldValue { throw .malformedStatusLine }
        // An interim answer (1xx) is refused: this client never expects one.
        guard (200...599).contains(code) else { throw .malformedStatusLine }
        return (Status(code), end + 1)
    }
}
