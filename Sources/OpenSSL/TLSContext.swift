// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// Whose certificates are believed.
package struct TLSTrust: Sendable {
    /// Root certificates, and perhaps intermediate ones to complete chains with.
    package let anchors: [Certificate]
    /// One list of each authority in a chain; nil asks nobody about revocation.
    package let revocationLists: [RevocationList]?

    /// - Throws: `.certificateMissing` without an anchor.
    package init(
        anchors: [Certificate], revocationLists: [RevocationList]?
    ) throws(TLSError) {
        guard !anchors.isEmpty else { throw .certificateMissing }
        self.anchors = anchors
        self.revocationLists = revocationLists
    }

    /// The earliest moment at which a list becomes stale, in milliseconds since 1970.
    package var firstNextUpdate: Int64? { revocationLists?.map(\.nextUpdate).min() }
}

/// The settings of one side of TLS: 1.3 only, both sides with a certificate, nothing resumed.
///
/// Connections keep the context that they began with, so replacing it concerns new ones alone.
@safe
package final class TLSContext: @unchecked Sendable {
    // SAFETY: the library counts references and locks inside; nothing is set after `init`.
    private let pointer: OpaquePointer
    /// Whether this is the side that accepts.
    let isServer: Bool
    /// The certificate that is shown, first of its chain; nil for a client that has none.
    package let certificate: Certificate?
    package let trust: TLSTrust

    /// A server that shows this chain and asks every client for a certificate.
    /// - Throws: `.keyMismatch`, `.certificateMissing`, `.library`.
    package convenience init(
        serverChain chain: [Certificate], key: borrowing PrivateKey, clientTrust: TLSTrust
    ) throws(TLSError) {
        guard let first = chain.first else { throw .certificateMissing }
        try self.init(isServer: true, certificate: first, trust: clientTrust)
        try show(chain, key)
    }

    /// A client that shows this chain and believes the servers of these anchors.
    /// - Throws: as for a server.
    package convenience init(
        clientChain chain: [Certificate], key: borrowing PrivateKey, serverTrust: TLSTrust
    ) throws(TLSError) {
        guard let first = chain.first else { throw .certificateMissing }
        try self.init(isServer: false, certificate: first, trust: serverTrust)
        try show(chain, key)
    }

    /// A client without a certificate, which our own server refuses; for checks that it does.
    package convenience init(anonymousClientTrusting trust: TLSTrust) throws(TLSError) {
        try self.init(isServer: false, certificate: nil, trust: trust)
    }

    private init(isServer: Bool, certificate: Certificate?, trust: TLSTrust) throws(TLSError) {
        let method = unsafe isServer ? TLS_server_method() : TLS_client_method()
        guard let made = unsafe SSL_CTX_new(method) else { throw .now() }
        unsafe pointer = made
        self.isServer = isServer
        self.certificate = certificate
        self.trust = trust
        guard unsafe kp_tls_configure(made) == 1,
            unsafe kp_tls_require_peer(made, trust.revocationLists == nil ? 0 : 1) == 1
        else { throw .now() }
        let store = unsafe SSL_CTX_get_cert_store(made)
        for anchor in trust.anchors {
            let added = anchor.withHandle { unsafe X509_STORE_add_cert(store, $0.pointer) }
            guard added == 1 else { throw .now() }
        }
        for list in trust.revocationLists ?? [] {
            let added = list.withHandle { unsafe X509_STORE_add_crl(store, $0.pointer) }
            guard added == 1 else { throw .now() }
        }
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    private func show(_ chain: [Certificate], _ key: borrowing PrivateKey) throws(TLSError) {
        guard Digest(hashing: key.publicKey.spki.span) == chain[0].publicKeyDigest else {
            throw .keyMismatch
        }
        // The library takes a reference of its own to each.
        let shown = chain[0].withHandle { unsafe SSL_CTX_use_certificate(pointer, $0.pointer) }
        let keyed = key.withHandle { unsafe SSL_CTX_use_PrivateKey(pointer, $0.pointer) }
        guard shown == 1, keyed == 1 else { throw .now() }
        for issuer in chain.dropFirst() {
            let added = issuer.withHandle { unsafe kp_tls_add_chain(pointer, $0.pointer) }
            guard added == 1 else { throw .now() }
        }
    }

    /// Lends the pointer to the connections of this target.
    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(pointer) }
}
