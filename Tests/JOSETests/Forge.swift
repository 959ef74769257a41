// SPDX-License-Identifier: EUPL-1.2
import Encodings
import JOSE
import Memory
import OpenSSL

/// Makes messages with any header, right or wrong, by other code than the one under test.
enum Forge {
    /// A signed message whose header is exactly this text.
    static func jws(
        header: String, payload: [UInt8], key: borrowing PrivateKey
    ) throws -> [UInt8] {
        let message =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(payload)
        let bytes = Array(message.utf8)
        let signature = try key.sign(bytes.span)
        return bytes + Array(".\(Base64URL.encode(signature))".utf8)
    }

    /// The ephemeral public key as `epk`.
    static func epk(_ key: borrowing PrivateKey) -> String {
        let raw = key.rawPublicKey
        return switch key.kind {
        case .p256:
            """
            {"kty":"EC","crv":"P-256","x":"\(Base64URL.encode(Array(raw[1..<33])))",\
            "y":"\(Base64URL.encode(Array(raw[33...])))"}
            """
        case .x25519: "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"\(Base64URL.encode(raw))\"}"
        case .ed25519: "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"\(Base64URL.encode(raw))\"}"
        }
    }

    /// A sealed message whose header is exactly this text.
    static func jwe(
        header: String, plaintext: [UInt8], ephemeral: borrowing PrivateKey, recipient: PublicKey,
        partyU: String = "", partyV: String = ""
    ) throws -> [UInt8] {
        let contentKey = [UInt8](repeating: 0x5a, count: 32)
        let nonce = [UInt8](repeating: 0xa5, count: 12)
        let agreed = try ephemeral.agree(with: recipient)
        let wrappingKey = agreed.withBytes {
            ConcatKDF.deriveKey(
                secret: $0, algorithm: "ECDH-ES+A256KW".utf8.span, partyU: partyU.utf8.span,
                partyV: partyV.utf8.span)
        }
        let wrapped = wrappingKey.withBytes { AES256KeyWrap.wrap(contentKey.span, key: $0) }
        let encodedHeader = Base64URL.encode(Array(header.utf8))
        let sealed = AES256GCM.seal(
            plaintext.span, key: contentKey.span, nonce: nonce.span, aad: encodedHeader.utf8.span)
        let parts = [wrapped, nonce, Array(sealed.dropLast(16)), Array(sealed.suffix(16))]
        return Array(
            ([encodedHeader] + parts.map { Base64URL.encode($0) }).joined(separator: ".").utf8)
    }
}

/// A copy of secret bytes, for comparison in tests only.
func revealed(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.withBytes { [UInt8](copying: $0) }
}
