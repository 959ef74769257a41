// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Memory

/// Facts that the ledger's thread read before, each with the sealed bytes that it came from.
///
/// Every decision reads every row of its casus anew: which facts there are and where they stand. Only what
/// the very same bytes were found to say is not worked out twice. Not Sendable: it stays on its thread.
final class FactsMemory {
    struct Known {
        let id: RandomID
        let kind: CaseRecord.Kind
        let sealed: [UInt8]
        let fact: CaseRecord
    }

    /// Facts held at most, some 70 MB; beyond it the memory starts again.
    static let countLimit = 65_536

    private var facts: [RandomID: [Known]] = [:]
    private var count = 0

    /// What is known of a casus, in the order of recording.
    func facts(of casus: RandomID) -> [Known] { facts[casus] ?? [] }

    func keep(_ known: [Known], of casus: RandomID) {
        forget(casus)
        if count + known.count > Self.countLimit {
            facts.removeAll()
            count = 0
        }
        guard known.count <= Self.countLimit else { return }
        facts[casus] = known
        count += known.count
    }

    /// Nothing of an erased casus stays.
    func forget(_ casus: RandomID) { count -= facts.removeValue(forKey: casus)?.count ?? 0 }
}

extension CaseRecord.Kind {
    /// Whether a fact holds codes, days, ids and the names that partners have for their professionals and
    /// documents, and no sentence of anybody: only those are kept in memory.
    fileprivate var isWithoutWords: Bool {
        switch self {
        case .participant, .gezag, .question, .answer, .hearing, .bericht, .consent, .withdrawal,
            .objection, .weighing, .lapse, .reconfirmation, .agreement, .caseload, .visit, .joined:
            true
        case .parentException, .incapacity, .restriction, .restrictionLifted, .meeting,
            .seatAnswer, .attendance, .readers, .meetingReminder, .agendaItem, .emergency,
            .emergencyUse, .emergencyReview, .secondPerson, .withholding, .withholdingReview,
            .youthViewChoice, .sourceViewChoice, .protectionWeighing, .planEdition,
            .planAgreement, .planAsked, .planProgress, .informationRequest, .requestAnswer,
            .recall, .recallAnswer:
            false
        }
    }
}

/// A fact that counts, and its place among all.
struct LiveFact {
    let fact: CaseRecord
    let position: Int64
}

extension StateReading where Self: ~Copyable {
    /// A casus with its live facts in the order in which they were recorded; nil without such a casus.
    ///
    /// - Throws: `RecordError.tooMany` beyond `limit` records, live or not.
    func casusWithFacts(
        _ id: RandomID, limit: Int
    ) throws -> (casus: CasusRow<OpenedBytes>, facts: [LiveFact])? {
        guard let (row, number) = try context.state.numberedCasus(id) else { return nil }
        var opener = RowOpener(try context.key(for: .casus(id)))
        let content = try opener.open(row.content.bytes.span, table: .casus, row: id)
        var reading = FactsReading(of: id, known: context.factsMemory?.facts(of: id) ?? [])
        var failure: (any Error)?
        try context.state.forEachRecord(ofCasus: number, limit: limit + 1) { header, sealed in
            do {
                try reading.read(header, sealed, with: &opener, limit: limit)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        if let fresh = reading.end() { context.factsMemory?.keep(fresh, of: id) }
        let casus = CasusRow(
            id: id, state: row.state, opened: row.opened, content: OpenedBytes(content))
        return (casus, reading.facts)
    }
}

/// Reads the facts of one casus beside what was known of them.
private struct FactsReading {
    private(set) var facts: [LiveFact] = []
    private let casus: RandomID
    private let known: [FactsMemory.Known]
    /// How many of the known facts were found again, as they were.
    private var found = 0
    /// What is known from now on, once it differs.
    private var fresh: [FactsMemory.Known]?
    private var count = 0

    init(of casus: RandomID, known: [FactsMemory.Known]) {
        self.casus = casus
        self.known = known
        facts.reserveCapacity(max(known.count, 8))
    }

    mutating func read(
        _ header: RecordHeader, _ sealed: Span<UInt8>, with opener: inout RowOpener, limit: Int
    ) throws {
        count += 1
        guard count <= limit else { throw RecordError.tooMany }
        // Its place and its key must be of the same casus, also where it does not count now.
        guard header.casus == casus else { throw LedgerError.corrupt("place of a record") }
        guard header.state == .live else { return }
        if let fact = knownFact(header, sealed) {
            facts.append(LiveFact(fact: fact, position: header.position))
            found += 1
            return
        }
        let content = try opener.open(sealed, table: .record, row: header.id)
        let fact = try CaseRecord(
            kind: header.kind, id: header.id, bytes: [UInt8](copying: content.bytes))
        facts.append(LiveFact(fact: fact, position: header.position))
        guard header.kind.isWithoutWords else { return }
        if fresh == nil { fresh = Array(known[..<found]) }
        fresh?.append(
            FactsMemory.Known(
                id: header.id, kind: header.kind, sealed: [UInt8](copying: sealed), fact: fact))
    }

    /// The next known fact, if this is its row as it was.
    private func knownFact(_ header: RecordHeader, _ sealed: Span<UInt8>) -> CaseRecord? {
        guard fresh == nil, found < known.count, known[found].id == header.id,
            known[found].kind == header.kind
        else { return nil }
        let before = known[found].sealed
        return before.span.isEqual(to: sealed) ? known[found].fact : nil
    }

    /// What is to be known of the casus from now on; nil where that did not change.
    mutating func end() -> [FactsMemory.Known]? {
        fresh ?? (found < known.count ? Array(known[..<found]) : nil)
    }
}
