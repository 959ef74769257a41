// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// Makes a record of a break-glass and finds out what it lacks. Source: domain.md §8, "Its fields".
struct EmergencyCheck {
    let input: EmergencyInput
    let author: Signatory
    let now: Timestamp
    let catalogue: Catalogue
    /// The type of the recipient, where it is a partner of the region.
    let recipientType: PartnerType?
    /// The type of organisation outside that the recipient's role belongs to.
    let outsideType: PartnerType?
    /// A court has put the child under supervision, as far as recorded.
    let isSupervised: Bool

    /// The record; whatever falls short is named in it.
    func record(id: RandomID, needsSecond: Bool) -> EmergencyRecord {
        var lacks: Set<EmergencyRecord.Shortcoming> = []
        if !isRecipientRight { lacks.insert(.recipient) }
        if input.groups.isEmpty || input.groups.contains(where: { catalogue.group($0) == nil }) {
            lacks.insert(.groups)
        }
        if motivation == nil { lacks.insert(.motivation) }
        if whyNoConsent == nil { lacks.insert(.whyNoConsent) }
        if consultation == nil { lacks.insert(.consultation) }
        if input.at == nil { lacks.insert(.time) }
        let expires = expires
        if input.at != nil, expires == nil { lacks.insert(.expiry) }
        let inform = inform
        if inform == nil { lacks.insert(.inform) }
        if input.reason == .e4, !isSupervised { lacks.insert(.supervision) }
        return EmergencyRecord(
            id: id, reason: input.reason, author: author, recipient: input.recipient,
            groups: input.groups, motivation: motivation, whyNoConsent: whyNoConsent,
            consultation: consultation, at: input.at, expires: expires, inform: inform,
            recordedAt: now, shortcomings: lacks.sorted(), needsSecond: needsSecond)
    }

    /// E1 and E2 go to a partner; Veilig Thuis (E3) and a GI (E4) are never one.
    private var isRecipientRight: Bool {
        guard let recipient = input.recipient, recipient.partner != author.partner else {
            return false
        }
        switch input.reason {
        case .e1, .e2: return recipientType?.mayJoin ?? false
        case .e3: return recipientType == nil && outsideType == .veiligThuis
        case .e4: return recipientType == nil && outsideType == .gecertificeerdeInstelling
        }
    }

    private var motivation: String? { Self.said(input.motivation) }
    private var whyNoConsent: String? { Self.said(input.whyNoConsent) }

    private var consultation: EmergencyRecord.Consultation? {
        if let colleague = Self.said(input.colleague) { return .colleague(colleague) }
        guard input.reason == .e1, let reason = Self.said(input.noColleagueReason) else {
            return nil
        }
        return .nobody(reason: reason)
    }

    /// After 24 hours at most, which is also where nothing was said.
    private var expires: Timestamp? {
        guard let at = input.at else { return nil }
        let limit = at.adding(milliseconds: Int64(BreakGlass.hoursLimit) * 3_600_000)
        guard let expires = input.expires else { return limit }
        return at < expires && expires <= limit ? expires : nil
    }

    private var inform: InformDecision? {
        guard let word = input.inform,
            let inform = InformDecision(word: word, until: input.informUntil)
        else { return nil }
        if let until = inform.until, until <= Amsterdam.day(of: now) { return nil }
        return inform
    }

    /// A text in which something is said.
    static func said(_ text: String?) -> String? {
        guard let text, text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
        return text
    }
}
