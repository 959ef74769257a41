// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import JOSE
internal import Memory
internal import OpenSSL
internal import Sealing

/// Sealing one envelope beside a C loop of the same calls to libcrypto.
///
/// The plain reference is what a C programmer writes first: `EVP_PKEY_Q_keygen`,
/// `EVP_PKEY_derive_set_peer` (which checks the peer's key each time), algorithms by their getters.
/// The tuned one does as we do: algorithms fetched once, ready parameters of the curve, a peer that was
/// checked when it was registered. Neither encodes, parses, or makes the source's proof.
enum SealBenchmarks {
    static let all: [Benchmark] = [
        Benchmark(
            name: "seal",
            summary: "1 KiB into an envelope beside C loops of the same EVP calls; aim 0.7"
        ) { try compare() }
    ]

    private static let pairCount = 5
    private static let sealCount = 400
    private static let contentByteCount = 1024

    private static func compare() throws {
        print("  ES256 signs; \(pairCount) rounds of \(sealCount); median (least..most)")
        for kind in [KeyKind.p256, .x25519] {
            let sealer = try Sealer(kind)
            let sealedCount = try sealer.sealedByteCount()
            var plain = Comparison()
            var tuned = Comparison()
            for _ in 0..<pairCount {
                let word = kind == .p256 ? "p256" : "x25519"
                func reference(_ way: String) throws -> Run {
                    try Reference.run(
                        [
                            "seal", word, way, "\(sealCount)",
                            "\(sealedCount - Sealer.signatureByteCount)", "\(sealedCount)",
                        ])
                }
                let first = try reference("plain")
                let ours = try sealer.run(sealCount)
                plain.add(ours, beside: first)
                tuned.add(ours, beside: try reference("tuned"))
            }
            plain.show("\(word(kind)), plain reference", aim: "0.70")
            tuned.show("\(word(kind)), tuned reference", aim: "none")
        }
    }

    private static func word(_ kind: KeyKind) -> String { kind == .p256 ? "P-256" : "X25519" }

    /// Everything that sealing needs, made once.
    private final class Sealer {
        /// A dot and the characters of a signature.
        static let signatureByteCount = 87

        private let signing: SigningKey
        private let recipient: JWK
        private let claims: EnvelopeClaims
        private let content: EnvelopeContent
        private let submission = Digest(hashing: "submission".utf8.span)

        init(_ kind: KeyKind) throws {
            signing = try SigningKey(PrivateKey.generate(.p256))
            recipient = try OpeningKey(PrivateKey.generate(kind)).jwk
            let value = "\"" + String(repeating: "a", count: contentByteCount - 2) + "\""
            guard let issued = Timestamp(rfc3339: "2026-03-14T10:05:00.000Z"),
                let id = RandomID(bytes: [UInt8](repeating: 1, count: 16)),
                let partner = PartnerID("lokalis/buurtteam-vo-so"),
                let source = PartnerID("trajectum/vo"), let role = RoleCode("mentor"),
                let purpose = PurposeCode("P3"), let category = CategoryCode("C6"),
                let group = VeldgroepCode("C6.observatie")
            else { preconditionFailure("a sample is well-formed") }
            claims = EnvelopeClaims(
                issuer: "https://regio.kernpoort.example", recipient: partner, id: id,
                issuedAt: issued, expiresAt: issued.adding(days: 14), casus: id,
                purpose: purpose, category: category,
                policy: Digest(hashing: "policy".utf8.span),
                obligations: [.zichtbaarheidOuders, .nietVoorHandhaving], retainUntil: nil,
                source: source, sourceRole: role)
            content = EnvelopeContent(
                [.init(group, at: 0..<value.utf8.count)],
                of: SharedSecretBytes(copying: Array(value.utf8)))
        }

        func seal() throws -> Envelope.Sealed {
            try Envelope.seal(
                content, claims, submission: submission, for: recipient, signedBy: signing)
        }

        /// Bytes that are encrypted: the signed message.
        func sealedByteCount() throws -> Int {
            let parts = try seal().compact.split(
                separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts[3].count * 3 / 4
        }

        func run(_ count: Int) throws -> Run {
            for _ in 0...(count / 10) { _ = try seal() }
            return try Run.measuring {
                for _ in 0..<count { _ = try seal() }
                return count
            }
        }
    }
}
