// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a person said or wrote, as a professional took it down.
package struct VoiceInput: Sendable {
    /// By the caller's own id.
    package let person: RandomID
    package let channel: ConsentEvidence.Channel
    package let textVersion: String
    /// SHA-256 of the exact text, lowercase hex.
    package let textDigest: String

    package init(
        person: RandomID, channel: ConsentEvidence.Channel, textVersion: String, textDigest: String
    ) {
        self.person = person
        self.channel = channel
        self.textVersion = textVersion
        self.textDigest = textDigest
    }

    func evidence(recordedBy partner: PartnerID) -> ConsentEvidence {
        ConsentEvidence(
            channel: channel, textVersion: textVersion, textDigest: textDigest,
            recordedBy: partner)
    }
}

extension Place {
    /// The caller as one that takes part.
    var taker: PlanVersion.Taker {
        PlanVersion.Taker(partner: caller.partner, role: caller.role)
    }

    /// Adds a record of the caller, with how the act was taken where it is one of the family.
    func insert(
        _ record: CaseRecord, id: RandomID, taken evidence: ActEvidence? = nil,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        let content = record.bytes(taken: evidence)
        try transaction.insertRecord(
            id, casus: file.id, partner: caller.partnerRow, kind: record.kind,
            content: content.span)
    }

    /// Appends a line about this casus with the caller as the acting side, and wants its receipt.
    func append(
        _ event: Event, _ details: LineDetails, _ transaction: borrowing LedgerTransaction
    ) throws -> AppendedLine {
        let line = try transaction.append(
            LineDraft(event, details: details), about: .casus(file.id), parties: caller.parties)
        transaction.wantReceipt(at: line.index)
        return line
    }

    /// Puts a notice about this casus into a partner's inbox.
    func tell(
        _ partner: RandomID, _ kind: MessageKind, _ message: Message, told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        let content = message.bytes
        try transaction.insertMessage(
            transaction.newID(), to: partner, kind: kind, casus: file.id,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: content.span)
        told.add(partner)
    }

    /// An instant that is not in the future; a clock that is a little ahead is taken back to ours.
    func instant(
        _ at: Timestamp, at pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> Timestamp {
        guard at.milliseconds <= state.now.milliseconds + FactRecorder.clockSkewMilliseconds else {
            throw UseCaseFailure.invalid([.init(pointer, "ligt in de toekomst")])
        }
        return min(at, state.now)
    }

    /// The persons that the caller names.
    func persons(
        _ ids: [RandomID], at pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> Set<RandomID> {
        Set(
            try ids.enumerated().map { offset, id in
                try person(id, at: "\(pointer)/\(offset)", state)
            })
    }
}

/// What a write gave: the caller's id of it, from a reference with `id` and `blad`.
enum Recorded {
    static func replay(
        _ transaction: borrowing LedgerTransaction, _ reference: RecordReader
    ) throws -> RandomID {
        transaction.wantReceipt(at: Int(try reference.integer("blad")))
        return try reference.identifier("id")
    }

    static func step(_ id: RandomID, _ line: AppendedLine) -> Work<RandomID> {
        var reference = Reference()
        reference.add("id", id)
        reference.add("blad", line.index)
        return .answer(Step(value: id, reference: reference))
    }
}
