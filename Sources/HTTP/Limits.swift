// SPDX-License-Identifier: EUPL-1.2

/// How large one message may be, on a server's or a client's connection.
package struct Limits: Sendable, Hashable {
    /// Bytes of a head, its empty line included.
    package var headByteLimit: Int
    /// Bytes of a request target.
    package var targetByteLimit: Int
    /// Path segments and query items of a target, each.
    package var targetPartLimit: Int
    /// Fields of a head.
    package var fieldCountLimit: Int
    /// Bytes of a body.
    package var bodyByteLimit: Int

    package init(
        headByteLimit: Int = 16_384, targetByteLimit: Int = 2_048, targetPartLimit: Int = 16,
        fieldCountLimit: Int = 64, bodyByteLimit: Int = 1_048_576
    ) {
        precondition(
            headByteLimit >= 0 && targetByteLimit >= 0 && targetPartLimit >= 0
                && fieldCountLimit >= 0 && bodyByteLimit >= 0, "a limit is not negative")
        self.headByteLimit = headByteLimit
        self.targetByteLimit = targetByteLimit
        self.targetPartLimit = targetPartLimit
        self.fieldCountLimit = fieldCountLimit
        self.bodyByteLimit = bodyByteLimit
    }

    /// What a partner's request may be: 16 KiB of head in 64 fields, 2 KiB of target, 1 MiB of body.
    package static let standard = Limits()
}
