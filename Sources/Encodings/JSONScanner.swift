// SPDX-License-Identifier: EUPL-1.2

/// One value or key within the text that was scanned.
struct JSONEntry: Sendable {
    /// Offset of the first byte.
    var start: UInt32
    /// Offset behind the last byte.
    var end: UInt32 = 0
    /// Position of the entry behind this one and all that it holds.
    var next: UInt32 = 0
    /// Elements of an array, members of an object, decoded bytes of a string.
    var count: UInt32 = 0
    var kind: JSONIndex.Kind
    var hasEscapes = false
}

/// Reads one JSON text into entries, in the order of the text; an object's keys are entries too.
///
/// Without recursion: nesting costs memory up to the depth limit, never stack.
struct JSONScanner {
    private(set) var entries: [JSONEntry] = []
    /// Positions of the arrays and objects that are not closed yet, outermost first.
    private var open: [Int] = []
    private var offset = 0
    private var valueCount = 0
    private var keys = JSONKeyCheck()
    private let limits: JSONLimits

    /// What comes next, once a value has begun or ended.
    private enum Step {
        case value
        case afterValue
        case end
    }

    init(limits: JSONLimits) { self.limits = limits }

    mutating func run(_ bytes: Span<UInt8>) throws(JSONError) {
        guard bytes.count <= limits.byteCountLimit else {
            throw JSONError(.byteCountLimit(limits.byteCountLimit), at: limits.byteCountLimit)
        }
        if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf {
            throw JSONError(.byteOrderMark, at: 0)
        }
        entries.reserveCapacity(min(bytes.count / 8, limits.valueCountLimit) + 1)
        open.reserveCapacity(8)
        var step = Step.value
        while true {
            switch step {
            case .value: step = try value(bytes)
            case .afterValue: step = try afterValue(bytes)
            case .end: return
            }
        }
    }

    /// Skips white space and gives the byte behind it.
    private mutating func significantByte(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        var offset = self.offset
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else {
                self.offset = offset
                return byte
            }
            offset += 1
        }
        self.offset = offset
        throw JSONError(.unexpectedEnd, at: offset)
    }

    /// Reads a scalar, or the start of an array or object up to where its first value begins.
    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> Step {
        let byte = try significantByte(bytes)
        valueCount += 1
        guard valueCount <= limits.valueCountLimit else {
            throw JSONError(.valueCountLimit(limits.valueCountLimit), at: offset)
        }
        switch byte {
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "{"):
            try begin(.object)
            if try significantByte(bytes) == UInt8(ascii: "}") {
                try close(bytes)
            } else {
                try key(bytes)
                return .value
            }
        case UInt8(ascii: "["):
            try begin(.array)
            guard try significantByte(bytes) == UInt8(ascii: "]") else {
                countChild()
                return .value
            }
            try close(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let end = try JSONNumberScan.end(of: bytes, from: offset)
            scalar(.number, end: end)
        case UInt8(ascii: "t"): try word("true", .bool, bytes)
        case UInt8(ascii: "f"): try word("false", .bool, bytes)
        case UInt8(ascii: "n"): try word("null", .null, bytes)
        default: throw JSONError(.unexpectedByte, at: offset)
        }
        return .afterValue
    }

    /// Reads what follows a value: the next member or element, the end of its parent, or of the
    /// text.
    private mutating func afterValue(_ bytes: Span<UInt8>) throws(JSONError) -> Step {
        guard let parent = open.last else {
            while offset < bytes.count {
                let byte = bytes[offset]
                guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else {
                    throw JSONError(.trailingBytes, at: offset)
                }
                offset += 1
            }
            return .end
        }
        let isObject = entries[parent].kind == .object
        switch try significantByte(bytes) {
        case UInt8(ascii: ","):
            offset += 1
            if isObject {
                _ = try significantByte(bytes)
                try key(bytes)
            } else {
                countChild()
            }
            return .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            try close(bytes)
            return .afterValue
        default: throw JSONError(.unexpectedByte, at: offset)
        }
    }

    private mutating func begin(_ kind: JSONIndex.Kind) throws(JSONError) {
        guard open.count < limits.depthLimit else {
            throw JSONError(.depthLimit(limits.depthLimit), at: offset)
        }
        open.append(entries.count)
        entries.append(JSONEntry(start: UInt32(offset), kind: kind))
        offset += 1
    }

    private mutating func countChild() { entries[open[open.count - 1]].count += 1 }

    /// Ends the innermost array or object at the bracket that stands here.
    private mutating func close(_ bytes: Span<UInt8>) throws(JSONError) {
        offset += 1
        guard let position = open.popLast() else {
            preconditionFailure("only what was opened is closed")
        }
        entries[position].end = UInt32(offset)
        entries[position].next = UInt32(entries.count)
        if entries[position].kind == .object {
            try keys.check(objectAt: position, in: entries, bytes)
        }
    }

    /// Reads a key and its colon.
    private mutating func key(_ bytes: Span<UInt8>) throws(JSONError) {
        guard bytes[offset] == UInt8(ascii: "\"") else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        countChild()
        guard entries[open[open.count - 1]].count <= limits.memberCountLimit else {
            throw JSONError(.memberCountLimit(limits.memberCountLimit), at: offset)
        }
        try string(bytes)
        guard try significantByte(bytes) == UInt8(ascii: ":") else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        offset += 1
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) {
        let found = try JSONStringScan.scan(bytes, from: offset)
        entries.append(
            JSONEntry(
                start: UInt32(offset), end: UInt32(found.end), next: UInt32(entries.count + 1),
                count: UInt32(found.decodedCount), kind: .string, hasEscapes: found.hasEscapes))
        offset = found.end
    }

    private mutating func scalar(_ kind: JSONIndex.Kind, end: Int) {
        entries.append(
            JSONEntry(
                start: UInt32(offset), end: UInt32(end), next: UInt32(entries.count + 1),
                kind: kind))
        offset = end
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONIndex.Kind, _ bytes: Span<UInt8>
    ) throws(JSONError) {
        var end = offset
        for byte in "\(word)".utf8 {
            guard end < bytes.count else { throw JSONError(.unexpectedEnd, at: end) }
            guard bytes[end] == byte else { throw JSONError(.unexpectedByte, at: end) }
            end += 1
        }
        scalar(kind, end: end)
    }
}
