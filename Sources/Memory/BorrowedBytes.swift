// SPDX-License-Identifier: EUPL-1.2
internal import CSystem

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

extension Span<UInt8> {
    /// Whether these are exactly the bytes of a text that the program itself wrote.
    package func isEqual(to text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        // SAFETY: the text lives as long as the program, and the index stays within its count.
        let other = unsafe text.utf8Start
        for index in indices where unsafe self[index] != other[index] { return false }
        return true
    }

    /// Whether these are the same bytes; for what is no secret, since it takes as long as they agree.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // SAFETY: both buffers are read within the closures only, while the spans keep them alive.
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                unsafe kp_same(left.baseAddress, right.baseAddress, left.count) != 0
            }
        }
    }

    /// Whether these bytes, ASCII capitals lowered, are those of a text that the program wrote in lowercase.
    package func isEqual(toLowercase text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        // SAFETY: the text lives as long as the program, and the index stays within its count.
        let other = unsafe text.utf8Start
        for index in indices {
            let byte = self[index]
            let lowered = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
            if unsafe lowered != other[index] { return false }
        }
        return true
    }
}
