// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import OpenSSL

/// The plaintext of a line's details:
/// `r ‖ u16 28 ‖ {u16 len, name, u32 len, value}… ‖ 0x80 ‖ zeros` to exactly 4,096 bytes.
enum DetailsText {
    /// Length of r, in bytes.
    static let rByteCount = 32
    /// Length of every sealed plaintext, in bytes.
    static let byteCount = 4096
    /// Room for all values together, in bytes.
    static let valueByteLimit =
        byteCount - rByteCount - 2 - 1
        - Field.encodedNames.reduce(0) { $0 + 2 + $1.count + 4 }
    static let terminator: UInt8 = 0x80

    /// Adds the count and the fields behind r, and the 0x80; gives the place of each field.
    ///
    /// A field's bytes here are just those that its commitment covers.
    static func append(_ values: [FieldValue], to bytes: inout [UInt8]) -> [Range<Int>] {
        precondition(values.count == Field.count, "a line has all its fields")
        bytes.append(0)
        bytes.append(UInt8(Field.count))
        var places: [Range<Int>] = []
        places.reserveCapacity(Field.count)
        for (name, value) in zip(Field.encodedNames, values) {
            let start = bytes.count
            bytes.append(UInt8(name.count >> 8))
            bytes.append(UInt8(name.count & 0xFF))
            bytes.append(contentsOf: name)
            let count = value.byteCount
            bytes.append(UInt8(count >> 24 & 0xFF))
            bytes.append(UInt8(count >> 16 & 0xFF))
            bytes.append(UInt8(count >> 8 & 0xFF))
            bytes.append(UInt8(count & 0xFF))
            value.append(to: &bytes)
            precondition(
                bytes.count == start + 6 + name.count + count, "a value is as long as it says")
            places.append(start..<bytes.count)
        }
        bytes.append(terminator)
        return places
    }

    /// Finds the fields in a plaintext; gives the place of each, name included.
    ///
    /// - Parameter padded: true for the sealed form of 4,096 bytes, false for the open form, which ends
    ///   at the 0x80.
    /// - Throws: `.detailsMalformed` unless writing it again would give the same bytes.
    static func places(
        in bytes: Span<UInt8>, padded: Bool
    ) throws(AuditLogError) -> [Range<Int>] {
        guard padded ? bytes.count == byteCount : bytes.count <= byteCount,
            bytes.count > rByteCount + 2, bytes[rByteCount] == 0,
            bytes[rByteCount + 1] == UInt8(Field.count)
        else { throw .detailsMalformed }
        var place = rByteCount + 2
        var places: [Range<Int>] = []
        places.reserveCapacity(Field.count)
        for name in Field.encodedNames {
            let end = try endOfField(in: bytes, from: place, name: name)
            places.append(place..<end)
            place = end
        }
        guard place < bytes.count, bytes[place] == terminator,
            padded || place == bytes.count - 1,
            ConstantTime.isZero(bytes.extracting((place + 1)...))
        else { throw .detailsMalformed }
        return places
    }

    private static func endOfField(
        in bytes: Span<UInt8>, from start: Int, name: [UInt8]
    ) throws(AuditLogError) -> Int {
        let head = start + 2 + name.count + 4
        guard head <= bytes.count, Int(bytes[start]) << 8 | Int(bytes[start + 1]) == name.count
        else { throw .detailsMalformed }
        for position in name.indices where bytes[start + 2 + position] != name[position] {
            throw .detailsMalformed
        }
        var count = 0
        for position in head - 4..<head { count = count << 8 | Int(bytes[position]) }
        guard count <= bytes.count - head else { throw .detailsMalformed }
        return head + count
    }
}

/// A value on its way into the details: known by its length before it is written.
enum FieldValue {
    case empty
    case text(String)
    case bytes([UInt8])
    case id(RandomID)
    case digest(Digest)

    var byteCount: Int {
        switch self {
        case .empty: 0
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .id: 2 * RandomID.byteCount
        case .digest: 2 * Digest.byteCount
        }
    }

    func append(to bytes: inout [UInt8]) {
        switch self {
        case .empty: return
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .id(let id): Hex.append(id.bytes.span, to: &bytes)
        case .digest(let digest): Hex.append(digest.span, to: &bytes)
        }
    }

    init(_ id: RandomID?) { self = id.map { .id($0) } ?? .empty }
    init(_ partner: PartnerID?) { self = partner.map { .text($0.text) } ?? .empty }

    /// The values of a line in the order of its fields.
    static func all(of draft: LineDraft, stamp: LineStamp) -> [FieldValue] {
        let details = draft.details
        return [
            .text(String(stamp.at.milliseconds)),
            FieldValue(details.trace),
            .text(draft.event.rawValue),
            .text(details.activity),
            FieldValue(details.subjectForSource),
            FieldValue(details.subjectForRecipient),
            FieldValue(details.caseForSource),
            FieldValue(details.caseForRecipient),
            FieldValue(details.source),
            .text(details.sourceRole),
            .text(details.sourceUser),
            FieldValue(details.recipient),
            .text(details.recipientRole),
            .text(details.recipientUser),
            .text(details.responsible),
            .text(details.purpose),
            .text(details.basis),
            .bytes(details.rules.bytes),
            .bytes(details.fields.bytes),
            .bytes(details.consents.bytes),
            .text(details.category),
            .text(details.emergency?.rawValue ?? ""),
            .text(details.outcome?.rawValue ?? ""),
            .bytes(details.reasons.bytes),
            .bytes(details.obligations.bytes),
            .bytes(details.facts?.bytes ?? []),
            details.envelope.map { .digest($0) } ?? .empty,
            .text(stamp.chainNumber.map { String($0) } ?? ""),
        ]
    }
}
