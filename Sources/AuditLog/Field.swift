// SPDX-License-Identifier: EUPL-1.2

/// The 28 fields of a line's details, in their frozen order: the salts hang on the number.
///
/// Every line of every kind has them all, empty where it has nothing to say.
package enum Field: Int, CaseIterable, Sendable {
    case at
    case trace
    case event
    case activity
    case subjectSource
    case subjectRecipient
    case caseSource
    case caseRecipient
    case source
    case sourceRole
    case sourceUser
    case recipient
    case recipientRole
    case recipientUser
    case responsible
    case purpose
    case basis
    case rules
    case fields
    case consents
    case category
    case emergency
    case outcome
    case reasons
    case obligations
    case facts
    case envelopeSHA256
    case chain

    /// Number of fields.
    package static let count = 28

    /// The name that is committed to with the value.
    package var name: String {
        switch self {
        case .at: "at"
        case .trace: "trace"
        case .event: "event"
        case .activity: "activity"
        case .subjectSource: "subject-source"
        case .subjectRecipient: "subject-recipient"
        case .caseSource: "case-source"
        case .caseRecipient: "case-recipient"
        case .source: "source"
        case .sourceRole: "source-role"
        case .sourceUser: "source-user"
        case .recipient: "recipient"
        case .recipientRole: "recipient-role"
        case .recipientUser: "recipient-user"
        case .responsible: "responsible"
        case .purpose: "purpose"
        case .basis: "basis"
        case .rules: "rules"
        case .fields: "fields"
        case .consents: "consents"
        case .category: "category"
        case .emergency: "emergency"
        case .outcome: "outcome"
        case .reasons: "reasons"
        case .obligations: "obligations"
        case .facts: "facts"
        case .envelopeSHA256: "envelope-sha256"
        case .chain: "chain"
        }
    }

    /// The names as bytes, by number: writing a line makes no strings.
    static let encodedNames = allCases.map { Array($0.name.utf8) }
}
