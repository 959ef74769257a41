// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
package import JOSE
package import OpenSSL

/// What the operator does to the register: accession, suspension, keys. Each act is a line of its own.
package struct PartnerAdministration: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Why an act was not carried out.
    package enum Refusal: Error, Equatable, Sendable {
        case alreadyRegistered
        case unknownPartner
        /// This type of organisation never joins; the gateway answers only whether something may be done.
        case typeNeverJoins
        /// The certificate's key is registered for another partner.
        case certificateTaken
        /// A partner needs one key to sign and one to receive.
        case wrongUseOfKey
        /// Only a partner with records under professional secrecy has this setting.
        case noCareRecords
    }

    /// Registers a partner with its first certificate and keys (toetreding).
    package func add(
        _ id: PartnerID, type: PartnerType, name: String, certificate: Digest, signing: JWK,
        receiving: JWK, supporting: Set<Obligation>
    ) async throws {
        guard type.mayJoin else { throw Refusal.typeNeverJoins }
        guard signing.use == .sig, receiving.use == .enc else { throw Refusal.wrongUseOfKey }
        guard region.partners[id] == nil else { throw Refusal.alreadyRegistered }
        guard
            !region.partners.all.contains(where: { $0.partner.certificates.contains(certificate) })
        else { throw Refusal.certificateTaken }
        try await change { transaction in
            let partner = Partner(
                row: transaction.newID(), id: id, type: type, name: name,
                certificates: [certificate], supported: supporting)
            let content = partner.bytes
            try transaction.insertPartner(partner.row, state: partner.state, content: content.span)
            for key in [signing, receiving] {
                let jwk = key.json.serialized()
                try transaction.insertPartnerKey(
                    transaction.newID(), partner: partner.row, state: .active,
                    activeFrom: transaction.now, content: jwk.span)
            }
            return LineDraft(
                .partnerToegetreden, details: try Self.details(id, type, [signing, receiving]))
        }
    }

    /// Suspends a partner, or lets it in again: from the next instant on.
    package func setSuspended(_ id: PartnerID, _ isSuspended: Bool) async throws {
        guard var partner = region.partners[id]?.partner else { throw Refusal.unknownPartner }
        partner.status = isSuspended ? .geschorst : .actief
        let changed = partner
        try await change { transaction in
            let content = changed.bytes
            try transaction.updatePartner(changed.row, state: changed.state, content: content.span)
            let event = isSuspended ? Event.partnerGeschorst : .partnerToegetreden
            return LineDraft(event, details: try Self.details(id, changed.type, []))
        }
    }

    /// Settles whether at 12 to 15 the jongere decides alone about a partner's care records where
    /// parents are silent; until it is settled, together with them.
    ///
    /// Source: domain.md §6, the default and who may switch it.
    package func setJongereAlone(_ id: PartnerID, _ isAlone: Bool) async throws {
        guard var partner = region.partners[id]?.partner else { throw Refusal.unknownPartner }
        guard partner.type.regimes.contains(where: \.isCare) else { throw Refusal.noCareRecords }
        partner.isJongereAlone = isAlone
        let changed = partner
        try await change { transaction in
            let content = changed.bytes
            try transaction.updatePartner(changed.row, state: changed.state, content: content.span)
            var details = LineDetails()
            details.activity = Activity.beheer.uri
            details.facts = try Facts([
                "partner": .string(id.text), "instelling": "jongere-alleen",
                "waarde": .bool(isAlone),
            ])
            return LineDraft(.instellingGewijzigd, details: details)
        }
    }

    /// Replaces a partner's key at once: the old one is retired, and what waits under it is destroyed
    /// and offered anew by its sources, who are told.
    package func rotate(_ id: PartnerID, to key: JWK) async throws -> Int {
        guard let registered = region.partners[id] else { throw Refusal.unknownPartner }
        let old = registered.keys.filter { $0.jwk.use == key.use && $0.state != .retired }
        let told = ToldPartners()
        let counts = try await region.append { transaction in
            var destroyed = 0
            for key in old {
                try transaction.setPartnerKey(key.row, state: .retired)
                for envelope in try transaction.destroyReadyEnvelopes(sealedTo: key.row) {
                    destroyed += 1
                    guard let fragment = try transaction.fragment(envelope.fragment) else {
                        continue
                    }
                    let message = Message(fragment: fragment.id).bytes
                    try transaction.insertMessage(
                        transaction.newID(), to: fragment.partner, kind: .opnieuwAanbieden,
                        casus: envelope.casus,
                        expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
                        content: message.span)
                    told.add(fragment.partner)
                }
            }
            let jwk = key.json.serialized()
            try transaction.insertPartnerKey(
                transaction.newID(), partner: registered.partner.row, state: .active,
                activeFrom: transaction.now, content: jwk.span)
            try transaction.appendControl(
                LineDraft(
                    .sleutelGewisseld,
                    details: try Self.details(id, registered.partner.type, [key])))
            return destroyed
        }
        try await region.reloadPartners()
        region.inboxArrivals.announce(told.partners)
        return counts.value
    }

    private func change(
        _ body: @escaping @Sendable (borrowing LedgerTransaction) throws -> LineDraft
    ) async throws {
        _ = try await region.append { transaction in
            try transaction.appendControl(try body(transaction))
        }
        try await region.reloadPartners()
    }

    private static func details(
        _ id: PartnerID, _ type: PartnerType, _ keys: [JWK]
    ) throws -> LineDetails {
        var details = LineDetails()
        details.activity = Activity.beheer.uri
        details.facts = try Facts([
            "partner": .string(id.text), "soort": .string(type.rawValue),
            "sleutels": .array(keys.map(\.kid).sorted().map { .string($0) }),
        ])
        return details
    }
}

extension Region {
    /// Reads the register anew, after it changed.
    package func reloadPartners() async throws {
        let partners = partners
        try await read { state in try partners.reload(from: state) }
    }
}
