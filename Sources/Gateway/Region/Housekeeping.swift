// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

extension Region {
    /// Rows that one round of tidying touches at most.
    static let tidyCountLimit = 64

    /// A line that says nothing but that the gateway lives: counting entries then tells less.
    package func heartbeat() async throws {
        var details = LineDetails()
        details.activity = Activity.beheer.uri
        let draft = LineDraft(.hartslag, details: details)
        _ = try await append { transaction in try transaction.appendControl(draft) }
    }

    /// Destroys envelopes whose time is over, each with a line, forgets what has expired, and signals
    /// plans whose term is over.
    package func tidyUp() async throws {
        var isDone = false
        while !isDone {
            isDone = try await append { [self] transaction in
                let expired = try transaction.expireEnvelopes(limit: Self.tidyCountLimit)
                for row in expired { try recordExpiry(of: row, transaction) }
                let deleted = try transaction.deleteExpired(limit: Self.tidyCountLimit)
                return expired.count < Self.tidyCountLimit && deleted < Self.tidyCountLimit
            }.value
        }
        try await signalOverduePlans()
    }

    private func recordExpiry(
        of row: EnvelopeRow<OpenedBytes>, _ transaction: borrowing LedgerTransaction
    ) throws {
        guard let fragmentRow = try transaction.fragment(row.fragment) else { return }
        let fragment = try FragmentRecord(fragmentRow.content.copied())
        guard let file = try CaseFile(row.casus, from: transaction) else { return }
        var details = LineDetails()
        details.activity = Activity.delen.uri
        details.source = fragment.source
        details.sourceRole = fragment.sourceRole.text
        details.category = fragment.category.text
        details.purpose = fragment.purpose.text
        if let names = try transaction.pseudonym(of: row.casus, for: fragmentRow.partner) {
            details.subjectForSource = names.subjectPseudonym
            details.caseForSource = names.casusPseudonym
        }
        details.facts = try Facts(["fragment": .string(fragmentRow.id.hex)])
        try transaction.append(
            LineDraft(.envelopVervallen, details: details),
            about: .casus(row.casus, fragment.stream(fragmentRow.id, file.safety)),
            parties: LineParties(source: fragmentRow.partner, recipient: row.recipient))
    }
}
