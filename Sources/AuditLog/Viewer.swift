// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// Someone who may see lines, each a part of the fields.
package enum Viewer: CaseIterable, Sendable {
    /// Parents and young people: the LDV shape, without employees.
    case family
    /// The privacy officer (FG) of the source: the NEN 7513 shape.
    case sourceOfficer
    /// The privacy officer (FG) of the recipient.
    case recipientOfficer
    /// The partner whose fragment it is, or who acted.
    case sourcePartner
    /// The partner that asked for it.
    case recipientPartner

    /// The fields that this viewer may see of such a line; nil where it may see no such line.
    ///
    /// The responsible user is for the acting side alone: the recipient in a decision and its outcome,
    /// the source in any other line. What a partner sees is what its officer sees without the consents
    /// and facts behind a decision. The number in the chain is in no view, ever.
    package func fields(of kind: LeafKind, event: Event) -> Set<Field>? {
        switch kind {
        case .control, .erasure, .shard: return nil
        case .decision, .outcome, .line: break
        }
        let isCollect = kind != .line
        switch self {
        case .family: return Self.familyFields
        case .sourceOfficer, .sourcePartner:
            var fields = Set(Field.allCases).subtracting(Self.neverForSource)
            if isCollect { fields.remove(.responsible) }
            return withoutGrounds(fields)
        case .recipientOfficer, .recipientPartner:
            guard isCollect else { return nil }
            // A refusal shows what it would show of an unknown id.
            if event == .weigering || event == .weigeringGesloten {
                return Self.refusedRecipientFields
            }
            return withoutGrounds(Set(Field.allCases).subtracting(Self.neverForRecipient))
        }
    }

    private func withoutGrounds(_ fields: Set<Field>) -> Set<Field> {
        switch self {
        case .family, .sourceOfficer, .recipientOfficer: fields
        case .sourcePartner, .recipientPartner: fields.subtracting([.consents, .facts])
        }
    }

    private static let familyFields: Set<Field> = [
        .at, .trace, .event, .activity, .source, .sourceRole, .recipient, .recipientRole, .purpose,
        .basis, .rules, .fields, .category, .emergency, .outcome, .obligations,
    ]
    private static let neverForSource: Set<Field> = [
        .subjectRecipient, .caseRecipient, .recipientUser, .chain,
    ]
    private static let neverForRecipient: Set<Field> = [
        .subjectSource, .caseSource, .sourceUser, .consents, .reasons, .facts, .chain,
    ]
    private static let refusedRecipientFields: Set<Field> = [
        .at, .trace, .event, .recipient, .recipientRole, .recipientUser, .responsible, .outcome,
    ]
}

/// A line with some fields opened; it checks against the same leaf as the whole.
package struct LineView: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case opened(name: String, value: [UInt8], salt: Digest)
        case closed(commitment: Digest)
    }

    /// All 28, in their order.
    package let fields: [Part]
}
