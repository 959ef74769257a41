// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import HTTP
import JOSE
import LogVerifier
import Memory
import Merkle
import OpenSSL
import PartnerClient
import Sealing
import TestSupport
import Testing

/// What a gateway answers to a collect, honestly made; tests spoil it.
private struct Handout {
    var envelope: [UInt8]
    var leaf: [UInt8]
    var salt: [UInt8]
    var proof: [UInt8]
    var release: [UInt8]
    /// The same leaf's id, in hex.
    var leafID: RandomID
    let id: RandomID

    static let now = Timestamp(milliseconds: 1_800_000_000_123)
    static let content = #"{"C6.observatie":{"observatie":"Kanarie van Test"}}"#

    init(
        _ partner: TestPartner, sealedFor key: JWK? = nil, signedBy signer: borrowing SigningKey,
        loggedBy log: borrowing CheckpointSigner, releasedBy releaser: borrowing SigningKey,
        recipient: PartnerID? = TestPartner.partner, releaseTo: PartnerID? = TestPartner.partner,
        issuer: String = TestPartner.region, event: Event = .verstrekking,
        releaseLeaf: RandomID? = nil, releaseEnvelope: Digest? = nil, expiresIn: Int64 = 3_600_000
    ) throws {
        let random = SeededSource(seed: 7)
        let id = RandomID(from: random)
        let recipient = try #require(recipient)
        let policy = Digest(hashing: [1].span)
        let claims = EnvelopeClaims(
            issuer: issuer, recipient: recipient, id: id,
            issuedAt: Self.now.adding(milliseconds: -1_000_000),
            expiresAt: Self.now.adding(milliseconds: expiresIn), casus: RandomID(from: random),
            purpose: try #require(PurposeCode("P3")), category: try #require(CategoryCode("C6")),
            policy: policy, obligations: [], retainUntil: nil,
            source: try #require(PartnerID("buurtteam-zuid/team")),
            sourceRole: try #require(RoleCode("gezinswerker")))
        let text = Array(Self.content.utf8)
        let group = EnvelopeContent.Group(
            try #require(VeldgroepCode("C6.observatie")), at: 17..<(text.count - 1))
        let sealed = try Envelope.seal(
            EnvelopeContent([group], of: SharedSecretBytes(copying: text)), claims,
            submission: Digest(hashing: [2].span), for: key ?? partner.jwk.opening, signedBy: signer
        )
        var details = LineDetails()
        details.recipient = recipient
        details.envelope = sealed.digest
        let stamp = LineStamp(
            at: Self.now, policy: policy, id: RandomID(from: random),
            tags: LeafTags(
                subject: ChainTag(from: random), source: ChainTag(from: random),
                recipient: ChainTag(from: random)))
        var writer = LineWriter(random: random)
        let line = try writer.write(
            LineDraft(event, details: details), stamp: stamp,
            key: DetailsKey(lineKey: [UInt8](repeating: 5, count: 32).span))
        var tree = GrowingTree(hasher: SHA256TreeHasher())
        for entry in [[1], line.entry, [3]] { tree.append(SHA256TreeHasher().leaf(entry.span)) }
        let hashes = try Proof.inclusion(
            of: 1, inSize: 3, nodes: tree, hasher: SHA256TreeHasher())
        let note = try log.sign(tree.head, after: nil)
        self.id = id
        envelope = sealed.compact
        leaf = line.entry
        salt = line.receiptSalt?.bytes ?? [UInt8](repeating: 0, count: 32)
        proof = LogText.proof(index: 1, hashes: hashes, checkpoint: note)
        leafID = stamp.id
        release = try ReleaseNote(
            issuer: issuer, recipient: try #require(releaseTo), leaf: releaseLeaf ?? stamp.id,
            envelope: releaseEnvelope ?? sealed.digest, obligations: [], issuedAt: Self.now
        ).signed(by: releaser)
    }

    init(_ partner: TestPartner) throws {
        try self.init(
            partner, signedBy: partner.envelopeKey, loggedBy: partner.log,
            releasedBy: partner.envelopeKey)
    }

    var body: [UInt8] {
        let json: JSON = [
            "envelop": .string(String(decoding: envelope, as: UTF8.self)),
            "blad": .string(Base64.encode(leaf)), "ontvangstzout": .string(Base64.encode(salt)),
            "bewijs": .string(String(decoding: proof, as: UTF8.self)),
            "afgifte": .string(String(decoding: release, as: UTF8.self)),
        ]
        return json.serialized()
    }
}

@Suite(.ownThread) struct DeliveryTests {
    let partner: TestPartner
    let profile: PartnerProfile
    private let handout: Handout

    init() throws {
        partner = try TestPartner()
        profile = try partner.profile(port: 1)
        handout = try Handout(partner)
    }

    private func verify(_ handout: Handout, at now: Timestamp = Handout.now) throws
        -> VerifiedDelivery
    {
        try VerifiedDelivery(verifying: handout.body, of: handout.id, for: profile, at: now)
    }

    /// The failure of verifying and opening; nil where it opened.
    private func failure(
        _ handout: Handout, of id: RandomID? = nil, at now: Timestamp = Handout.now
    ) -> PartnerClientError? {
        do throws(PartnerClientError) {
            let delivery = try VerifiedDelivery(
                verifying: handout.body, of: id ?? handout.id, for: profile, at: now)
            _ = try delivery.open(with: profile, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an envelope that was logged for this partner opens`() throws {
        let delivery = try verify(handout)
        #expect(delivery.leaf == handout.leafID && delivery.disclosure.index == 1)
        let opened = try delivery.open(with: profile, at: Handout.now)
        let text = opened.withContent { bytes in
            String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        }
        #expect(text == Handout.content)
    }

    @Test func `an envelope without a proof that holds is not opened`() throws {
        var spoiled = handout
        spoiled.leaf[100] ^= 1
        #expect(failure(spoiled) == .unproven(.proofWrong))
        spoiled = handout
        spoiled.proof = []
        #expect(failure(spoiled) == .unproven(.proofMalformed))
        spoiled = handout
        spoiled.salt[0] ^= 1
        #expect(failure(spoiled) == .unproven(.receiptWrong))
        spoiled = handout
        spoiled.envelope = try Handout(partner).envelope
        #expect(failure(spoiled) == .unproven(.receiptWrong), "sealed again is another envelope")
    }

    @Test func `a line that discloses nothing proves nothing`() throws {
        let offered = try Handout(
            partner, signedBy: partner.envelopeKey, loggedBy: partner.log,
            releasedBy: partner.envelopeKey, event: .fragmentAangeboden)
        #expect(failure(offered) == .unproven(.leafKindWrong))
    }

    @Test func `a log that is not ours proves nothing`() throws {
        let other = try CheckpointSigner(origin: TestPartner.origin, key: .generate(.ed25519))
        let forged = try Handout(
            partner, signedBy: partner.envelopeKey, loggedBy: other, releasedBy: partner.envelopeKey
        )
        #expect(failure(forged) == .unproven(.signatureUnknown))
    }

    @Test func `what was logged for another partner proves nothing to us`() throws {
        let other = PartnerID("gemeente/jgz")
        let foreign = try Handout(
            partner, signedBy: partner.envelopeKey, loggedBy: partner.log,
            releasedBy: partner.envelopeKey, recipient: other)
        #expect(failure(foreign) == .unproven(.receiptWrong))
    }

    @Test func `a release note must be the gateway's, for us, this leaf and this envelope`() throws
    {
        func with(
            to: PartnerID? = TestPartner.partner, leaf: RandomID? = nil, envelope: Digest? = nil
        ) throws -> PartnerClientError? {
            failure(
                try Handout(
                    partner, signedBy: partner.envelopeKey, loggedBy: partner.log,
                    releasedBy: partner.envelopeKey, releaseTo: to, releaseLeaf: leaf,
                    releaseEnvelope: envelope))
        }
        #expect(try with() == nil)
        #expect(try with(to: PartnerID("gemeente/jgz")) == .unsealed(.foreign(.recipient)))
        #expect(try with(leaf: handout.id) == .unsealed(.foreign(.leaf)))
        #expect(try with(envelope: Digest(hashing: [9].span)) == .unsealed(.foreign(.digest)))
        let stranger = try SigningKey(.generate(.p256))
        let forged = try Handout(
            partner, signedBy: partner.envelopeKey, loggedBy: partner.log, releasedBy: stranger)
        #expect(failure(forged) == .unsealed(.jose(.keyMismatch)))
        var none = handout
        none.release = Array("a.b.c".utf8)
        #expect(failure(none) != nil)
    }

    @Test func `an envelope must be the gateway's own, for our key, and of the asked id`() throws {
        let stranger = try SigningKey(.generate(.p256))
        let forged = try Handout(
            partner, signedBy: stranger, loggedBy: partner.log, releasedBy: partner.envelopeKey)
        #expect(failure(forged) == .unsealed(.jose(.keyMismatch)))
        let other = try OpeningKey(.generate(.x25519)).jwk
        let elsewhere = try Handout(
            partner, sealedFor: other, signedBy: partner.envelopeKey, loggedBy: partner.log,
            releasedBy: partner.envelopeKey)
        #expect(failure(elsewhere) == .unsealed(.jose(.keyMismatch)))
        #expect(failure(handout, of: handout.leafID) == .unsealed(.foreign(.id)))
        let region = try Handout(
            partner, signedBy: partner.envelopeKey, loggedBy: partner.log,
            releasedBy: partner.envelopeKey, issuer: "https://ander.example")
        #expect(failure(region) == .unsealed(.foreign(.issuer)))
    }

    @Test func `an envelope past its end is not opened`() throws {
        let late = Handout.now.adding(milliseconds: 3_600_000)
        #expect(failure(handout, at: late) == .unsealed(.expired))
        #expect(failure(handout, at: late.adding(milliseconds: -1_000)) == nil)
    }

    @Test func `collect, open and acknowledge, over the line`() throws {
        let handout = handout
        let gateway = try FakeGateway(partner.authority.serverContext()) { heard, _ in
            heard.path.count == 2
                ? .answer(Response(.created, body: .bytes(handout.body)))
                : .answer(Response(.created, body: .bytes(Array("{}".utf8))))
        }
        let session = try partner.session(port: gateway.port)
        guard case .delivered(let delivery) = try session.collect(handout.id) else {
            Issue.record("not delivered")
            return
        }
        let opened = try delivery.open(with: session.profile, at: Handout.now)
        let answer = try session.acknowledge(delivery, opened: opened)
        #expect(answer.status == .created)
        let heard = gateway.heard
        #expect(try JSON(parsing: heard[0].body) == ["envelop": .string(handout.id.hex)])
        #expect(
            heard[1].target == "/v1/verstrekkingen/\(handout.leafID.hex)/ontvangstbevestigingen")
        let statement = try #require(try JSON(parsing: heard[1].body)["bevestiging"]?.string)
        let compact = Array(statement.utf8)
        let payload = try JWS.verify(
            compact.span, with: partner.jwk.signing, typ: "kernpoort-ontvangst+jwt")
        #expect(
            try JSON(parsing: payload) == [
                "iss": "school-west/zorgteam", "blad": .string(handout.leafID.hex),
                "envelop": .string(Hex.encode(Digest(hashing: handout.envelope.span).span)),
                "iat": 1_800_000_000,
            ])
    }

    @Test func `a refused collect gives the gateway's words`() throws {
        let gateway = try FakeGateway(partner.authority.serverContext()) { _, _ in
            .answer(
                Response(.notFound, body: .bytes(Array(#"{"code":"niet-beschikbaar"}"#.utf8))))
        }
        guard
            case .refused(let problem) = try partner.session(port: gateway.port).collect(handout.id)
        else {
            Issue.record("delivered")
            return
        }
        #expect(problem.status == 404 && problem.code == "niet-beschikbaar")
    }

    @Test func `an answer that is not a handout is refused`() throws {
        for text in ["", "{}", "[]", "null", #"{"envelop":"a"}"#] {
            let gateway = try FakeGateway(partner.authority.serverContext()) { _, _ in
                .answer(Response(.created, body: .bytes(Array(text.utf8))))
            }
            #expect(throws: PartnerClientError.unproven(.answerMalformed)) {
                _ = try partner.session(port: gateway.port).collect(handout.id)
            }
        }
    }
}
