// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import JOSE
internal import Memory
package import OpenSSL
internal import Synchronization

/// A key that a partner registered, with the row that stands for it.
package struct RegisteredKey: Sendable {
    package let row: RandomID
    package let jwk: JWK
    package let state: PartnerKeyState
    package let activeFrom: Timestamp

    /// Whether it may be used at an instant.
    package func isActive(at now: Timestamp) -> Bool { state == .active && activeFrom <= now }

    init(_ row: PartnerKeyRow<OpenedBytes>) throws(RecordError) {
        self.row = row.id
        state = row.state
        activeFrom = row.activeFrom
        do throws(JOSEError) {
            jwk = try row.content.withBytes { bytes throws(JOSEError) in try JWK(parsing: bytes) }
        } catch {
            throw .malformed(member: "jwk")
        }
    }
}

/// A partner with its registered keys.
package struct RegisteredPartner: Sendable {
    package let partner: Partner
    package let keys: [RegisteredKey]

    /// The keys with which it may sign now.
    package func signingKeys(at now: Timestamp) -> [JWK] {
        keys.filter { $0.jwk.use == .sig && $0.isActive(at: now) }.map(\.jwk)
    }

    /// The key for which envelopes are sealed now: the newest.
    package func receivingKey(at now: Timestamp) -> RegisteredKey? {
        keys.filter { $0.jwk.use == .enc && $0.isActive(at: now) }
            .max { $0.activeFrom < $1.activeFrom }
    }
}

/// The partners of the region, as last committed.
///
/// The handshake and the check of assertions read it; a write reads the partner's state again within
/// its transaction, so that a suspension can't be missed. Lock: the mutex, for look-ups and swaps only.
package final class PartnerRegister: Sendable {
    private struct Snapshot {
        var byID: [PartnerID: RegisteredPartner] = [:]
        var byCertificate: [Digest: PartnerID] = [:]
        var byRow: [RandomID: PartnerID] = [:]
    }

    private let snapshot = Mutex(Snapshot())

    package init() {}

    /// Reads all partners and keys of the register anew.
    package func reload(
        from state: borrowing some StateReading & ~Copyable
    ) throws {
        var fresh = Snapshot()
        for row in try state.partners() {
            let partner = try Partner(row)
            var keys: [RegisteredKey] = []
            for key in try state.partnerKeys(of: partner.row) {
                keys.append(try RegisteredKey(key))
            }
            fresh.byID[partner.id] = RegisteredPartner(partner: partner, keys: keys)
            fresh.byRow[partner.row] = partner.id
            for certificate in partner.certificates {
                fresh.byCertificate[certificate] = partner.id
            }
        }
        let loaded = fresh
        snapshot.withLock { $0 = loaded }
    }

    package subscript(id: PartnerID) -> RegisteredPartner? { snapshot.withLock { $0.byID[id] } }

    /// The partner that this row stands for.
    package subscript(row row: RandomID) -> RegisteredPartner? {
        snapshot.withLock { snapshot in snapshot.byRow[row].flatMap { snapshot.byID[$0] } }
    }

    /// The active partner that registered this public key of a certificate, by SHA-256 of its SPKI.
    package func active(certificate: Digest) -> RegisteredPartner? {
        snapshot.withLock { snapshot in
            snapshot.byCertificate[certificate].flatMap { snapshot.byID[$0] }
        }.flatMap { $0.partner.status == .actief ? $0 : nil }
    }

    /// All partners, by their ids.
    package var all: [RegisteredPartner] {
        snapshot.withLock { Array($0.byID.values) }.sorted { $0.partner.id < $1.partner.id }
    }
}
