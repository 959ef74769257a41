// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
package import Domain
internal import Merkle
package import OpenSSL

/// One request's work on the ledger: reads facts, changes state, appends lines; all of it or nothing.
///
/// It lives within the closure that `LedgerWriter` runs on its own thread, in a savepoint of its own:
/// a closure that throws takes back what it did and nothing else. What it gives back leaves the ledger
/// as `Committed` once everything is durable. Closures are short: no waiting, no input or output.
package struct LedgerTransaction: ~Copyable, StateReading {
    let batch: BatchContext

    init(_ batch: BatchContext) { self.batch = batch }

    package var context: StateContext { batch }

    /// The instant of every line of this transaction; never before that of an earlier line.
    package var now: Timestamp { batch.now }

    package var policyVersion: Digest? { batch.policy }

    /// A new random id.
    package func newID() -> RandomID { RandomID(from: batch.random) }

    /// Asks for a receipt over the checkpoint that this transaction commits with.
    ///
    /// - Parameter index: of a line of this transaction or of an earlier one.
    package func wantReceipt(at index: Int) {
        precondition(index >= 0 && index < batch.nextIndex, "a receipt is of an entry")
        batch.wanted.append(index)
    }
}

// MARK: Lines

extension LedgerTransaction {
    /// Appends a line about a person: an L. Decisions and outcomes have functions of their own.
    ///
    /// It takes the next number of the chains of the subject and of the source, is sealed under the
    /// subject's key, and becomes one of the source's own lines.
    /// - Throws: `.line` where the details do not fit; nothing was appended then.
    @discardableResult
    package func append(
        _ draft: LineDraft, about subject: LineSubject, parties: LineParties
    ) throws(LedgerError) -> AppendedLine {
        precondition(draft.kind == .line, "a line about a person that is no decision is an L")
        return try append(draft, about: subject, parties: parties, ref: nil)
    }

    /// Appends a decision at collect: a D, open until its outcome is appended.
    ///
    /// A grant is due at the end of the acknowledgement term; a refusal at a random moment before it,
    /// so that it looks like a grant.
    /// - Parameter envelope: the envelope asked for, where there is one.
    package func appendDecision(
        _ draft: LineDraft, about subject: LineSubject, parties: LineParties,
        envelope: RandomID?
    ) throws(LedgerError) -> AppendedLine {
        precondition(draft.kind == .decision, "a decision at collect is a D")
        let line = try append(draft, about: subject, parties: parties, ref: nil)
        let term =
            draft.disclosesEnvelope
            ? batch.acknowledgementTermMilliseconds : try refusalTermMilliseconds()
        let (casus, stream): (RandomID?, LineStream) =
            switch subject {
            case .casus(let casus, let stream): (casus, stream)
            case .standIn: (nil, .open)
            }
        try batch.ledger.insertOpenDecision(
            OpenDecisionRow(
                id: line.id, index: line.index, casus: casus, stream: stream,
                source: parties.source, recipient: parties.recipient, envelope: envelope,
                opened: now, due: now.adding(milliseconds: term)))
        return line
    }

    /// Appends the outcome of a decision: an O, once for each D.
    ///
    /// - Returns: nil, and nothing is appended, where the decision is closed already.
    package func close(
        _ decision: RandomID, with draft: LineDraft
    ) throws(LedgerError) -> AppendedLine? {
        precondition(draft.kind == .outcome, "the outcome of a decision is an O")
        guard let open = try context.state.openDecision(decision),
            try batch.ledger.deleteOpenDecision(decision)
        else { return nil }
        let subject: LineSubject
        if let casus = open.casus {
            subject = .casus(casus, open.stream)
        } else if let recipient = open.recipient {
            subject = .standIn(partner: recipient)
        } else {
            throw .corrupt("open decision without casus and recipient")
        }
        if draft.event != .weigeringGesloten {
            let delay = now.milliseconds - open.opened.milliseconds
            try batch.ledger.recordClosingDelay(
                milliseconds: min(max(0, delay), batch.acknowledgementTermMilliseconds),
                keep: Self.closingDelayCount)
        }
        return try append(
            draft, about: subject,
            parties: LineParties(source: open.source, recipient: open.recipient), ref: decision)
    }

    /// Appends a line that is about no person: C or S. Erasures have a function of their own.
    @discardableResult
    package func appendControl(_ draft: LineDraft) throws(LedgerError) -> AppendedLine {
        precondition(
            draft.kind == .control || draft.kind == .shard, "a line about no person is C or S")
        return try appendOpen(draft)
    }

    /// Delays of closed grants that refusals are drawn from.
    static let closingDelayCount = 1_000
    /// Below this many, refusals are spread evenly over the term.
    static let closingDelayMinimumCount = 100

    private func refusalTermMilliseconds() throws(LedgerError) -> Int64 {
        let count = try batch.ledger.closingDelayCount()
        guard count >= Self.closingDelayMinimumCount else {
            return Int64(randomNumber(below: UInt64(batch.acknowledgementTermMilliseconds) + 1))
        }
        let place = Int(randomNumber(below: UInt64(count)))
        guard let delay = try batch.ledger.closingDelay(at: place) else {
            throw .corrupt("a closing delay is missing")
        }
        return delay
    }

    /// A number below a limit, each as likely to within 2⁻⁴⁰.
    private func randomNumber(below limit: UInt64) -> UInt64 {
        let bytes = batch.random.bytes(count: 8)
        return bytes.reduce(0) { $0 << 8 | UInt64($1) } % limit
    }

    func appendOpen(_ draft: LineDraft) throws(LedgerError) -> AppendedLine {
        let stamp = LineStamp(
            at: now, policy: batch.policy, id: newID(),
            tags: LeafTags(subject: randomTag(), source: randomTag(), recipient: randomTag()))
        let line: PreparedLine
        do { line = try batch.lineWriter.writeOpen(draft, stamp: stamp) } catch {
            throw .line(error)
        }
        return try insert(line, id: stamp.id, key: nil)
    }

    private func append(
        _ draft: LineDraft, about subject: LineSubject, parties: LineParties, ref: RandomID?
    ) throws(LedgerError) -> AppendedLine {
        let keys = try batch.lineKeys(for: subject)
        var number: UInt64?
        if case .casus = subject { number = try batch.ledger.nextChainNumber(keys.id) }
        let subjectTag = number.map { keys.tags.tag($0) } ?? randomTag()
        let sourceTag = try tag(of: parties.source)
        let countsRecipient = draft.kind != .line
        let recipientTag = try tag(of: countsRecipient ? parties.recipient : nil)
        let stamp = LineStamp(
            at: now, policy: batch.policy, id: newID(), ref: ref,
            tags: LeafTags(subject: subjectTag, source: sourceTag, recipient: recipientTag),
            chainNumber: number)
        let line: PreparedLine
        do {
            line = try batch.lineWriter.write(draft, stamp: stamp, key: keys.details)
        } catch { throw .line(error) }
        let appended = try insert(line, id: stamp.id, key: keys.id)
        if let source = parties.source {
            try batch.ledger.insertLine(
                LineRow(partner: source, index: appended.index, side: .source))
        }
        if countsRecipient, let recipient = parties.recipient, recipient != parties.source {
            try batch.ledger.insertLine(
                LineRow(partner: recipient, index: appended.index, side: .recipient))
        }
        return appended
    }

    /// The next tag of a partner's chain, or a random one for nobody.
    private func tag(of partner: RandomID?) throws(LedgerError) -> ChainTag {
        guard let partner else { return randomTag() }
        let keys = try batch.organisationKeys(of: partner)
        return keys.tags.tag(try batch.ledger.nextChainNumber(keys.id))
    }

    private func randomTag() -> ChainTag { ChainTag(from: batch.random) }

    private func insert(
        _ line: PreparedLine, id: RandomID, key: RandomID?
    ) throws(LedgerError) -> AppendedLine {
        let index = batch.nextIndex
        try batch.ledger.insertEntry(
            EntryRow(index: index, id: id, leaf: line.entry, leafHash: line.leafHash.bytes))
        try batch.ledger.insertDetail(DetailRow(id: id, key: key, bytes: line.details))
        batch.append(line.leafHash, entry: line.entry)
        return AppendedLine(
            id: id, index: index, leaf: line.entry, receiptSalt: line.receiptSalt)
    }
}
