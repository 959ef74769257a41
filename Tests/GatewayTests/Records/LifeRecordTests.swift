// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Encodings
import Gateway
import Testing

@Suite struct LifeRecordTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let at = Timestamp(rfc3339: "2026-11-22T10:05:00.123Z")!
    private static let day = CivilDate(iso: "2026-11-20")!
    private static let source = PartnerID("lokalis/buurtteam")!
    private static let group = VeldgroepCode("C9.bestaan")!
    private static let scope = Scope(
        source: source, recipient: PartnerID("trajectum/vo")!,
        recipientRole: RoleCode("mentor")!, purpose: PurposeCode("P4")!, groups: [group])!
    private static let item = ConsentItem(
        group: group, words: String(repeating: "0f", count: 32))!

    static var records: [CaseRecord] {
        let life: [LifeRecord] = [
            .parentException(
                RecordedException(
                    exception: ParentException(
                        id: id(1), scope: scope, weighedPersons: [id(3)], at: at),
                    motivation: "Vader dreigt.", recordedBy: source, user: "m-1")),
            .incapacity(
                RecordedIncapacity(
                    id: id(1),
                    incapacity: Incapacity(
                        since: day, representative: id(4), source: source, isEnded: false),
                    motivation: "Onderzocht.", at: at, recordedBy: source, user: "m-1")),
            .restriction(
                Restriction(
                    id: id(1), scope: ObjectionScope(source: source, groups: [group]), at: at,
                    recordedBy: source)),
            .restrictionLifted(
                RestrictionLift(id: id(1), restriction: id(2), at: at, recordedBy: source)),
            .agreement(
                Overeenstemming(
                    id: id(1), person: id(3), source: source, opp: "2026-1", words: item.words,
                    agreed: true, at: at), recordedBy: source),
            .lapse(
                RecordedLapse(
                    id: id(1), lapse: Lapse(consent: id(5), reason: .birthday16, since: at),
                    at: at)),
            .reconfirmation(Reconfirmation(id: id(1), lapse: id(5), act: id(6), at: at)),
        ]
        let evidence = ConsentEvidence(
            channel: .portaal, textVersion: "nl-2", textDigest: item.words, recordedBy: source,
            user: "m-1", band: .from12To15, gezag: [id(7)])
        let consent = Toestemming(
            id: id(1), person: id(3), about: id(4), scope: scope, items: [item],
            answer: .refused, at: at)!
        return life.map(CaseRecord.life) + [
            .consent(consent, evidence),
            .question(
                Question(id: id(1), persons: [id(3)], about: id(4), scope: scope, at: at)!),
            .bericht(
                Bericht(
                    id: id(1), persons: [id(3)], soort: .informatie, about: id(4),
                    scope: scope, at: at)!),
            .objection(
                Bezwaar(
                    id: id(1), person: id(3), about: id(4),
                    scope: ObjectionScope(source: source), at: at)),
        ]
    }

    @Test(arguments: records.indices)
    func `comes back as it was sealed`(index: Int) throws {
        let record = Self.records[index]
        let back = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: record.bytes)
        #expect(back.bytes == record.bytes)
        #expect(back.kind == record.kind)
    }

    @Test(arguments: records.indices)
    func `with a member of another kind is refused`(index: Int) throws {
        let record = Self.records[index]
        let json = try JSON(parsing: record.bytes)
        for name in ["onderdelen", "afgewogen", "sinds"] where json[name] != nil {
            var object = try #require(json.object)
            object[name] = ["niet": "zo"]
            let bytes = try CanonicalJSON.encode(.object(object))
            #expect(throws: RecordError.self, "\(name)") {
                _ = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: bytes)
            }
        }
    }
}
