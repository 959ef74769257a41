// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import Memory
import OpenSSL
import Testing

/// Two partners and one casus: a school that offers, a buurtteam that collects.
struct Story: Sendable {
    let school = RandomID(from: SystemRandom())
    let team = RandomID(from: SystemRandom())
    let casus = RandomID(from: SystemRandom())
    let schoolSlug: PartnerID
    let teamSlug: PartnerID

    init() throws {
        schoolSlug = try #require(PartnerID("school/onderbouw"))
        teamSlug = try #require(PartnerID("buurtteam/west"))
    }

    /// Registers the partners and opens the casus.
    func begin(_ writer: LedgerWriter) async throws {
        _ = try await writer.append { transaction throws(LedgerError) in
            let text = Array("partner".utf8)
            try transaction.insertPartner(school, state: .active, content: text.span)
            try transaction.insertPartner(team, state: .active, content: text.span)
            try transaction.insertCasus(casus, content: Array("casus".utf8).span)
            _ = try transaction.givePseudonym(of: casus, to: school)
            _ = try transaction.givePseudonym(of: casus, to: team)
            try transaction.append(
                LineDraft(.casusGeopend, details: details()), about: .casus(casus),
                parties: LineParties(source: school))
        }
    }

    func details() -> LineDetails {
        var details = LineDetails()
        details.source = schoolSlug
        details.recipient = teamSlug
        details.sourceRole = "intern-begeleider"
        details.purpose = "P2"
        return details
    }

    /// Offers a fragment as one envelope for the team; gives the envelope's id.
    func offer(
        _ writer: LedgerWriter, envelope bytes: [UInt8], consents: [RandomID] = []
    ) async throws -> RandomID {
        let envelope = RandomID(from: SystemRandom())
        _ = try await writer.append { transaction throws(LedgerError) in
            let fragment = transaction.newID()
            let expires = transaction.now.adding(days: 14)
            try transaction.insertFragment(
                fragment, casus: casus, partner: school, expires: expires,
                content: Array("fragment".utf8).span)
            try transaction.insertEnvelope(
                envelope, fragment: fragment, casus: casus, recipient: team, expires: expires,
                key: nil, content: Array("meta".utf8).span, envelope: bytes.span,
                consents: consents)
            try transaction.insertMessage(
                transaction.newID(), to: team, kind: .envelop, casus: casus, envelope: envelope,
                expires: expires, content: Array("message".utf8).span)
            try transaction.append(
                LineDraft(.fragmentAangeboden, details: details()), about: .casus(casus),
                parties: LineParties(source: school))
        }
        return envelope
    }

    /// What the team gets when it collects.
    struct Collected: Sendable {
        let line: AppendedLine
        let envelope: [UInt8]
    }

    /// Collects an envelope: logs the decision and hands the envelope out.
    func collect(
        _ writer: LedgerWriter, _ envelope: RandomID
    ) async throws -> Committed<Collected> {
        try await writer.append { transaction throws(LedgerError) in
            try collect(transaction, envelope)
        }
    }

    func collect(
        _ transaction: borrowing LedgerTransaction, _ envelope: RandomID
    ) throws(LedgerError) -> Collected {
        guard let row = try transaction.envelope(envelope),
            let sealed = try transaction.sealedEnvelope(row)
        else { throw .missing }
        let bytes = sealed.withBytes { span in span.indices.map { span[$0] } }
        var details = details()
        details.outcome = .allowed
        details.envelope = Digest(hashing: bytes.span)
        let line = try transaction.appendDecision(
            LineDraft(.verstrekking, details: details), about: .casus(casus),
            parties: LineParties(source: school, recipient: team), envelope: envelope)
        try transaction.setEnvelope(envelope, state: .collected)
        transaction.wantReceipt(at: line.index)
        return Collected(line: line, envelope: bytes)
    }

    /// Refuses a collect, as for an id that nobody knows.
    func refuse(_ writer: LedgerWriter) async throws -> AppendedLine {
        try await writer.append { transaction throws(LedgerError) in
            var details = LineDetails()
            details.recipient = teamSlug
            details.outcome = .refused
            return try transaction.appendDecision(
                LineDraft(.weigering, kind: .decision, details: details),
                about: .standIn(partner: team), parties: LineParties(recipient: team),
                envelope: nil)
        }.value
    }

    /// Acknowledges a decision.
    func acknowledge(_ writer: LedgerWriter, _ decision: RandomID) async throws -> AppendedLine? {
        try await writer.append { transaction throws(LedgerError) in
            var details = details()
            details.outcome = .confirmed
            return try transaction.close(
                decision, with: LineDraft(.ontvangstBevestigd, details: details))
        }.value
    }
}
