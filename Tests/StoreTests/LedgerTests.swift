// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import Memory
import OpenSSL
import Store
import TestSupport
import Testing

/// The ledger's normal life: what is appended, given back, read and closed.
@Suite struct LedgerTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    @Test func `a new log opens with its shard and its start`() async throws {
        try await world.withWriter { writer in
            #expect(await writer.status == .writing)
            let report = try await world.audit(writer)
            #expect(report.counts[.shard] == 1)
            #expect(report.counts[.control] == 1)
        }
        // The second start only logs that it started.
        try await world.withWriter { writer in
            let report = try await world.audit(writer)
            #expect(report.counts[.shard] == 1)
            #expect(report.counts[.control] == 2)
        }
    }

    @Test func `a collect gives the envelope with a proof that a stranger verifies`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let bytes = Array("sealed envelope".utf8)
            let envelope = try await story.offer(writer, envelope: bytes)
            let committed = try await story.collect(writer, envelope)
            #expect(committed.value.envelope == bytes)
            let receipt = try #require(committed.receipts.first)
            #expect(receipt.leaf == committed.value.line.leaf)
            let proof = try OfflineProof(parsing: receipt.proof)
            #expect(proof.index == committed.value.line.index)
            let checkpoint = try proof.verify(
                entry: receipt.leaf, policy: try world.policy(of: writer),
                now: world.clock.now().milliseconds / 1_000)
            #expect(checkpoint.size > receipt.index)
            // An earlier line, asked for again, is proven over the newer checkpoint.
            let again = try await writer.append { transaction throws(LedgerError) in
                transaction.wantReceipt(at: receipt.index)
            }
            let second = try OfflineProof(parsing: try #require(again.receipts.first).proof)
            _ = try second.verify(
                entry: receipt.leaf, policy: try world.policy(of: writer), now: 0)
            // Acknowledged once; the decision is then closed.
            let decision = committed.value.line.id
            #expect(try await story.acknowledge(writer, decision) != nil)
            #expect(try await story.acknowledge(writer, decision) == nil)
            let report = try await world.audit(writer)
            #expect(report.openDecisions == 0)
            #expect(report.counts[.outcome] == 1)
        }
    }

    @Test func `a closure that throws takes back its own work and nothing else`() async throws {
        struct Refused: Error {}
        try await world.withWriter { writer in
            try await story.begin(writer)
            let casus = story.casus
            world.disk.setSyncDelay(microseconds: 2_000)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let content = [UInt8(number)]
                        let kept = try? await writer.append { transaction throws(LedgerError) in
                            let id = transaction.newID()
                            try transaction.insertRecord(
                                id, casus: casus, partner: story.school, kind: .gezag,
                                content: content.span)
                            try transaction.append(
                                LineDraft(.gezagVastgelegd, details: story.details()),
                                about: .casus(casus), parties: LineParties(source: story.school))
                            if number % 3 == 0 { throw .abandoned(Refused()) }
                        }
                        return kept != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 40)
            let kept = try await writer.append { transaction throws(LedgerError) in
                try transaction.records(of: casus, limit: 100).map { record in
                    record.content.withBytes { $0[0] }
                }
            }.value
            #expect(kept.count == 40)
            #expect(kept.allSatisfy { $0 % 3 != 0 })
            let report = try await world.audit(writer)
            #expect(report.counts[.line] == 41)
        }
    }

    @Test func `requests that wait while a batch syncs share the next sync`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            world.disk.setSyncDelay(microseconds: 5_000)
            let before = world.disk.count(.sync)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        _ = try? await writer.append { transaction throws(LedgerError) in
                            try transaction.append(
                                LineDraft(.overleg, details: story.details()),
                                about: .casus(story.casus),
                                parties: LineParties(source: story.school))
                        }
                    }
                }
            }
            world.disk.setSyncDelay(microseconds: 0)
            #expect(world.disk.count(.sync) - before < 60)
        }
    }

    @Test func `the sync of a commit returns before its caller is resumed`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            world.disk.clearEvents()
            for number in 0..<50 {
                _ = try await writer.append { transaction throws(LedgerError) in
                    try transaction.append(
                        LineDraft(.overleg, details: story.details()),
                        about: .casus(story.casus), parties: LineParties(source: story.school))
                }
                world.disk.mark(number)
            }
            var lastReturn = -1
            var lastWrite = -1
            for (place, event) in world.disk.events.enumerated() {
                switch event.kind {
                case .write where event.file.hasSuffix("ledger.db-wal"): lastWrite = place
                case .syncReturns where event.file.hasSuffix("ledger.db-wal"):
                    #expect(event.result == 0)
                    lastReturn = place
                case .mark:
                    // Everything written for the answer was synced before the answer left.
                    #expect(lastReturn > lastWrite)
                default: break
                }
            }
        }
    }

    @Test func `beyond the queue limit requests are refused, not kept waiting`() async throws {
        let world = try LedgerWorld { $0.appendQueueLimit = 4 }
        try await world.withWriter { writer in
            world.disk.setSyncDelay(microseconds: 20_000)
            let refusals = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        do {
                            _ = try await writer.append { transaction throws(LedgerError) in
                                try transaction.setSetting("a", [1])
                            }
                            return false
                        } catch LedgerError.overloaded {
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(refusals > 0)
            world.disk.setSyncDelay(microseconds: 0)
        }
    }

    @Test func `there is never a second writer`() async throws {
        try await world.withWriter { _ in
            await #expect {
                _ = try await world.start()
            } throws: { error in
                guard case LedgerError.notAlone = error else { return false }
                return true
            }
        }
        try await world.withWriter { writer in #expect(await writer.status == .writing) }
    }

    @Test func `a reader sees only what is committed and changes nothing`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let reader = try await world.reader(beside: writer)
            let casus = story.casus
            let content = try await reader.read { state throws(LedgerError) in
                try state.casus(casus)?.content.withBytes { span in span.indices.map { span[$0] } }
            }
            #expect(content == Array("casus".utf8))
            let lines = try await reader.read { state throws(LedgerError) in
                try state.lines(of: story.school, limit: 10)
            }
            #expect(lines.map(\.side) == [.source])
            let event = try await reader.read { state throws(LedgerError) in
                guard let entry = try state.entry(at: lines[0].index) else { throw .missing }
                return try state.openDetails(of: entry.id).event
            }
            #expect(event == .casusGeopend)
            await reader.shutDown()
        }
    }

    @Test func `a withdrawal destroys the envelopes that relied on it, in any state`() async throws
    {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let consent = RandomID(from: SystemRandom())
            let ready = try await story.offer(
                writer, envelope: Array("one".utf8), consents: [consent])
            let collected = try await story.offer(
                writer, envelope: Array("two".utf8), consents: [consent])
            let other = try await story.offer(writer, envelope: Array("three".utf8))
            _ = try await story.collect(writer, collected)
            let before = try await writer.append { transaction throws(LedgerError) in
                try transaction.destroyEnvelopes(relyingOn: consent).map(\.state)
            }.value
            #expect(Set(before) == [.ready, .collected])
            let after = try await writer.append { transaction throws(LedgerError) in
                var states: [EnvelopeState: Bool] = [:]
                for id in [ready, collected, other] {
                    guard let row = try transaction.envelope(id) else { throw .missing }
                    states[row.state] = try transaction.sealedEnvelope(row) != nil
                }
                return states
            }.value
            #expect(after == [.withdrawn: false, .collected: false, .ready: true])
            await #expect(throws: LedgerError.self) { try await story.collect(writer, ready) }
        }
    }

    @Test func `a read that lasts too long is cut off, and the next one is served`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let location = world.location
            let reader = try await LedgerReader.start(
                beside: writer, threadCount: 1, snapshotLimit: .milliseconds(30),
                encryption: world.encryption(), clock: world.clock,
                open: { () throws(LedgerError) in try ReadStore.open(location) })
            let casus = story.casus
            await #expect {
                try await reader.read { state throws(LedgerError) in
                    while true { _ = try state.casus(casus) }
                }
            } throws: { error in
                guard case LedgerError.readTimedOut = error else { return false }
                return true
            }
            let found = try await reader.read { state throws(LedgerError) in
                try state.casus(casus) != nil
            }
            #expect(found)
            await reader.shutDown()
        }
    }

    @Test func `what no one collected expires and loses its ciphertext`() async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let envelope = try await story.offer(writer, envelope: Array("one".utf8))
            let collected = try await story.offer(writer, envelope: Array("two".utf8))
            _ = try await story.collect(writer, collected)
            world.clock.advance(milliseconds: 14 * 86_400_000 - 1)
            let early = try await writer.append { transaction throws(LedgerError) in
                try transaction.expireEnvelopes(limit: 10).count
            }.value
            #expect(early == 0)
            world.clock.advance(milliseconds: 1)
            let due = try await writer.append { transaction throws(LedgerError) in
                try transaction.expireEnvelopes(limit: 10).map(\.id)
            }.value
            #expect(due == [envelope])
            let left = try await writer.append { transaction throws(LedgerError) in
                var left: [EnvelopeState: Bool] = [:]
                for id in [envelope, collected] {
                    guard let row = try transaction.envelope(id) else { throw .missing }
                    left[row.state] = try transaction.sealedEnvelope(row) != nil
                }
                return left
            }.value
            #expect(left == [.expired: false, .collected: false])
            let gone = try await writer.append { transaction throws(LedgerError) in
                _ = try transaction.deleteExpired(limit: 100)
                return try transaction.messages(for: story.team, limit: 10).isEmpty
            }.value
            #expect(gone)
        }
    }
}
