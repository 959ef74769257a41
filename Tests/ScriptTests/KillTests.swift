// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import LogVerifier
import PartnerClient
import TestSupport
import Testing

extension TheRealProgram {
    struct `Killed under load` {
        /// How often the program is killed; KERNPOORT_KILLS sets another number.
        private static let killCount =
            ProcessInfo.processInfo.environment["KERNPOORT_KILLS"].flatMap { Int($0) } ?? 200
        /// Every so many kills the log is verified against the checkpoint of the time before.
        private static let verifyEvery = 25

        @Test func `it forgets nothing acknowledged and does nothing twice`() async throws {
            try await blocking {
                let region = try RunningRegion(
                    [.school, .buurtteam, .jgz], settings: ["publicatieSeconden": 1])
                var random = SeededRandom(seed: 7)
                let loads = try (0..<4).map { try Load(number: $0, region) }
                let before = try LogBook(region)
                var checkpoints: [String] = []
                for kill in 1...Self.killCount {
                    let threads = loads.map { Running($0) }
                    usleep(UInt32(40_000 + random.below(260_000)))
                    region.kill()
                    for thread in threads { thread.join() }
                    try region.start()
                    try Self.inParallel(loads) { try $0.settle() }
                    if kill % Self.verifyEvery == 0 || kill == Self.killCount {
                        let path = region.folder.file("controlepunt-\(kill)")
                        let earlier = checkpoints.last.map { ["--earlier", $0] } ?? []
                        try region.run(
                            ["log", "verify", "--folder", region.path, "--save", path] + earlier)
                        checkpoints.append(path)
                    }
                }
                // Withdrawn, and killed the moment that was acknowledged: a retry refuses.
                for load in loads { try load.withdraw() }
                region.kill()
                try region.start()
                for load in loads {
                    #expect(try load.retryOfLastCollect() == "404 niet-beschikbaar")
                }

                for path in checkpoints {
                    let text = try region.run([
                        "log", "verify", "--folder", region.path, "--earlier", path, "--json",
                    ])
                    #expect(text.contains("\"sluitAan\":true"))
                }
                let book = try LogBook(region)
                try Self.compare(loads, before, book)
            }
        }

        private static func inParallel(
            _ loads: [Load], _ body: @escaping @Sendable (Load) throws -> Void
        ) throws {
            let threads = loads.map { Running($0, body) }
            for thread in threads { try thread.join()?.get() }
        }

        /// The log holds each acknowledged line where its receipt says, and none besides.
        private static func compare(_ loads: [Load], _ before: LogBook, _ book: LogBook) throws {
            var expected: [LeafText.Kind: Int] = [:]
            var leaves: Set<[UInt8]> = []
            for load in loads {
                for (index, leaf) in load.lines {
                    #expect(index < book.entries.count && book.entries[index] == leaf)
                    #expect(leaves.insert(leaf).inserted, "one line was given for two writes")
                }
                expected[.decision, default: 0] += load.collects
                expected[.outcome, default: 0] += load.acknowledgements
            }
            let counts = try book.counts()
            let old = try before.counts()
            // The refused retries at the end left no decision behind, only their outcome.
            let made = (counts[.decision] ?? 0) - (old[.decision] ?? 0)
            #expect(made == expected[.decision])
            #expect(expected[.decision, default: 0] >= killCount, "the load was too light to tell")
            let closed = (counts[.outcome] ?? 0) - (old[.outcome] ?? 0)
            let open = loads.count { !$0.isLastAcknowledged }
            #expect(closed == expected[.outcome, default: 0] + open)
        }
    }
}

/// One client under load: it offers, collects and acknowledges, and notes every key before it is used.
///
/// It belongs to one thread at a time; a step that failed on its way is what the next retry is of.
final class Load: @unchecked Sendable {
    private let family: Household
    private let recipient: Actor
    private let matter: Household.Matter
    private let consent: String
    private var offered: [RandomID] = []
    private var seen: Set<RandomID> = []

    /// A step that is not known to have happened, or one that is.
    private enum Step {
        case offer(IdempotencyKey)
        case collect(IdempotencyKey, RandomID)
        case acknowledge(IdempotencyKey, VerifiedDelivery, JSON)
    }
    private var pending: Step?
    /// Steps of this round that were answered, with the ids in the answer.
    private var answered: [(step: Step, ids: [String])] = []
    private var lastCollect: (key: IdempotencyKey, envelope: RandomID)?

    /// Lines by their index in the log, as receipts had them.
    private(set) var lines: [Int: [UInt8]] = [:]
    private(set) var collects = 0
    private(set) var acknowledgements = 0
    private(set) var isLastAcknowledged = true
    private(set) var failure: (any Error)?

    struct AnsweredOtherwise: Error { let first: [String], again: [String] }

    init(number: Int, _ region: RunningRegion) throws {
        matter = number % 2 == 0 ? .observations : .toDoctor
        let opener = try region.actor(.school)
        let receiver = try region.actor(matter.recipient)
        let first = try Household.open(by: opener)
        consent = try first.involve(receiver, matter)
        // From here on a failed call is told at once: the load itself decides when to retry.
        family = first.moved(to: try region.actor(.school, attempts: 1))
        recipient = try region.actor(matter.recipient, attempts: 1)
        casus = try #require(try receiver.inbox("uitnodiging").last?["casus"]?.string)
        _ = try newEnvelopes()
    }

    /// The casus as the recipient knows it.
    private let casus: String
    private var cursor = ""

    /// Works until a call fails because the gateway is gone.
    func work() {
        do {
            while true {
                pending = nil
                offered += try newEnvelopes()
                try perform(next())
            }
        } catch is PartnerClientError {
            // The gateway is gone; what was under way is retried by `settle`.
        } catch {
            failure = error
        }
    }

    /// After a restart: what was under way gets its answer, and what was answered the same again.
    func settle() throws {
        if let failure { throw failure }
        let before = answered
        answered = []
        if let pending { try perform(pending) }
        pending = nil
        for (step, ids) in before.suffix(6) {
            let again = try send(step)
            if again != ids { throw AnsweredOtherwise(first: ids, again: again) }
        }
        answered = []
    }

    private func next() throws -> Step {
        if !isLastAcknowledged, let delivery {
            return .acknowledge(Self.key(), delivery, try recipient.open(delivery))
        }
        if !offered.isEmpty { return .collect(Self.key(), offered.removeFirst()) }
        return .offer(Self.key())
    }
    /// What was delivered first under the newest key, and what came of the newest call.
    private var delivery: VerifiedDelivery?
    private var lastDelivery: VerifiedDelivery?

    private func perform(_ step: Step) throws {
        pending = step
        let ids = try send(step)
        answered.append((step, ids))
        switch step {
        case .offer: break
        case .collect(let key, let envelope):
            delivery = lastDelivery
            collects += 1
            isLastAcknowledged = false
            lastCollect = (key, envelope)
        case .acknowledge:
            acknowledgements += 1
            isLastAcknowledged = true
        }
    }

    /// Sends a step; every id in the answer.
    private func send(_ step: Step) throws -> [String] {
        switch step {
        case .offer(let key):
            let body = family.observation("Proef onder last.", to: [matter])
            let answer = try family.offer(body, key: key)
            let outcome = try #require(answer["uitkomsten"]?.array?.first)
            return [
                try #require(answer["id"]?.string), try note(try #require(outcome["logregel"])),
            ]
        case .collect(let key, let envelope):
            let delivery = try recipient.delivered(envelope, key: key)
            lastDelivery = delivery
            return [delivery.leaf.hex, "\(delivery.disclosure.index)"]
        case .acknowledge(let key, let delivery, let body):
            let answer = try recipient.acknowledge(delivery, body, key: key)
            return [try note(try #require(answer["logregel"]))]
        }
    }

    /// Keeps a receipt; the id of its line.
    private func note(_ receipt: JSON) throws -> String {
        let index = Int(try #require(receipt["nummer"]?.integer))
        let leaf = try Base64.decode(try #require(receipt["blad"]?.string))
        try #require(lines[index] == nil || lines[index] == leaf)
        lines[index] = leaf
        return try #require(receipt["id"]?.string)
    }

    /// Envelopes of this casus that came since the last look.
    private func newEnvelopes() throws -> [RandomID] {
        let page = try recipient.get("/v1/postvak?aantal=100\(cursor)")
        if let next = page["volgende"]?.string { cursor = "&cursor=\(next)" }
        return (page["berichten"]?.array ?? []).compactMap { item in
            guard item["soort"]?.string == "envelop", item["casus"]?.string == casus,
                let id = item["envelop"]?.string.flatMap({ RandomID(hex: $0) }),
                seen.insert(id).inserted
            else { return nil }
            return id
        }
    }

    func withdraw() throws { try family.withdraw(consent) }

    func retryOfLastCollect() throws -> String {
        let last = try #require(lastCollect)
        return try recipient.refusal(last.envelope, key: last.key)
    }

    private static func key() -> IdempotencyKey { IdempotencyKey(from: SystemBytes()) }
}

/// A load on a thread of its own.
private final class Running: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var outcome: Result<Void, any Error>?

    init(_ load: Load, _ body: @escaping @Sendable (Load) throws -> Void = { $0.work() }) {
        Thread { [self] in
            outcome = Result { try body(load) }
            done.signal()
        }.start()
    }

    @discardableResult
    func join() -> Result<Void, any Error>? {
        done.wait()
        return outcome
    }
}

/// The entries of a region's log, read from the running gateway as its operator.
struct LogBook {
    let entries: [[UInt8]]

    init(_ region: RunningRegion) throws {
        _ = try region.ask(["opdracht": "log-publiceren"])
        let note = try Self.bytes("checkpoint", region)
        let lines = String(decoding: note, as: UTF8.self).split(separator: "\n")
        let size = try #require(Int(lines[1]))
        var entries: [[UInt8]] = []
        for start in stride(from: 0, to: size, by: Tiles.width) {
            let count = min(Tiles.width, size - start)
            let path = Tiles.path(level: nil, n: start / Tiles.width, width: count)
            let bundle = try Self.bytes(path, region)
            entries += try #require(Tiles.entries(in: bundle, count: count))
        }
        self.entries = entries
    }

    private static func bytes(_ path: String, _ region: RunningRegion) throws -> [UInt8] {
        let answer = try region.ask(["opdracht": "log-bron", "pad": .string(path)])
        return try Base64.decode(try #require(answer["bytes"]?.string, "no \(path)"))
    }

    func counts() throws -> [LeafText.Kind: Int] {
        var counts: [LeafText.Kind: Int] = [:]
        for entry in entries { counts[try LeafText(parsing: entry).kind, default: 0] += 1 }
        return counts
    }
}
