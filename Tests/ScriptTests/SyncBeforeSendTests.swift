// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    struct `No byte of an envelope leaves before the sync of its entry` {
        @Test(.enabled(if: Tracer.isPermitted, "strace is not there, or tracing is forbidden"))
        func `as the system saw it, call by call`() async throws {
            let trace = try await blocking {
                let file = FileManager.default.temporaryDirectory
                    .appendingPathComponent("kernpoort-trace-\(UUID().uuidString)").path
                defer { try? FileManager.default.removeItem(atPath: file) }
                let region = try RunningRegion(
                    [.school, .buurtteam], wrapper: Tracer.words(file))
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let family = try Household.open(by: mentor)
                try family.involve(worker, .observations)
                for _ in 0..<3 { try worker.receive(try family.offer(to: worker, .observations)) }
                try region.stop()
                return try Trace(file)
            }
            // Four envelopes, and the writes before, between and after: each answer waits for its sync.
            let answers = trace.answers()
            #expect(answers.count == 18)
            #expect(answers.count { $0.byteCount > 3000 } >= 4, "the envelopes are among them")
            for answer in answers {
                #expect(answer.ledgerWrites > 0, "\(answer)")
                #expect(answer.unsyncedWrites == 0, "\(answer)")
            }
        }
    }
}

/// The system's tracer.
enum Tracer {
    private static let calls =
        "fdatasync,fsync,msync,read,readv,recvfrom,recvmsg,write,writev,pwrite64,pwritev,sendto,sendmsg"

    static func words(_ file: String) -> [String] {
        ["strace", "-f", "-ttt", "-yy", "-s", "8", "-e", "trace=\(calls)", "-o", file]
    }

    /// Whether a program can be traced here at all.
    static let isPermitted: Bool = {
        guard
            let child = try? SpawnedProgram(
                "strace", ["-o", "/dev/null", "-e", "trace=none", "/bin/true"],
                output: "/dev/null", errors: "/dev/null")
        else { return false }
        return child.wait(upTo: .seconds(10)) == .status(0)
    }()
}

/// What the tracer saw, in its order: a call that returned on an earlier line was over before one that
/// began on a later line was let go.
struct Trace {
    private struct Event {
        enum Kind { case begin, end }
        let kind: Kind
        let call: String
        let target: String
        let result: Int
    }

    /// An answer to a write: what happened to the ledger since its request came in.
    struct Answer: CustomStringConvertible {
        let byteCount: Int
        /// Writes to the ledger's file between request and answer.
        let ledgerWrites: Int
        /// Those of them that no sync covered which had returned before the answer began.
        let unsyncedWrites: Int

        var description: String {
            "\(byteCount) bytes, \(ledgerWrites) writes, \(unsyncedWrites) unsynced"
        }
    }

    private var events: [Event] = []

    init(_ file: String) throws {
        var open: [Substring: (call: String, target: String)] = [:]
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            // `<thread> <seconds> <call>(<number><<target>>, … = <result>`, or cut in two.
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard words.count == 3 else { continue }
            let rest = words[2]
            if rest.hasPrefix("<... ") {
                guard let call = open.removeValue(forKey: words[0]) else { continue }
                events.append(
                    Event(
                        kind: .end, call: call.call, target: call.target, result: Self.result(rest))
                )
                continue
            }
            guard let parenthesis = rest.firstIndex(of: "("),
                let target = Self.target(rest[parenthesis...])
            else { continue }
            let call = String(rest[..<parenthesis])
            events.append(Event(kind: .begin, call: call, target: target, result: 0))
            if rest.hasSuffix("<unfinished ...>") {
                open[words[0]] = (call, target)
            } else {
                events.append(
                    Event(kind: .end, call: call, target: target, result: Self.result(rest)))
            }
        }
    }

    /// What a call is about: `(9</folder/ledger.db-wal>, …` or `(12<TCP:[127.0.0.1:1->127.0.0.1:2]>, …`.
    private static func target(_ text: Substring) -> String? {
        guard let start = text.firstIndex(of: "<") else { return nil }
        let ends = text.ranges(of: ">").first { range in
            text[..<range.lowerBound].last != "-"
        }
        return ends.map { String(text[text.index(after: start)..<$0.lowerBound]) }
    }

    private static func result(_ text: Substring) -> Int {
        guard let equals = text.ranges(of: " = ").last else { return -1 }
        return Int(text[equals.upperBound...].prefix { $0.isNumber || $0 == "-" }) ?? -1
    }

    /// The answers on connections of clients that followed a change of the ledger.
    func answers() -> [Answer] {
        var found: [Answer] = []
        // Per connection, since its last request came in.
        var since: [String: (writes: Int, asked: Bool)] = [:]
        var writes = 0
        /// So many writes are covered by a sync that has returned.
        var synced = 0
        /// So many there were when the sync began that runs now.
        var underSync = 0
        for event in events {
            let isLedger = event.target.hasSuffix("/ledger.db-wal")
            let isSocket = event.target.hasPrefix("TCP") && event.target.contains("->")
            switch (event.kind, event.call) {
            case (.begin, "pwrite64"), (.begin, "pwritev"):
                if isLedger { writes += 1 }
            case (.begin, "write"), (.begin, "writev"), (.begin, "sendto"), (.begin, "sendmsg"):
                if isLedger { writes += 1 }
                guard isSocket, let state = since[event.target], state.asked else { continue }
                since[event.target]?.asked = false
                guard writes > state.writes else { continue }
                found.append(
                    Answer(
                        byteCount: 0, ledgerWrites: writes - state.writes,
                        unsyncedWrites: max(0, writes - synced)))
            case (.end, "write"), (.end, "writev"), (.end, "sendto"), (.end, "sendmsg"):
                guard isSocket, let last = found.last, last.byteCount == 0 else { continue }
                found[found.count - 1] = Answer(
                    byteCount: event.result, ledgerWrites: last.ledgerWrites,
                    unsyncedWrites: last.unsyncedWrites)
            case (.end, "read"), (.end, "recvfrom"), (.end, "readv"), (.end, "recvmsg"):
                guard isSocket, event.result > 0 else { continue }
                if since[event.target]?.asked != true { since[event.target] = (writes, true) }
            case (.begin, "fdatasync"), (.begin, "fsync"):
                if isLedger { underSync = writes }
            case (.end, "fdatasync"), (.end, "fsync"):
                if isLedger, event.result == 0 { synced = max(synced, underSync) }
            default: continue
            }
        }
        return found
    }
}
