// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Testing

@testable import Gateway

@Suite struct SafetyCodingTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let at = Timestamp(rfc3339: "2026-11-22T10:05:00.123Z")!
    private static let day = CivilDate(iso: "2026-12-01")!
    private static let author = Signatory(
        partner: PartnerID("trajectum/vo")!, user: "m-1", role: RoleCode("mentor")!)
    private static let recipient = Addressee(
        partner: PartnerID("lokalis/buurtteam")!, role: RoleCode("gezinswerker")!)
    private static let groups: Set = [VeldgroepCode("C6.observatie")!]

    private static func emergency(
        full: Bool, _ consultation: EmergencyRecord.Consultation?, _ inform: InformDecision?
    ) -> SafetyRecord {
        .emergency(
            EmergencyRecord(
                id: id(1), reason: .e1, author: author, recipient: full ? recipient : nil,
                groups: full ? groups : [], motivation: full ? "Gevaar." : nil,
                whyNoConsent: full ? "Geen tijd." : nil, consultation: consultation,
                at: full ? at : nil, expires: full ? at.adding(days: 1) : nil, inform: inform,
                recordedAt: at,
                shortcomings: full ? [] : EmergencyRecord.Shortcoming.allCases.sorted(),
                needsSecond: full))
    }

    static var records: [SafetyRecord] {
        [
            emergency(full: true, .colleague("de intern begeleider"), .now),
            emergency(full: true, .nobody(reason: "Niemand."), .later(day)),
            emergency(full: true, nil, .not(day)),
            emergency(full: false, nil, nil),
            .use(
                EmergencyUse(
                    record: id(2), category: CategoryCode("C6")!, envelope: id(3), at: at)),
            .emergencyReview(
                EmergencyReview(
                    record: id(2), by: author, isJustified: false, findings: "Nee.", at: at)),
            .second(
                SecondPerson(record: id(2), by: author, function: .gedragswetenschapper, at: at)),
            .withholding(
                WithholdingRecord(
                    id: id(1), source: author.partner, subject: id(4), from: [id(5), id(6)],
                    by: author, motivation: "Veiligheid.", review: day, at: at)),
            .withholding(
                WithholdingRecord(
                    id: id(1), source: author.partner, subject: id(4), from: [id(5)], by: author,
                    motivation: nil, review: nil, at: at)),
            .withholdingReview(
                WithholdingReview(
                    id: id(1), withholding: id(2), by: author, next: day, motivation: "Nog.",
                    at: at)),
            .withholdingReview(
                WithholdingReview(
                    id: id(1), withholding: id(2), by: author, next: nil, motivation: "Klaar.",
                    at: at)),
            .youthChoice(
                YouthViewChoice(parent: id(5), isOpen: true, at: at, recordedBy: author.partner)),
            .sourceChoice(
                SourceViewChoice(source: author.partner, reader: .ouders, isOpen: false, at: at)),
            .weighing(
                ProtectionWeighing(
                    id: id(1), author: author, recipient: recipient, groups: groups,
                    motivation: "Bescherming.", at: at, inform: .not(day))),
        ]
    }

    @Test(arguments: records.indices)
    func `a record about safety comes back as it was sealed`(index: Int) throws {
        let record = CaseRecord.safety(Self.records[index])
        let back = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: record.bytes)
        guard case .safety(let safety) = back else {
            Issue.record("another kind")
            return
        }
        #expect(safety == Self.records[index])
        #expect(back.bytes == record.bytes)
    }

    @Test func `months later keeps the day or the last one there is`() throws {
        let table = [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-30", 3, "2027-02-28"), ("2026-08-31", 6, "2027-02-28"),
            ("2026-03-10", 3, "2026-06-10"), ("2026-12-01", 1, "2027-01-01"),
        ]
        for (day, months, later) in table {
            #expect(CivilDate(iso: day)?.monthsLater(months) == CivilDate(iso: later))
        }
    }
}
