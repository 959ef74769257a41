// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
internal import JOSE
package import LogVerifier
internal import OpenSSL
package import Sealing

/// An envelope that the log is proven to hold as handed out to this partner: the only kind that opens.
package struct VerifiedDelivery: Sendable {
    /// The envelope's own id.
    package let envelope: RandomID
    /// The id of the leaf under which it was handed out; its acknowledgement names it.
    package let leaf: RandomID
    /// The proof's outcome; keep its checkpoint, a later one must extend it.
    package let disclosure: VerifiedDisclosure
    /// The duties in force at release, which override those inside.
    package let release: ReleaseNote
    private let sealed: [UInt8]
    private let expectation: Envelope.Expectation

    /// Verifies the answer to a collect: proof over the leaf, its kind, its receipt, the release note.
    ///
    /// Nothing of the envelope is decrypted before all of it holds.
    /// - Parameter body: the answer as received, or as kept in a file since.
    /// - Throws: `.unproven`, `.unsealed`.
    package init(
        verifying body: [UInt8], of envelope: RandomID, for profile: PartnerProfile,
        at now: Timestamp
    ) throws(PartnerClientError) {
        let settings = profile.settings
        let answer: CollectAnswer
        do throws(LogVerifierError) {
            answer = try CollectAnswer(parsing: body)
            disclosure = try answer.verify(
                recipient: settings.partner.text, policy: settings.logPolicy,
                now: now.milliseconds / 1000)
        } catch {
            throw .unproven(error)
        }
        guard let leaf = RandomID(hex: disclosure.leafID) else {
            preconditionFailure("the id of a leaf is 32 hex digits")
        }
        expectation = Envelope.Expectation(
            issuer: settings.region, issuerKeys: [settings.envelopeKey],
            recipient: settings.partner, id: envelope)
        do throws(SealingError) {
            release = try ReleaseNote.verify(
                answer.release.span, expecting: expectation, envelope: disclosure.envelope,
                leaf: leaf, at: now)
        } catch {
            throw .unsealed(error)
        }
        self.envelope = envelope
        self.leaf = leaf
        sealed = answer.envelope
    }

    /// Opens the envelope with the partner's own key.
    /// - Throws: `.unsealed`.
    package func open(
        with profile: PartnerProfile, at now: Timestamp
    ) throws(PartnerClientError) -> OpenedEnvelope {
        do throws(SealingError) {
            return try Envelope.open(
                sealed.span, with: profile.openingKey, expecting: expectation, at: now)
        } catch {
            throw .unsealed(error)
        }
    }
}

/// What came of a collect.
package enum CollectOutcome: Sendable {
    case delivered(VerifiedDelivery)
    /// The gateway did not hand it out; the one answer for many reasons.
    case refused(GatewayProblem)
}

extension PartnerSession {
    /// Collects an envelope and verifies that its disclosure was logged; it is not opened yet.
    ///
    /// The same key again asks the gateway to decide again; what it permits is the same disclosure.
    /// - Throws: `.unproven` and `.unsealed` for an answer that must not be used; else as `post`.
    package func collect(
        _ envelope: RandomID, key: IdempotencyKey? = nil
    ) throws(PartnerClientError) -> CollectOutcome {
        let answer = try post(
            "/v1/verstrekkingen", ["envelop": .string(envelope.hex)], key: key)
        if let problem = answer.problem { return .refused(problem) }
        return .delivered(
            try VerifiedDelivery(
                verifying: answer.body, of: envelope, for: profile, at: clock.now()))
    }

    /// Tells the gateway, signed, that the envelope arrived and opened.
    ///
    /// The signature is over the digest of the sealed bytes and the leaf's id, never over content.
    package func acknowledge(
        _ delivery: VerifiedDelivery, opened: borrowing OpenedEnvelope,
        key: IdempotencyKey? = nil
    ) throws(PartnerClientError) -> GatewayAnswer {
        precondition(
            opened.claims.id == delivery.envelope, "what is acknowledged is what was opened")
        let statement = try acknowledgement(of: delivery)
        return try post(
            "/v1/verstrekkingen/\(delivery.leaf.hex)/ontvangstbevestigingen",
            ["bevestiging": .string(statement)], key: key)
    }

    /// The signed acknowledgement (ontvangstbevestiging).
    private func acknowledgement(
        of delivery: VerifiedDelivery
    ) throws(PartnerClientError) -> String {
        let claims: JSON = [
            "iss": .string(profile.settings.partner.text), "blad": .string(delivery.leaf.hex),
            "envelop": .string(Hex.encode(delivery.disclosure.envelope.span)),
            "iat": .integer(clock.now().milliseconds / 1000),
        ]
        let payload = claims.serialized()
        do throws(JOSEError) {
            let compact = try JWS.sign(
                payload.span, typ: "kernpoort-ontvangst+jwt", with: profile.signingKey)
            return String(decoding: compact, as: UTF8.self)
        } catch {
            throw .signing(error)
        }
    }
}
