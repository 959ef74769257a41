// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

/// The records of the plan, of requests and of recalls come back as they were kept.
@Suite struct PlanRecordTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let at = Timestamp(rfc3339: "2026-11-22T10:05:00.123Z")!
    private static let school = PlanVersion.Taker(
        partner: PartnerID("trajectum/vo")!, role: RoleCode("mentor")!)
    private static let team = PlanVersion.Taker(
        partner: PartnerID("lokalis/buurtteam")!, role: RoleCode("gezinswerker")!)
    private static let evidence = ConsentEvidence(
        channel: .telefoon, textVersion: "3", textDigest: String(repeating: "b", count: 64),
        recordedBy: school.partner)

    private static func edition(author: FamilyVoice?) -> CaseRecord {
        .plan(
            .edition(
                PlanEdition(
                    version: PlanVersion(
                        id: id(1), number: 4, takers: [school, team],
                        started: CivilDate(iso: "2026-11-30")!, at: at),
                    steps: [
                        PlanStep(
                            id: id(2), owner: .partner(team), due: CivilDate(iso: "2026-12-24")!,
                            status: .open),
                        PlanStep(id: id(3), owner: .person(id(4)), due: nil, status: .klaar),
                    ], asked: [id(4), id(5)], author: author, recordedBy: school)))
    }

    static var records: [CaseRecord] {
        [
            edition(author: nil),
            edition(author: FamilyVoice(person: id(4), evidence: evidence)),
            .plan(
                .agreement(
                    PlanAgreement(version: id(1), person: id(4), agrees: false, at: at), evidence)),
            .plan(.asked(version: id(1), persons: [id(4), id(5)], at: at)),
            .plan(
                .progress(
                    StepProgress(
                        step: id(2), status: .bezig, fragment: nil, recordedBy: team.partner,
                        at: at))),
            .plan(
                .progress(
                    StepProgress(
                        step: id(2), status: nil, fragment: id(6), recordedBy: team.partner,
                        at: at))),
            .exchange(
                .request(
                    InformationRequest(
                        id: id(1), asker: team, asked: school,
                        groups: [VeldgroepCode("C6.observatie")!], purpose: PurposeCode("P3")!,
                        reason: .tuneHelp, at: at))),
            .exchange(
                .answer(RequestAnswer(request: id(1), outcome: .offered(id(2)), at: at))),
            .exchange(.answer(RequestAnswer(request: id(1), outcome: .no, at: at))),
            .exchange(.answer(RequestAnswer(request: id(1), outcome: .notNeeded, at: at))),
            .exchange(
                .recall(
                    Recall(
                        id: id(1), fragment: id(2), replacement: id(3), reason: .wrong,
                        receivers: [
                            Recall.Receiver(partner: team.partner, role: team.role, envelope: id(4))
                        ], by: school.partner, at: at))),
            .exchange(
                .recallAnswer(
                    RecallAnswer(
                        recall: id(1), partner: team.partner, outcome: .replaced, at: at))),
            .joined(id(7)),
        ]
    }

    @Test(arguments: 0..<records.count)
    func `a record comes back as it was kept, and needs every member`(place: Int) throws {
        let record = Self.records[place]
        let bytes = record.bytes
        let back = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: bytes)
        #expect(back.bytes == bytes)
        #expect(back.kind == record.kind)
        let members = try #require(try JSON(parsing: bytes).object)
        let optional: Set<String> = ["auteur", "status", "fragment", "vervanging"]
        for name in members.keys where !optional.contains(name) {
            var less = members
            less[name] = nil
            let text = JSON.object(less).serialized()
            #expect(throws: RecordError.self, "\(name)") {
                _ = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: text)
            }
        }
    }
}
