// SPDX-License-Identifier: EUPL-1.2

/// Finds the end of a head in bytes that arrive piece by piece, looking at each byte once.
///
/// A line feed without a carriage return is refused as soon as it is seen, so that such a head does not
/// wait for its deadline.
struct HeadScanner: Sendable {
    private let byteLimit: Int
    /// INVARIANT: no head ends before this offset, and every line feed before it ends a CRLF.
    private var scanned = 0
    private var sawLine = false

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    /// The byte count of the head at the front of the buffer, or nil while it is not whole.
    ///
    /// The buffer begins at the same head each time and only grows, until a head was found.
    mutating func scan(_ buffer: Span<UInt8>) throws(Refusal) -> Int? {
        precondition(buffer.count >= scanned, "a buffer keeps the head that is being read")
        let end = min(buffer.count, byteLimit)
        var index = scanned
        while index < end {
            guard buffer[index] == Ascii.lineFeed else {
                index += 1
                continue
            }
            guard index > 0, buffer[index - 1] == Ascii.carriageReturn else { throw .bareLineFeed }
            guard index > 1 else { throw .malformedRequestLine }
            // Every earlier line feed ended a CRLF, so this one and the last make an empty line.
            if index > 2, buffer[index - 2] == Ascii.lineFeed {
                self = HeadScanner(byteLimit: byteLimit)
                return index + 1
            }
            sawLine = true
            index += 1
        }
        scanned = index
        guard end < byteLimit else { throw sawLine ? .headTooLong : .targetTooLong }
        return nil
    }
}
