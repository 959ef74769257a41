// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// A private key that signs, with the public key under which others know it.
package struct SigningKey: ~Copyable, Sendable {
    private let key: PrivateKey
    /// What others verify with.
    package let jwk: JWK

    /// - Throws: `.unsuitableKey` for a key that cannot sign.
    package init(_ key: consuming PrivateKey) throws(JOSEError) {
        guard let jwk = JWK(key.publicKey, use: .sig) else { throw .unsuitableKey }
        self.key = key
        self.jwk = jwk
    }

    borrowing func sign(_ message: Span<UInt8>) throws(JOSEError) -> [UInt8] {
        do throws(CryptoError) {
            return try key.sign(message)
        } catch {
            throw .library
        }
    }
}

/// A private key that opens envelopes, with the public key for which others seal them.
package struct OpeningKey: ~Copyable, Sendable {
    private let key: PrivateKey
    /// What others seal for.
    package let jwk: JWK

    /// - Throws: `.unsuitableKey` for a key that cannot agree.
    package init(_ key: consuming PrivateKey) throws(JOSEError) {
        guard let jwk = JWK(key.publicKey, use: .enc) else { throw .unsuitableKey }
        self.key = key
        self.jwk = jwk
    }

    borrowing func lend<R: ~Copyable, E: Error>(
        to body: (borrowing PrivateKey) throws(E) -> R
    ) throws(E) -> R {
        try body(key)
    }
}
