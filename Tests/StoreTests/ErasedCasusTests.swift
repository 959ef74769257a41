// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import Memory
import Store
import TestSupport
import Testing

/// Closing takes a casus away whole, or not at all, wherever the power goes.
@Suite struct ErasedCasusTests {
    private static func close(
        _ story: Story, _ writer: LedgerWriter
    ) async throws -> AppendedLine? {
        try await writer.append { transaction throws(LedgerError) in
            try transaction.append(
                LineDraft(.casusGesloten, details: story.details()), about: .casus(story.casus),
                parties: LineParties(source: story.school))
            return try transaction.closeCasus(
                story.casus, partners: [story.school, story.team], objects: [],
                reason: "casus-gesloten")
        }.value
    }

    /// What an open casus has and a closed one has no more.
    private static func isThere(
        _ story: Story, _ envelope: RandomID, _ writer: LedgerWriter
    ) async throws -> [Bool] {
        try await writer.append { transaction throws(LedgerError) in
            guard let casus = try transaction.casus(story.casus),
                let row = try transaction.envelope(envelope)
            else { throw .missing }
            // These stay, under whichever key.
            let kept = [casus.content] + (try transaction.fragments(of: story.casus)).map(\.content)
            guard kept.map({ $0.withBytes { $0.count } }) == [5, 8] else { throw .missing }
            var found = [casus.state == .open]
            for partner in [story.school, story.team] {
                found.append(try transaction.pseudonym(of: story.casus, for: partner) != nil)
            }
            found.append(try transaction.sealedEnvelope(row) != nil)
            found.append(try transaction.deadline(of: story.casus, kind: .plan) != nil)
            return found
        }.value
    }

    private static func begin(_ story: Story, _ writer: LedgerWriter) async throws -> RandomID {
        try await story.begin(writer)
        let envelope = try await story.offer(writer, envelope: Array("envelop".utf8))
        _ = try await writer.append { transaction throws(LedgerError) in
            try transaction.setDeadline(
                of: story.casus, kind: .plan, due: transaction.now.adding(days: 90))
        }
        return envelope
    }

    @Test func `a closing that a crash cut short is whole at the next start`() async throws {
        var cuts = 0
        for nth in 1..<40 {
            let world = try LedgerWorld()
            let story = try Story()
            let writer = try await world.start()
            let envelope = try await Self.begin(story, writer)
            world.disk.cutPower(nth: nth, keepSome: nth % 2 == 0, seed: UInt64(nth))
            let closed = try? await Self.close(story, writer)
            await writer.shutDown()
            let wasCut = world.disk.isCut
            world.disk.powerOn()
            var key: RandomID?
            try await world.withWriter { writer in
                let report = try await world.audit(writer)
                let isLogged = report.counts[.erasure] == 1
                if closed != nil { #expect(isLogged) }
                let found = try await Self.isThere(story, envelope, writer)
                #expect(found == [Bool](repeating: !isLogged, count: 5))
                // What a retry meets: nothing more to destroy, or the first closing.
                if !isLogged { #expect(try await Self.close(story, writer) != nil) }
            }
            let store = try LedgerStore.open(world.location)
            key = try store.keyID(for: .casus(story.casus))
            for erased in try store.erasedKeys() {
                #expect(try store.keys.wrappedKey(erased) == nil)
            }
            store.close()
            #expect(key == nil)
            if wasCut { cuts += 1 }
        }
        #expect(cuts > 5)
    }

    @Test func `a key that comes back with an old copy of its file is deleted at the start`()
        async throws
    {
        let world = try LedgerWorld()
        let story = try Story()
        try await world.withWriter { _ = try await Self.begin(story, $0) }
        var store = try LedgerStore.open(world.location)
        let id = try #require(try store.keyID(for: .casus(story.casus)))
        let wrapped = try #require(try store.keys.wrappedKey(id))
        store.close()
        try await world.withWriter { _ = try await Self.close(story, $0) }
        store = try LedgerStore.open(world.location)
        #expect(try store.keys.wrappedKey(id) == nil)
        try store.keys.insert([wrapped])
        store.close()
        try await world.withWriter { _ in }
        store = try LedgerStore.open(world.location)
        #expect(try store.keys.wrappedKey(id) == nil)
        store.close()
    }

    @Test func `terms come due in their order, and one casus has one of a kind`() async throws {
        let world = try LedgerWorld()
        let story = try Story()
        try await world.withWriter { writer in
            try await story.begin(writer)
            let other = RandomID(from: SystemRandom())
            let due: @Sendable (borrowing LedgerTransaction) throws(LedgerError) -> [RandomID] = {
                transaction throws(LedgerError) in
                try transaction.deadlines(kind: .plan, limit: 8)
            }
            let first = try await writer.append { transaction throws(LedgerError) in
                try transaction.insertCasus(other, content: Array("casus".utf8).span)
                let now = transaction.now
                try transaction.setDeadline(of: other, kind: .plan, due: now.adding(days: 2))
                try transaction.setDeadline(of: story.casus, kind: .plan, due: now)
                try transaction.setDeadline(
                    of: story.casus, kind: .plan, due: now.adding(days: 1))
                return try due(transaction)
            }.value
            #expect(first.isEmpty)
            world.clock.advance(milliseconds: 86_400_000)
            #expect(try await writer.append(due).value == [story.casus])
            world.clock.advance(milliseconds: 86_400_000)
            #expect(try await writer.append(due).value == [story.casus, other])
            let left = try await writer.append { transaction throws(LedgerError) in
                try transaction.setDeadline(of: story.casus, kind: .plan, due: nil)
                return try due(transaction)
            }.value
            #expect(left == [other])
        }
    }
}
