// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// A field that this product reads by itself, or that may come once only.
enum KnownField: UInt32 {
    case host = 1
    case expect = 2
    case upgrade = 4
    case trailer = 8
    case connection = 16
    case contentType = 32
    case authorization = 64
    case contentLength = 128
    case idempotencyKey = 256
    case contentEncoding = 512
    case transferEncoding = 1024

    /// The known field with this name, or nil.
    init?(name: Span<UInt8>) {
        let candidate: (KnownField, StaticString)
        switch name.count {
        case 4: candidate = (.host, "host")
        case 6: candidate = (.expect, "expect")
        case 7:
            candidate =
                name[0].asciiLowercased == 0x75 ? (.upgrade, "upgrade") : (.trailer, "trailer")
        case 10: candidate = (.connection, "connection")
        case 12: candidate = (.contentType, "content-type")
        case 13: candidate = (.authorization, "authorization")
        case 14: candidate = (.contentLength, "content-length")
        case 15: candidate = (.idempotencyKey, "idempotency-key")
        case 16: candidate = (.contentEncoding, "content-encoding")
        case 17: candidate = (.transferEncoding, "transfer-encoding")
        default: return nil
        }
        guard name.isEqual(toLowercase: candidate.1) else { return nil }
        self = candidate.0
    }
}

/// The fields of one head as they were read, with what they say about framing.
struct FieldBlock {
    private(set) var places: [HeaderFields.Place] = []
    private(set) var contentLength: Int?
    private(set) var closes = false
    private(set) var expectsContinue = false
    private(set) var host: Range<Int>?
    private(set) var transferEncoding: TransferEncoding?
    private var seen: UInt32 = 0

    /// What a Transfer-Encoding says; no body that has one is ever read.
    enum TransferEncoding { case chunked, other }

    /// Reads the field lines between `start` and the empty line that ends the head.
    ///
    /// INVARIANT: the head ends with CRLF CRLF and holds no line feed outside a CRLF.
    init(_ head: Span<UInt8>, from start: Int, limits: Limits) throws(Refusal) {
        places.reserveCapacity(16)
        let end = head.count - 2
        var line = start
        while line < end {
            guard places.count < limits.fieldCountLimit else { throw .tooManyFields }
            var index = line
            while head[index].isFieldName { index += 1 }
            guard index > line, head[index] == Ascii.colon else {
                let first = head[line]
                throw first == Ascii.space || first == Ascii.tab
                    ? .foldedField : .malformedFieldName
            }
            let nameEnd = index
            index += 1
            while head[index] == Ascii.space || head[index] == Ascii.tab { index += 1 }
            let valueStart = index
            while head[index].isFieldValue { index += 1 }
            guard head[index] == Ascii.carriageReturn, head[index + 1] == Ascii.lineFeed else {
                throw .malformedFieldValue
            }
            var valueEnd = index
            while valueEnd > valueStart,
                head[valueEnd - 1] == Ascii.space || head[valueEnd - 1] == Ascii.tab
            {
                valueEnd -= 1
            }
            try note(head, line..<nameEnd, valueStart..<valueEnd)
            places.append(
                HeaderFields.Place(
                    nameStart: Int32(line), nameEnd: Int32(nameEnd),
                    valueStart: Int32(valueStart), valueEnd: Int32(valueEnd)))
            line = index + 2
        }
    }

    /// Remembers what a known field says, and refuses its second coming.
    private mutating func note(
        _ head: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) throws(Refusal) {
        guard let field = KnownField(name: head.extracting(name)) else { return }
        guard seen & field.rawValue == 0 else { throw .repeatedField }
        seen |= field.rawValue
        let bytes = head.extracting(value)
        switch field {
        case .host: host = value
        case .expect:
            guard bytes.isEqual(toLowercase: "100-continue") else { throw .unknownExpectation }
            expectsContinue = true
        case .connection:
            if bytes.isEqual(toLowercase: "close") {
                closes = true
            } else if !bytes.isEqual(toLowercase: "keep-alive") {
                throw .unknownConnectionOption
            }
        case .contentLength: contentLength = try Self.length(bytes)
        case .transferEncoding:
            transferEncoding = bytes.isEqual(toLowercase: "chunked") ? .chunked : .other
        case .upgrade, .trailer: throw .unsupportedField
        case .contentType, .authorization, .idempotencyKey, .contentEncoding: break
        }
    }

    /// A plain decimal number: digits only, no sign, list or zero in front.
    ///
    /// One beyond 18 digits is `Int.max`, which is over every limit.
    private static func length(_ bytes: Span<UInt8>) throws(Refusal) -> Int {
        guard !bytes.isEmpty, bytes.count == 1 || bytes[0] != Ascii.zero else {
            throw .malformedContentLength
        }
        var number = 0
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte >= Ascii.zero, byte <= Ascii.nine else { throw .malformedContentLength }
            if index < 18 { number = number * 10 + Int(byte - Ascii.zero) }
        }
        return bytes.count > 18 ? Int.max : number
    }
}
