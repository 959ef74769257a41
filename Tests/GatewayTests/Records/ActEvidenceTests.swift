// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

/// How an act of the family was taken, beside the act in its sealed record.
@Suite struct ActEvidenceTests {
    private static let id = RandomID(bytes: [UInt8](repeating: 1, count: 16))!
    private static let school = PartnerID("trajectum/vo")!
    private static let digest = String(repeating: "c", count: 64)

    private static func evidence(
        _ channel: ConsentEvidence.Channel?, _ text: ShownText?
    ) -> ActEvidence {
        ActEvidence(channel: channel, text: text, recordedBy: school, user: "m-1")
    }

    static let ways: [ActEvidence] = [
        evidence(.telefoon, ShownText(version: "nl-3", digest: digest)),
        evidence(.brief, nil),
        evidence(nil, ShownText(version: "nl-3", digest: digest)),
        evidence(nil, nil),
    ]

    @Test(arguments: RecordCodingTests.records.indices, ways)
    func `an act and how it was taken come back from one record`(
        index: Int, evidence: ActEvidence
    ) throws {
        let record = RecordCodingTests.records[index]
        let bytes = record.bytes(taken: evidence)
        #expect(try ActEvidence(besideActIn: bytes) == evidence)
        // The act itself is the very same as without.
        let act = try CaseRecord(kind: record.kind, id: Self.id, bytes: bytes)
        #expect(act.bytes == record.bytes)
        #expect(bytes != record.bytes)
    }

    @Test(arguments: RecordCodingTests.records.indices)
    func `a record from before it was kept has none`(index: Int) throws {
        let bytes = RecordCodingTests.records[index].bytes
        #expect(try ActEvidence(besideActIn: bytes) == nil)
    }

    @Test(arguments: [
        ("opname", "text"), ("kanaal", "rook"), ("tekst", "text"), ("door", "niemand"),
        ("gebruiker", nil), ("versie", nil), ("sha256", nil),
    ])
    func `how an act was taken is refused when a member is not as written`(
        member: String, value: String?
    ) throws {
        let whole = RecordCodingTests.records[2].bytes(taken: Self.ways[0])
        var record = try #require(try JSON(parsing: whole).object)
        var own = try #require(record["opname"]?.object)
        var text = try #require(own["tekst"]?.object)
        let broken = value.map { JSON.string($0) }
        if ["versie", "sha256"].contains(member) {
            text[member] = broken
            own["tekst"] = .object(text)
        } else {
            own[member] = broken
        }
        record["opname"] = member == "opname" ? broken : .object(own)
        let bytes = try CanonicalJSON.encode(.object(record))
        #expect(throws: RecordError.self) { _ = try ActEvidence(besideActIn: bytes) }
    }
}
