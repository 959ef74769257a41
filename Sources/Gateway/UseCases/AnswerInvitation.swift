// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain

/// Accepts or declines a place in a casus; only the invited partner answers, and only once.
package struct AnswerInvitation: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The status of the place now, and one receipt.
    package func callAsFunction(
        _ participant: RandomID, accepts: Bool, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<ParticipantStatus> {
        try await region.writeInCasus(
            .answerInvitation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) }, standing: .named,
            work: { transaction, place in
                let object = try transaction.object(named: participant, for: caller.partnerRow)
                guard var invited = place.file.participants.first(where: { $0.id == object }),
                    invited.partner == caller.partner, invited.status == .uitgenodigd
                else { throw UseCaseFailure.unavailable }
                invited.status = accepts ? .aanvaard : .geweigerd
                invited.user = caller.user
                let record = CaseRecord.participant(invited)
                let content = record.bytes
                try transaction.insertRecord(
                    transaction.newID(), casus: place.file.id, partner: caller.partnerRow,
                    kind: record.kind, content: content.span)
                var details = place.details
                details.activity = Activity.casus.uri
                details.purpose = invited.purpose.text
                let event = accepts ? Event.deelnemerAanvaard : .deelnemerGeweigerd
                let line = try transaction.append(
                    LineDraft(event, details: details), about: .casus(place.file.id),
                    parties: caller.parties)
                transaction.wantReceipt(at: line.index)
                var reference = Reference()
                reference.add("status", invited.status.rawValue)
                reference.add("blad", line.index)
                return .answer(Step(value: invited.status, reference: reference))
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.value("status") { ParticipantStatus(rawValue: $0) }
            })
    }
}
