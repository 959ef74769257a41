// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// An offline proof of one entry: its index, the inclusion proof and a signed checkpoint.
///
/// Source: C2SP tlog-proof.
package struct OfflineProof: Sendable {
    /// Longest proof text, in bytes: a note, 63 hashes, and room for `extra`.
    package static let byteLimit = 2 * SignedNote.byteLimit

    package let index: Int
    /// Hashes from the lowest node to the root.
    package let hashes: [Digest]
    /// What the line `extra` holds: untrusted.
    package let extra: [UInt8]?
    /// The signed checkpoint, not believed yet.
    package let checkpoint: [UInt8]

    /// Reads a proof.
    /// - Throws: `.proofMalformed`.
    package init(parsing text: [UInt8]) throws(LogVerifierError) {
        guard text.count <= Self.byteLimit, let end = Self.endOfHead(text),
            let head = lines(of: text[..<end])
        else { throw .proofMalformed }
        var rest = head[...]
        guard let title = rest.popFirst(), title.elementsEqual("c2sp.org/tlog-proof@v1".utf8)
        else { throw .proofMalformed }
        var extra: [UInt8]?
        if let line = rest.first, line.starts(with: "extra ".utf8) {
            guard let bytes = base64(line.dropFirst(6)) else { throw .proofMalformed }
            extra = bytes
            rest.removeFirst()
        }
        guard let line = rest.popFirst(), line.starts(with: "index ".utf8),
            let index = decimal(line.dropFirst(6)), rest.count <= TreeCheck.proofLengthLimit
        else { throw .proofMalformed }
        var hashes: [Digest] = []
        for line in rest {
            guard let hash = base64Digest(line) else { throw .proofMalformed }
            hashes.append(hash)
        }
        self.index = index
        self.hashes = hashes
        self.extra = extra
        checkpoint = Array(text[(end + 1)...])
    }

    /// Where the first empty line begins.
    private static func endOfHead(_ text: [UInt8]) -> Int? {
        var place = 1
        while place < text.count {
            if text[place] == lineFeed, text[place - 1] == lineFeed { return place }
            place += 1
        }
        return nil
    }

    /// Verifies that an entry is in the log of the policy; gives the checkpoint that says so.
    /// - Parameters:
    ///   - entry: the bytes of the entry, from which the leaf hash is computed here.
    ///   - now: our clock, in seconds since 1970.
    /// - Throws: a case of notes and checkpoints; `.indexOutsideTree`; `.proofWrong`.
    package func verify(
        entry: [UInt8], policy: LogPolicy, now: Int64
    ) throws(LogVerifierError) -> VerifiedCheckpoint {
        let head = try policy.open(checkpoint, now: now)
        guard index < head.size else { throw .indexOutsideTree }
        guard
            TreeCheck.inclusion(
                leaf: TreeCheck.leafHash(entry.span), index: index, size: head.size,
                root: head.root, proof: hashes)
        else { throw .proofWrong }
        return head
    }
}
