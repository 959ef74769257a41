// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import JOSE
internal import Memory
package import OpenSSL
internal import Platform

/// Everything that a partner's side needs to work with one gateway: who it is, its keys, whom it believes.
package final class PartnerProfile: Sendable {
    /// The files of a profile folder; keys are PKCS#8 in PEM that only the owner may read.
    package enum File {
        package static let settings = "partner.json"
        package static let certificate = "client.crt.pem"
        package static let certificateKey = "client.key.pem"
        package static let signingKey = "ondertekening.key.pem"
        package static let openingKey = "ontvangst.key.pem"
        package static let anchor = "ca.crt.pem"
    }

    package let settings: ProfileSettings
    /// SHA-256 of the client certificate: `x5t#S256`.
    package let certificateDigest: Digest
    /// Signs assertions and acknowledgements.
    package let signingKey: SigningKey
    /// Opens envelopes.
    package let openingKey: OpeningKey
    let context: TLSContext

    private static let byteLimit = 65_536

    /// A profile from its parts.
    /// - Throws: `.tlsUnusable` where certificate, key and anchors do not belong together.
    package init(
        _ settings: ProfileSettings, chain: [Certificate], certificateKey: borrowing PrivateKey,
        anchors: [Certificate], signingKey: consuming SigningKey,
        openingKey: consuming OpeningKey
    ) throws(PartnerClientError) {
        self.settings = settings
        self.signingKey = signingKey
        self.openingKey = openingKey
        do throws(TLSError) {
            guard let first = chain.first else { throw .certificateMissing }
            certificateDigest = first.digest
            context = try TLSContext(
                clientChain: chain, key: certificateKey,
                serverTrust: TLSTrust(anchors: anchors, revocationLists: nil))
        } catch {
            throw .tlsUnusable(error)
        }
    }

    /// Reads a profile folder.
    /// - Throws: `.profileUnreadable`, `.profileMalformed`, `.keyMalformed`, `.tlsUnusable`.
    package convenience init(folder: String) throws(PartnerClientError) {
        let settings = try ProfileSettings(parsing: try Self.read(File.settings, in: folder))
        try self.init(
            settings, chain: try Self.certificates(File.certificate, in: folder),
            certificateKey: try Self.key(File.certificateKey, in: folder),
            anchors: try Self.certificates(File.anchor, in: folder),
            signingKey: try Self.signingKey(in: folder),
            openingKey: try Self.openingKey(in: folder))
    }

    private static func read(
        _ file: String, in folder: String
    ) throws(PartnerClientError) -> [UInt8] {
        do throws(PlatformError) {
            return try Files.read("\(folder)/\(file)", limit: byteLimit)
        } catch {
            throw .profileUnreadable(file: file, error)
        }
    }

    private static func certificates(
        _ file: String, in folder: String
    ) throws(PartnerClientError) -> [Certificate] {
        let pem = try read(file, in: folder)
        do throws(TLSError) {
            return try Certificate.chain(pem: pem.span)
        } catch {
            throw .keyMalformed(file: file)
        }
    }

    private static func signingKey(in folder: String) throws(PartnerClientError) -> SigningKey {
        let key = try key(File.signingKey, in: folder)
        do throws(JOSEError) {
            return try SigningKey(key)
        } catch {
            throw .keyMalformed(file: File.signingKey)
        }
    }

    private static func openingKey(in folder: String) throws(PartnerClientError) -> OpeningKey {
        let key = try key(File.openingKey, in: folder)
        do throws(JOSEError) {
            return try OpeningKey(key)
        } catch {
            throw .keyMalformed(file: File.openingKey)
        }
    }

    private static func key(
        _ file: String, in folder: String
    ) throws(PartnerClientError) -> PrivateKey {
        let pem: SecretBytes
        do throws(PlatformError) {
            pem = try Files.withPrivateBytes(of: "\(folder)/\(file)", limit: byteLimit) {
                SecretBytes(copying: $0)
            }
        } catch {
            throw .profileUnreadable(file: file, error)
        }
        do throws(CryptoError) {
            return try pem.withBytes { bytes throws(CryptoError) in try PrivateKey(pem: bytes) }
        } catch {
            throw .keyMalformed(file: file)
        }
    }
}
