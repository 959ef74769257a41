// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Consent
import Domain
import Gateway
import SQLite
import Store
import TestSupport
import Testing

/// What the ledger's thread remembers of facts never stands in for what the files say now.
@Suite struct FactsMemoryTests {
    private let world: LedgerWorld
    private let story: Story
    private let casus = RandomID(from: SystemRandom())

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    /// A casus with two hearings, read once so that they are remembered.
    private func begin(_ writer: LedgerWriter) async throws -> [RandomID] {
        try await story.begin(writer)
        let hearings = try await writer.append { transaction throws(LedgerError) in
            let child = FamilyMember(id: transaction.newID(), aanduiding: .jongere)
            let opening = CaseOpening(
                source: story.schoolSlug,
                born: Amsterdam.day(of: transaction.now).adding(years: -13), persons: [child])
            try transaction.insertCasus(casus, content: opening.bytes.span)
            return [
                try hear(agrees: true, transaction), try hear(agrees: true, transaction),
            ]
        }.value
        #expect(try await answers(writer) == [true, true])
        return hearings
    }

    private func hear(
        agrees: Bool, _ transaction: borrowing LedgerTransaction
    ) throws(LedgerError) -> RandomID {
        guard let purpose = PurposeCode("P3"), let group = VeldgroepCode("C6.observatie"),
            let scope = Scope(
                source: story.schoolSlug, recipient: story.teamSlug, recipientRole: nil,
                purpose: purpose, groups: [group])
        else { throw .missing }
        let id = transaction.newID()
        let record = CaseRecord.hearing(
            Hearing(id: id, scope: scope, agrees: agrees, at: transaction.now))
        let bytes = record.bytes
        try transaction.insertRecord(
            id, casus: casus, partner: story.school, kind: .hearing, content: bytes.span)
        return id
    }

    /// What the hearings say, as a decision would read them.
    private func read(
        _ transaction: borrowing LedgerTransaction
    ) throws(LedgerError) -> [Bool] {
        do {
            guard let file = try CaseFile(casus, from: transaction) else {
                throw LedgerError.missing
            }
            return file.family.hearings.map(\.agrees)
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .abandoned(error)
        }
    }

    private func answers(_ writer: LedgerWriter) async throws -> [Bool] {
        try await writer.append { transaction throws(LedgerError) in try read(transaction) }.value
    }

    /// Changes the file behind the writer's back.
    private func change(_ sql: SQL) throws {
        let other = try Connection(
            path: world.location.ledgerPath, access: .existing, vfs: world.disk.name)
        try other.run(sql)
    }

    @Test func `a fact that is added, or stops counting, is seen in the same transaction`()
        async throws
    {
        try await world.withWriter { writer in
            let hearings = try await begin(writer)
            let seen = try await writer.append { transaction throws(LedgerError) in
                _ = try hear(agrees: false, transaction)
                let added = try read(transaction)
                try transaction.setRecord(hearings[0], state: .superseded)
                return [added, try read(transaction)]
            }.value
            #expect(seen == [[true, true, false], [true, false]])
            #expect(try await answers(writer) == [true, false])
        }
    }

    @Test func `a fact of a transaction that was taken back is gone`() async throws {
        try await world.withWriter { writer in
            _ = try await begin(writer)
            await #expect(throws: LedgerError.self) {
                try await writer.append { transaction throws(LedgerError) in
                    _ = try hear(agrees: false, transaction)
                    guard try read(transaction) == [true, true, false] else { return }
                    throw .missing
                }
            }
            #expect(try await answers(writer) == [true, true])
            _ = try await writer.append { transaction throws(LedgerError) in
                _ = try hear(agrees: false, transaction)
            }
            #expect(try await answers(writer) == [true, true, false])
        }
    }

    @Test func `a remembered row that somebody changed in the file does not count`() async throws {
        try await world.withWriter { writer in
            _ = try await begin(writer)
            try change("UPDATE record SET sealed = zeroblob(length(sealed)) WHERE kind = 5")
            await #expect {
                _ = try await answers(writer)
            } throws: { error in
                guard case LedgerError.corrupt = error else { return false }
                return true
            }
        }
    }

    @Test func `a row that lies among the facts of another casus is no fact of it`() async throws {
        try await world.withWriter { writer in
            let hearings = try await begin(writer)
            _ = try await writer.append { transaction throws(LedgerError) in
                try transaction.setRecord(hearings[1], state: .superseded)
            }
            try change(
                """
                UPDATE record SET casus_id = \(story.casus.bytes)
                WHERE id = \(hearings[1].bytes)
                """)
            for isWhole in [false, true] {
                await #expect {
                    _ = try await writer.append { transaction throws(LedgerError) in
                        _ =
                            isWhole
                            ? try transaction.records(of: casus, limit: 10).map(\.id.hex)
                            : try read(transaction).map(\.description)
                    }
                } throws: { error in
                    guard case LedgerError.corrupt = error else { return false }
                    return true
                }
            }
        }
    }

    @Test func `nothing of a closed casus is remembered`() async throws {
        try await world.withWriter { writer in
            _ = try await begin(writer)
            _ = try await writer.append { transaction throws(LedgerError) in
                try transaction.append(
                    LineDraft(.casusGesloten, details: story.details()), about: .casus(casus),
                    parties: LineParties(source: story.school))
                _ = try transaction.closeCasus(
                    casus, partners: [story.school], objects: [], reason: "casus-gesloten")
            }
            // What outlives the casus is read under its own key, from other bytes.
            #expect(try await answers(writer) == [true, true])
            try change("DELETE FROM key_use WHERE binding = \([5] + casus.bytes)")
            await #expect {
                _ = try await answers(writer)
            } throws: { error in
                guard case LedgerError.erased = error else { return false }
                return true
            }
        }
    }
}
