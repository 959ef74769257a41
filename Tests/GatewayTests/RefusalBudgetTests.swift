// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway
import Testing

@Suite struct RefusalBudgetTests {
    private let school = PartnerID("trajectum/vo")!
    private let team = PartnerID("lokalis/buurtteam")!
    private let start = Timestamp(milliseconds: 1_700_000_000_000)

    @Test func `a partner has its burst, and not one more`() {
        let budget = RefusalBudget(burst: 3, perMinute: 60)
        for _ in 0..<3 { #expect(budget.take(school, at: start)) }
        #expect(!budget.take(school, at: start))
        #expect(!budget.hasRoom(school, at: start))
    }

    @Test func `one partner's refusals cost another nothing`() {
        let budget = RefusalBudget(burst: 1, perMinute: 60)
        #expect(budget.take(school, at: start))
        #expect(budget.take(team, at: start))
        #expect(!budget.take(school, at: start))
    }

    @Test func `refusals come back evenly, up to the burst`() {
        let budget = RefusalBudget(burst: 2, perMinute: 60)
        #expect(budget.take(school, at: start))
        #expect(budget.take(school, at: start))
        #expect(!budget.take(school, at: start.adding(milliseconds: 999)))
        #expect(budget.take(school, at: start.adding(milliseconds: 1_000)))
        let later = start.adding(days: 1)
        #expect(budget.take(school, at: later))
        #expect(budget.take(school, at: later))
        #expect(!budget.take(school, at: later))
    }

    @Test func `a clock that goes back gives nothing`() {
        let budget = RefusalBudget(burst: 1, perMinute: 60)
        #expect(budget.take(school, at: start))
        #expect(!budget.take(school, at: start.adding(days: -1)))
    }
}
