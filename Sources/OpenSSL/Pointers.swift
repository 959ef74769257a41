// SPDX-License-Identifier: EUPL-1.2

extension Span where Element == UInt8 {
    /// Lends address and count; the address of no bytes is that of a spare one, never null.
    borrowing func withPointer<R, E: Error>(
        _ body: (UnsafePointer<UInt8>, Int) throws(E) -> R
    ) throws(E) -> R {
        // SAFETY: the pointer lives as long as the span, and the callee reads `count` bytes at most.
        try unsafe withUnsafeBufferPointer { buffer throws(E) -> R in
            if let base = buffer.baseAddress { return try unsafe body(base, buffer.count) }
            var spare: UInt8 = 0
            return try unsafe body(&spare, 0)
        }
    }
}

extension MutableSpan where Element == UInt8 {
    /// Lends address and count for writing; the address of no bytes is that of a spare one.
    mutating func withPointer<R, E: Error>(
        _ body: (UnsafeMutablePointer<UInt8>, Int) throws(E) -> R
    ) throws(E) -> R {
        // SAFETY: the pointer lives as long as the span, and the callee writes `count` bytes at most.
        try unsafe withUnsafeMutableBufferPointer { buffer throws(E) -> R in
            if let base = buffer.baseAddress { return try unsafe body(base, buffer.count) }
            var spare: UInt8 = 0
            return try unsafe body(&spare, 0)
        }
    }
}
