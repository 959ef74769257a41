// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

@Suite struct RecordCodingTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let at = Timestamp(rfc3339: "2026-11-22T10:05:00.123Z")!
    private static let scope = Scope(
        source: PartnerID("trajectum/vo")!, recipient: PartnerID("lokalis/buurtteam")!,
        recipientRole: RoleCode("gezinswerker")!, purpose: PurposeCode("P3")!,
        groups: [VeldgroepCode("C6.observatie")!, VeldgroepCode("C1.identificatie")!])!

    private static var evidence: ConsentEvidence {
        ConsentEvidence(
            channel: .gesprek, textVersion: "nl-1",
            textDigest: String(repeating: "a", count: 64), recordedBy: scope.source)
    }

    static var records: [CaseRecord] {
        [
            .participant(
                Participant(
                    id: id(2), partner: scope.recipient, role: RoleCode("gezinswerker")!,
                    purpose: scope.purpose, groups: scope.groups, status: .aanvaard,
                    invitedBy: scope.source, at: at)),
            .gezag(
                GezagFact(
                    id: id(1), soort: .gezamenlijkOuderlijkGezag, holders: [id(3), id(4)],
                    bron: .brp, peildatum: CivilDate(iso: "2026-11-20")!,
                    recordedBy: scope.source, recordedAt: at)!),
            .question(Question(id: id(1), persons: [id(3), id(4)], scope: scope, at: at)!),
            .answer(
                QuestionAnswer(id: id(1), question: id(5), person: id(3), answer: .nee, at: at)),
            .hearing(Hearing(id: id(1), scope: scope, agrees: true, at: at)),
            .bericht(
                Bericht(id: id(1), persons: [id(3)], soort: .verstrekking, scope: scope, at: at)!),
            .consent(
                Toestemming(
                    id: id(1), person: id(3), scope: scope,
                    answer: .given(
                        bases: ConsentBases(consent: true, secrecy: true)!,
                        until: CivilDate(iso: "2027-05-01")!), at: at)!, evidence),
            .consent(
                Toestemming(id: id(1), person: id(3), scope: scope, answer: .refused, at: at)!,
                evidence),
            .withdrawal(Withdrawal(id: id(1), consent: id(6), at: at, recordedBy: scope.source)),
            .objection(
                Bezwaar(
                    id: id(1), person: id(3),
                    scope: ObjectionScope(source: scope.source, groups: scope.groups), at: at)),
            .objection(
                Bezwaar(
                    id: id(1), person: id(3), scope: ObjectionScope(source: scope.source), at: at)),
            .weighing(Weighing(act: id(7), continues: false, at: at)),
        ]
    }

    @Test(arguments: records.indices)
    func `a record comes back as it was sealed`(index: Int) throws {
        let record = Self.records[index]
        let bytes = record.bytes
        let back = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: bytes)
        #expect(back.bytes == bytes)
        #expect(back.kind == record.kind)
    }

    @Test(arguments: records.indices)
    func `a record with one member missing is refused`(index: Int) throws {
        let record = Self.records[index]
        let json = try JSON(parsing: record.bytes)
        // Members that some records of this kind do without.
        let optional: Set<String> = ["rol", "veldgroepen", "ontvanger", "doel", "geweigerd"]
        for key in json.object?.keys ?? [] where !optional.contains(key) {
            var object = try #require(json.object)
            object[key] = nil
            let bytes = try CanonicalJSON.encode(.object(object))
            #expect(throws: RecordError.self, "\(key)") {
                _ = try CaseRecord(kind: record.kind, id: Self.id(1), bytes: bytes)
            }
        }
    }

    @Test func `bytes that are no strict JSON are refused`() {
        #expect(throws: RecordError.notCanonical) {
            _ = try CaseRecord(
                kind: .weighing, id: Self.id(1), bytes: Array("{ \"over\": 01 }".utf8))
        }
    }

    @Test func `the codes of kinds never change`() {
        let codes = CaseRecord.Kind.allCases.map(\.rawValue).sorted()
        #expect(
            codes
                == [
                    Array(1...10),
                    Array(11...17),
                    Array(20...27),
                    Array(30...38),
                    Array(40...48),
                ].flatMap(\.self))
        #expect(
            OperationCode.allCases.map(\.rawValue).sorted()
                == [
                    Array(1...18),
                    Array(20...24),
                    Array(30...39),
                    Array(40...49),
                    Array(50...58),
                ].flatMap(\.self))
    }

    @Test func `an outcome comes back as it was kept`() throws {
        let outcome = OutcomeRecord(
            partner: Self.scope.recipient, role: RoleCode("gezinswerker")!,
            groups: [VeldgroepCode("C6.observatie")!],
            leftOut: [
                .init(group: VeldgroepCode("C6.incident")!, codes: [.toestemmingOntbreekt])
            ],
            missing: [.init(person: Self.id(3), reason: "geen-antwoord")],
            rules: [RuleCode("rij-12")!], bases: [LegalBasisCode("G-T")!],
            sources: ["AVG 6 lid 1 onder a"], codes: [],
            obligations: [.nietVoorHandhaving],
            explanation: Explanation(dutch: "Dit mag.", english: "This may."), expires: Self.at,
            sourceProofKey: [UInt8](repeating: 9, count: 32), lineIndex: 41)
        let fragment = FragmentRecord(
            source: Self.scope.source, sourceRole: RoleCode("mentor")!, sourceUser: "m-1",
            regime: .avg, category: CategoryCode("C6")!, purpose: Self.scope.purpose,
            content: ContentFacts(passesAbsenceThreshold: true), isNecessary: false,
            betrokkenen: [], invitation: nil, offered: Self.at, outcomes: [outcome])
        let back = try FragmentRecord(fragment.bytes)
        #expect(back.outcomes == [outcome])
        #expect(back.bytes == fragment.bytes)
    }
}
