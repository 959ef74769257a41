// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory
package import OpenSSL

/// An envelope that its recipient opened, all of whose claims hold; its content is wiped with it.
package struct OpenedEnvelope: ~Copyable, Sendable {
    package let claims: EnvelopeClaims
    /// The field groups inside, sorted.
    package let veldgroepen: [VeldgroepCode]
    /// What ties this envelope to the source's submission, for who has the key (bronbewijs).
    package let sourceProof: Digest
    private let payload: SecretBytes
    private let groups: [EnvelopeContent.Group]
    private let contentRange: Range<Int>

    init(_ read: EnvelopePayload, payload: consuming SecretBytes) {
        claims = read.claims
        veldgroepen = read.groups.map(\.code)
        sourceProof = read.sourceProof
        groups = read.groups
        contentRange = read.content
        self.payload = payload
    }

    /// Lends the content: one JSON object with the groups as members, in the source's own spelling.
    package borrowing func withContent<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try payload.withBytes { bytes throws(E) in try body(bytes.extracting(contentRange)) }
    }

    /// Lends one group's JSON value; nil stands for a group that is not there.
    package borrowing func withContent<R, E: Error>(
        of code: VeldgroepCode, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R? {
        guard let group = groups.first(where: { $0.code == code }) else { return nil }
        return try payload.withBytes { bytes throws(E) in try body(bytes.extracting(group.range)) }
    }

    /// Whether this envelope came of the submission with that digest, for who holds the proof's key.
    package borrowing func cameOf(submission: Digest, proofKey: [UInt8]) -> Bool {
        guard proofKey.count == 32 else { return false }
        var hmac = HMACKey(proofKey.span)
        return hmac.authenticate(submission.span) == sourceProof
    }
}
