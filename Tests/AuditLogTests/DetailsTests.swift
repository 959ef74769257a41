// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import OpenSSL
import TestSupport
import Testing

@Suite struct DetailsTests {
    let lineKey = [UInt8](repeating: 3, count: 32)
    let at = Timestamp(milliseconds: 1_773_482_731_207)

    private func stamp(_ random: SeededBytes, ref: RandomID? = nil, chain: UInt64? = 4) -> LineStamp
    {
        LineStamp(
            at: at, policy: Digest(hashing: [1].span), id: RandomID(from: random), ref: ref,
            tags: LeafTags(
                subject: ChainTag(from: random), source: ChainTag(from: random),
                recipient: ChainTag(from: random)),
            chainNumber: chain)
    }

    private func write(
        _ draft: LineDraft, seed: UInt64 = 1
    ) throws(AuditLogError) -> PreparedLine {
        let random = SeededBytes(seed: seed)
        var writer = LineWriter(random: random)
        let ref = draft.kind == .outcome ? RandomID(from: random) : nil
        let stamp = stamp(random, ref: ref)
        guard draft.kind.isAboutPerson else { return try writer.writeOpen(draft, stamp: stamp) }
        return try writer.write(draft, stamp: stamp, key: DetailsKey(lineKey: lineKey.span))
    }

    private func open(_ line: PreparedLine) throws(AuditLogError) -> OpenedDetails {
        if line.leaf.kind.isAboutPerson {
            return try OpenedDetails(
                opening: line.details.span, of: line.leaf,
                key: DetailsKey(lineKey: lineKey.span))
        }
        return try OpenedDetails(reading: line.details.span, of: line.leaf)
    }

    @Test func `every field comes back as it went in, at its own place`() throws {
        var details = LineDetails()
        let random = SeededBytes(seed: 9)
        details.trace = RandomID(from: random)
        details.activity = "urn:activiteit"
        details.subjectForSource = RandomID(from: random)
        details.subjectForRecipient = RandomID(from: random)
        details.caseForSource = RandomID(from: random)
        details.caseForRecipient = RandomID(from: random)
        details.source = PartnerID("school.example/zorg")
        details.sourceRole = "mentor"
        details.sourceUser = "u-31"
        details.recipient = PartnerID("gemeente.example/jgz")
        details.recipientRole = "jeugdarts"
        details.recipientUser = "arts-7"
        details.responsible = "arts-8"
        details.purpose = "P3"
        details.basis = "G-T"
        details.rules = try #require(CodeList(checking: ["r2", "r1", "r2"]))
        details.fields = CodeList(
            [VeldgroepCode("C6.beeld"), VeldgroepCode("C6.afspraken")].compactMap(\.self))
        let consent = RandomID(from: random)
        details.consents = CodeList([consent])
        details.category = "C6"
        details.emergency = .acute
        details.outcome = .allowed
        details.reasons = CodeList([RefusalCode.verlopen, .bezwaar])
        details.obligations = CodeList([Obligation.zichtbaarheidOuders, .nietVoorHandhaving])
        details.facts = try Facts(["b": true, "a": [1, "x"]])
        details.envelope = Digest(hashing: [7].span)
        let line = try write(LineDraft(.noodverstrekking, details: details))
        let opened = try open(line)
        let expected: [Field: String] = [
            .at: "1773482731207", .trace: details.trace?.hex ?? "", .event: "noodverstrekking",
            .activity: "urn:activiteit", .subjectSource: details.subjectForSource?.hex ?? "",
            .subjectRecipient: details.subjectForRecipient?.hex ?? "",
            .caseSource: details.caseForSource?.hex ?? "",
            .caseRecipient: details.caseForRecipient?.hex ?? "", .source: "school.example/zorg",
            .sourceRole: "mentor", .sourceUser: "u-31", .recipient: "gemeente.example/jgz",
            .recipientRole: "jeugdarts", .recipientUser: "arts-7", .responsible: "arts-8",
            .purpose: "P3", .basis: "G-T", .rules: "r1,r2", .fields: "C6.afspraken,C6.beeld",
            .consents: consent.hex, .category: "C6", .emergency: "E1", .outcome: "toegestaan",
            .reasons: "bezwaar,verlopen",
            .obligations: "niet-voor-handhaving,zichtbaarheid-ouders",
            .facts: #"{"a":[1,"x"],"b":true}"#,
            .envelopeSHA256: Hex.encode(Digest(hashing: [7].span).bytes), .chain: "4",
        ]
        #expect(expected.count == Field.count)
        for field in Field.allCases {
            #expect(String(decoding: opened.value(of: field), as: UTF8.self) == expected[field])
        }
        #expect(opened.event == .noodverstrekking && opened.at == at && opened.kind == .decision)
        #expect(opened.receiptSalt == line.receiptSalt)
    }

    @Test func `all lines look alike: one length of leaf, one of sealed details`() throws {
        for event in Event.allCases {
            for kind in event.kinds {
                var details = LineDetails()
                details.recipient = PartnerID("a/b")
                details.envelope = Digest(hashing: [7].span)
                let line = try write(LineDraft(event, kind: kind, details: details))
                #expect(line.entry.count == Leaf.byteCount)
                #expect(line.leaf.kind == kind)
                if kind.isAboutPerson {
                    #expect(line.details.count == LineWriter.sealedByteCount)
                    #expect(LineWriter.sealedByteCount == 4124)
                } else {
                    #expect(line.details.last == 0x80)
                }
                #expect(
                    (line.receiptSalt != nil)
                        == (event == .verstrekking || event == .noodverstrekking))
                #expect(try open(line).event == event)
            }
        }
    }

    @Test func `values fill the room to the last byte, one more is refused`() throws {
        #expect(LineWriter.valueByteLimit == 3643)
        var details = LineDetails()
        let used = "1773482731207".utf8.count + "overleg".utf8.count + 1
        details.activity = String(repeating: "x", count: LineWriter.valueByteLimit - used)
        let line = try write(LineDraft(.overleg, details: details))
        #expect(line.details.count == LineWriter.sealedByteCount)
        #expect(try open(line).value(of: .activity).count == details.activity.utf8.count)
        details.activity += "x"
        #expect(
            throws: AuditLogError.detailsTooLarge(
                byteCount: LineWriter.valueByteLimit + 1, limit: LineWriter.valueByteLimit)
        ) { try write(LineDraft(.overleg, details: details)) }
    }

    @Test func `sealed details open only for their own line, under their own key`() throws {
        let line = try write(LineDraft(.casusGeopend), seed: 1)
        let other = try write(LineDraft(.casusGeopend), seed: 2)
        func refuses(
            _ error: AuditLogError, _ sealed: [UInt8], _ leaf: Leaf, key: [UInt8]? = nil
        ) {
            let key = key ?? lineKey
            #expect(throws: error) {
                _ = try OpenedDetails(
                    opening: sealed.span, of: leaf, key: DetailsKey(lineKey: key.span))
            }
        }
        refuses(.authenticationFailed, line.details, other.leaf)
        refuses(
            .authenticationFailed, line.details, line.leaf, key: [UInt8](repeating: 4, count: 32))
        refuses(.authenticationFailed, Array(line.details.dropLast()), line.leaf)
        refuses(.authenticationFailed, line.details + [0], line.leaf)
        refuses(.authenticationFailed, [], line.leaf)
        for place in [0, 11, 12, 2000, 4107, 4108, 4123] {
            var changed = line.details
            changed[place] ^= 1
            refuses(.authenticationFailed, changed, line.leaf)
        }
    }

    @Test func `the seal is not enough: the leaf must commit to what was opened`() throws {
        let line = try write(LineDraft(.casusGeopend), seed: 1)
        let leaf = line.leaf
        func with(
            det: Digest? = nil, kind: LeafKind? = nil, minutes: Int64 = 0
        ) -> Leaf {
            Leaf(
                kind: kind ?? leaf.kind,
                time: LeafMinute(at.adding(milliseconds: minutes * 60_000)), policy: leaf.policy,
                id: leaf.id, ref: nil, tags: leaf.tags, det: det ?? leaf.det, rcpt: leaf.rcpt)
        }
        for (changed, error) in [
            (with(det: leaf.rcpt), AuditLogError.commitmentWrong),
            (with(kind: .decision), .detailsContradictLeaf),
            (with(minutes: 1), .detailsContradictLeaf),
            (with(kind: .control), .authenticationFailed),
        ] {
            #expect(throws: error) {
                _ = try OpenedDetails(
                    opening: line.details.span, of: changed,
                    key: DetailsKey(lineKey: lineKey.span))
            }
        }
    }

    @Test func `open details are read only whole, and only for lines about no person`() throws {
        let line = try write(LineDraft(.hartslag))
        let leaf = line.leaf
        for (bytes, error) in [
            (line.details + [0], AuditLogError.detailsMalformed),
            (Array(line.details.dropLast()), .detailsMalformed), ([], .detailsMalformed),
            (
                line.details + [UInt8](repeating: 0, count: 4096 - line.details.count),
                .detailsMalformed
            ),
            ([line.details[0] ^ 1] + line.details.dropFirst(), .commitmentWrong),
        ] {
            #expect(throws: error) { _ = try OpenedDetails(reading: bytes.span, of: leaf) }
        }
        let sealed = try write(LineDraft(.overleg))
        #expect(throws: AuditLogError.detailsMalformed) {
            _ = try OpenedDetails(reading: sealed.details.span, of: sealed.leaf)
        }
    }

    @Test func `equal lines leave nothing equal in the leaf but what is meant to be`() throws {
        let first = try write(LineDraft(.casusGeopend), seed: 1)
        let second = try write(LineDraft(.casusGeopend), seed: 2)
        #expect(first.leaf.det != second.leaf.det)
        #expect(first.leaf.rcpt != second.leaf.rcpt)
        #expect(first.leaf.tags != second.leaf.tags)
        #expect(first.leaf.id != second.leaf.id)
        #expect(first.details != second.details)
    }

    @Test func `a code list is a set, sorted by bytes`() {
        #expect(CodeList(checking: ["b", "a", "B", "b"])?.bytes == Array("B,a,b".utf8))
        #expect(CodeList(checking: [])?.bytes == [])
        for word in ["", "a,b", "a b", "é", "a\n"] {
            #expect(CodeList(checking: ["x", word]) == nil)
        }
    }
}

@Suite(Vectors.tlog.areThere) struct DetailsVectorTests {
    let vectors: LeafVectors

    init() throws { vectors = try LogVectors.shared.get().audit_leaf }

    /// Seals a plaintext as the vectors' first entry was, whatever it holds.
    private func seal(_ plaintext: [UInt8], like entry: LeafVectors.Entry) throws -> [UInt8] {
        let nonce = hexBytes(try #require(entry.nonce))
        let aad = Array("kernpoort/seal/v1".utf8) + hexBytes(entry.id)
        return nonce
            + AES256GCM.seal(
                plaintext.span, key: hexBytes(vectors.k_enc).span, nonce: nonce.span, aad: aad.span)
    }

    @Test func `sealed entries open, field by field`() throws {
        #expect(vectors.field_order == Field.allCases.map(\.name))
        for entry in vectors.entries {
            let leaf = try Leaf(parsing: Array(entry.leaf_text.utf8))
            let plaintext = hexBytes(entry.details_plaintext)
            let opened: OpenedDetails
            if let sealed = entry.sealed {
                #expect(try hexText(seal(plaintext, like: entry)) == sealed)
                opened = try OpenedDetails(
                    opening: hexBytes(sealed).span, of: leaf,
                    key: DetailsKey(lineKey: hexBytes(vectors.keys.subject).span))
            } else {
                let end = try #require(plaintext.lastIndex { $0 != 0 })
                opened = try OpenedDetails(reading: Array(plaintext[...end]).span, of: leaf)
            }
            for field in Field.allCases {
                #expect(opened.value(of: field) == Array(entry.value(field).utf8))
            }
            if let receipt = entry.receipt {
                #expect(hexText(opened.receiptSalt.bytes) == receipt.receipt_salt)
            }
        }
    }

    @Test func `plaintexts that are almost details`() throws {
        let entry = try #require(vectors.entries.first)
        let leaf = try Leaf(parsing: Array(entry.leaf_text.utf8))
        #expect(vectors.details_bad.count == 12)
        for bad in vectors.details_bad {
            let plaintext = hexBytes(bad.head) + [UInt8](repeating: 0, count: bad.zero_bytes)
            let sealed = try seal(plaintext, like: entry)
            let expected: AuditLogError =
                plaintext.count == 4096 ? .detailsMalformed : .authenticationFailed
            #expect(throws: expected, "\(bad.why)") {
                _ = try OpenedDetails(
                    opening: sealed.span, of: leaf,
                    key: DetailsKey(lineKey: hexBytes(vectors.keys.subject).span))
            }
        }
    }

    @Test func `views open what the vectors open`() throws {
        let viewers: [String: Viewer] = [
            "family": .family, "source-fg": .sourceOfficer, "recipient-fg": .recipientOfficer,
            "recipient-fg-refused": .recipientOfficer,
        ]
        #expect(vectors.views.count == 4)
        for view in vectors.views {
            let entry = try #require(vectors.entries.first { $0.name == view.of })
            let opened = try OpenedDetails(
                opening: hexBytes(try #require(entry.sealed)).span,
                of: Leaf(parsing: Array(entry.leaf_text.utf8)),
                key: DetailsKey(lineKey: hexBytes(vectors.keys.subject).span))
            let viewer = try #require(viewers[view.view])
            let shown = opened.view(for: viewer)
            let ours = try #require(shown)
            for (part, field) in zip(ours.fields, view.fields) {
                switch part {
                case .closed(let commitment):
                    #expect(field.name_text == nil)
                    #expect(hexText(commitment.bytes) == field.commitment)
                case .opened(let name, let value, let salt):
                    #expect(name == field.name_text)
                    #expect(value == field.value_text.map { Array($0.utf8) })
                    #expect(hexText(salt.bytes) == field.salt)
                }
            }
        }
    }

    @Test func `facts that are almost canonical`() {
        #expect(vectors.facts_bad.count == 25)
        for bad in vectors.facts_bad {
            #expect(throws: AuditLogError.factsNotCanonical, "\(bad.why)") {
                try Facts(canonical: Array(bad.facts_text.utf8))
            }
        }
    }
}

@Suite struct FactsTests {
    @Test func `facts are kept as their canonical bytes`() throws {
        let facts = try Facts(["b": 1, "a": ["é", true], "B": ["x": -5]])
        #expect(facts.bytes == Array(#"{"B":{"x":-5},"a":["é",true],"b":1}"#.utf8))
        #expect(try Facts(canonical: facts.bytes) == facts)
    }

    @Test func `facts have a limit`() throws {
        let text = { (count: Int) in
            Array(#"{"a":"\#(String(repeating: "x", count: count))"}"#.utf8)
        }
        let room = Facts.byteLimit - text(0).count
        #expect(try Facts(canonical: text(room)).bytes.count == Facts.byteLimit)
        #expect(throws: AuditLogError.factsTooLarge(byteCount: Facts.byteLimit + 1)) {
            try Facts(canonical: text(room + 1))
        }
        #expect(throws: AuditLogError.factsTooLarge(byteCount: Facts.byteLimit + 1)) {
            try Facts(["a": .string(String(repeating: "x", count: room + 1))])
        }
    }

    @Test func `objects without a canonical form are refused`() {
        let values: [JSON] = [
            ["a": .null], ["é": 1], [1], "a", ["a": 9_007_199_254_740_992],
        ]
        for value in values {
            #expect(throws: AuditLogError.factsNotCanonical) { try Facts(value) }
        }
    }
}
