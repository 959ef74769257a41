// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import JOSE
package import OpenSSL

/// What the gateway signs when an envelope leaves (afgifte): under which log entry, with which duties.
///
/// The duties in it are those in force at that moment and override those within the envelope.
package struct ReleaseNote: Equatable, Sendable {
    /// The region's origin (`iss`).
    package let issuer: String
    /// Organisation and onderdeel to which it left (`aud`).
    package let recipient: PartnerID
    /// The id of the log's leaf (blad).
    package let leaf: RandomID
    /// SHA-256 of the sealed envelope (envelop).
    package let envelope: Digest
    /// Duties (verplichtingen) in force at release.
    package let obligations: Set<Obligation>
    /// Signed in whole seconds, rounded down.
    package let issuedAt: Timestamp

    static let type = "kernpoort-afgifte+jwt"
    /// Bytes of a note's compact form.
    package static let compactByteLimit = 4096

    package init(
        issuer: String, recipient: PartnerID, leaf: RandomID, envelope: Digest,
        obligations: Set<Obligation>, issuedAt: Timestamp
    ) {
        self.issuer = issuer
        self.recipient = recipient
        self.leaf = leaf
        self.envelope = envelope
        self.obligations = obligations
        self.issuedAt = issuedAt
    }

    /// The signed note in compact form.
    /// - Throws: `.jose(.library)`.
    package func signed(by key: borrowing SigningKey) throws(SealingError) -> [UInt8] {
        var object = ObjectWriter(capacity: 512)
        object.add("iss", issuer)
        object.add("aud", recipient.text)
        object.add("iat", issuedAt.wholeSeconds)
        object.add("blad", hex: leaf.bytes.span)
        object.add("envelop", hex: envelope.span)
        object.add("verplichtingen", obligations.sorted().lazy.map(\.rawValue))
        let payload = object.finish()
        do throws(JOSEError) {
            return try JWS.sign(payload.span, typ: Self.type, with: key)
        } catch {
            throw .jose(error)
        }
    }

    /// Reads a note and checks that it is for this partner, envelope and leaf.
    /// - Throws: `.jose`, `.malformedPayload`, `.foreign`, `.notYetValid`.
    package static func verify(
        _ compact: Span<UInt8>, expecting: Envelope.Expectation, envelope: Digest, leaf: RandomID,
        at now: Timestamp
    ) throws(SealingError) -> ReleaseNote {
        guard compact.count <= compactByteLimit else {
            throw .jose(.tooLong(byteLimit: compactByteLimit))
        }
        let payload: [UInt8]
        do throws(JOSEError) {
            payload = try JWS.verify(compact, among: expecting.issuerKeys, typ: type).payload
        } catch {
            throw .jose(error)
        }
        let note = try ReleaseNote(parsing: payload.span)
        guard note.issuer.utf8.elementsEqual(expecting.issuer.utf8) else {
            throw .foreign(.issuer)
        }
        guard note.recipient == expecting.recipient else { throw .foreign(.recipient) }
        guard note.envelope == envelope else { throw .foreign(.digest) }
        guard note.leaf == leaf else { throw .foreign(.leaf) }
        guard note.issuedAt <= now.adding(milliseconds: Envelope.clockSkewSeconds * 1000) else {
            throw .notYetValid
        }
        return note
    }

    private init(parsing bytes: Span<UInt8>) throws(SealingError) {
        let members = try SignedMembers(
            parsing: bytes, limits: JSONLimits(byteCountLimit: Self.compactByteLimit))
        try members.allow(
            ["iss", "aud", "iat", "blad", "envelop", "verplichtingen"], in: bytes)
        issuer = try members.text("iss", in: bytes)
        recipient = try members.code("aud", PartnerID.init, in: bytes)
        leaf = try members.code("blad", RandomID.init(hex:), in: bytes)
        envelope = try members.digest("envelop", in: bytes)
        obligations = try members.obligations("verplichtingen", in: bytes)
        issuedAt = try members.instant("iat", in: bytes)
    }
}
