// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import LogVerifier
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite struct CollectAnswerTests {
    let envelope: [UInt8]
    let recipient = "gemeente.example/jgz"
    let policy: LogPolicy
    let answer: CollectAnswer
    /// The same disclosure as a line of another kind, with a valid proof of its own.
    let acknowledged: CollectAnswer

    init() throws {
        let envelope = Array("eyJ.not-a-real.JWE".utf8)
        self.envelope = envelope
        let random = SeededBytes(seed: 5)
        let seed = [UInt8](repeating: 5, count: 32)
        let signer = try CheckpointSigner(
            origin: "regio.example/log/2026", key: PrivateKey(kind: .ed25519, raw: seed.span))
        policy = try LogPolicy(logKey: VerifierKey(parsing: signer.verifierKey))
        var details = LineDetails()
        details.recipient = PartnerID(recipient)
        details.envelope = Digest(hashing: envelope.span)
        let stamp = LineStamp(
            at: Timestamp(milliseconds: 1_773_482_731_207), policy: Digest(hashing: [1].span),
            id: RandomID(from: random),
            tags: LeafTags(
                subject: ChainTag(from: random), source: ChainTag(from: random),
                recipient: ChainTag(from: random)))
        var writer = LineWriter(random: random)
        let line = try writer.write(
            LineDraft(.verstrekking, details: details), stamp: stamp,
            key: DetailsKey(lineKey: seed.span))
        var asLine = line.entry
        asLine[23] = UInt8(ascii: "L")
        let salt = try #require(line.receiptSalt)
        var tree = GrowingTree(hasher: SHA256TreeHasher())
        for entry in [[1], [2], line.entry, [3], asLine] {
            tree.append(SHA256TreeHasher().leaf(entry.span))
        }
        let note = try signer.sign(tree.head, after: nil)
        let answers = try [(2, line.entry), (4, asLine)].map { index, leaf in
            let hashes = try Proof.inclusion(
                of: index, inSize: 5, nodes: tree, hasher: SHA256TreeHasher())
            return CollectAnswer(
                envelope: envelope, leaf: leaf, receiptSalt: salt.bytes,
                proof: LogText.proof(index: index, hashes: hashes, checkpoint: note),
                release: Array("a.b.c".utf8))
        }
        answer = answers[0]
        acknowledged = answers[1]
    }

    private func with(
        envelope: [UInt8]? = nil, leaf: [UInt8]? = nil, salt: [UInt8]? = nil, proof: [UInt8]? = nil
    ) -> CollectAnswer {
        CollectAnswer(
            envelope: envelope ?? answer.envelope, leaf: leaf ?? answer.leaf,
            receiptSalt: salt ?? answer.receiptSalt, proof: proof ?? answer.proof,
            release: answer.release)
    }

    @Test func `what was logged for this recipient verifies`() throws {
        let verified = try answer.verify(recipient: recipient, policy: policy, now: 0)
        #expect(verified.index == 2)
        #expect(verified.checkpoint.size == 5)
        #expect(verified.leafID.utf8.count == 32)
        #expect(String(decoding: answer.leaf, as: UTF8.self).contains("\nid \(verified.leafID)\n"))
        #expect(verified.envelope == Digest(hashing: envelope.span))
    }

    @Test func `anything else is refused`() throws {
        func refuses(
            _ error: LogVerifierError, _ answer: CollectAnswer, recipient: String? = nil
        ) {
            #expect(throws: error) {
                try answer.verify(
                    recipient: recipient ?? self.recipient, policy: policy, now: 0)
            }
        }
        refuses(.receiptWrong, answer, recipient: "gemeente.example/leerplicht")
        refuses(.receiptWrong, with(envelope: envelope + [0x41]))
        refuses(.receiptWrong, with(salt: [UInt8](repeating: 0, count: 32)))
        refuses(.receiptWrong, with(salt: answer.receiptSalt + [0]))
        refuses(.receiptWrong, with(salt: []))
        refuses(.proofWrong, with(leaf: acknowledged.leaf))
        refuses(.proofWrong, with(proof: acknowledged.proof))
        refuses(.leafKindWrong, acknowledged)
        refuses(.proofMalformed, with(proof: []))
    }

    private func body(_ change: (inout [(String, JSON)]) -> Void = { _ in }) -> [UInt8] {
        var members: [(String, JSON)] = [
            ("envelop", .string(String(decoding: envelope, as: UTF8.self))),
            ("blad", .string(Base64.encode(answer.leaf))),
            ("ontvangstzout", .string(Base64.encode(answer.receiptSalt))),
            ("bewijs", .string(String(decoding: answer.proof, as: UTF8.self))),
            ("afgifte", .string("a.b.c")),
        ]
        change(&members)
        let parts = members.map { name, value in
            JSON.string(name).serialized() + [0x3A] + value.serialized()
        }
        return [0x7B] + Array(parts.joined(separator: [0x2C])) + [0x7D]
    }

    @Test func `an answer is read from its five members`() throws {
        let read = try CollectAnswer(parsing: body())
        #expect(read.release == Array("a.b.c".utf8))
        #expect(try read.verify(recipient: recipient, policy: policy, now: 0).index == 2)
    }

    @Test(arguments: 0..<5)
    func `an answer with a member missing, doubled or of another type is refused`(
        place: Int
    ) throws {
        let bodies = [
            body { $0.remove(at: place) }, body { $0.append($0[place]) },
            body { $0[place].1 = .null }, body { $0[place].0 = "anders" },
        ]
        for body in bodies {
            #expect(throws: LogVerifierError.answerMalformed) {
                try CollectAnswer(parsing: body)
            }
        }
    }

    @Test func `an answer with an unknown member or bad base64 is refused`() throws {
        let bodies = [
            body { $0.append(("extra", .null)) }, body { $0[1].1 = .string("===") },
            body { $0[2].1 = .string("QQ") }, [], Array("[]".utf8),
        ]
        for body in bodies {
            #expect(throws: LogVerifierError.answerMalformed) {
                try CollectAnswer(parsing: body)
            }
        }
    }
}
