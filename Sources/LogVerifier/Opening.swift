// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// One field of a line as someone was shown it.
package enum FieldOpening: Equatable, Sendable {
    /// Name and value, with the salt that binds them to the leaf.
    case opened(name: [UInt8], value: [UInt8], salt: Digest)
    /// Kept closed: only what the leaf commits to.
    case closed(commitment: Digest)
}

/// The opened fields of a line, checked against its leaf.
package struct VerifiedOpening: Sendable {
    /// The fields of a line in their order, which never changes.
    package static let fieldNames = [
        "at", "trace", "event", "activity", "subject-source", "subject-recipient", "case-source",
        "case-recipient", "source", "source-role", "source-user", "recipient", "recipient-role",
        "recipient-user", "responsible", "purpose", "basis", "rules", "fields", "consents",
        "category", "emergency", "outcome", "reasons", "obligations", "facts", "envelope-sha256",
        "chain",
    ]

    /// The values of the opened fields, by name.
    package let values: [String: [UInt8]]

    /// Checks all 28 fields of a line against its leaf.
    /// - Throws: `.openingMalformed` for another number or order of fields; `.openingWrong` if the leaf
    ///   commits to something else.
    package init(
        _ fields: [FieldOpening], of leaf: LeafText
    ) throws(LogVerifierError) {
        guard fields.count == Self.fieldNames.count else { throw .openingMalformed }
        var values: [String: [UInt8]] = [:]
        var message = Array("kernpoort/det/v1".utf8)
        message += [0, UInt8(fields.count)]
        for (field, name) in zip(fields, Self.fieldNames) {
            switch field {
            case .closed(let commitment): message += commitment.bytes
            case .opened(let given, let value, let salt):
                guard given.elementsEqual(name.utf8), value.count <= Int(UInt32.max) else {
                    throw .openingMalformed
                }
                values[name] = value
                message += Self.commitment(name: given, value: value, salt: salt).bytes
            }
        }
        guard Digest(hashing: message.span) == leaf.det else { throw .openingWrong }
        self.values = values
    }

    /// `HMAC(salt, u16 len(name) ‖ name ‖ u32 len(value) ‖ value)`.
    private static func commitment(name: [UInt8], value: [UInt8], salt: Digest) -> Digest {
        var hmac = HMACKey(salt.span)
        let nameLength = [UInt8(name.count >> 8 & 0xFF), UInt8(name.count & 0xFF)]
        let valueLength = (0..<4).map { UInt8(value.count >> (24 - 8 * $0) & 0xFF) }
        hmac.update(nameLength.span)
        hmac.update(name.span)
        hmac.update(valueLength.span)
        hmac.update(value.span)
        return hmac.finalize()
    }
}
