// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import LogVerifier
import Memory
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite struct LogAuditTests {
    private func audit(
        _ log: SmallLog, _ resources: [String: [UInt8]]? = nil, earlier: VerifiedCheckpoint? = nil
    ) throws -> (report: LogAudit.Report, paths: [String]) {
        var audit = LogAudit(policy: try log.policy, earlier: earlier, now: 0)
        return try audit.run(try resources ?? log.resources())
    }

    private func failure(
        _ log: SmallLog, _ resources: [String: [UInt8]]? = nil, earlier: VerifiedCheckpoint? = nil
    ) throws -> LogAudit.Failure? {
        do {
            _ = try audit(log, resources, earlier: earlier)
            return nil
        } catch let failure as LogAudit.Failure { return failure }
    }

    @Test(arguments: [1, 2, 40, 255, 256, 257, 512, 600])
    func `a log in order passes, and every resource of its size is read once`(size: Int) throws {
        let log = SmallLog.inOrder(size)
        let resources = try log.resources()
        let (report, paths) = try audit(log, resources)
        #expect(report.checkpoint.size == size)
        #expect(report.counts.values.reduce(0, +) == size)
        #expect(report.counts[.shard] == 1)
        #expect(
            report.openDecisions
                == (report.counts[.decision] ?? 0) - (report.counts[.outcome] ?? 0))
        #expect(report.minutes?.count == (size - 1) / 3 + 1)
        #expect(!report.extendsEarlier)
        #expect(Set(paths) == Set(resources.keys) && paths.count == resources.count)
    }

    @Test func `an empty log passes`() throws {
        let (report, paths) = try audit(SmallLog())
        #expect(report.checkpoint.size == 0 && report.minutes == nil && report.counts.isEmpty)
        #expect(paths == ["checkpoint"])
    }

    @Test func `full resources do where the partial ones are gone`() throws {
        let log = SmallLog.inOrder(600)
        var resources = try log.resources()
        resources["checkpoint"] = try log.checkpoint(300)
        resources["tile/1/000.p/1"] = try log.resources(300)["tile/1/000.p/1"]
        let (report, paths) = try audit(log, resources)
        #expect(report.checkpoint.size == 300)
        #expect(paths.contains("tile/entries/001.p/44") && paths.contains("tile/entries/001"))
        resources["tile/0/001"] = nil
        #expect(try failure(log, resources) == .missing(path: "tile/0/001"))
    }

    @Test func `no resource may be missing, shorter, longer or changed in one bit`() throws {
        let log = SmallLog.inOrder(300)
        let good = try log.resources()
        var numbers = SeededRandom(seed: 7)
        for path in good.keys.sorted() {
            let bytes = try #require(good[path])
            var changed = good
            changed[path] = nil
            #expect(try failure(log, changed) != nil, "\(path) missing")
            for other in [Array(bytes.dropLast()), bytes + [0], []] {
                changed[path] = other
                #expect(try failure(log, changed) != nil, "\(path) of \(other.count) bytes")
            }
            for _ in 0..<20 {
                var flipped = bytes
                flipped[numbers.below(bytes.count)] ^= 1 << UInt8(numbers.below(8))
                changed[path] = flipped
                #expect(try failure(log, changed) != nil, "\(path) flipped")
            }
        }
    }

    @Test func `an edited entry is found though all stored hashes and the root stay`() throws {
        let log = SmallLog.inOrder(300)
        var resources = try log.resources()
        var edited = log
        edited.replace(123) { $0[200] = $0[200] == 0x61 ? 0x62 : 0x61 }
        resources["tile/entries/000"] = try edited.resources()["tile/entries/000"]
        #expect(try failure(log, resources) == .tileDiffers(path: "tile/0/000"))
        resources = try edited.resources()
        resources["checkpoint"] = try log.checkpoint(300)
        #expect(try failure(log, resources) == .rootDiffers)
        #expect(try failure(log, try edited.resources()) == nil)
        let earlier = try log.policy.open(log.checkpoint(200), now: 0)
        #expect(try failure(log, try edited.resources(), earlier: earlier) == .earlierContradicted)
    }

    @Test func `a tile that differs is named`() throws {
        let log = SmallLog.inOrder(300)
        for path in ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"] {
            var resources = try log.resources()
            resources[path]?[31] ^= 1
            #expect(try failure(log, resources) == .tileDiffers(path: path))
        }
    }

    @Test func `an earlier checkpoint must be a prefix of this log`() throws {
        let log = SmallLog.inOrder(300)
        for size in [0, 1, 200, 256, 300] {
            let earlier = try log.policy.open(log.checkpoint(size), now: 0)
            #expect(try audit(log, earlier: earlier).report.extendsEarlier)
        }
        let other = SmallLog.inOrder(300, seed: 1 + 256)
        #expect(other.seed == log.seed)
        let fork = try log.policy.open(other.checkpoint(200), now: 0)
        #expect(try failure(log, earlier: fork) == .earlierContradicted)
        let larger = try log.policy.open(log.checkpoint(300), now: 0)
        #expect(try failure(log, try log.resources(299), earlier: larger) == .earlierContradicted)
    }

    @Test func `the checkpoint must be this log's, by the configured key`() throws {
        let log = SmallLog.inOrder(3)
        let stranger = SmallLog.inOrder(3, seed: 2)
        #expect(
            try failure(log, try stranger.resources())
                == .checkpoint(.signatureUnknown))
        #expect(try failure(log, [:]) == .missing(path: "checkpoint"))
    }

    @Test func `the first entry opens the shard, and nothing follows its end`() throws {
        var headless = SmallLog()
        headless.append(.init(event: .gestart))
        #expect(try failure(headless) == .notOpened)
        var log = SmallLog.inOrder(4)
        log.append(.init(event: .jaarlogGesloten, minute: 9))
        #expect(try failure(log) == nil)
        log.append(.init(event: .hartslag, minute: 9))
        #expect(try failure(log) == .afterClosing(index: 5))
    }

    @Test func `time never goes back`() throws {
        var log = SmallLog.inOrder(4)
        log.append(.init(event: .hartslag, minute: 9))
        log.append(.init(event: .hartslag, minute: 9))
        log.append(.init(event: .hartslag, minute: 8))
        #expect(try failure(log) == .timeWentBack(index: 6))
    }

    @Test func `a decision has one outcome at most, and an outcome an earlier decision`() throws {
        var log = SmallLog()
        log.append(.init(event: .jaarlogGeopend))
        let decision = log.append(.init(event: .weigering))
        let line = log.append(.init(event: .casusGeopend))
        var good = log
        good.append(.init(event: .weigeringGesloten, ref: decision))
        #expect(try failure(good) == nil)
        good.append(.init(event: .weigeringGesloten, ref: decision))
        #expect(try failure(good) == .outcomeTwice(index: 4))
        for ref in [line, RandomID(from: log.random)] {
            var bad = log
            bad.append(.init(event: .weigeringGesloten, ref: ref))
            #expect(try failure(bad) == .outcomeWithoutDecision(index: 3))
        }
        var early = SmallLog()
        let later = RandomID(from: early.random)
        early.append(.init(event: .jaarlogGeopend))
        early.append(.init(event: .weigeringGesloten, ref: later))
        early.append(.init(event: .weigering, id: later))
        #expect(try failure(early) == .outcomeWithoutDecision(index: 1))
    }

    @Test func `no id occurs twice`() throws {
        var log = SmallLog()
        let id = log.append(.init(event: .jaarlogGeopend))
        log.append(.init(event: .casusGeopend, id: id))
        #expect(try failure(log) == .idTwice(index: 1))
    }

    @Test func `an entry that is no leaf is named`() throws {
        var log = SmallLog.inOrder(5)
        log.replace(3) { $0[5] = 0x20 }
        #expect(try failure(log) == .leafMalformed(index: 3))
        log = SmallLog.inOrder(5)
        log.replace(4) { $0 = [] }
        #expect(try failure(log) == .leafMalformed(index: 4))
    }

    @Test func `a report is not given before everything was read`() throws {
        let log = SmallLog.inOrder(5)
        let resources = try log.resources()
        var audit = LogAudit(policy: try log.policy, now: 0)
        while let path = audit.wanted {
            #expect(throws: LogAudit.Failure.missing(path: path)) { try audit.finish() }
            try audit.take(resources[path])
        }
        #expect(try audit.finish().checkpoint.size == 5)
    }
}

@Suite struct ChainCheckTests {
    private let streamKey = [UInt8](repeating: 9, count: 32)

    private func log(_ numbers: [UInt64], owner: ChainCheck.Owner) -> SmallLog {
        var log = SmallLog()
        log.append(.init(event: .jaarlogGeopend))
        var key = TagKey(streamKey: streamKey.span)
        for (place, number) in numbers.enumerated() {
            let tag = key.tag(number)
            var line = SmallLog.Line(event: .casusGeopend)
            switch owner {
            case .subject: line.subject = tag
            case .organisation:
                if place.isMultiple(of: 2) { line.source = tag } else { line.recipient = tag }
            }
            log.append(line)
            log.append(.init(event: .hartslag))
        }
        return log
    }

    private func find(
        _ count: Int, in log: SmallLog, owner: ChainCheck.Owner
    ) throws -> Result<[[Int]], ChainCheck.Failure> {
        let exported = TagKey.exported(from: streamKey.span)
        let chain = exported.withBytes {
            ChainCheck(owner: owner, tagKey: $0, count: count)
        }
        var audit = LogAudit(policy: try log.policy, chains: [chain], now: 0)
        _ = try audit.run(log.resources())
        return Result { () throws(ChainCheck.Failure) in try audit.finishChains() }
    }

    @Test(arguments: [ChainCheck.Owner.subject, .organisation])
    func `a complete chain is found line by line`(owner: ChainCheck.Owner) throws {
        let whole = log([1, 2, 3], owner: owner)
        #expect(try find(3, in: whole, owner: owner) == .success([[1, 3, 5]]))
        #expect(try find(0, in: log([], owner: owner), owner: owner) == .success([[]]))
    }

    @Test(arguments: [ChainCheck.Owner.subject, .organisation])
    func `a gap, a double, a surplus and a wrong order are told apart`(
        owner: ChainCheck.Owner
    ) throws {
        #expect(
            try find(3, in: log([1, 3], owner: owner), owner: owner)
                == .failure(.missing(number: 2)))
        #expect(
            try find(3, in: log([1, 2], owner: owner), owner: owner)
                == .failure(.missing(number: 3)))
        #expect(
            try find(2, in: log([1, 2, 2], owner: owner), owner: owner)
                == .failure(.twice(number: 2, leafIndexes: [3, 5])))
        #expect(
            try find(2, in: log([1, 2, 3], owner: owner), owner: owner)
                == .failure(.beyond(number: 3, leafIndex: 5)))
        #expect(
            try find(2, in: log([1, 2, 66], owner: owner), owner: owner)
                == .failure(.beyond(number: 66, leafIndex: 5)))
        #expect(
            try find(3, in: log([2, 1, 3], owner: owner), owner: owner)
                == .failure(.outOfOrder(number: 2)))
    }

    @Test func `a tag in another's place is not counted`() throws {
        let subject = log([1, 2], owner: .subject)
        #expect(
            try find(2, in: subject, owner: .organisation) == .failure(.missing(number: 1)))
    }
}
