// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import TestSupport
import Testing

/// Each write once: references of answers, and assertions that are used up.
@Suite struct OnceTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    private static func write(
        _ writer: LedgerWriter, _ partner: RandomID, key: String, body: String,
        reference: [UInt8]
    ) async throws -> IdempotencyFinding {
        try await writer.append { transaction throws(LedgerError) in
            let finding = try transaction.idempotency(
                of: partner, key: Array(key.utf8).span, body: Array(body.utf8).span)
            if case .new(let place) = finding {
                try transaction.keep(reference, operation: 7, at: place)
            }
            return finding
        }.value
    }

    @Test func `a retry finds its reference, another body a conflict`() async throws {
        let team = story.team
        try await world.withWriter { writer in
            try await story.begin(writer)
            let first = try await Self.write(
                writer, story.school, key: "k", body: "b", reference: [1])
            guard case .new = first else {
                Issue.record("not new")
                return
            }
            for _ in 0..<2 {
                #expect(
                    try await Self.write(
                        writer, story.school, key: "k", body: "b", reference: [2])
                        == .repeated(operation: 7, reference: [1]))
            }
            #expect(
                try await Self.write(writer, story.school, key: "k", body: "c", reference: [2])
                    == .conflict)
            // Another partner's key of the same spelling is another key.
            guard
                case .new = try await Self.write(
                    writer, team, key: "k", body: "c", reference: [3])
            else {
                Issue.record("shared between partners")
                return
            }
        }
    }

    @Test func `a reference outlives New Year and ends after thirty days`() async throws {
        try world.clock.set("2026-12-20T12:00:00.000Z")
        try await world.withWriter { writer in
            try await story.begin(writer)
            _ = try await Self.write(writer, story.school, key: "k", body: "b", reference: [1])
            try world.clock.set("2027-01-19T11:59:59.999Z")
            #expect(
                try await Self.write(writer, story.school, key: "k", body: "b", reference: [2])
                    == .repeated(operation: 7, reference: [1]))
            try world.clock.set("2027-01-19T12:00:00.000Z")
            guard
                case .new = try await Self.write(
                    writer, story.school, key: "k", body: "other", reference: [3])
            else {
                Issue.record("kept beyond its time")
                return
            }
        }
    }

    @Test func `an assertion is used once, across New Year too`() async throws {
        try world.clock.set("2026-12-31T23:59:59.500Z")
        let expires = try #require(Timestamp(rfc3339: "2027-01-01T00:01:00.000Z"))
        let school = story.school
        let team = story.team
        func use(_ writer: LedgerWriter, _ partner: RandomID) async throws -> Bool {
            try await writer.append { transaction throws(LedgerError) in
                try transaction.useAssertion(
                    Array("jti-1".utf8).span, of: partner, expires: expires)
            }.value
        }
        try await world.withWriter { writer in
            try await story.begin(writer)
            #expect(try await use(writer, school))
            #expect(try await !use(writer, school))
            #expect(try await use(writer, team))
            try world.clock.set("2027-01-01T00:00:00.500Z")
            #expect(try await !use(writer, school))
        }
        // Remembered across a restart.
        let isFresh = try await world.withWriter { writer in try await use(writer, school) }
        #expect(!isFresh)
    }

    @Test func `work that was taken back leaves no reference`() async throws {
        struct Stop: Error {}
        let school = story.school
        try await world.withWriter { writer in
            try await story.begin(writer)
            _ = try? await writer.append { transaction throws(LedgerError) in
                let finding = try transaction.idempotency(
                    of: school, key: Array("k".utf8).span, body: Array("b".utf8).span)
                guard case .new(let place) = finding else { throw .missing }
                try transaction.keep([1], operation: 1, at: place)
                throw .abandoned(Stop())
            }
            guard
                case .new = try await Self.write(
                    writer, school, key: "k", body: "b", reference: [2])
            else {
                Issue.record("kept though taken back")
                return
            }
        }
    }
}
