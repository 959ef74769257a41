// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// What a registered key is for; the key's kind and use fix it, no header chooses.
package enum Algorithm: String, Hashable, Sendable, CaseIterable {
    /// ECDSA on P-256 with SHA-256. Source: RFC 7518 §3.4.
    case es256 = "ES256"
    /// Ed25519. Source: RFC 8037 §3.1.
    case edDSA = "EdDSA"
    /// Ephemeral agreement on P-256 or X25519, then AES-256 key wrap. Source: RFC 7518 §4.6.
    case ecdhESA256KW = "ECDH-ES+A256KW"

    /// What a public key may be used for.
    package enum Use: String, Hashable, Sendable, CaseIterable {
        case sig, enc
    }

    package var use: Use {
        switch self {
        case .es256, .edDSA: .sig
        case .ecdhESA256KW: .enc
        }
    }

    /// The only algorithm of a key of this kind in this use; nil if it cannot be used so.
    package init?(kind: KeyKind, use: Use) {
        switch (kind, use) {
        case (.p256, .sig): self = .es256
        case (.ed25519, .sig): self = .edDSA
        case (.p256, .enc), (.x25519, .enc): self = .ecdhESA256KW
        case (.ed25519, .enc), (.x25519, .sig): return nil
        }
    }
}

/// The content encryption that every envelope uses. Source: RFC 7518 §5.3.
let contentEncryption = "A256GCM"
