// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// Why a casus is closed: a code.
package enum ClosingReason: String, Sendable, CaseIterable {
    /// The work is done.
    case done = "afgerond"
    /// Others go on with it.
    case handedOver = "overgedragen"
    /// The family asked for it (AVG 17).
    case requested = "op-verzoek"
}

/// Closes a casus: its line, then the X line of its key; for partners there is no such casus any more.
///
/// The casus key is destroyed once the X is durable; every envelope, every item in an inbox, every name
/// that partners had for it and every fact that nobody has to keep go in the transaction itself. The
/// lines stay, with what tells who of the family may see which. Who took part is told by its own name for
/// the casus, once. Source: domain.md §10 and §11; transparency-log.md §8.5.
package struct CloseCasus: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Two receipts: of the closing, then of the destruction.
    package func callAsFunction(
        _ reason: ClosingReason, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<Bool> {
        let told = ToldPartners()
        let answer: Answered<Bool> = try await region.writeInCasus(
            .closeCasus, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                guard place.isOpener else { throw UseCaseFailure.unavailable }
                return try Self.close(place, reason, told, region, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                transaction.wantReceipt(at: Int(try reference.integer("vernietiging")))
                return true
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private static func close(
        _ place: Place, _ reason: ClosingReason, _ told: ToldPartners, _ region: Region,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Bool> {
        var details = place.details
        details.activity = Activity.casus.uri
        details.facts = try Facts(["reden": .string(reason.rawValue)])
        let line = try place.append(.casusGesloten, details, transaction)
        var known: [RandomID] = []
        for partner in region.partners.all.map(\.partner) {
            guard let names = try transaction.pseudonym(of: place.file.id, for: partner.row) else {
                continue
            }
            known.append(partner.row)
            if place.file.hasPlace(partner.id), partner.row != place.row {
                try tell(partner.row, names, told, transaction)
            }
        }
        let erasure = try transaction.closeCasus(
            place.file.id, partners: known, objects: place.file.namedObjects,
            reason: "casus-gesloten")
        guard let erasure else {
            throw UseCaseFailure.fault("an open casus has no key")
        }
        transaction.wantReceipt(at: erasure.index)
        var reference = Reference()
        reference.add("blad", line.index)
        reference.add("vernietiging", erasure.index)
        return .answer(Step(value: true, reference: reference))
    }

    /// Sealed under the region's key: that of the casus is about to go.
    private static func tell(
        _ partner: RandomID, _ names: PseudonymRow, _ told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        let content = Message(casus: names.casusPseudonym).bytes
        try transaction.insertMessage(
            transaction.newID(), to: partner, kind: .casusGesloten, casus: nil,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: content.span)
        told.add(partner)
    }
}

extension CaseFile {
    /// Whether a partner takes part, or was invited and has not answered.
    fileprivate func hasPlace(_ partner: PartnerID) -> Bool {
        takesPart(partner)
            || participants.contains { $0.partner == partner && $0.status == .uitgenodigd }
    }

    /// What partners know by own ids beside records, fragments and envelopes.
    fileprivate var namedObjects: [RandomID] {
        let steps = Set(planFile.editions.flatMap(\.steps).map(\.id))
        let meetings = Set(work.meetings.map(\.id))
        return opening.persons.map(\.id) + steps.sorted() + meetings.sorted()
            + work.visits.map(\.id)
    }
}
