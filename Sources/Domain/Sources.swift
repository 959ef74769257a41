// SPDX-License-Identifier: EUPL-1.2

/// Gives unpredictable bytes; an argument wherever something random is made.
package protocol RandomSource: Sendable {
    /// Overwrites every byte with an unpredictable one.
    func fill(_ bytes: inout MutableSpan<UInt8>)
}

extension RandomSource {
    /// A new array of unpredictable bytes.
    package func bytes(count: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var span = result.mutableSpan
        fill(&span)
        return result
    }
}

/// Tells what time it is; an argument wherever the present matters.
package protocol InstantSource: Sendable {
    /// The present instant.
    func now() -> Timestamp
}
