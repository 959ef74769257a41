// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import OpenSSL

/// What the ledger knows of an `Idempotency-Key`.
package enum IdempotencyFinding: Sendable, Equatable {
    /// Never seen: do the work, then keep its reference under this place.
    case new(IdempotencyPlace)
    /// Seen with this body: answer from the reference.
    case repeated(operation: Int64, reference: [UInt8])
    /// Seen with another body: 409.
    case conflict
}

/// Where the reference of a write is kept: keyed hashes of key and body.
package struct IdempotencyPlace: Sendable, Equatable {
    let partner: RandomID
    let keyMAC: Digest
    let bodyMAC: Digest
}

extension LedgerTransaction {
    /// How long a reference is kept.
    package static let idempotencyDays = 30

    /// Looks an `Idempotency-Key` up, under this year's key and in January under last year's too.
    ///
    /// - Parameter body: bytes that stand for the call: method, path and body, or a hash of them.
    package func idempotency(
        of partner: RandomID, key: Span<UInt8>, body: Span<UInt8>
    ) throws(LedgerError) -> IdempotencyFinding {
        if let keys = try batch.lastYearsKeys(of: partner),
            let finding = try find(partner, keys, key: key, body: body)
        {
            return finding
        }
        let keys = try batch.organisationKeys(of: partner)
        if let finding = try find(partner, keys, key: key, body: body) { return finding }
        return .new(
            IdempotencyPlace(
                partner: partner, keyMAC: keys.idempotency.digest(ofKey: key),
                bodyMAC: keys.idempotency.digest(ofBody: body)))
    }

    private func find(
        _ partner: RandomID, _ keys: OrganisationKeys, key: Span<UInt8>, body: Span<UInt8>
    ) throws(LedgerError) -> IdempotencyFinding? {
        let keyMAC = keys.idempotency.digest(ofKey: key)
        guard let row = try context.state.idempotency(partner: partner, keyMAC: keyMAC.bytes),
            row.expires > now
        else { return nil }
        let bodyMAC = keys.idempotency.digest(ofBody: body)
        guard Digest(bytes: row.bodyMAC) == bodyMAC else { return .conflict }
        return .repeated(operation: row.operation, reference: row.reference)
    }

    /// Keeps what a retry of this write is answered from.
    package func keep(
        _ reference: [UInt8], operation: Int64, at place: IdempotencyPlace
    ) throws(LedgerError) {
        try batch.ledger.insertIdempotency(
            IdempotencyRow(
                partner: place.partner, keyMAC: place.keyMAC.bytes,
                bodyMAC: place.bodyMAC.bytes, operation: operation, reference: reference,
                expires: now.adding(days: Self.idempotencyDays)))
    }

    /// Uses up the id of an assertion; false where it was used before.
    ///
    /// - Parameter expires: when the assertion ends; until then its id is remembered.
    package func useAssertion(
        _ id: Span<UInt8>, of partner: RandomID, expires: Timestamp
    ) throws(LedgerError) -> Bool {
        if let keys = try batch.lastYearsKeys(of: partner) {
            let mac = keys.assertions.authenticate(id)
            if try !batch.ledger.insertAssertionID(
                partner: partner, mac: mac.bytes, expires: expires, now: now)
            {
                return false
            }
        }
        let keys = try batch.organisationKeys(of: partner)
        let mac = keys.assertions.authenticate(id)
        return try batch.ledger.insertAssertionID(
            partner: partner, mac: mac.bytes, expires: expires, now: now)
    }
}
