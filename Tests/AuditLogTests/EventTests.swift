// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import TestSupport
import Testing

@Suite struct EventTests {
    @Test func `codes are unique words, in the spelling of the leaf table`() {
        let codes = Event.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        for code in codes {
            #expect(code.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D })
        }
        #expect(LeafKind.allCases.map { String($0.letter) }.joined() == "DOLCXS")
    }

    @Test func `only a refusal and an acknowledgement belong to two kinds`() {
        for event in Event.allCases {
            switch event {
            case .weigering: #expect(event.kinds == [.decision, .line])
            case .ontvangstBevestigd: #expect(event.kinds == [.outcome, .line])
            default: #expect(event.kinds.count == 1)
            }
        }
    }

    @Test(Vectors.tlog.areThere) func `each kind has at least the events of the vectors`() throws {
        let byKind = try LogVectors.shared.get().audit_leaf.events_by_kind
        let later: Set<Event> = [
            .overeenstemmingGegeven, .overeenstemmingIngetrokken, .leerlingGehoord,
            .beperkingIngesteld, .beperkingOpgeheven, .casusSamengevoegd, .rectificatieBeantwoord,
            .caseloadGewijzigd, .bezoekGewijzigd, .lezersGekozen,
            .noodverstrekkingVastgelegd, .afwegingVastgelegd, .inzagekeuze, .signaal,
        ]
        #expect(byKind.count == LeafKind.allCases.count)
        for kind in LeafKind.allCases {
            let named = try #require(byKind[String(kind.letter)])
            let expected = Set(named).union(kind == .line ? later.map(\.rawValue) : [])
            let ours = Event.allCases.filter { $0.kinds.contains(kind) }.map(\.rawValue)
            #expect(Set(ours) == expected, "kind \(kind.letter)")
        }
    }
}
