// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// What one step of a handshake came to.
package enum TLSStep: Equatable, Sendable {
    case done
    case wantRead
    case wantWrite
    /// The other side hung up.
    case closed
    case failed(TLSFailure)
}

/// What one attempt to read or write came to.
package enum TLSTransfer: Equatable, Sendable {
    case bytes(Int)
    case wantRead
    case wantWrite
    /// The other side ended the connection, politely or not.
    case closed
    case failed(TLSFailure)
}

/// Whose certificate the other side has shown and proved to own.
package struct PeerCertificate: Sendable, Hashable {
    /// SHA-256 of the certificate in DER.
    package let digest: Digest
    /// SHA-256 of its SubjectPublicKeyInfo in DER.
    package let publicKeyDigest: Digest
    /// The last moment of its validity, in milliseconds since 1970.
    package let notAfter: Int64
}

/// One TLS connection over a non-blocking descriptor, which its owner keeps open and closes.
///
/// Not for two threads at once, which noncopyable ownership sees to.
@safe
package struct TLSConnection: ~Copyable {
    // SAFETY: owned by this value alone, freed in `deinit`; noncopyable, so never shared.
    private let pointer: OpaquePointer
    private var isReady = false
    private var isBroken = false

    /// The accepting or connecting side, by its context.
    ///
    /// - Parameter host: for clients, the name or address that the server's certificate must carry.
    package init(
        _ context: TLSContext, descriptor: Int32, expectingHost host: String? = nil
    ) throws(TLSError) {
        precondition(
            context.isServer == (host == nil), "a client, and only a client, expects a host")
        guard let made = unsafe context.withPointer({ unsafe SSL_new($0) }) else { throw .now() }
        var isSet = unsafe SSL_set_fd(made, descriptor) == 1
        if isSet, let host { isSet = unsafe kp_tls_expect_host(made, host) == 1 }
        guard isSet else {
            unsafe SSL_free(made)
            throw .now()
        }
        if context.isServer {
            unsafe SSL_set_accept_state(made)
        } else {
            unsafe SSL_set_connect_state(made)
        }
        unsafe pointer = made
    }

    deinit { unsafe SSL_free(pointer) }

    /// Takes the handshake one step further.
    ///
    /// A client is done before the server has looked at its certificate; a refusal reaches it with
    /// its first read.
    package mutating func handshake() -> TLSStep {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(pointer)
        if result == 1 {
            isReady = true
            return .done
        }
        switch outcome(of: result) {
        case .wantRead: return .wantRead
        case .wantWrite: return .wantWrite
        case .closed: return .closed
        case .failed(let failure): return .failed(failure)
        case .bytes: preconditionFailure("a handshake carries no bytes")
        }
    }

    /// Reads at most one record's rest into `buffer`, from `offset` on.
    package mutating func read(
        into buffer: inout MutableSpan<UInt8>, at offset: Int = 0
    ) -> TLSTransfer {
        precondition(offset < buffer.count, "there is room to read into")
        ERR_clear_error()
        var count = 0
        let result = unsafe buffer.withPointer { target, room in
            unsafe SSL_read_ex(pointer, target + offset, room - offset, &count)
        }
        return result == 1 ? .bytes(count) : outcome(of: result)
    }

    /// Writes what it can of `bytes`; a retry may come from another address but not with less.
    package mutating func write(_ bytes: Span<UInt8>) -> TLSTransfer {
        if bytes.count == 0 { return .bytes(0) }
        ERR_clear_error()
        var count = 0
        let result = unsafe bytes.withPointer { source, size in
            unsafe SSL_write_ex(pointer, source, size, &count)
        }
        return result == 1 ? .bytes(count) : outcome(of: result)
    }

    /// Whether bytes wait inside the library, where no readiness of the descriptor shows them.
    package var hasPending: Bool { unsafe SSL_has_pending(pointer) == 1 }

    /// Gives the library's buffers back, wiped; it takes new ones when it needs them.
    ///
    /// For connections that are idle for a while. Doing so after each record (SSL_MODE_RELEASE_BUFFERS)
    /// wipes and allocates 16 KiB per request: a sixth of its instructions.
    package mutating func releaseBuffers() { _ = unsafe SSL_free_buffers(pointer) }

    /// Tells the other side that nothing more comes; its own end is not awaited.
    package mutating func end() {
        guard isReady, !isBroken else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(pointer)
        isBroken = true
    }

    /// The certificate of the other side, once the handshake is done and its chain was believed.
    package func peerCertificate() -> PeerCertificate? {
        guard isReady, unsafe SSL_get_verify_result(pointer) == Int(X509_V_OK),
            let peer = unsafe SSL_get0_peer_certificate(pointer)
        else { return nil }
        let (digest, publicKeyDigest) = unsafe Certificate.digests(of: peer)
        let notAfter = unsafe kp_time_milliseconds(X509_get0_notAfter(peer))
        return PeerCertificate(
            digest: digest, publicKeyDigest: publicKeyDigest, notAfter: notAfter)
    }

    /// Whether the certificate of the other side would be believed by another context, now.
    package func isStillTrusted(by context: TLSContext) -> Bool {
        unsafe context.withPointer { unsafe kp_tls_verify_again(pointer, $0) == 1 }
    }

    // MARK: Outcomes

    private mutating func outcome(of result: Int32) -> TLSTransfer {
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ: return .wantRead
        case SSL_ERROR_WANT_WRITE: return .wantWrite
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_SYSCALL:
            // The connection was reset, or ended in the middle of a handshake.
            isBroken = true
            return .closed
        default:
            isBroken = true
            return failure()
        }
    }

    private func failure() -> TLSTransfer {
        if kp_tls_is_hang_up() == 1 {
            LibraryFailure.discard()
            return .closed
        }
        let isMissing = kp_tls_is_certificate_missing() == 1
        let reason = LibraryFailure.draining()
        if isMissing { return .failed(.certificate(.missing)) }
        let verdict = unsafe SSL_get_verify_result(pointer)
        if let fault = CertificateFault(verdict: Int32(truncatingIfNeeded: verdict)) {
            return .failed(.certificate(fault))
        }
        return .failed(.protocolViolation(reason))
    }
}

extension CertificateFault {
    /// The fault that a verdict of the chain's check stands for; nil for no fault.
    init?(verdict: Int32) {
        switch verdict {
        case X509_V_OK: return nil
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
        case X509_V_ERR_CERT_REVOKED: self = .revoked
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
            X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_SIGNATURE_FAILURE:
            self = .revocationUnknown
        case X509_V_ERR_CRL_HAS_EXPIRED: self = .revocationStale
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE,
            X509_V_ERR_CERT_UNTRUSTED:
            self = .untrusted
        default: self = .unsuitable
        }
    }
}
