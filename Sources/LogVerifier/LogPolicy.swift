// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// What a reader holds against a log: its origin and key, the witnesses, and how many must have signed.
///
/// It comes from the reader's own configuration, never from the log.
package struct LogPolicy: Sendable {
    /// How far ahead of our clock a witness may be, in seconds.
    package static let skewLimitSeconds = 300
    /// Most witnesses.
    package static let witnessLimit = 99

    package let origin: String
    package let logKey: VerifierKey
    package let witnesses: [VerifierKey]
    /// How many of the witnesses must have signed; 0 for a receipt over a committed checkpoint.
    package let quorum: Int

    /// A policy; the origin is the name of the log's key.
    /// - Throws: `.policyInconsistent` where a key has the wrong purpose, one key stands under two names
    ///   or is the log's own, or the quorum exceeds the witnesses.
    package init(
        logKey: VerifierKey, witnesses: [VerifierKey] = [], quorum: Int = 0
    ) throws(LogVerifierError) {
        let keys = Set(witnesses.map(\.publicKey))
        guard logKey.purpose == .notes,
            witnesses.allSatisfy({ $0.purpose == .cosignatures }),
            witnesses.count <= Self.witnessLimit, keys.count == witnesses.count,
            !keys.contains(logKey.publicKey), (0...witnesses.count).contains(quorum)
        else { throw .policyInconsistent }
        origin = logKey.name
        self.logKey = logKey
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// Opens a signed checkpoint.
    ///
    /// Every line whose name and key id are known must verify; lines of unknown keys are ignored.
    /// - Parameter now: our clock, in seconds since 1970.
    /// - Throws: a case of notes and checkpoints.
    package func open(
        _ note: [UInt8], now: Int64
    ) throws(LogVerifierError) -> VerifiedCheckpoint {
        let signed = try SignedNote(parsing: note)
        var isSignedByLog = false
        var signers: Set<Int> = []
        var cosignatures: [VerifiedCheckpoint.Cosignature] = []
        for line in signed.signatures {
            if logKey.isNamed(by: line) {
                guard line.signature.count == 64,
                    logKey.key.verify(line.signature.span, over: signed.text.span)
                else { throw .signatureWrong }
                isSignedByLog = true
            } else if let place = witnesses.firstIndex(where: { $0.isNamed(by: line) }) {
                let cosignature = try Cosignature(line)
                try cosignature.verify(over: signed.text, by: witnesses[place], now: now)
                signers.insert(place)
                cosignatures.append(
                    .init(witness: witnesses[place].name, seconds: cosignature.seconds))
            }
        }
        guard isSignedByLog else { throw .signatureUnknown }
        let head = try CheckpointText(parsing: signed.text, origin: origin)
        // Keys count, neither lines nor names: a witness that signed twice is one.
        guard signers.count >= quorum else {
            throw .quorumMissed(found: signers.count, needed: quorum)
        }
        return VerifiedCheckpoint(
            origin: origin, size: head.size, root: head.root, note: note, text: signed.text,
            cosignatures: cosignatures)
    }
}

/// A checkpoint whose signatures were checked against a policy.
package struct VerifiedCheckpoint: Equatable, Sendable {
    /// A witness's word that this was the largest tree it had seen at that time.
    package struct Cosignature: Equatable, Sendable {
        package let witness: String
        /// Seconds since 1970.
        package let seconds: Int64
    }

    package let origin: String
    /// Number of entries.
    package let size: Int
    package let root: Digest
    /// The signed note as received: keep it, it is the evidence.
    package let note: [UInt8]
    /// The part of the note that is signed.
    package let text: [UInt8]
    /// The witnesses of the policy that signed, in the order of their lines.
    package let cosignatures: [Cosignature]

    /// Proves that this checkpoint extends an earlier one of the same log.
    /// - Throws: `.originWrong`, `.proofWrong`.
    package func verifyExtends(
        _ earlier: VerifiedCheckpoint, proof: [Digest]
    ) throws(LogVerifierError) {
        guard origin.utf8.elementsEqual(earlier.origin.utf8) else { throw .originWrong }
        guard
            TreeCheck.consistency(
                earlier: earlier.size, earlierRoot: earlier.root, later: size, laterRoot: root,
                proof: proof)
        else { throw .proofWrong }
    }
}

/// The body of a checkpoint note.
///
/// Source: C2SP tlog-checkpoint.
struct CheckpointText {
    let size: Int
    let root: Digest

    /// Reads the text of a note.
    /// - Throws: `.checkpointMalformed`, `.originWrong`.
    init(parsing text: [UInt8], origin: String) throws(LogVerifierError) {
        guard let lines = lines(of: text[...]), lines.count >= 3,
            lines.allSatisfy({ !$0.isEmpty })
        else { throw .checkpointMalformed }
        guard lines[0].elementsEqual(origin.utf8) else { throw .originWrong }
        guard let size = decimal(lines[1]), let root = base64Digest(lines[2]),
            size > 0 || root == TreeCheck.emptyRoot
        else { throw .checkpointMalformed }
        self.size = size
        self.root = root
    }
}

/// A cosignature line: a time and a signature over it and the checkpoint.
///
/// Source: C2SP tlog-cosignature.
struct Cosignature {
    let seconds: Int64
    let signature: [UInt8]

    init(_ line: SignedNote.Signature) throws(LogVerifierError) {
        guard line.signature.count == 72 else { throw .signatureWrong }
        let seconds: UInt64 = bigEndian(line.signature[..<8])
        guard let seconds = Int64(exactly: seconds) else { throw .signatureWrong }
        self.seconds = seconds
        signature = Array(line.signature[8...])
    }

    /// - Throws: `.signatureWrong`, `.cosignatureInFuture`.
    func verify(
        over text: [UInt8], by witness: VerifierKey, now: Int64
    ) throws(LogVerifierError) {
        var message = Array("cosignature/v1\ntime \(seconds)\n".utf8)
        message += text
        guard witness.key.verify(signature.span, over: message.span) else {
            throw .signatureWrong
        }
        let (latest, overflow) = now.addingReportingOverflow(Int64(LogPolicy.skewLimitSeconds))
        guard overflow || seconds <= latest else { throw .cosignatureInFuture }
    }
}
