// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
internal import OpenSSL

/// What came of taking the decisions of the log again.
package struct ReplayReport: Sendable {
    /// Lines that hold a decision.
    package fileprivate(set) var decisionCount = 0
    /// Lines of which the key was destroyed: there is nothing left to decide on.
    package fileprivate(set) var erasedCount = 0
    /// Lines that were decided otherwise now, by the id in their leaf.
    package fileprivate(set) var differing: [RandomID] = []
}

extension Region {
    /// Takes every decision of the log again, each on the facts that its line kept and under the rules
    /// that its leaf names, and compares what the line says of it.
    ///
    /// - Throws: where a line or a stored rule set can't be read.
    package func replay() async throws -> ReplayReport {
        var replay = Replay()
        var next: Int? = 0
        while let first = next {
            let known = replay
            (replay, next) = try await read { state in
                var replay = known
                for index in first..<(first + Replay.pageCount) {
                    guard let entry = try state.entry(at: index) else { return (replay, nil) }
                    try replay.take(entry, state)
                }
                return (replay, first + Replay.pageCount)
            }
        }
        return replay.report
    }
}

/// One walk over the log, with the rules that it met.
struct Replay: Sendable {
    var report = ReplayReport()
    private var sets: [Digest: RuleSet] = [:]
    /// The rules of the day of the line before.
    private var rules: RulesInForce?

    /// Lines that are read in one snapshot.
    static let pageCount = 64

    mutating func take(
        _ entry: EntryRow, _ state: borrowing some StateReading & ~Copyable
    ) throws {
        let leaf = try Leaf(parsing: entry.leaf)
        guard leaf.kind == .decision || leaf.kind == .line else { return }
        let details: OpenedDetails
        do throws(LedgerError) {
            details = try state.openDetails(of: entry.id)
        } catch {
            guard case .erased = error else { throw error }
            report.erasedCount += 1
            return
        }
        let isDecision =
            switch details.event {
            case .verstrekking, .noodverstrekking, .fragmentAangeboden, .beslissingGevraagd: true
            default: false
            }
        let kept = details.value(of: .facts)
        guard let facts = try? DecisionFacts(reading: kept) else {
            if isDecision { report.differing.append(entry.id) }
            return
        }
        report.decisionCount += 1
        let verdict = try rules(leaf.policy, on: facts.day, state).replay(facts: kept)
        if !Self.agrees(verdict, details) { report.differing.append(entry.id) }
    }

    private mutating func rules(
        _ version: Digest, on day: CivilDate, _ state: borrowing some StateReading & ~Copyable
    ) throws -> RulesInForce {
        if let rules, rules.version == version, rules.day == day { return rules }
        let set: RuleSet
        if let known = sets[version] {
            set = known
        } else {
            guard let row = try state.policy(version.bytes) else { throw LedgerError.missing }
            set = try RuleSet(PolicyFiles(stored: row.content))
            sets[version] = set
        }
        let inForce = set.inForce(on: day)
        rules = inForce
        return inForce
    }

    /// Whether a line says what was decided; at collect it may refuse for more than the rules do.
    static func agrees(_ verdict: Verdict, _ details: borrowing OpenedDetails) -> Bool {
        func words(_ field: Field) -> Set<String> {
            let text = String(decoding: details.value(of: field), as: UTF8.self)
            return Set(text.split(separator: ",").map(String.init))
        }
        return words(.rules) == Set(verdict.rules.map(\.text))
            && words(.basis) == Set(verdict.bases.map(\.text))
            && words(.consents) == Set(verdict.consents.map(\.hex))
            && words(.obligations) == Set(verdict.obligations.map(\.rawValue))
            && words(.reasons).isSuperset(of: verdict.codes.map(\.rawValue))
            && words(.fields).isSubset(of: verdict.permitted.map(\.text))
    }
}

extension PolicyFiles {
    /// The files of a version that was stored when it was activated.
    /// - Throws: a finding where the stored document is not what `stored` made.
    init(stored content: [UInt8]) throws(PolicyError) {
        let json = try? JSON(parsing: content)
        var files: [File] = []
        for member in json?["bestanden"]?.object?.members ?? [] {
            guard let text = member.value.string, let bytes = try? Base64.decode(text) else {
                continue
            }
            files.append(File(path: member.key, bytes: bytes))
        }
        try self.init(region: json?["regio"]?.string ?? "", files: files)
    }
}
