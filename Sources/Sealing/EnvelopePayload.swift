// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import JOSE
internal import OpenSSL

/// The signed payload of an envelope: its members, written in one order and read strictly.
struct EnvelopePayload {
    let claims: EnvelopeClaims
    /// The recipient's key as the signer knew it.
    let kid: [UInt8]
    /// HMAC over the submission's digest, under a key that only the source has (bronbewijs).
    let sourceProof: Digest
    /// Where each group's value stands in the payload, and all of them together.
    let groups: [EnvelopeContent.Group]
    let content: Range<Int>

    private static let limits = JSONLimits(byteCountLimit: JWS.compactByteLimit)

    /// Everything up to the content, which follows as the last member.
    static func start(
        _ claims: EnvelopeClaims, groups: [VeldgroepCode], proof: Digest, kid: String
    ) -> [UInt8] {
        var object = ObjectWriter(capacity: 1024)
        object.add("iss", claims.issuer)
        object.add("aud", claims.recipient.text)
        object.add("jti", hex: claims.id.bytes.span)
        object.add("iat", claims.issuedAt.wholeSeconds)
        object.add("exp", claims.expiresAt.wholeSeconds)
        object.add("casus", hex: claims.casus.bytes.span)
        object.add("doel", claims.purpose.text)
        object.add("categorie", claims.category.text)
        object.add("veldgroepen", groups.lazy.map(\.text))
        object.add("beleid", hex: claims.policy.span)
        object.add("kid", kid)
        object.add("verplichtingen", claims.obligations.sorted().lazy.map(\.rawValue))
        if let day = claims.retainUntil { object.add("bewaarTot", day.description) }
        object.add("bron", claims.source.text)
        object.add("bronrol", claims.sourceRole.text)
        object.add("bronbewijs", hex: proof.span)
        return object.finishOpen(at: "inhoud")
    }

    /// Reads a payload; every member is there, none is unknown, each is spelled in its one way.
    /// - Throws: `.malformedPayload`.
    init(parsing bytes: Span<UInt8>) throws(SealingError) {
        let members = try SignedMembers(parsing: bytes, limits: Self.limits)
        try members.allow(
            [
                "iss", "aud", "jti", "iat", "exp", "casus", "doel", "categorie", "veldgroepen",
                "beleid", "kid", "verplichtingen", "bewaarTot", "bron", "bronrol", "bronbewijs",
                "inhoud",
            ], in: bytes)
        let category = try members.code("categorie", CategoryCode.init, in: bytes)
        claims = EnvelopeClaims(
            issuer: try members.text("iss", in: bytes),
            recipient: try members.code("aud", PartnerID.init, in: bytes),
            id: try members.code("jti", RandomID.init(hex:), in: bytes),
            issuedAt: try members.instant("iat", in: bytes),
            expiresAt: try members.instant("exp", in: bytes),
            casus: try members.code("casus", RandomID.init(hex:), in: bytes),
            purpose: try members.code("doel", PurposeCode.init, in: bytes), category: category,
            policy: try members.digest("beleid", in: bytes),
            obligations: try members.obligations("verplichtingen", in: bytes),
            retainUntil: members.has("bewaarTot", in: bytes)
                ? try members.code("bewaarTot", CivilDate.init(iso:), in: bytes) : nil,
            source: try members.code("bron", PartnerID.init, in: bytes),
            sourceRole: try members.code("bronrol", RoleCode.init, in: bytes))
        kid = Array(try members.text("kid", in: bytes).utf8)
        sourceProof = try members.digest("bronbewijs", in: bytes)
        groups = try members.groups("inhoud", of: category, in: bytes)
        content = try members.range("inhoud", in: bytes)
        let named = try members.codes("veldgroepen", VeldgroepCode.init, in: bytes)
        guard named == groups.map(\.code), claims.issuedAt < claims.expiresAt else {
            throw .malformedPayload
        }
    }
}

extension Timestamp {
    /// Seconds since 1970, rounded down.
    var wholeSeconds: Int64 {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }
}
