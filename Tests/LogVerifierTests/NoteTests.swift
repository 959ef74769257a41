// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Encodings
import LogVerifier
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.tlog.areThere) struct NoteVectorTests {
    let vectors: LogVectors
    /// After every time in the vectors.
    let now: Int64 = 1_767_300_000

    init() throws { vectors = try LogVectors.shared.get() }

    private var logKey: VerifierKey {
        get throws { try VerifierKey(parsing: vectors.log_key.vkey) }
    }
    private var witnesses: [VerifierKey] {
        get throws { try vectors.witness_keys.map { try VerifierKey(parsing: $0.vkey) } }
    }

    @Test func `verifier keys`() throws {
        for key in [vectors.log_key, vectors.other_log_key] + vectors.witness_keys {
            let parsed = try VerifierKey(parsing: key.vkey)
            #expect(parsed.name == key.name)
            #expect(parsed.purpose.rawValue == key.signature_type)
            #expect(hexText(parsed.publicKey) == key.public_key)
            let material = hexBytes(key.key_id_input)
            #expect(hexText(Digest(hashing: material.span).bytes.prefix(4)) == key.key_id)
            #expect(parsed.keyID == UInt32(key.key_id, radix: 16))
        }
    }

    @Test func `texts that are almost a verifier key`() {
        #expect(vectors.vkeys_bad.count == 5)
        for text in vectors.vkeys_bad {
            #expect(throws: LogVerifierError.keyMalformed, "\(text)") {
                try VerifierKey(parsing: text)
            }
        }
    }

    @Test func `checkpoints are signed as the vectors say, and open`() throws {
        let policy = try LogPolicy(logKey: logKey)
        #expect(vectors.checkpoints.count == 8)
        for vector in vectors.checkpoints {
            let key = try PrivateKey(kind: .ed25519, raw: hexBytes(vectors.log_key.seed).span)
            let signer = try CheckpointSigner(origin: vectors.log_key.name, key: key)
            #expect(signer.verifierKey == vectors.log_key.vkey)
            let opened = try policy.open(Array(vector.note_text.utf8), now: now)
            #expect(opened.size == vector.size)
            #expect(opened.text == Array(vector.signed_text.utf8))
            let root = try #require(TreeHash(bytes: opened.root.bytes))
            let head = TreeHead(size: vector.size, root: root)
            #expect(try signer.sign(head, after: nil) == Array(vector.note_text.utf8))
            #expect(try signer.head(of: Array(vector.note_text.utf8)) == head)
        }
    }

    @Test func `notes, each with the answer expected`() throws {
        let policy = try LogPolicy(logKey: logKey)
        #expect(vectors.notes.count == 50)
        for vector in vectors.notes {
            let answer: String
            do {
                _ = try policy.open(hexBytes(vector.note), now: now)
                answer = "accept"
            } catch LogVerifierError.noteMalformed, LogVerifierError.checkpointMalformed {
                answer = "malformed"
            } catch LogVerifierError.signatureWrong {
                answer = "bad-signature"
            } catch LogVerifierError.signatureUnknown {
                answer = "no-known-signature"
            } catch LogVerifierError.originWrong {
                answer = "wrong-origin"
            } catch {
                answer = "\(error)"
            }
            if vector.expect == "either" {
                #expect(["accept", "bad-signature", "malformed"].contains(answer))
            } else {
                #expect(answer == vector.expect, "\(vector.name)")
            }
        }
    }

    @Test func `cosignatures`() throws {
        #expect(vectors.cosignatures.count == 2)
        for (vector, key) in zip(vectors.cosignatures, vectors.witness_keys) {
            let witness = try PrivateKey(kind: .ed25519, raw: hexBytes(key.seed).span)
            #expect(
                try hexText(witness.sign(Array(vector.signed_text.utf8).span))
                    == vector.signature)
        }
        let note = Array(vectors.cosigned_checkpoint_text.utf8)
        let opened = try LogPolicy(logKey: logKey, witnesses: witnesses, quorum: 2)
            .open(note, now: now)
        #expect(opened.cosignatures.map(\.witness) == vectors.cosignatures.map(\.witness))
        #expect(
            opened.cosignatures.map(\.seconds) == vectors.cosignatures.map { Int64($0.time) })
        #expect(opened.note == note)
    }

    @Test func `a quorum counts witnesses, not lines`() throws {
        let lines = vectors.cosigned_checkpoint_text.split(
            separator: "\n", omittingEmptySubsequences: false)
        func note(_ kept: [Int]) -> [UInt8] {
            Array((lines[..<4] + kept.map { lines[$0] } + [""]).joined(separator: "\n").utf8)
        }
        let policy = try LogPolicy(logKey: logKey, witnesses: witnesses, quorum: 2)
        #expect(try policy.open(note([4, 5, 6]), now: now).size == 255)
        #expect(try policy.open(note([6, 4, 5]), now: now).size == 255)
        for kept in [[4], [4, 5], [4, 6, 6]] {
            #expect(
                throws: LogVerifierError.quorumMissed(found: kept.count > 1 ? 1 : 0, needed: 2)
            ) { try policy.open(note(kept), now: now) }
        }
        #expect(throws: LogVerifierError.signatureUnknown) {
            try policy.open(note([5, 6]), now: now)
        }
    }

    @Test func `two keys of one witness are two, as the policy counts keys`() throws {
        let renamed = try witnesses.map {
            try VerifierKey(name: "w.example", purpose: .cosignatures, publicKey: $0.publicKey)
        }
        let policy = try LogPolicy(logKey: logKey, witnesses: renamed, quorum: 2)
        let text = vectors.checkpoints[vectors.checkpoints.count - 1]
        var note = Array(text.note_text.utf8)
        for (key, witness) in zip(vectors.witness_keys, renamed) {
            let seconds: Int64 = 1_767_225_600
            let signed = Array("cosignature/v1\ntime \(seconds)\n\(text.signed_text)".utf8)
            let signature = try PrivateKey(kind: .ed25519, raw: hexBytes(key.seed).span)
                .sign(signed.span)
            let words = [witness.keyID, 0, UInt32(seconds)]
            let payload = words.flatMap { word in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
            }
            let line = "\u{2014} w.example \(Base64.encode(payload + signature))\n"
            note += Array(line.utf8)
        }
        #expect(try policy.open(note, now: now).cosignatures.count == 2)
    }

    @Test func `a cosignature of the future is refused, one within the skew is not`() throws {
        let policy = try LogPolicy(logKey: logKey, witnesses: witnesses, quorum: 2)
        let note = Array(vectors.cosigned_checkpoint_text.utf8)
        let latest = try #require(vectors.cosignatures.map { Int64($0.time) }.max())
        #expect(try policy.open(note, now: latest - 300).size == 255)
        #expect(throws: LogVerifierError.cosignatureInFuture) {
            try policy.open(note, now: latest - 301)
        }
        #expect(try policy.open(note, now: .max).size == 255)
    }

    @Test func `a broken cosignature of a configured witness refuses the note`() throws {
        let text = vectors.cosigned_checkpoint_text.replacing(
            "hTIDcwAAAABpVbkA6", with: "hTIDcwAAAABpVbkA7")
        #expect(try LogPolicy(logKey: logKey).open(Array(text.utf8), now: now).size == 255)
        let policy = try LogPolicy(logKey: logKey, witnesses: witnesses, quorum: 1)
        #expect(throws: LogVerifierError.signatureWrong) {
            try policy.open(Array(text.utf8), now: now)
        }
    }

    @Test func `policies that contradict themselves are refused`() throws {
        let (log, witnesses) = (try logKey, try witnesses)
        let sameKey = try VerifierKey(
            name: "another.example/w", purpose: .cosignatures, publicKey: witnesses[0].publicKey)
        let logAsWitness = try VerifierKey(
            name: "log.example/w", purpose: .cosignatures, publicKey: log.publicKey)
        for (key, others, quorum) in [
            (log, witnesses, 3), (log, witnesses, -1), (log, [], 1), (witnesses[0], [], 0),
            (log, [log], 0), (log, [witnesses[0], sameKey], 1), (log, [logAsWitness], 1),
        ] {
            #expect(throws: LogVerifierError.policyInconsistent) {
                try LogPolicy(logKey: key, witnesses: others, quorum: quorum)
            }
        }
    }

    @Test func `offline proofs`() throws {
        let policies = [
            try LogPolicy(logKey: logKey),
            try LogPolicy(logKey: logKey, witnesses: witnesses, quorum: 2),
        ]
        #expect(vectors.tlog_proofs.count == 4)
        for vector in vectors.tlog_proofs {
            let proof = try OfflineProof(parsing: Array(vector.proof_text.utf8))
            #expect(proof.index == vector.index)
            for policy in policies {
                let head = try proof.verify(entry: hexBytes(vector.entry), policy: policy, now: now)
                #expect(head.size == vector.size)
            }
            if proof.extra == nil {
                let written = LogText.proof(
                    index: proof.index,
                    hashes: try proof.hashes.map { try #require(TreeHash(bytes: $0.bytes)) },
                    checkpoint: proof.checkpoint)
                #expect(written == Array(vector.proof_text.utf8))
            } else {
                #expect(proof.extra == Array("note to reader".utf8))
            }
        }
    }

    @Test func `offline proofs that must fail`() throws {
        let policy = try LogPolicy(logKey: logKey)
        let expected: [String: LogVerifierError] = [
            "checkpoint signed by another key": .signatureUnknown,
            "other header": .proofMalformed,
            "index with leading zero": .proofMalformed,
            "index beyond the tree": .indexOutsideTree,
            "no empty line before the checkpoint": .proofMalformed,
        ]
        #expect(vectors.tlog_proofs_bad.count == 9)
        for vector in vectors.tlog_proofs_bad {
            #expect(throws: expected[vector.why] ?? .proofWrong, "\(vector.why)") {
                try OfflineProof(parsing: Array(vector.proof_text.utf8))
                    .verify(entry: hexBytes(vector.entry), policy: policy, now: now)
            }
        }
    }
}

@Suite struct NoteTests {
    let origin = "regio.example/log/2026"

    private func signer(_ seed: UInt8) throws -> CheckpointSigner {
        let seed = [UInt8](repeating: seed, count: 32)
        return try CheckpointSigner(
            origin: origin, key: PrivateKey(kind: .ed25519, raw: seed.span))
    }

    @Test func `a log signs one history`() throws {
        let (tree, _) = grownTree(20)
        let signer = try signer(1)
        let last = tree.head
        #expect(try signer.sign(last, after: last) == signer.sign(last, after: nil))
        let smaller = TreeHead(size: 19, root: last.root)
        let other = TreeHead(size: 20, root: SHA256TreeHasher().emptyRoot)
        for head in [smaller, other] {
            #expect(throws: AuditLogError.historyContradicted) {
                try signer.sign(head, after: last)
            }
        }
    }

    @Test func `only a checkpoint of this key and origin is read back`() throws {
        let (tree, _) = grownTree(3)
        let note = try signer(1).sign(tree.head, after: nil)
        #expect(try signer(1).head(of: note) == tree.head)
        #expect(throws: AuditLogError.checkpointNotOurs) { try signer(2).head(of: note) }
        for place in note.indices {
            var changed = note
            changed[place] ^= 1
            #expect(throws: AuditLogError.checkpointNotOurs) { try signer(1).head(of: changed) }
        }
        for other in [[], note.dropLast(), note + note] {
            #expect(throws: AuditLogError.checkpointNotOurs) {
                try signer(1).head(of: Array(other))
            }
        }
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{7}b"])
    func `an origin that can't name a key is refused`(origin: String) throws {
        let seed = [UInt8](repeating: 1, count: 32)
        #expect(throws: AuditLogError.originMalformed) {
            _ = try CheckpointSigner(
                origin: origin, key: PrivateKey(kind: .ed25519, raw: seed.span))
        }
    }

    @Test func `a note is refused whole when any byte of it changes`() throws {
        let (tree, _) = grownTree(7)
        let signer = try signer(3)
        let policy = try LogPolicy(logKey: VerifierKey(parsing: signer.verifierKey))
        let note = try signer.sign(tree.head, after: nil)
        #expect(try policy.open(note, now: 0).root == tree.head.root.digest)
        for place in note.indices {
            for bit in 0..<8 {
                var changed = note
                changed[place] ^= 1 << bit
                #expect(throws: LogVerifierError.self) { try policy.open(changed, now: 0) }
            }
        }
    }

    @Test func `limits of a note: bytes and signature lines`() throws {
        let (tree, _) = grownTree(7)
        let signer = try signer(3)
        let policy = try LogPolicy(logKey: VerifierKey(parsing: signer.verifierKey))
        let note = try signer.sign(tree.head, after: nil)
        let line = Array("\u{2014} x \(Base64.encode([1, 2, 3, 4, 5]))\n".utf8)
        let full = note + [[UInt8]](repeating: line, count: 99).joined()
        #expect(try policy.open(full, now: 0).size == 7)
        #expect(throws: LogVerifierError.noteMalformed) { try policy.open(full + line, now: 0) }
        let prefix = Array("\u{2014} x ".utf8)
        let room = SignedNote.byteLimit - note.count - prefix.count - 1
        let payload = [UInt8](repeating: UInt8(ascii: "A"), count: room / 4 * 4)
        let long = note + prefix + payload + [10]
        #expect(long.count <= SignedNote.byteLimit)
        #expect(try policy.open(long, now: 0).size == 7)
        let longer = note + prefix + payload + Array("AAAA".utf8) + [10]
        #expect(longer.count > SignedNote.byteLimit)
        #expect(throws: LogVerifierError.noteMalformed) { try policy.open(longer, now: 0) }
    }

    @Test func `a checkpoint extends an earlier one only with its proof`() throws {
        let (tree, _) = grownTree(20)
        let signer = try signer(3)
        let policy = try LogPolicy(logKey: VerifierKey(parsing: signer.verifierKey))
        let hasher = SHA256TreeHasher()
        let old = TreeHead(size: 13, root: try Proof.root(ofSize: 13, nodes: tree, hasher: hasher))
        let earlier = try policy.open(try signer.sign(old, after: nil), now: 0)
        let later = try policy.open(try signer.sign(tree.head, after: old), now: 0)
        let proof = try Proof.consistency(from: 13, to: 20, nodes: tree, hasher: hasher)
            .map(\.digest)
        try later.verifyExtends(earlier, proof: proof)
        #expect(throws: LogVerifierError.proofWrong) {
            try earlier.verifyExtends(later, proof: proof)
        }
        #expect(throws: LogVerifierError.proofWrong) {
            try later.verifyExtends(earlier, proof: [])
        }
    }
}
