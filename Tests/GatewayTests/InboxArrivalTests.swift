// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway
import Testing

@Suite struct InboxArrivalTests {
    private let partner = RandomID(bytes: [UInt8](repeating: 1, count: 16))!
    private let other = RandomID(bytes: [UInt8](repeating: 2, count: 16))!

    @Test func `an arrival before the wait ends it at once`() async {
        let arrivals = InboxArrivals()
        let arrival = arrivals.expect(for: partner)
        arrivals.announce([partner])
        let start = ContinuousClock.now
        await arrival.wait(upTo: .seconds(30))
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `an arrival for another partner ends nothing`() async {
        let arrivals = InboxArrivals()
        let arrival = arrivals.expect(for: partner)
        arrivals.announce([other])
        let start = ContinuousClock.now
        await arrival.wait(upTo: .milliseconds(50))
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }

    @Test func `every waiter of a partner is woken`() async {
        let arrivals = InboxArrivals()
        let waiting = (0..<20).map { _ in arrivals.expect(for: partner) }
        await withTaskGroup(of: Void.self) { group in
            for arrival in waiting { group.addTask { await arrival.wait(upTo: .seconds(60)) } }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(20))
                arrivals.announce([partner])
            }
        }
    }

    @Test func `a cancelled wait ends`() async {
        let arrivals = InboxArrivals()
        let arrival = arrivals.expect(for: partner)
        let task = Task { await arrival.wait(upTo: .seconds(60)) }
        task.cancel()
        await task.value
    }
}
