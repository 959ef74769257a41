// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// The bytes of a column as they are stored: ciphertext that only its key opens.
package struct SealedBytes: Sendable, Equatable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// The content of a row as a transaction gives it: opened, wiped when the last owner lets go.
package typealias OpenedBytes = SharedSecretBytes
