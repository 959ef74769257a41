// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import Memory
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.tlog.areThere) struct LineVectorTests {
    let vectors: LeafVectors

    init() throws { vectors = try LogVectors.shared.get().audit_leaf }

    private func write(_ entry: LeafVectors.Entry) throws -> PreparedLine {
        var writer = LineWriter(random: ScriptedRandom(entry.randomBytes))
        let draft = try entry.draft()
        let stamp = try entry.stamp(policy: vectors.policy_sha256)
        guard draft.kind.isAboutPerson else { return try writer.writeOpen(draft, stamp: stamp) }
        let key = DetailsKey(lineKey: hexBytes(vectors.keys.subject).span)
        return try writer.write(draft, stamp: stamp, key: key)
    }

    @Test func `every entry comes out byte for byte`() throws {
        #expect(vectors.entries.count == 8)
        for entry in vectors.entries {
            let line = try write(entry)
            #expect(line.entry == Array(entry.leaf_text.utf8), "\(entry.name)")
            #expect(line.entry.count == entry.leaf_bytes)
            #expect(Hex.encode(line.leafHash.bytes) == entry.leaf_hash)
            #expect(Hex.encode(line.leaf.det.bytes) == entry.det)
            #expect(Hex.encode(line.leaf.rcpt.bytes) == entry.rcpt)
            if let sealed = entry.sealed {
                #expect(Hex.encode(line.details) == sealed)
            } else {
                let padding = [UInt8](
                    repeating: 0, count: vectors.details_bytes - line.details.count)
                #expect(Hex.encode(line.details + padding) == entry.details_plaintext)
            }
            #expect(line.receiptSalt.map { Hex.encode($0.bytes) } == entry.receipt?.receipt_salt)
        }
    }

    @Test func `leaves are read back as they were written`() throws {
        for entry in vectors.entries {
            let leaf = try Leaf(parsing: Array(entry.leaf_text.utf8))
            #expect(try leaf == write(entry).leaf)
            #expect(try leaf.tags == entry.leafTags)
        }
    }

    @Test func `texts that are almost a leaf`() {
        #expect(vectors.bad_leaf_texts.count == 13)
        for bad in vectors.bad_leaf_texts {
            #expect(throws: AuditLogError.leafMalformed, "\(bad.why)") {
                try Leaf(parsing: Array(bad.leaf_text.utf8))
            }
        }
    }

    @Test func `derived keys and chain tags`() throws {
        let streams = [
            "subject": vectors.keys.subject, "source": vectors.keys.source,
            "recipient": vectors.keys.recipient,
        ]
        let derived = [
            "subject": vectors.k_tag.subject, "source": vectors.k_tag.source,
            "recipient": vectors.k_tag.recipient,
        ]
        #expect(vectors.chain_tags.count == 15)
        for vector in vectors.chain_tags {
            let stream = hexBytes(try #require(streams[vector.of]))
            var key = TagKey(streamKey: stream.span)
            #expect(Hex.encode(key.tag(vector.number).bytes) == vector.tag)
            let exported = TagKey.exported(from: stream.span)
            #expect(exported.withBytes { Hex.encode($0) } == derived[vector.of])
        }
        for entry in vectors.entries {
            for (number, stream, tag) in [
                (entry.chain_numbers.subject, vectors.keys.subject, entry.tags[0]),
                (entry.chain_numbers.source, vectors.keys.source, entry.tags[1]),
                (entry.chain_numbers.recipient, vectors.keys.recipient, entry.tags[2]),
            ] where number > 0 {
                var key = TagKey(streamKey: hexBytes(stream).span)
                #expect(Hex.encode(key.tag(number).bytes) == tag)
            }
        }
    }
}
