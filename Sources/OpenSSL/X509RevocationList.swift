// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// A list of revoked certificates that names its next update.
package struct RevocationList: Sendable, Hashable {
    /// The whole list.
    package let der: [UInt8]
    /// When it was made, in milliseconds since 1970.
    package let thisUpdate: Int64
    /// From when on it is stale, in milliseconds since 1970; new handshakes are then refused.
    package let nextUpdate: Int64
    /// Certificates on the list.
    package let revokedCount: Int

    /// Bytes of a list in DER that are looked at.
    package static let byteLimit = 16 << 20

    /// Parses DER.
    /// - Throws: `.malformedRevocationList`, `.revocationListWithoutNextUpdate`.
    package init(der: Span<UInt8>) throws(TLSError) {
        guard der.count <= Self.byteLimit, let handle = RevocationListHandle(der: der) else {
            throw .malformedRevocationList
        }
        try self.init(handle)
    }

    /// Parses every list of a PEM text.
    /// - Throws: as `init(der:)`; `.malformedRevocationList` where there is none.
    package static func all(pem: Span<UInt8>) throws(TLSError) -> [RevocationList] {
        var lists: [RevocationList] = []
        var failure: TLSError?
        // SAFETY: each list that is read is adopted at once, by a handle that frees it.
        let isWhole = unsafe readAllPEM(pem) { bio in
            guard let pointer = unsafe PEM_read_bio_X509_CRL(bio, nil, nil, nil) else {
                return false
            }
            do throws(TLSError) {
                lists.append(try RevocationList(unsafe RevocationListHandle(adopting: pointer)))
            } catch {
                failure = error
            }
            return failure == nil
        }
        if let failure { throw failure }
        guard isWhole, !lists.isEmpty else { throw .malformedRevocationList }
        return lists
    }

    init(_ handle: borrowing RevocationListHandle) throws(TLSError) {
        guard let next = unsafe X509_CRL_get0_nextUpdate(handle.pointer) else {
            throw .revocationListWithoutNextUpdate
        }
        thisUpdate = unsafe kp_time_milliseconds(X509_CRL_get0_lastUpdate(handle.pointer))
        nextUpdate = unsafe kp_time_milliseconds(next)
        guard thisUpdate != .min, nextUpdate != .min else { throw .malformedRevocationList }
        der = handle.der()
        revokedCount = max(0, Int(unsafe kp_list_count(handle.pointer)))
    }

    /// The list in PEM.
    package var pem: [UInt8] {
        withHandle { handle in
            unsafe textWritten { bio in unsafe PEM_write_bio_X509_CRL(bio, handle.pointer) == 1 }
        }
    }

    /// Lends the list to the operations of this target.
    func withHandle<R, E: Error>(
        _ body: (borrowing RevocationListHandle) throws(E) -> R
    ) throws(E) -> R {
        guard let handle = RevocationListHandle(der: der.span) else {
            preconditionFailure("what was parsed once can be parsed again")
        }
        return try body(handle)
    }
}
