// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension Region {
    /// Tells those who opened a casus that the three months of its plan are over, once per plan.
    package func signalOverduePlans() async throws {
        var isDone = false
        while !isDone {
            let told = ToldPartners()
            isDone = try await append { [self] transaction in
                let casussen = try transaction.deadlines(kind: .plan, limit: Self.tidyCountLimit)
                for casus in casussen { try signalOverduePlan(in: casus, told, transaction) }
                return casussen.count < Self.tidyCountLimit
            }.value
            inboxArrivals.announce(told.partners)
        }
    }

    private func signalOverduePlan(
        in casus: RandomID, _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws {
        try transaction.setDeadline(of: casus, kind: .plan, due: nil)
        guard let file = try CaseFile(casus, from: transaction), file.isOpen,
            file.planFile.isOverdue(on: Amsterdam.day(of: transaction.now)),
            let opener = partners[file.opening.source]?.partner.row
        else { return }
        let message = Message().bytes
        try transaction.insertMessage(
            transaction.newID(), to: opener, kind: .planTeLaat, casus: casus,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: message.span)
        told.add(opener)
    }
}
