// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// Why a cryptographic step failed.
package enum CryptoError: Error, Equatable, Sendable {
    /// Key, nonce, associated data, ciphertext and tag do not belong together; nothing more is told.
    case authenticationFailed
    /// The bytes are not a usable key of the expected kind.
    case invalidKey
    /// A key of another kind stands where the operation needs this one.
    case wrongKind
    /// Two keys agree on a secret that one side could have forced (all zeros).
    case agreementRefused
    /// The library refused for a reason of its own, such as missing entropy or memory.
    case library(LibraryFailure)
}

/// What OpenSSL left in its error queue, oldest first.
package struct LibraryFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Packed codes as `ERR_get_error` gave them.
    package let codes: [UInt]

    /// Takes everything out of the calling thread's error queue.
    package static func draining() -> LibraryFailure {
        var codes: [UInt] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { return LibraryFailure(codes: codes) }
            codes.append(code)
        }
    }

    /// Empties the queue where failure is an ordinary answer, so that no later call reads it.
    package static func discard() { ERR_clear_error() }

    /// The library's own reasons, without file, line or attached text.
    package var description: String {
        let reasons = codes.map { code in
            // SAFETY: the text is static within the library.
            guard let reason = unsafe ERR_reason_error_string(code) else {
                return "code \(code)"
            }
            return unsafe String(cString: reason)
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    }
}
