// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension Region {
    /// Tells those who opened a casus that the three months of its plan are over, once per plan.
    ///
    /// A casus that fails keeps its term and stops no other; the first failure is thrown at the end.
    package func signalOverduePlans() async throws {
        let told = ToldPartners()
        var failed: [RandomID: any Error] = [:]
        var isDone = false
        while !isDone {
            let limit = failed.count + Self.tidyCountLimit
            let due = try await read { try $0.deadlines(kind: .plan, limit: limit) }
            let fresh = due.filter { failed[$0] == nil }
            for casus in fresh {
                do {
                    _ = try await append { [self] transaction in
                        try signalOverduePlan(in: casus, told, transaction)
                    }
                } catch { failed[casus] = error }
            }
            isDone = fresh.isEmpty
        }
        inboxArrivals.announce(told.partners)
        if let failure = failed.values.first { throw failure }
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
