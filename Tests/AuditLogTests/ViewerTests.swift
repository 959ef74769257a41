// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Testing

@Suite struct ViewerTests {
    /// Every combination in which someone may see a line.
    private static let all: [(Viewer, LeafKind, Event, Set<Field>)] = Viewer.allCases.flatMap {
        viewer in
        Event.allCases.flatMap { event in
            event.kinds.compactMap { kind in
                viewer.fields(of: kind, event: event).map { (viewer, kind, event, $0) }
            }
        }
    }

    @Test func `the number in the chain is in no view, ever`() {
        #expect(!Self.all.isEmpty)
        for (viewer, _, event, fields) in Self.all {
            #expect(!fields.contains(.chain), "\(viewer) of \(event)")
        }
    }

    @Test func `nobody sees the other side's pseudonyms and user`() {
        for (viewer, _, event, fields) in Self.all {
            switch viewer {
            case .family:
                #expect(
                    fields.isDisjoint(with: [
                        .subjectSource, .subjectRecipient, .caseSource, .caseRecipient,
                        .sourceUser, .recipientUser, .responsible, .reasons, .facts, .consents,
                    ]), "\(event)")
            case .sourceOfficer, .sourcePartner:
                #expect(
                    fields.isDisjoint(with: [.subjectRecipient, .caseRecipient, .recipientUser]),
                    "\(event)")
            case .recipientOfficer, .recipientPartner:
                #expect(
                    fields.isDisjoint(with: [
                        .subjectSource, .caseSource, .sourceUser, .consents, .reasons, .facts,
                    ]), "\(event)")
            }
        }
    }

    @Test func `the responsible user is shown to the acting side alone`() {
        for (viewer, kind, event, fields) in Self.all {
            let acts: Bool =
                switch viewer {
                case .family: false
                case .sourceOfficer, .sourcePartner: kind == .line
                case .recipientOfficer, .recipientPartner: kind != .line
                }
            #expect(fields.contains(.responsible) == acts, "\(viewer) of \(event)")
        }
    }

    @Test func `the recipient of a refusal sees what it would see of an unknown id`() {
        let shown: Set<Field> = [
            .at, .trace, .event, .recipient, .recipientRole, .recipientUser, .responsible, .outcome,
        ]
        for viewer in [Viewer.recipientOfficer, .recipientPartner] {
            #expect(viewer.fields(of: .decision, event: .weigering) == shown)
            #expect(viewer.fields(of: .outcome, event: .weigeringGesloten) == shown)
            for event in Event.allCases {
                #expect(viewer.fields(of: .line, event: event) == nil)
            }
        }
    }

    @Test func `lines about no person have no view: they are open`() {
        for viewer in Viewer.allCases {
            for kind in LeafKind.allCases where !kind.isAboutPerson {
                #expect(viewer.fields(of: kind, event: .hartslag) == nil)
            }
        }
    }

    @Test func `a partner sees no more than its officer`() {
        for event in Event.allCases {
            for kind in event.kinds {
                for (partner, officer) in [
                    (Viewer.sourcePartner, Viewer.sourceOfficer),
                    (.recipientPartner, .recipientOfficer),
                ] {
                    guard let seen = partner.fields(of: kind, event: event) else { continue }
                    #expect(officer.fields(of: kind, event: event)?.isSuperset(of: seen) == true)
                    #expect(seen.isDisjoint(with: [.facts, .consents]))
                }
            }
        }
    }
}
