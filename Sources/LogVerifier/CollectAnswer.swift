// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import OpenSSL

/// The answer to a collect as it was received: an envelope with its proof, nothing believed yet.
///
/// JSON with exactly `envelop`, `blad`, `ontvangstzout`, `bewijs` and `afgifte`.
package struct CollectAnswer: Sendable {
    /// The sealed envelope, as received.
    package let envelope: [UInt8]
    /// The 436 bytes of the leaf.
    package let leaf: [UInt8]
    /// The salt under which the leaf commits to the envelope.
    package let receiptSalt: [UInt8]
    /// The offline proof of the leaf.
    package let proof: [UInt8]
    /// The signed release note; its signature is for the caller to verify.
    package let release: [UInt8]

    /// An answer from its parts.
    package init(
        envelope: [UInt8], leaf: [UInt8], receiptSalt: [UInt8], proof: [UInt8], release: [UInt8]
    ) {
        self.envelope = envelope
        self.leaf = leaf
        self.receiptSalt = receiptSalt
        self.proof = proof
        self.release = release
    }

    /// Reads an answer.
    /// - Throws: `.answerMalformed` if a member is missing, unknown or not as it should be.
    package init(parsing body: [UInt8]) throws(LogVerifierError) {
        guard let object = try? JSON(parsing: body.span), case .object(let members) = object,
            members.members.count == 5,
            let envelope = object["envelop"]?.string, let leaf = object["blad"]?.string,
            let salt = object["ontvangstzout"]?.string, let proof = object["bewijs"]?.string,
            let release = object["afgifte"]?.string,
            let leafBytes = try? Base64.decode(leaf), let saltBytes = try? Base64.decode(salt)
        else { throw .answerMalformed }
        self.init(
            envelope: Array(envelope.utf8), leaf: leafBytes, receiptSalt: saltBytes,
            proof: Array(proof.utf8), release: Array(release.utf8))
    }

    /// Verifies that this envelope was logged as handed out to this recipient.
    ///
    /// What is left to the caller: that the release note is the gateway's, and names the leaf's id and
    /// the envelope's hash. If anything is missing or wrong, refuse the envelope.
    /// - Parameters:
    ///   - recipient: the receiving partner's own id.
    ///   - now: our clock, in seconds since 1970.
    /// - Throws: a case of proofs, notes, leaves or `.receiptWrong`.
    package func verify(
        recipient: String, policy: LogPolicy, now: Int64
    ) throws(LogVerifierError) -> VerifiedDisclosure {
        let proof = try OfflineProof(parsing: self.proof)
        let checkpoint = try proof.verify(entry: leaf, policy: policy, now: now)
        let leaf = try LeafText(parsing: self.leaf)
        guard leaf.kind == .decision else { throw .leafKindWrong }
        let envelopeDigest = Digest(hashing: envelope.span)
        let name = Array(recipient.utf8)
        guard receiptSalt.count == 32, name.count <= Int(UInt16.max) else { throw .receiptWrong }
        var message = Array("kernpoort/rcpt/v1".utf8)
        message += envelopeDigest.bytes
        message += [UInt8(name.count >> 8), UInt8(name.count & 0xFF)]
        message += name
        var hmac = HMACKey(receiptSalt.span)
        guard hmac.authenticate(message.span) == leaf.rcpt else { throw .receiptWrong }
        return VerifiedDisclosure(
            leaf: leaf, index: proof.index, envelope: envelopeDigest, checkpoint: checkpoint)
    }
}

/// A disclosure that the log holds, as its recipient could verify it.
package struct VerifiedDisclosure: Sendable {
    package let leaf: LeafText
    /// Where the leaf stands in the log.
    package let index: Int
    /// Hash of the sealed envelope as received.
    package let envelope: Digest
    /// Keep it: a later one must extend it.
    package let checkpoint: VerifiedCheckpoint

    /// The leaf's id in 32 lowercase hex digits, as the release note must name it.
    package var leafID: String { hex(leaf.id) }
}

/// 32 lowercase hex digits.
func hex(_ word: LeafText.Word) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 32 - digits.utf8.count) + digits
}
