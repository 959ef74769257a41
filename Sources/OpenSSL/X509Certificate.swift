// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// A certificate that was parsed; whether it is trusted is another question.
package struct Certificate: Sendable, Hashable {
    /// The whole certificate.
    package let der: [UInt8]
    /// SHA-256 of the DER: `x5t#S256` (RFC 8705 §3.1).
    package let digest: Digest
    /// SHA-256 of its SubjectPublicKeyInfo in DER: what a partner is registered by.
    package let publicKeyDigest: Digest
    /// The subject's name, as RFC 2253 writes it.
    package let subject: String
    /// The serial number, big-endian, without leading zeros.
    package let serial: [UInt8]
    /// The first moment of validity, in milliseconds since 1970.
    package let notBefore: Int64
    /// The last moment of validity, in milliseconds since 1970.
    package let notAfter: Int64
    /// Whether it may sign other certificates.
    package let isAuthority: Bool

    /// Bytes of a certificate in DER that are looked at.
    package static let byteLimit = 16_384

    /// Parses DER.
    /// - Throws: `.malformedCertificate`.
    package init(der: Span<UInt8>) throws(TLSError) {
        guard der.count <= Self.byteLimit, let handle = X509Handle(der: der) else {
            throw .malformedCertificate
        }
        try self.init(handle)
    }

    /// Parses every certificate of a PEM text, in its order.
    /// - Throws: `.malformedCertificate` where there is none, or one is damaged.
    package static func chain(pem: Span<UInt8>) throws(TLSError) -> [Certificate] {
        var chain: [Certificate] = []
        var failure: TLSError?
        // SAFETY: each certificate that is read is adopted at once, by a handle that frees it.
        let isWhole = unsafe readAllPEM(pem) { bio in
            guard let pointer = unsafe PEM_read_bio_X509(bio, nil, nil, nil) else { return false }
            do throws(TLSError) {
                chain.append(try Certificate(unsafe X509Handle(adopting: pointer)))
            } catch {
                failure = error
            }
            return failure == nil
        }
        if let failure { throw failure }
        guard isWhole, !chain.isEmpty else { throw .malformedCertificate }
        return chain
    }

    /// The certificate in PEM.
    package var pem: [UInt8] {
        withHandle { handle in
            unsafe textWritten { bio in unsafe PEM_write_bio_X509(bio, handle.pointer) == 1 }
        }
    }

    init(_ handle: borrowing X509Handle) throws(TLSError) {
        let (digest, publicKeyDigest) = unsafe Self.digests(of: handle.pointer)
        let notBefore = unsafe kp_time_milliseconds(X509_get0_notBefore(handle.pointer))
        let notAfter = unsafe kp_time_milliseconds(X509_get0_notAfter(handle.pointer))
        guard notBefore != .min, notAfter != .min else { throw .malformedCertificate }
        der = handle.der()
        self.digest = digest
        self.publicKeyDigest = publicKeyDigest
        let name = unsafe X509_get_subject_name(handle.pointer)
        let text = unsafe textWritten { bio in
            unsafe X509_NAME_print_ex(bio, name, 0, kp_name_flags) >= 0
        }
        subject = String(decoding: text, as: UTF8.self)
        serial = unsafe Self.bytes(of: X509_get0_serialNumber(handle.pointer))
        self.notBefore = notBefore
        self.notAfter = notAfter
        isAuthority = unsafe X509_check_ca(handle.pointer) == 1
    }

    /// The digests of a certificate and of its public key.
    @unsafe
    static func digests(of pointer: OpaquePointer) -> (certificate: Digest, publicKey: Digest) {
        let der = unsafe bytesWritten { unsafe i2d_X509(pointer, $0) }
        let key = unsafe X509_get_X509_PUBKEY(pointer)
        let spki = unsafe bytesWritten { unsafe i2d_X509_PUBKEY(key, $0) }
        return (Digest(hashing: der.span), Digest(hashing: spki.span))
    }

    @unsafe
    private static func bytes(
        of integer: UnsafePointer<ASN1_INTEGER>?
    ) -> [UInt8] {
        guard let number = unsafe ASN1_INTEGER_to_BN(integer, nil) else {
            preconditionFailure("a serial number is a number")
        }
        defer { unsafe BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe BN_num_bits(number) + 7) / 8)
        var span = bytes.mutableSpan
        _ = unsafe span.withPointer { target, _ in unsafe BN_bn2bin(number, target) }
        return bytes
    }

    /// Lends the certificate to the operations of this target.
    func withHandle<R, E: Error>(_ body: (borrowing X509Handle) throws(E) -> R) throws(E) -> R {
        guard let handle = X509Handle(der: der.span) else {
            preconditionFailure("what was parsed once can be parsed again")
        }
        return try body(handle)
    }

    package static func == (left: Certificate, right: Certificate) -> Bool {
        left.digest == right.digest
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
