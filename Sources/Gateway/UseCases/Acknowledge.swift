// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
internal import JOSE
internal import OpenSSL

/// Takes a recipient's signed acknowledgement of a disclosure into the log.
///
/// It signs the digest of the sealed envelope and the leaf id, never anything of the content.
/// Source: design.md §4; transparency-log.md §8.3.
package struct Acknowledge: Sendable {
    private let region: Region

    package static let typ = "kernpoort-ontvangst+jwt"

    package init(_ region: Region) { self.region = region }

    /// One receipt: that of the outcome.
    package func callAsFunction(
        _ leaf: RandomID, acknowledgement: [UInt8], by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        try await region.write(
            .acknowledge, caller, key,
            work: { [self] transaction in
                if let refusal: Work<RandomID> = try region.refuseCaller(caller, transaction) {
                    return refusal
                }
                guard let entry = try transaction.entry(leaf),
                    try transaction.line(of: caller.partnerRow, at: entry.index)?.side
                        == .recipient
                else { return try region.refuse(caller, [.geenRelatie], .unavailable, transaction) }
                return try acknowledge(leaf, acknowledgement, caller, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.identifier("d")
            })
    }

    private func acknowledge(
        _ leaf: RandomID, _ acknowledgement: [UInt8], _ caller: Caller,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let opened = try transaction.openDetails(of: leaf)
        guard opened.event == .verstrekking else {
            return try region.refuse(caller, [.geenRelatie], .unavailable, transaction)
        }
        let digest = String(decoding: opened.value(of: .envelopeSHA256), as: UTF8.self)
        try check(acknowledgement, leaf: leaf, digest: digest, caller, at: transaction.now)
        var details = LineDetails()
        details.activity = Activity.ontvangen.uri
        details.source = PartnerID(String(decoding: opened.value(of: .source), as: UTF8.self))
        details.recipient = caller.partner
        details.recipientRole = caller.role.text
        details.recipientUser = caller.user
        details.responsible = caller.user
        details.outcome = .confirmed
        details.envelope = Digest(hex: digest)
        details.facts = try Facts([
            "bevestiging": .string(String(decoding: acknowledgement, as: UTF8.self)),
            "verstrekking": .string(leaf.hex),
        ])
        let envelope = try transaction.openDecision(leaf)?.envelope
        let line: AppendedLine
        if let closed = try transaction.close(
            leaf, with: LineDraft(.ontvangstBevestigd, kind: .outcome, details: details))
        {
            line = closed
            // Gone where the casus was closed since.
            if let envelope, try transaction.envelope(envelope) != nil {
                try transaction.setEnvelope(envelope, state: .confirmed)
            }
        } else {
            // Closed already, as not known to have arrived: the acknowledgement is a line of its own.
            line = try transaction.append(
                LineDraft(.ontvangstBevestigd, kind: .line, details: details),
                about: .standIn(partner: caller.partnerRow), parties: caller.parties)
        }
        transaction.wantReceipt(at: line.index)
        var reference = Reference()
        reference.add("d", leaf)
        reference.add("blad", line.index)
        return .answer(Step(value: leaf, reference: reference))
    }

    private func check(
        _ acknowledgement: [UInt8], leaf: RandomID, digest: String, _ caller: Caller,
        at now: Timestamp
    ) throws(UseCaseFailure) {
        let invalid = UseCaseFailure.invalid([
            .init("/bevestiging", "is geen geldige ontvangstbevestiging van deze verstrekking")
        ])
        let keys = region.partners[caller.partner]?.signingKeys(at: now) ?? []
        let payload: [UInt8]
        do throws(JOSEError) {
            payload = try JWS.verify(acknowledgement.span, among: keys, typ: Self.typ).payload
        } catch {
            throw invalid
        }
        guard let json = try? JSON(parsing: payload),
            json["iss"]?.string?.hasSameBytes(as: caller.partner.text) == true,
            json["blad"]?.string?.hasSameBytes(as: leaf.hex) == true,
            json["envelop"]?.string?.hasSameBytes(as: digest) == true
        else { throw invalid }
    }
}
