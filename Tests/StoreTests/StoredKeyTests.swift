// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import Memory
import Store
import TestSupport
import Testing

/// The life of the random keys: made ahead, bound, used, erased; and what a crash leaves of them.
@Suite struct StoredKeyTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    private func storedKeys() throws -> [RandomID] {
        let store = try LedgerStore.open(world.location)
        defer { store.close() }
        var keys: [RandomID] = []
        while true {
            let page = try store.keys.keyIDs(after: keys.last, limit: 100)
            if page.isEmpty { return keys }
            keys += page
        }
    }

    private func boundKeys() throws -> Set<RandomID> {
        let keys = try storedKeys()
        let store = try LedgerStore.open(world.location)
        defer { store.close() }
        return Set(try keys.filter { try store.isBound($0) })
    }

    @Test func `keys are made ahead in one go, and unbound ones are dropped at the next start`()
        async throws
    {
        let syncs = world.disk.count(.sync)
        try await world.withWriter { try await story.begin($0) }
        #expect(world.disk.count(.sync) > syncs)
        let first = Set(try storedKeys())
        let bound = try boundKeys()
        #expect(first.count == 256)
        // The region's, the casus', the line's, the school's.
        #expect(bound.count == 4)
        try await world.withWriter { _ in }
        let second = Set(try storedKeys())
        #expect(second.count == 256 + 4)
        #expect(second.intersection(first) == bound)
    }

    @Test func `the pool is filled again between batches`() async throws {
        try await world.withWriter { writer in
            for _ in 0..<5 {
                _ = try await writer.append { transaction throws(LedgerError) in
                    for _ in 0..<100 {
                        try transaction.insertCasus(
                            transaction.newID(), content: Array("casus".utf8).span)
                    }
                }
            }
        }
        #expect(try boundKeys().count == 500)
    }

    @Test func `erasing a casus takes its rows and details from every reader, and the tree stands`()
        async throws
    {
        try await world.withWriter { writer in
            try await story.begin(writer)
            let reader = try await world.reader(beside: writer)
            let casus = story.casus
            let lines = try await reader.read { state throws(LedgerError) in
                _ = try state.casus(casus)
                return try state.lines(of: story.school, limit: 10)
            }
            let index = try #require(lines.first?.index)
            let line = try await writer.append { transaction throws(LedgerError) in
                try transaction.erase(
                    [.casus(casus), .line(subject: casus, stream: .open, year: 2026)],
                    reason: "termijn")
            }.value
            #expect(line != nil)
            for _ in 0..<2 {
                await #expect {
                    try await reader.read { state throws(LedgerError) in
                        _ = try state.casus(casus)
                    }
                } throws: { isErased($0) }
                await #expect {
                    try await reader.read { state throws(LedgerError) in
                        guard let entry = try state.entry(at: index) else { throw .missing }
                        _ = try state.openDetails(of: entry.id).event
                    }
                } throws: { isErased($0) }
            }
            // A second erasure finds nothing to erase.
            let again = try await writer.append { transaction throws(LedgerError) in
                try transaction.erase([.casus(casus)], reason: "termijn")
            }.value
            #expect(again == nil)
            await reader.shutDown()
            let report = try await world.audit(writer)
            #expect(report.counts[.erasure] == 1)
        }
        #expect(try storedKeys().count == 256 - 2)
        // Nothing of the wrapped keys is left in the write-ahead log.
        let log = try #require(world.disk.bytes(of: world.location.keysPath + "-wal"))
        #expect(log.isEmpty)
    }

    private func isErased(_ error: any Error) -> Bool {
        if case LedgerError.erased = error { return true }
        return false
    }

    @Test func `an erasure that a crash cut short is done again at the next start`() async throws {
        var cuts = 0
        for nth in 1..<60 {
            let world = try LedgerWorld()
            let story = try Story()
            let casus = story.casus
            let writer = try await world.start()
            try await story.begin(writer)
            world.disk.cutPower(nth: nth, keepSome: false, seed: 0)
            let erased = try? await writer.append { transaction throws(LedgerError) in
                try transaction.erase([.casus(casus)], reason: "termijn")
            }
            await writer.shutDown()
            let wasCut = world.disk.isCut
            world.disk.powerOn()
            try await world.withWriter { writer in
                let report = try await world.audit(writer)
                let isLogged = report.counts[.erasure] == 1
                if erased != nil { #expect(isLogged) }
                let canOpen = try await writer.append { transaction throws(LedgerError) in
                    do throws(LedgerError) {
                        return try transaction.casus(casus) != nil
                    } catch .erased { return false }
                }.value
                // Either there is no line and the key, or the line and no key.
                #expect(canOpen != isLogged)
            }
            let store = try LedgerStore.open(world.location)
            for key in try store.erasedKeys() {
                #expect(try store.keys.wrappedKey(key) == nil)
            }
            store.close()
            if wasCut { cuts += 1 } else { break }
        }
        #expect(cuts > 5)
    }

    @Test func `a bound key that is missing without an erasure is an alarm`() async throws {
        try await world.withWriter { try await story.begin($0) }
        let store = try LedgerStore.open(world.location)
        let key = try #require(try store.keyID(for: .casus(story.casus)))
        try store.keys.delete([key])
        store.close()
        try await world.withWriter { writer in
            let casus = story.casus
            await #expect {
                try await writer.append { transaction throws(LedgerError) in
                    _ = try transaction.casus(casus)
                }
            } throws: { error in
                guard case LedgerError.keyMissing(key) = error else { return false }
                return true
            }
        }
    }

    @Test func `a binding reads back as what it was`() throws {
        let id = RandomID(from: SystemRandom())
        let bindings: [KeyBinding] = [
            .region, .casus(id), .line(subject: id, stream: .open, year: 2026),
            .line(subject: id, stream: .withheld, year: 2026), .standIn(partner: id, year: 1),
            .organisation(partner: id, year: 9_999),
        ]
        #expect(Set(bindings.map(\.bytes)).count == bindings.count)
        for binding in bindings {
            #expect(KeyBinding(bytes: binding.bytes) == binding)
            #expect(KeyBinding(bytes: binding.bytes + [0]) == nil)
            #expect(KeyBinding(bytes: Array(binding.bytes.dropLast())) == nil)
        }
    }
}
