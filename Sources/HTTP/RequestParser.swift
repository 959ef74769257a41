// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// What to do with a connection after more bytes have come.
package enum ParseAction: Sendable {
    /// The head is not whole: read more.
    case needMore
    /// A head, `byteCount` bytes at the front of the buffer; `bodyByteCount` bytes of body follow it.
    case head(RequestHead)
    /// Answer with the refusal's status and close; nothing after this point can be trusted.
    case refuse(Refusal)
}

/// Reads the requests of one connection, strictly: HTTP/1.1, origin form, one Content-Length or none.
///
/// A pure function over the bytes: any cut of the stream gives the same heads. Source: RFC 9112, less
/// everything that it lets a recipient repair.
package struct RequestParser: Sendable {
    private let limits: Limits
    private var scanner: HeadScanner

    package init(limits: Limits = .standard) {
        self.limits = limits
        scanner = HeadScanner(byteLimit: limits.headByteLimit)
    }

    /// Looks for a head at the front of the buffer.
    ///
    /// The buffer begins at the first byte of a head, and at the same one until the action is `head`.
    /// The caller then takes the head and its body from the front before it calls again.
    package mutating func parse(_ buffer: Span<UInt8>) -> ParseAction {
        do {
            guard let byteCount = try scanner.scan(buffer) else { return .needMore }
            return .head(try Self.head(buffer.extracting(first: byteCount), limits))
        } catch {
            return .refuse(error)
        }
    }

    /// Parses a whole head.
    private static func head(
        _ bytes: Span<UInt8>, _ limits: Limits
    ) throws(Refusal) -> RequestHead {
        var index = 0
        while bytes[index].isToken { index += 1 }
        guard index > 0, bytes[index] == Ascii.space else { throw .malformedRequestLine }
        let method = Method(name: bytes.extracting(first: index))
        let targetStart = index + 1
        index = targetStart
        while bytes[index] > Ascii.space { index += 1 }
        guard index > targetStart, bytes[index] == Ascii.space else {
            throw .malformedRequestLine
        }
        let targetRange = targetStart..<index
        let fieldsStart = try Self.version(bytes, from: index + 1)
        guard let method else { throw .unknownMethod }
        let target = try RequestTarget(
            parsing: bytes.extracting(targetRange), limits: limits)
        let block = try FieldBlock(bytes, from: fieldsStart, limits: limits)
        guard let host = block.host else { throw .hostMissing }
        guard HostSyntax.isValid(bytes.extracting(host)) else { throw .malformedHost }
        let bodyByteCount = try Self.bodyByteCount(method, block, limits)
        return RequestHead(
            method: method, target: target,
            headers: HeaderFields(bytes: [UInt8](copying: bytes), places: block.places),
            byteCount: bytes.count, bodyByteCount: bodyByteCount, keepsAlive: !block.closes,
            expectsContinue: block.expectsContinue && bodyByteCount > 0,
            targetRange: targetRange)
    }

    /// Checks `HTTP/1.1 CRLF` and gives where the next line begins.
    private static func version(_ bytes: Span<UInt8>, from start: Int) throws(Refusal) -> Int {
        var end = start
        while bytes[end] != Ascii.lineFeed { end += 1 }
        guard end - start == 9, bytes[end - 1] == Ascii.carriageReturn else {
            throw .malformedRequestLine
        }
        let version = bytes.extracting(start..<(end - 1))
        if version.isEqual(to: "HTTP/1.1") { return end + 1 }
        let isVersion =
            version.extracting(first: 5).isEqual(to: "HTTP/")
            && (Ascii.zero...Ascii.nine).contains(version[5]) && version[6] == Ascii.dot
            && (Ascii.zero...Ascii.nine).contains(version[7])
        throw isVersion ? .unsupportedVersion : .malformedRequestLine
    }

    /// How many bytes of body follow: what Content-Length says, and nothing else says anything.
    private static func bodyByteCount(
        _ method: Method, _ block: FieldBlock, _ limits: Limits
    ) throws(Refusal) -> Int {
        if let coding = block.transferEncoding {
            throw coding == .chunked && block.contentLength == nil
                ? .chunkedBody : .transferEncoding
        }
        guard let length = block.contentLength else {
            if method.carriesBody { throw .lengthRequired }
            return 0
        }
        guard method.carriesBody || length == 0 else { throw .bodyNotAllowed }
        guard length <= limits.bodyByteLimit else { throw .bodyTooLarge }
        return length
    }
}
