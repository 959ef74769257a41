// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import TestSupport
import Testing

/// Time in the log never goes back, and a ledger that may be behind does not sign.
@Suite struct ClockTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    private func isClockSuspect(_ error: any Error) -> Bool {
        if case LedgerError.clockSuspect = error { return true }
        return false
    }

    @Test
    func `two seconds back are smoothed over, more stop the appending until it is right again`()
        async throws
    {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let last = world.clock.now()
            world.clock.advance(milliseconds: -2_000)
            let at = try await writer.append { transaction throws(LedgerError) in
                try transaction.appendControl(LineDraft(.hartslag))
                return transaction.now
            }.value
            #expect(at == last)
            world.clock.advance(milliseconds: -1)
            await #expect {
                try await story.offer(writer, envelope: [1])
            } throws: { isClockSuspect($0) }
            #expect(await writer.status == .clockSuspect)
            world.clock.advance(milliseconds: 10_000)
            _ = try await story.offer(writer, envelope: [1])
            #expect(await writer.status == .writing)
            let report = try await world.audit(writer)
            // Opened the log's start, a heartbeat, and the clock's repair.
            #expect(report.counts[.control] == 3)
        }
    }

    @Test func `a start with a clock that is behind the log waits for it`() async throws {
        try await world.withWriter { try await story.begin($0) }
        world.clock.advance(milliseconds: -60_000)
        try await world.withWriter { writer in
            #expect(await writer.status == .clockSuspect)
            await #expect {
                try await story.offer(writer, envelope: [1])
            } throws: { isClockSuspect($0) }
        }
    }

    @Test func `a clock that drifts from the monotonic one stops the appending`() async throws {
        // The test's wall clock stands still while the real one runs: hours, so that a slow machine
        // is no drift.
        let world = try LedgerWorld { $0.clockDriftLimitMilliseconds = 3_600_000 }
        try await world.withWriter { writer in
            try await story.begin(writer)
            world.clock.advance(milliseconds: 7_200_000)
            await #expect {
                try await story.offer(writer, envelope: [1])
            } throws: { isClockSuspect($0) }
        }
    }

    @Test func `a restored, older database only reads`() async throws {
        let note = world.folder.file("size")
        let world = try LedgerWorld { $0.sizeNotePath = note }
        let writer = try await world.start()
        try await story.begin(writer)
        try await writer.publish()
        // The whole machine loses what came after the first checkpoint; the note is elsewhere.
        await writer.shutDown()
        let larger = try LedgerWorld { $0.sizeNotePath = note }
        let behind = try await larger.start()
        #expect(await behind.status == .readOnly)
        await #expect {
            try await behind.append { transaction throws(LedgerError) in
                try transaction.appendControl(LineDraft(.hartslag))
            }
        } throws: { error in
            guard case LedgerError.readOnly = error else { return false }
            return true
        }
        await behind.shutDown()
    }

    @Test func `a start whose probe write fails only reads`() async throws {
        try await world.withWriter { try await story.begin($0) }
        var readOnly = 0
        for nth in 1..<200 {
            world.disk.fail(.write, nth: nth, .full)
            let writer = try? await world.start()
            world.disk.disarm()
            guard let writer else { continue }
            let status = await writer.status
            if status == .readOnly { readOnly += 1 }
            await writer.shutDown()
            if status == .writing { break }
        }
        #expect(readOnly > 0)
        try await world.withWriter { writer in
            #expect(await writer.status == .writing)
            _ = try await world.audit(writer)
        }
    }
}
