// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Foundation
import Gateway
import Memory
import OpenSSL
import SQLite
import Store
import TestSupport
import Testing

/// State as use cases keep it: sealed rows, cursors, names per partner; and files that tell nothing.
@Suite struct StateTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    private static func text(_ content: OpenedBytes) -> String {
        content.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    @Test func `records come back in order, page by page`() async throws {
        let story = story
        try await world.withWriter { writer in
            try await story.begin(writer)
            _ = try await writer.append { transaction throws(LedgerError) in
                for number in 0..<25 {
                    try transaction.insertRecord(
                        transaction.newID(), casus: story.casus, partner: story.school,
                        kind: .consent,
                        content: Array("record \(number)".utf8).span)
                }
            }
            let texts = try await writer.append { transaction throws(LedgerError) in
                var texts: [String] = []
                var position: Int64 = 0
                while true {
                    let page = try transaction.records(
                        of: story.casus, after: position, limit: 10)
                    guard let last = page.last else { return texts }
                    position = last.position
                    texts += page.map { Self.text($0.content) }
                }
            }.value
            #expect(texts == (0..<25).map { "record \($0)" })
        }
    }

    @Test func `each partner has names of its own for a casus and for what it shares`() async throws
    {
        let story = story
        try await world.withWriter { writer in
            try await story.begin(writer)
            let names = try await writer.append { transaction throws(LedgerError) in
                let object = transaction.newID()
                let first = try transaction.givePseudonym(of: story.casus, to: story.school)
                let second = try transaction.givePseudonym(of: story.casus, to: story.team)
                let again = try transaction.givePseudonym(of: story.casus, to: story.school)
                let alias = try transaction.giveExternalID(of: object, to: story.school)
                let other = try transaction.giveExternalID(of: object, to: story.team)
                guard first == again,
                    try transaction.giveExternalID(of: object, to: story.school) == alias,
                    try transaction.object(named: alias, for: story.school) == object,
                    try transaction.object(named: alias, for: story.team) == nil,
                    try transaction.pseudonym(named: first.casusPseudonym, for: story.school)
                        == first,
                    try transaction.pseudonym(named: first.casusPseudonym, for: story.team) == nil
                else { throw .missing }
                return [
                    story.casus, object, first.casusPseudonym, first.subjectPseudonym,
                    second.casusPseudonym, second.subjectPseudonym, alias, other,
                ]
            }.value
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `messages are numbered per inbox, and a destroyed envelope voids its own`()
        async throws
    {
        let story = story
        try await world.withWriter { writer in
            try await story.begin(writer)
            let envelope = try await story.offer(writer, envelope: [1])
            _ = try await story.offer(writer, envelope: [2])
            _ = try await writer.append { transaction throws(LedgerError) in
                _ = try transaction.destroyEnvelope(envelope)
                try transaction.insertMessage(
                    transaction.newID(), to: story.school, kind: .bericht, casus: nil,
                    expires: transaction.now.adding(days: 1), content: Array("x".utf8).span)
            }
            let inboxes = try await writer.append { transaction throws(LedgerError) in
                [
                    try transaction.messages(for: story.team, limit: 10),
                    try transaction.messages(for: story.team, after: 1, limit: 10),
                    try transaction.messages(for: story.school, limit: 10),
                ].map { messages in messages.map { "\($0.number) \($0.state)" } }
            }.value
            #expect(inboxes == [["1 void", "2 unread"], ["2 unread"], ["1 unread"]])
        }
    }

    @Test func `an envelope goes only from state to state as it may`() throws {
        let steps: [EnvelopeState: Set<EnvelopeState>] = [
            .ready: [.ready, .collected, .withdrawn, .expired],
            .collected: [.collected, .confirmed, .unknown], .unknown: [.unknown, .confirmed],
            .confirmed: [.confirmed], .withdrawn: [.withdrawn], .expired: [.expired],
        ]
        for (state, allowed) in steps {
            for next in EnvelopeState.allCases {
                #expect(state.mayBecome(next) == allowed.contains(next))
            }
        }
    }

    @Test func `rows that changed places do not open`() async throws {
        let story = story
        let other = RandomID(from: SystemRandom())
        try await world.withWriter { writer in
            try await story.begin(writer)
            _ = try await writer.append { transaction throws(LedgerError) in
                try transaction.insertCasus(other, content: Array("other".utf8).span)
                for casus in [story.casus, other] {
                    for _ in 0..<2 {
                        try transaction.insertRecord(
                            transaction.newID(), casus: casus, partner: story.school,
                            kind: .gezag, content: Array("fact".utf8).span)
                    }
                }
            }
        }
        do {
            let connection = try Connection(
                path: world.location.ledgerPath, access: .existing, vfs: world.disk.name)
            try connection.run(
                """
                UPDATE record SET sealed =
                (SELECT sealed FROM record AS b WHERE b.place =
                    (record.place >> 36 << 36) + 3 - (record.place & 0xFFFFFFFFF))
                WHERE place & 0xFFFFFFFFF <= 2
                """)
        }
        try await world.withWriter { writer in
            await #expect {
                try await writer.append { transaction throws(LedgerError) in
                    _ = try transaction.records(of: story.casus, limit: 10)
                }
            } throws: { error in
                guard case LedgerError.corrupt = error else { return false }
                return true
            }
            let untouched = try await writer.append { transaction throws(LedgerError) in
                try transaction.records(of: other, limit: 10).count
            }.value
            #expect(untouched == 2)
        }
    }

    @Test func `rules and settings are kept, and lines name the rules in force`() async throws {
        try await world.withWriter { writer in
            let version = try #require(Digest(bytes: [UInt8](repeating: 3, count: 32)))
            let line = try await writer.append { transaction throws(LedgerError) in
                try transaction.activatePolicy(version: version, content: Array("rules".utf8))
                try transaction.setSetting("a", [1])
                try transaction.setSetting("a", [2])
                return try transaction.appendControl(LineDraft(.beleidGeactiveerd))
            }.value
            #expect(try Leaf(parsing: line.leaf).policy == version)
        }
        try await world.withWriter { writer in
            let line = try await writer.append { transaction throws(LedgerError) in
                guard try transaction.setting("a") == [2],
                    try transaction.activePolicy()?.content == Array("rules".utf8)
                else { throw .missing }
                return try transaction.appendControl(LineDraft(.hartslag))
            }.value
            #expect(try Leaf(parsing: line.leaf).policy.bytes == [UInt8](repeating: 3, count: 32))
        }
    }

    @Test func `no file tells what was stored`() async throws {
        let canary = "Fenna-de-Kanarie-2014"
        let story = story
        try await world.withWriter { writer in
            try await story.begin(writer)
            let bytes = Array(canary.utf8)
            _ = try await writer.append { transaction throws(LedgerError) in
                try transaction.insertRecord(
                    transaction.newID(), casus: story.casus, partner: story.school, kind: .gezag,
                    content: bytes.span)
                try transaction.updateCasus(story.casus, state: .open, content: bytes.span)
                try transaction.updatePartner(story.team, state: .active, content: bytes.span)
                var details = story.details()
                details.sourceUser = canary
                details.responsible = canary
                try transaction.append(
                    LineDraft(.overleg, details: details), about: .casus(story.casus),
                    parties: LineParties(source: story.school))
            }
            let envelope = try await story.offer(writer, envelope: bytes)
            #expect(try await story.collect(writer, envelope).value.envelope == bytes)
        }
        for file in [world.location.ledgerPath, world.location.keysPath] {
            for suffix in ["", "-wal"] {
                let bytes = Data(try #require(world.disk.bytes(of: file + suffix)))
                for needle in [canary, "buurtteam", "intern-begeleider"] {
                    #expect(bytes.range(of: Data(needle.utf8)) == nil)
                }
            }
        }
    }

    @Test(.temporaryFolder) func `on the disk the files are the owner's alone`() async throws {
        let folder = try #require(TemporaryFolder.current)
        let location = StoreLocation(folder: folder.path)
        let store = try LedgerStore.open(location)
        #expect(throws: LedgerError.self) { try LedgerStore.open(location) }
        try store.begin()
        try store.setSetting("a", [1])
        try store.commit()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names).isSuperset(of: ["ledger.db", "keys.db", "ledger.lock"]))
        for name in names {
            let mode =
                try FileManager.default.attributesOfItem(atPath: folder.file(name))[
                    .posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        store.close()
        let again = try LedgerStore.open(location)
        #expect(try again.setting("a") == [1])
        again.close()
    }
}
