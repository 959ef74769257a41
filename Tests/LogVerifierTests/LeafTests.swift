// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import LogVerifier
import Memory
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.tlog.areThere) struct LeafVectorTests {
    let vectors: LeafVectors

    init() throws { vectors = try LogVectors.shared.get().audit_leaf }

    @Test func `leaves`() throws {
        for entry in vectors.entries {
            let leaf = try LeafText(parsing: Array(entry.leaf_text.utf8))
            #expect(leaf.id == UInt128(entry.id, radix: 16))
            #expect(leaf.ref == UInt128(entry.ref, radix: 16))
            #expect(leaf.tags == entry.tags.compactMap { UInt128($0, radix: 16) })
            #expect(hexText(leaf.det.bytes) == entry.det)
            #expect(hexText(leaf.rcpt.bytes) == entry.rcpt)
            #expect(hexText(leaf.policy.bytes) == vectors.policy_sha256)
            let at = try #require(entry.fields.first?.value_text.flatMap { Int($0) })
            #expect(leaf.minute == at / 60_000)
        }
    }

    @Test func `texts that are almost a leaf`() {
        for bad in vectors.bad_leaf_texts {
            #expect(throws: LogVerifierError.leafMalformed, "\(bad.why)") {
                try LeafText(parsing: Array(bad.leaf_text.utf8))
            }
        }
    }

    private func opening(_ fields: [LeafVectors.Field]) throws -> [FieldOpening] {
        try fields.map { field in
            guard let name = field.name_text, let value = field.value_text, let salt = field.salt
            else {
                return .closed(commitment: try #require(Digest(bytes: hexBytes(field.commitment))))
            }
            return .opened(
                name: Array(name.utf8), value: Array(value.utf8),
                salt: try #require(Digest(bytes: hexBytes(salt))))
        }
    }

    private func leaf(of name: String) throws -> LeafText {
        let entry = try #require(vectors.entries.first { $0.name == name })
        return try LeafText(parsing: Array(entry.leaf_text.utf8))
    }

    @Test func `views open against their leaf`() throws {
        #expect(VerifiedOpening.fieldNames == vectors.field_order)
        #expect(vectors.views.count == 4)
        for view in vectors.views {
            let verified = try VerifiedOpening(opening(view.fields), of: leaf(of: view.of))
            #expect(verified.values.count == view.fields.count { $0.name_text != nil })
            for field in view.fields {
                guard let name = field.name_text, let value = field.value_text else { continue }
                #expect(verified.values[name] == Array(value.utf8))
            }
        }
    }

    @Test func `a view with anything changed does not`() throws {
        let view = try #require(vectors.views.first)
        let leaf = try leaf(of: view.of)
        let fields = try opening(view.fields)
        func refuses(_ error: LogVerifierError, _ fields: [FieldOpening]) {
            #expect(throws: error) { try VerifiedOpening(fields, of: leaf) }
        }
        refuses(.openingMalformed, Array(fields.dropLast()))
        refuses(.openingMalformed, fields + [fields[27]])
        var swapped = fields
        swapped.swapAt(0, 1)
        refuses(.openingMalformed, swapped)
        swapped = fields
        swapped.swapAt(4, 5)
        refuses(.openingWrong, swapped)
        for place in fields.indices {
            var changed = fields
            switch fields[place] {
            case .closed(let commitment):
                changed[place] = .closed(commitment: Digest(hashing: commitment.span))
            case .opened(let name, let value, let salt):
                changed[place] = .opened(name: name, value: value + [0x20], salt: salt)
                refuses(.openingWrong, changed)
                changed[place] = .opened(
                    name: name, value: value, salt: Digest(hashing: salt.span))
            }
            refuses(.openingWrong, changed)
        }
        let other = try self.leaf(of: "offer: refused")
        #expect(throws: LogVerifierError.openingWrong) { try VerifiedOpening(fields, of: other) }
    }
}

@Suite struct LeafTests {
    @Test(arguments: UInt64(0)..<100)
    func `writer and verifier read the same leaf, and agree on every changed byte`(seed: UInt64)
        throws
    {
        var numbers = SeededRandom(seed: seed)
        let random = SeededBytes(seed: seed)
        let kind = numbers.pick(LeafKind.allCases)
        let first = Int64(-719_162) * 86_400_000
        let at = Timestamp(
            milliseconds: Int64.random(in: first...253_402_300_799_999, using: &numbers))
        let leaf = Leaf(
            kind: kind, time: LeafMinute(at), policy: Digest(hashing: numbers.bytes(3).span),
            id: RandomID(from: random), ref: kind == .outcome ? RandomID(from: random) : nil,
            tags: LeafTags(
                subject: ChainTag(from: random), source: ChainTag(from: random),
                recipient: ChainTag(from: random)),
            det: Digest(hashing: numbers.bytes(4).span),
            rcpt: Digest(hashing: numbers.bytes(5).span))
        let bytes = leaf.encoded()
        #expect(try Leaf(parsing: bytes) == leaf)
        let read = try LeafText(parsing: bytes)
        #expect(read.kind.rawValue == kind.rawValue)
        #expect(read.minute == leaf.time.minutes)
        for place in bytes.indices {
            var changed = bytes
            changed[place] = UInt8.random(in: 0x09...0x7E, using: &numbers)
            let ours = try? Leaf(parsing: changed)
            let theirs = try? LeafText(parsing: changed)
            #expect((ours == nil) == (theirs == nil), "byte \(place)")
            if let ours { #expect(ours.encoded() == changed) }
        }
    }

    @Test func `calendar days that there are not`() throws {
        let bytes = SmallLog.inOrder(1).entries[0]
        func isLeaf(_ time: String) -> Bool {
            var changed = bytes
            changed.replaceSubrange(30..<47, with: time.utf8)
            let ours = try? Leaf(parsing: changed)
            let theirs = try? LeafText(parsing: changed)
            #expect((ours == nil) == (theirs == nil), "\(time)")
            if let ours, let theirs { #expect(ours.time.minutes == theirs.minute) }
            return ours != nil
        }
        for time in [
            "2024-02-29T00:00Z", "2000-02-29T23:59Z", "1970-01-01T00:00Z", "1969-12-31T23:59Z",
            "0001-01-01T00:00Z", "9999-12-31T23:59Z",
        ] { #expect(isLeaf(time), "\(time)") }
        for time in [
            "2023-02-29T00:00Z", "1900-02-29T00:00Z", "2026-04-31T00:00Z", "2026-00-01T00:00Z",
            "2026-13-01T00:00Z", "2026-01-00T00:00Z", "2026-01-32T00:00Z", "2026-01-01T24:00Z",
            "2026-01-01T23:60Z", "0000-01-01T00:00Z", "2026-01-01 00:00Z", "2026-01-01T00:00z",
        ] { #expect(!isLeaf(time), "\(time)") }
    }

    @Test func `outcomes have a ref and nothing else does`() throws {
        let log = SmallLog.inOrder(5)
        for entry in log.entries {
            var changed = entry
            let isOutcome = entry[23] == UInt8(ascii: "O")
            changed.replaceSubrange(
                160..<192, with: [UInt8](repeating: isOutcome ? 0x30 : 0x31, count: 32))
            #expect(throws: AuditLogError.leafMalformed) { try Leaf(parsing: changed) }
            #expect(throws: LogVerifierError.leafMalformed) { try LeafText(parsing: changed) }
        }
    }
}

@Suite struct TilesTests {
    @Test(arguments: UInt64(0)..<100)
    func `paths are spelled as the server spells them`(seed: UInt64) {
        var numbers = SeededRandom(seed: seed)
        let n = Int(numbers.next() >> (1 + UInt64(seed % 63)))
        let level = numbers.below(64)
        let width = 1 + numbers.below(256)
        #expect(
            Tiles.path(level: level, n: n, width: width)
                == TileResource(content: .hashes(level: level), n: n, width: width).path)
        #expect(
            Tiles.path(level: nil, n: n, width: width)
                == TileResource(content: .entries, n: n, width: width).path)
    }

    @Test func `a bundle gives back its entries, exactly as many as asked`() {
        let entries: [[UInt8]] = [[], [1], [2, 3], [UInt8](repeating: 4, count: 65_535)]
        let bundle = LogText.bundle(of: entries)
        #expect(Tiles.entries(in: bundle, count: 4) == entries)
        #expect(Tiles.entries(in: bundle, count: 3) == nil)
        #expect(Tiles.entries(in: bundle, count: 5) == nil)
        #expect(Tiles.entries(in: bundle + [0], count: 4) == nil)
        #expect(Tiles.entries(in: Array(bundle.dropLast()), count: 4) == nil)
        #expect(Tiles.entries(in: [], count: 0) == [])
    }

    @Test(Vectors.tlog.areThere) func `bundles of the vectors`() throws {
        let vectors = try LogVectors.shared.get()
        for vector in vectors.bundle_bad {
            #expect(
                Tiles.entries(in: hexBytes(vector.data), count: vector.width) == nil,
                "\(vector.why)")
        }
        let entries = vectors.leaves.map { hexBytes($0.entry) }
        for item in vectors.tiles.flatMap(\.items) where item.path.contains("entries") {
            let resource = try #require(TileResource(path: item.path))
            let first = resource.n * 256
            let bundle = LogText.bundle(of: entries[first..<first + resource.width])
            #expect(bundle.count == item.bytes)
            #expect(hexText(Digest(hashing: bundle.span).bytes) == item.sha256)
            if let data = item.data { #expect(hexText(bundle) == data) }
            #expect(
                Tiles.entries(in: bundle, count: resource.width)
                    == Array(entries[first..<first + resource.width]))
        }
    }
}
