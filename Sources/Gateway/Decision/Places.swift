// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// The deelnemer rows on which the places of both sides of a flow rest.
///
/// Source: domain.md §7, "Relation".
struct Places {
    /// The rows of both sides, ascending.
    private(set) var ids: [RandomID] = []
    private(set) var hasSource = false
    private(set) var hasRecipient = false
    /// One of the recipient's rows says that it is directly involved (row 16).
    private(set) var isDirectlyInvolved = false
    /// The arrangements for which the giver or the recipient was named.
    private(set) var namedFor: Set<Participant.Arrangement> = []

    init(of offer: Offer, among participants: [Participant]) {
        let addressed = offer.invitation != nil && offer.moment == .collect
        // By index: a place is many words to copy, and only a few of them are asked for.
        for index in participants.indices {
            // A place without a name opens nothing that has one.
            if participants[index].isAnonymous, !offer.isAnonymous { continue }
            let isAccepted = participants[index].status == .aanvaard
            let isSource = isAccepted && participants[index].partner == offer.source.id
            let isRecipient =
                participants[index].partner == offer.recipient.id
                && participants[index].role == offer.recipientRole
                && (isAccepted || (addressed && participants[index].status == .uitgenodigd))
            guard isSource || isRecipient else { continue }
            ids.append(participants[index].id)
            hasSource = hasSource || isSource
            if isRecipient {
                hasRecipient = true
                isDirectlyInvolved =
                    isDirectlyInvolved || participants[index].isDirectlyInvolved
            }
            let isNamed = isRecipient || participants[index].role == offer.sourceRole
            if isNamed, let arrangement = participants[index].namedFor {
                namedFor.insert(arrangement)
            }
        }
        ids = ids.count > 1 ? Set(ids).sorted() : ids
    }
}
