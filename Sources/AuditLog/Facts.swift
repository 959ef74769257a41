// SPDX-License-Identifier: EUPL-1.2
package import Encodings

/// What a line stands on or records: one canonical JSON object, kept as bytes.
///
/// Of a decision what the rules were asked and everything it stood on; else what the event records. No
/// name, date of birth or internal id.
package struct Facts: Hashable, Sendable {
    /// Longest facts, in bytes: the rest of the room is for the other fields.
    package static let byteLimit = 2048

    /// The canonical bytes.
    package let bytes: [UInt8]

    /// The canonical form of an object.
    /// - Throws: `.factsNotCanonical` for null, fractions and the like; `.factsTooLarge`.
    package init(_ object: JSON) throws(AuditLogError) {
        do { bytes = try CanonicalJSON.encode(object) } catch { throw .factsNotCanonical }
        try checkLength()
    }

    /// Bytes that are canonical already: they are encoded again and compared.
    /// - Throws: `.factsNotCanonical`, `.factsTooLarge`.
    package init(canonical bytes: [UInt8]) throws(AuditLogError) {
        self.bytes = bytes
        try checkLength()
        do { _ = try CanonicalJSON.parse(bytes.span) } catch { throw .factsNotCanonical }
    }

    private func checkLength() throws(AuditLogError) {
        guard bytes.count <= Self.byteLimit else {
            throw .factsTooLarge(byteCount: bytes.count)
        }
    }
}
