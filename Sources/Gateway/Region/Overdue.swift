// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// Tells a source that a disclosure was never acknowledged in time (ontvangst-onbekend).
package enum Overdue {
    /// For the ledger's closing pass: the outcome's line is written already.
    package static func tellSource(
        _ transaction: borrowing LedgerTransaction, _ overdue: OverdueDecision
    ) throws(LedgerError) {
        guard let source = overdue.decision.source, let envelope = overdue.decision.envelope,
            let row = try transaction.envelope(envelope),
            try transaction.casus(row.casus)?.state == .open
        else { return }
        let message = Message(fragment: row.fragment).bytes
        try transaction.insertMessage(
            transaction.newID(), to: source, kind: .ontvangstOnbekend, casus: row.casus,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: message.span)
    }
}
