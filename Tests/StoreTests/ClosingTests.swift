// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import SQLite
import Store
import Synchronization
import TestSupport
import Testing

/// Every decision gets exactly one outcome, and refusals look like grants while they wait.
@Suite struct ClosingTests {
    private let world: LedgerWorld
    private let story: Story
    private static let term: Int64 = 72 * 3_600_000

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    @Test
    func `a disclosure that nobody acknowledges is closed at its term, and its source is told`()
        async throws
    {
        let told = Told()
        let writer = try await world.start { _, decision throws(LedgerError) in
            told.add(decision)
        }
        try await story.begin(writer)
        let envelope = try await story.offer(writer, envelope: [1, 2, 3])
        let line = try await story.collect(writer, envelope).value.line
        world.clock.advance(milliseconds: Self.term - 1)
        #expect(try await writer.closeOverdue() == 0)
        world.clock.advance(milliseconds: 1)
        #expect(try await writer.closeOverdue() == 1)
        #expect(try await writer.closeOverdue() == 0)
        let decision = try #require(told.all.first)
        #expect(told.all.count == 1)
        #expect(decision.decision.id == line.id)
        #expect(decision.details.source == story.schoolSlug)
        let state = try await writer.append { transaction throws(LedgerError) in
            try transaction.envelope(envelope)?.state
        }.value
        #expect(state == .unknown)
        let event = try await writer.append { transaction throws(LedgerError) in
            try transaction.openDetails(of: decision.outcome.id).event
        }.value
        #expect(event == .ontvangstOnbekend)
        let leaf = try Leaf(parsing: decision.outcome.leaf)
        #expect(leaf.ref == line.id)
        let report = try await world.audit(writer)
        #expect(report.openDecisions == 0)
        await writer.shutDown()
    }

    @Test func `a start closes what is past its term before it serves`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let envelope = try await story.offer(writer, envelope: [1, 2, 3])
            _ = try await story.collect(writer, envelope)
        }
        world.clock.advance(milliseconds: Self.term)
        try await world.withWriter { writer in
            let report = try await world.audit(writer)
            #expect(report.openDecisions == 0)
            #expect(report.counts[.outcome] == 1)
        }
    }

    @Test func `a decision whose details are damaged does not keep the others open`() async throws {
        let lines = try await world.withWriter { writer in
            try await story.begin(writer)
            var lines: [AppendedLine] = []
            for _ in 0..<3 {
                let envelope = try await story.offer(writer, envelope: [1])
                lines.append(try await story.collect(writer, envelope).value.line)
            }
            return lines
        }
        let damaged = lines[1]
        do {
            let connection = try Connection(
                path: world.location.ledgerPath, access: .existing, vfs: world.disk.name)
            try connection.run(
                "UPDATE detail SET sealed = zeroblob(4124) WHERE id = \(damaged.id.bytes)")
        }
        world.clock.advance(milliseconds: Self.term)
        try await world.withWriter { writer in
            #expect(await writer.status == .writing)
            await #expect {
                try await writer.closeOverdue()
            } throws: { error in
                guard case LedgerError.corrupt = error else { return false }
                return true
            }
            let open = try await writer.append { transaction throws(LedgerError) in
                var open: [Bool] = []
                for line in lines { open.append(try transaction.openDecision(line.id) != nil) }
                return open
            }.value
            #expect(open == [false, true, false])
        }
    }

    @Test func `a refusal is closed at a random moment within the term`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            var dues: Set<Int64> = []
            for _ in 0..<40 {
                let line = try await story.refuse(writer)
                let row = try await writer.append { transaction throws(LedgerError) in
                    try transaction.openDecision(line.id)
                }.value
                let due = try #require(row?.due.milliseconds) - world.clock.now().milliseconds
                #expect((0...Self.term).contains(due))
                dues.insert(due)
            }
            #expect(dues.count > 35)
            #expect(dues.contains { $0 < Self.term / 2 } && dues.contains { $0 > Self.term / 2 })
            world.clock.advance(milliseconds: Self.term)
            #expect(try await writer.closeOverdue() == 40)
            let report = try await world.audit(writer)
            #expect(report.counts[.decision] == 40)
            #expect(report.counts[.outcome] == 40)
        }
    }

    @Test func `with enough history refusals wait as long as grants did`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            // 100 grants, each acknowledged after exactly one hour.
            for _ in 0..<100 {
                let envelope = try await story.offer(writer, envelope: [1])
                let line = try await story.collect(writer, envelope).value.line
                world.clock.advance(milliseconds: 3_600_000)
                #expect(try await story.acknowledge(writer, line.id) != nil)
            }
            for _ in 0..<5 {
                let line = try await story.refuse(writer)
                let row = try await writer.append { transaction throws(LedgerError) in
                    try transaction.openDecision(line.id)
                }.value
                #expect(
                    row?.due.milliseconds == world.clock.now().milliseconds + 3_600_000)
            }
        }
    }

    @Test func `the chains of subject, source and recipient count every line once`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            for _ in 0..<3 {
                let envelope = try await story.offer(writer, envelope: [1])
                let line = try await story.collect(writer, envelope).value.line
                #expect(try await story.acknowledge(writer, line.id) != nil)
            }
            let own = try await writer.append { transaction throws(LedgerError) in
                [
                    try transaction.lines(of: story.school, limit: 100),
                    try transaction.lines(of: story.team, limit: 100),
                ]
            }.value
            // Opened, three offers, three D, three O: the school's; three D, three O: the team's.
            #expect(own[0].count == 10)
            #expect(own[1].count == 6)
            #expect(own[1].allSatisfy { $0.side == .recipient })
            let numbers = try await writer.append { transaction throws(LedgerError) in
                var numbers: [String] = []
                for line in own[0].reversed() {
                    guard let entry = try transaction.entry(at: line.index) else { throw .missing }
                    let details = try transaction.openDetails(of: entry.id)
                    numbers.append(String(decoding: details.value(of: .chain), as: UTF8.self))
                }
                return numbers
            }.value
            #expect(numbers == (1...10).map(String.init))
        }
    }

    final class Told: Sendable {
        private let decisions = Mutex<[OverdueDecision]>([])
        func add(_ decision: OverdueDecision) { decisions.withLock { $0.append(decision) } }
        var all: [OverdueDecision] { decisions.withLock { $0 } }
    }
}
