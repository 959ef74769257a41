// SPDX-License-Identifier: EUPL-1.2

/// The two encodings of an ECDSA signature on P-256: 64 bytes (P1363) outside, DER for the library.
enum ECDSASignature {
    /// Two integers of 33 bytes, their headers and the sequence's.
    static let derByteLimit = 72

    /// DER from r and s of 32 bytes each. Range checks are the library's.
    static func der(fixed: Span<UInt8>) -> [UInt8] {
        precondition(fixed.count == 64, "a fixed signature has 64 bytes")
        var body: [UInt8] = []
        body.reserveCapacity(derByteLimit)
        for half in 0..<2 {
            var start = half * 32
            let end = start + 32
            while start < end - 1 && fixed[start] == 0 { start += 1 }
            let padded = fixed[start] >= 0x80
            body.append(0x02)
            body.append(UInt8(end - start + (padded ? 1 : 0)))
            if padded { body.append(0) }
            for index in start..<end { body.append(fixed[index]) }
        }
        return [0x30, UInt8(body.count)] + body
    }

    /// r and s of 32 bytes each from the DER that the library made.
    static func fixed(der: Span<UInt8>) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 64)
        var position = 2
        precondition(
            der.count >= 8 && der[0] == 0x30 && Int(der[1]) == der.count - 2,
            "the library writes a sequence")
        for half in 0..<2 {
            precondition(der[position] == 0x02, "the library writes two integers")
            let count = Int(der[position + 1])
            var start = position + 2
            position = start + count
            if der[start] == 0 { start += 1 }
            precondition(position - start <= 32, "an integer on P-256 has 32 bytes at most")
            let target = half * 32 + 32 - (position - start)
            for offset in 0..<(position - start) { out[target + offset] = der[start + offset] }
        }
        precondition(position == der.count, "the library writes two integers and nothing more")
        return out
    }
}
