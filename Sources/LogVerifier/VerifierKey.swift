// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// A public key under a name: a log's or a witness's, as its owner hands it out.
package struct VerifierKey: Sendable {
    /// What a key signs, by the type byte of its verifier key.
    package enum Purpose: UInt8, Sendable {
        /// Notes: the checkpoints of a log.
        case notes = 0x01
        /// Cosignatures of a witness.
        case cosignatures = 0x04
    }

    /// Longest verifier key that is read, in bytes.
    package static let byteLimit = 1024

    package let name: String
    package let purpose: Purpose
    /// First four bytes of the hash over name, type and key.
    package let keyID: UInt32
    /// The 32 bytes of the Ed25519 key.
    package let publicKey: [UInt8]
    let key: PublicKey

    /// A key from its parts.
    /// - Throws: `.keyMalformed` for a bad name or a key that is not Ed25519's.
    package init(
        name: String, purpose: Purpose, publicKey: [UInt8]
    ) throws(LogVerifierError) {
        guard isKeyName(Array(name.utf8)[...]), publicKey.count == 32 else { throw .keyMalformed }
        do { key = try PublicKey(kind: .ed25519, raw: publicKey.span) } catch {
            throw .keyMalformed
        }
        self.name = name
        self.purpose = purpose
        self.publicKey = publicKey
        var material = Array(name.utf8)
        material.append(lineFeed)
        material.append(purpose.rawValue)
        material += publicKey
        let hash = Digest(hashing: material.span).bytes
        keyID = bigEndian(hash[..<4])
    }

    /// A key from its text: `name + "+" + hex(key id) + "+" + base64(type ‖ key)`.
    /// - Throws: `.keyMalformed`.
    /// Source: C2SP signed-note.
    package init(parsing text: String) throws(LogVerifierError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.byteLimit else { throw .keyMalformed }
        // The base64 part may hold plus signs, the name may not: only the first two count.
        let parts = bytes.split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, isKeyName(parts[0]), parts[1].count == 8,
            let identifier = try? Hex.decode(String(decoding: parts[1], as: UTF8.self)),
            let typed = base64(parts[2]), let type = typed.first,
            let purpose = Purpose(rawValue: type)
        else { throw .keyMalformed }
        try self.init(
            name: String(decoding: parts[0], as: UTF8.self), purpose: purpose,
            publicKey: Array(typed.dropFirst()))
        guard keyID == bigEndian(identifier[...]) else { throw .keyMalformed }
    }

    /// True if a signature line names this key: compared as bytes.
    func isNamed(by signature: SignedNote.Signature) -> Bool {
        signature.keyID == keyID && signature.name.elementsEqual(name.utf8)
    }
}

/// The number that up to eight bytes stand for, the first one highest.
func bigEndian<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> Number {
    bytes.reduce(0) { $0 << 8 | Number($1) }
}
