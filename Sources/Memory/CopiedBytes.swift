// SPDX-License-Identifier: EUPL-1.2

extension [UInt8] {
    /// A copy of borrowed bytes, in one move.
    package init(copying bytes: Span<UInt8>) {
        // SAFETY: the buffer is read within the closure only, while the span keeps it alive.
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    /// Adds borrowed bytes at the end, in one move.
    package mutating func append(copying bytes: Span<UInt8>) {
        // SAFETY: the buffer is read within the closure only, while the span keeps it alive.
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
