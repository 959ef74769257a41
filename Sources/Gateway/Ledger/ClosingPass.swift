// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
internal import Domain
internal import Memory

/// A disclosure that was never acknowledged, closed just now.
package struct OverdueDecision: Sendable {
    package let decision: OpenDecisionRow
    /// The outcome's line.
    package let outcome: AppendedLine
    package let details: LineDetails
}

/// Writes the outcome of decisions past their term; the start runs it before the first request.
enum ClosingPass {
    /// Decisions closed in one batch at most.
    static let decisionCountLimit = 64

    /// Writes the outcome of one decision whose term is over.
    static func close(
        _ decision: OpenDecisionRow, _ transaction: borrowing LedgerTransaction,
        overdue: (borrowing LedgerTransaction, OverdueDecision) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var (wasGranted, details) = try transaction.read(decision)
        details.outcome = wasGranted ? .unknown : .closed
        let draft = LineDraft(
            wasGranted ? .ontvangstOnbekend : .weigeringGesloten, details: details)
        guard let line = try transaction.close(decision.id, with: draft), wasGranted else {
            return
        }
        if let envelope = decision.envelope,
            let row = try transaction.context.state.envelope(envelope), row.state == .collected
        {
            try transaction.setEnvelope(envelope, state: .unknown)
        }
        try overdue(
            transaction, OverdueDecision(decision: decision, outcome: line, details: details))
    }
}

extension LedgerTransaction {
    /// Whether a decision was a grant, and whom it was about, from its own details.
    ///
    /// Where these were erased, the envelope tells the first and nothing the second.
    fileprivate func read(
        _ decision: OpenDecisionRow
    ) throws(LedgerError) -> (wasGranted: Bool, LineDetails) {
        do {
            let opened = try openDetails(of: decision.id)
            let wasGranted = opened.event != .weigering
            return (wasGranted, LineDetails(outcomeOf: opened))
        } catch .erased {
            return (false, LineDetails())
        }
    }
}

extension LineDetails {
    /// Whom an outcome is about: what the decision's details say of the parties and the child.
    fileprivate init(outcomeOf decision: borrowing OpenedDetails) {
        self.init()
        let text = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
        activity = text(decision.value(of: .activity))
        subjectForSource = RandomID(hex: text(decision.value(of: .subjectSource)))
        subjectForRecipient = RandomID(hex: text(decision.value(of: .subjectRecipient)))
        caseForSource = RandomID(hex: text(decision.value(of: .caseSource)))
        caseForRecipient = RandomID(hex: text(decision.value(of: .caseRecipient)))
        source = PartnerID(text(decision.value(of: .source)))
        sourceRole = text(decision.value(of: .sourceRole))
        recipient = PartnerID(text(decision.value(of: .recipient)))
        recipientRole = text(decision.value(of: .recipientRole))
        recipientUser = text(decision.value(of: .recipientUser))
        purpose = text(decision.value(of: .purpose))
        category = text(decision.value(of: .category))
    }
}
