// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// A demonstration authority: its own root certificate, and the key that signs others.
///
/// For throw-away regions and tests; production trusts authorities that it does not run itself.
package struct CertificateAuthority: ~Copyable {
    package let certificate: Certificate
    private let key: PrivateKey

    /// What an issued certificate is for.
    package enum Usage: Sendable { case server, client }

    /// From when till when, in milliseconds since 1970; kept in whole seconds.
    package struct Validity: Sendable {
        package let notBefore: Int64
        package let notAfter: Int64

        package init(notBefore: Int64, notAfter: Int64) {
            self.notBefore = notBefore
            self.notAfter = notAfter
        }
    }

    /// What a certificate says of its holder.
    package struct Subject: Sendable {
        package let organization: String
        package let commonName: String
        /// Host names and addresses of a server.
        package let hosts: [String]

        /// - Throws: `.unusableName` for names of no or more than 64 letters, or hosts that are none.
        package init(
            organization: String, commonName: String, hosts: [String] = []
        ) throws(TLSError) {
            for name in [organization, commonName] {
                guard (1...64).contains(name.unicodeScalars.count) else { throw .unusableName }
            }
            for host in hosts {
                // INVARIANT: no comma, semicolon or line end gets into the extension's text.
                let isPlain = host.utf8.allSatisfy { byte in
                    (UInt8(ascii: "0")...UInt8(ascii: ":")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
                guard isPlain, !host.isEmpty, host.utf8.count <= 253 else { throw .unusableName }
            }
            self.organization = organization
            self.commonName = commonName
            self.hosts = hosts
        }
    }

    /// An authority whose certificate and key exist already.
    /// - Throws: `.keyMismatch`.
    package init(
        certificate: Certificate, key: consuming PrivateKey
    ) throws(TLSError) {
        let keyDigest = Digest(hashing: key.publicKey.spki.span)
        guard keyDigest == certificate.publicKeyDigest else { throw .keyMismatch }
        self.certificate = certificate
        self.key = key
    }

    /// Makes a root certificate for a key, signed by itself.
    package init(
        makingRootFor subject: Subject, validity: Validity, key: consuming PrivateKey
    ) throws(TLSError) {
        let draft = try Self.draft(subject, validity, key.publicKey)
        try Self.extend(draft, issuer: draft, NID_basic_constraints, "critical,CA:TRUE")
        try Self.extend(draft, issuer: draft, NID_key_usage, "critical,keyCertSign,cRLSign")
        try Self.extend(draft, issuer: draft, NID_subject_key_identifier, "hash")
        try Self.extend(draft, issuer: draft, NID_authority_key_identifier, "keyid:always")
        try Self.sign(draft, key)
        certificate = try Certificate(draft)
        self.key = key
    }

    /// Signs a certificate for someone else's key.
    package borrowing func issue(
        _ usage: Usage, to subject: Subject, publicKey: PublicKey, validity: Validity
    ) throws(TLSError) -> Certificate {
        let draft = try Self.draft(subject, validity, publicKey)
        try certificate.withHandle { root throws(TLSError) in
            // SAFETY: setters copy what they are given; a `get` lends, an `add0` takes over.
            let name = unsafe X509_get_subject_name(root.pointer)
            guard unsafe X509_set_issuer_name(draft.pointer, name) == 1 else { throw .now() }
            try Self.extend(draft, issuer: root, NID_basic_constraints, "critical,CA:FALSE")
            try Self.extend(draft, issuer: root, NID_key_usage, "critical,digitalSignature")
            try Self.extend(
                draft, issuer: root, NID_ext_key_usage,
                usage == .server ? "serverAuth" : "clientAuth")
            try Self.extend(draft, issuer: root, NID_subject_key_identifier, "hash")
            try Self.extend(draft, issuer: root, NID_authority_key_identifier, "keyid:always")
            if !subject.hosts.isEmpty {
                let names = subject.hosts.map { ($0.isAddress ? "IP:" : "DNS:") + $0 }
                try Self.extend(
                    draft, issuer: root, NID_subject_alt_name, names.joined(separator: ","))
            }
        }
        try Self.sign(draft, key)
        return try Certificate(draft)
    }

    /// Signs a list of revoked certificates.
    ///
    /// - Parameter number: grows with each list.
    /// - Parameter validity: its moment, and the moment from which it is stale.
    package borrowing func revocationList(
        number: Int, revoking certificates: [Certificate], validity: Validity
    ) throws(TLSError) -> RevocationList {
        guard let pointer = unsafe X509_CRL_new() else { throw .now() }
        let list = unsafe RevocationListHandle(adopting: pointer)
        guard unsafe X509_CRL_set_version(pointer, 1) == 1 else { throw .now() }
        let moment = try LibraryTime(validity.notBefore)
        let next = try LibraryTime(validity.notAfter)
        guard unsafe X509_CRL_set1_lastUpdate(pointer, moment.pointer) == 1,
            unsafe X509_CRL_set1_nextUpdate(pointer, next.pointer) == 1
        else { throw .now() }
        try certificate.withHandle { root throws(TLSError) in
            let name = unsafe X509_get_subject_name(root.pointer)
            guard unsafe X509_CRL_set_issuer_name(pointer, name) == 1,
                unsafe kp_add_list_extensions(pointer, root.pointer, number) == 1
            else { throw .now() }
        }
        for revoked in certificates { try Self.add(revoked, to: list, at: moment) }
        guard unsafe X509_CRL_sort(pointer) == 1 else { throw .now() }
        let signed = key.withHandle { key in
            unsafe X509_CRL_sign(pointer, key.pointer, EVP_sha256()) > 0
        }
        guard signed else { throw .now() }
        return try RevocationList(list)
    }

    private static func add(
        _ certificate: Certificate, to list: borrowing RevocationListHandle,
        at moment: borrowing LibraryTime
    ) throws(TLSError) {
        guard let entry = unsafe X509_REVOKED_new() else { throw .now() }
        let isSet = certificate.withHandle { handle in
            let serial = unsafe X509_get_serialNumber(handle.pointer)
            return unsafe X509_REVOKED_set_serialNumber(entry, serial) == 1
        }
        guard isSet, unsafe X509_REVOKED_set_revocationDate(entry, moment.pointer) == 1,
            unsafe X509_CRL_add0_revoked(list.pointer, entry) == 1
        else {
            unsafe X509_REVOKED_free(entry)
            throw .now()
        }
    }

    // MARK: Making certificates

    /// An unsigned certificate whose issuer is its subject, with a random serial number.
    private static func draft(
        _ subject: Subject, _ validity: Validity, _ publicKey: PublicKey
    ) throws(TLSError) -> X509Handle {
        guard let pointer = unsafe X509_new() else { throw .now() }
        let draft = unsafe X509Handle(adopting: pointer)
        guard unsafe X509_set_version(pointer, 2) == 1,
            unsafe kp_set_time(X509_getm_notBefore(pointer), validity.notBefore) == 1,
            unsafe kp_set_time(X509_getm_notAfter(pointer), validity.notAfter) == 1,
            let serial = unsafe BN_new()
        else { throw .now() }
        defer { unsafe BN_free(serial) }
        // 127 bits with the highest set: positive and 16 bytes in DER, as RFC 5280 §4.1.2.2 allows.
        guard unsafe BN_rand(serial, 127, 0, 0) == 1,
            unsafe BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(pointer)) != nil
        else { throw .now() }
        let name = unsafe X509_get_subject_name(pointer)
        try unsafe add(NID_organizationName, subject.organization, to: name)
        try unsafe add(NID_commonName, subject.commonName, to: name)
        guard unsafe X509_set_issuer_name(pointer, name) == 1 else { throw .now() }
        let isSet = publicKey.withHandle { key in
            unsafe X509_set_pubkey(pointer, key.pointer) == 1
        }
        guard isSet else { throw .now() }
        return draft
    }

    @unsafe
    private static func add(
        _ nid: Int32, _ value: String, to name: OpaquePointer?
    ) throws(TLSError) {
        let bytes = Array(value.utf8)
        let added = unsafe bytes.span.withPointer { pointer, count in
            unsafe X509_NAME_add_entry_by_NID(
                name, nid, MBSTRING_UTF8, pointer, Int32(count), -1, 0)
        }
        guard added == 1 else { throw .unusableName }
    }

    private static func extend(
        _ draft: borrowing X509Handle, issuer: borrowing X509Handle, _ nid: Int32, _ value: String
    ) throws(TLSError) {
        guard unsafe kp_add_extension(draft.pointer, issuer.pointer, nid, value) == 1 else {
            throw .now()
        }
    }

    private static func sign(
        _ draft: borrowing X509Handle, _ key: borrowing PrivateKey
    ) throws(TLSError) {
        let count = key.withHandle { key in
            unsafe X509_sign(draft.pointer, key.pointer, EVP_sha256())
        }
        guard count > 0 else { throw .now() }
    }
}

/// A moment in the library's own form.
@safe
private struct LibraryTime: ~Copyable {
    // SAFETY: owned by this value alone, freed in `deinit`; the library copies times.
    let pointer: UnsafeMutablePointer<ASN1_TIME>

    init(_ milliseconds: Int64) throws(TLSError) {
        guard let made = unsafe ASN1_TIME_set(nil, Int(milliseconds / 1000)) else {
            throw .now()
        }
        unsafe pointer = made
    }

    deinit { unsafe ASN1_TIME_free(pointer) }
}

extension TLSError {
    /// What the library has just refused.
    static func now() -> TLSError { .library(.draining()) }
}

extension String {
    /// Whether a plain host is an address rather than a name.
    fileprivate var isAddress: Bool {
        utf8.contains(UInt8(ascii: ":"))
            || utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    }
}
