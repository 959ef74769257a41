// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory
package import Merkle
package import OpenSSL

/// A line that is ready to be stored: the leaf, its hash, and the details beside it.
package struct PreparedLine: Sendable {
    package let leaf: Leaf
    /// The 436 bytes of the leaf: the entry.
    package let entry: [UInt8]
    /// The hash that goes into the tree.
    package let leafHash: TreeHash
    /// What is stored beside the entry: sealed (4,124 bytes) for D, O and L, open for C, X and S.
    package let details: [UInt8]
    /// What the recipient of the envelope gets to check the leaf with; nil where none is handed out.
    package let receiptSalt: Digest?
}

/// Turns drafts into lines. One for each thread that writes: it reuses its HMAC context.
///
/// A decision costs 58 HMACs and one sealing of 4,096 bytes; its three tags are the caller's. The
/// plaintext of sealed details stands only in the buffer that the ciphertext then overwrites.
package struct LineWriter: ~Copyable {
    /// Length of sealed details, in bytes: nonce, ciphertext, tag.
    package static let sealedByteCount =
        AES256GCM.nonceByteCount + DetailsText.byteCount + AES256GCM.tagByteCount
    /// Room for all values of a line together, in bytes.
    package static let valueByteLimit = DetailsText.valueByteLimit

    private let random: any RandomSource
    private let hasher = SHA256TreeHasher()
    private var commitments = Commitments()

    /// A writer that takes r, nonce and the filling of an empty receipt from `random`, in this order.
    package init(random: any RandomSource) { self.random = random }

    /// Writes a line about a person: D, O or L; its details are sealed.
    /// - Throws: `.detailsTooLarge` if the values do not fit; nothing was written then.
    package mutating func write(
        _ draft: LineDraft, stamp: LineStamp, key: borrowing DetailsKey
    ) throws(AuditLogError) -> PreparedLine {
        precondition(draft.kind.isAboutPerson, "lines without a person are written in the open")
        var (block, committed) = try block(of: draft, stamp: stamp)
        block.append(contentsOf: repeatElement(0, count: DetailsText.byteCount - block.count))
        let details = seal(&block, id: stamp.id, key: key)
        return prepared(draft, stamp, committed, details: details)
    }

    /// Writes a line that is about no person: C, X or S; its opening is public.
    /// - Throws: `.detailsTooLarge` if the values do not fit; nothing was written then.
    package mutating func writeOpen(
        _ draft: LineDraft, stamp: LineStamp
    ) throws(AuditLogError) -> PreparedLine {
        precondition(!draft.kind.isAboutPerson, "lines about a person are sealed")
        let (block, committed) = try block(of: draft, stamp: stamp)
        return prepared(draft, stamp, committed, details: block)
    }

    private struct Committed {
        let det: Digest
        let receiptSalt: Digest
    }

    /// The details up to the 0x80, in a buffer with room for the padding, and what commits to them.
    private mutating func block(
        of draft: LineDraft, stamp: LineStamp
    ) throws(AuditLogError) -> ([UInt8], Committed) {
        let values = FieldValue.all(of: draft, stamp: stamp)
        let byteCount = values.reduce(0) { $0 + $1.byteCount }
        guard byteCount <= Self.valueByteLimit else {
            throw .detailsTooLarge(byteCount: byteCount, limit: Self.valueByteLimit)
        }
        var block: [UInt8] = []
        block.reserveCapacity(DetailsText.byteCount)
        block.append(contentsOf: repeatElement(0, count: DetailsText.rByteCount))
        var r = block.mutableSpan
        random.fill(&r)
        let places = DetailsText.append(values, to: &block)
        let salts = commitments.salts(under: block.span.extracting(..<DetailsText.rByteCount))
        var fields: [Digest] = []
        fields.reserveCapacity(Field.count)
        for (place, salt) in zip(places, salts.fields) {
            fields.append(commitments.commitment(to: block.span.extracting(place), salt: salt))
        }
        let det = Commitments.det(over: fields)
        return (block, Committed(det: det, receiptSalt: salts.receipt))
    }

    /// Seals the block where it stands: nonce, ciphertext, tag.
    private func seal(
        _ block: inout [UInt8], id: RandomID, key: borrowing DetailsKey
    ) -> [UInt8] {
        let nonce = random.bytes(count: AES256GCM.nonceByteCount)
        var tag = [UInt8](repeating: 0, count: AES256GCM.tagByteCount)
        let aad = Self.associatedData(id)
        var blockSpan = block.mutableSpan
        var tagSpan = tag.mutableSpan
        AES256GCM.sealInPlace(
            &blockSpan, tag: &tagSpan, key: key.secret.bytes, nonce: nonce.span, aad: aad.span)
        var sealed: [UInt8] = []
        sealed.reserveCapacity(Self.sealedByteCount)
        sealed += nonce
        sealed += block
        sealed += tag
        return sealed
    }

    static func associatedData(_ id: RandomID) -> [UInt8] {
        Array("kernpoort/seal/v1".utf8) + id.bytes
    }

    private mutating func prepared(
        _ draft: LineDraft, _ stamp: LineStamp, _ committed: Committed, details: [UInt8]
    ) -> PreparedLine {
        let rcpt: Digest
        if draft.disclosesEnvelope {
            guard let envelope = draft.details.envelope, let recipient = draft.details.recipient
            else { preconditionFailure("a disclosure names its envelope and recipient") }
            rcpt = commitments.receipt(
                salt: committed.receiptSalt, envelope: envelope, recipient: recipient.text)
        } else {
            guard let filling = Digest(bytes: random.bytes(count: Digest.byteCount)) else {
                preconditionFailure("32 bytes make a digest")
            }
            rcpt = filling
        }
        let leaf = Leaf(
            kind: draft.kind, time: LeafMinute(stamp.at), policy: stamp.policy, id: stamp.id,
            ref: stamp.ref, tags: stamp.tags, det: committed.det, rcpt: rcpt)
        let entry = leaf.encoded()
        return PreparedLine(
            leaf: leaf, entry: entry, leafHash: hasher.leaf(entry.span), details: details,
            receiptSalt: draft.disclosesEnvelope ? committed.receiptSalt : nil)
    }
}
