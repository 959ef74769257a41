// SPDX-License-Identifier: EUPL-1.2

/// An IPv4 or IPv6 address with a prefix length; the host bits are kept.
package struct IPAddress: Hashable, Sendable {
    /// The address as a number; of an IPv4 address the low 32 bits.
    let high: UInt64
    let low: UInt64
    let isIPv6: Bool
    /// 0...32 or 0...128.
    let prefixLength: Int

    /// The longest accepted text, in bytes.
    static let textByteLimit = 43

    private var width: Int { isIPv6 ? 128 : 32 }

    /// Parses an address in the strict forms of the language, or gives nil.
    init?(_ text: Text) {
        let bytes = Array(text.string.utf8)
        guard bytes.count <= Self.textByteLimit else { return nil }
        let parts = bytes.split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let colons = parts[0].count { $0 == UInt8(ascii: ":") }
        if let address = Self.ipv4(parts[0]) {
            isIPv6 = false
            high = 0
            low = UInt64(address)
        } else if colons >= 2, let address = Self.ipv6(parts[0]) {
            isIPv6 = true
            (high, low) = address
        } else {
            return nil
        }
        let limit = isIPv6 ? 128 : 32
        guard parts.count == 2 else {
            prefixLength = limit
            return
        }
        guard let length = Self.number(parts[1], digitLimit: isIPv6 ? 3 : 2), length <= limit
        else { return nil }
        prefixLength = length
    }

    /// Decimal digits without a leading zero, except `0` itself.
    private static func number(_ digits: ArraySlice<UInt8>, digitLimit: Int) -> Int? {
        guard (1...digitLimit).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let octets = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard octets.count == 4 else { return nil }
        var address: UInt32 = 0
        for octet in octets {
            guard let value = number(octet, digitLimit: 3), value <= 255 else { return nil }
            address = address << 8 | UInt32(value)
        }
        return address
    }

    private static func ipv6(_ text: ArraySlice<UInt8>) -> (UInt64, UInt64)? {
        let fields = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard fields.count <= 9 else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        var index = 0
        while index < fields.count {
            if !fields[index].isEmpty {
                guard let group = hexGroup(fields[index]) else { return nil }
                groups.append(group)
                index += 1
                continue
            }
            // An empty field is half of a `::`; at either end it comes with a second empty one.
            guard gap == nil else { return nil }
            gap = groups.count
            let isFirst = index == 0
            if isFirst {
                guard fields.count > 2, fields[1].isEmpty else { return nil }
                index += 1
            }
            if index == fields.count - 2, fields[index + 1].isEmpty {
                index += 1
            } else if index == fields.count - 1 {
                return nil
            }
            index += 1
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        let high = groups[..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        let low = groups[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        return (high, low)
    }

    private static func hexGroup(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(digits.count) else { return nil }
        var value: UInt16 = 0
        for byte in digits {
            guard let digit = StringEscapes.hexDigit(byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}

extension IPAddress {
    var isIPv4: Bool { !isIPv6 }

    /// 127.0.0.0/8 with a prefix of at least 8, or `::1` alone.
    var isLoopback: Bool {
        isIPv6
            ? high == 0 && low == 1 && prefixLength == 128 : low >> 24 == 127 && prefixLength >= 8
    }

    /// 224.0.0.0/4 with a prefix of at least 4, or ff00::/8 with a prefix of at least 8.
    var isMulticast: Bool {
        isIPv6
            ? high >> 56 == 0xFF && prefixLength >= 8 : low >> 28 == 0xE && prefixLength >= 4
    }

    /// Whether this network lies within the other; never across families.
    func isInRange(_ other: IPAddress) -> Bool {
        isIPv6 == other.isIPv6 && prefixLength >= other.prefixLength
            && masked(other.prefixLength) == other.masked(other.prefixLength)
    }

    private func masked(_ length: Int) -> [UInt64] {
        guard isIPv6 else {
            return [length == 0 ? 0 : low & (0xFFFF_FFFF << UInt64(32 - length))]
        }
        let first = length == 0 ? 0 : high & (UInt64.max << UInt64(64 - min(length, 64)))
        let second = length <= 64 ? 0 : low & (UInt64.max << UInt64(128 - length))
        return [first, second]
    }

    static func order(_ left: IPAddress, _ right: IPAddress) -> Order {
        let a = [left.isIPv6 ? 1 : 0, left.high, left.low, UInt64(left.prefixLength)]
        let b = [right.isIPv6 ? 1 : 0, right.high, right.low, UInt64(right.prefixLength)]
        if a == b { return .equal }
        return a.lexicographicallyPrecedes(b) ? .ascending : .descending
    }

    /// A text that parses to this address and prefix.
    var text: String {
        if !isIPv6 {
            let octets = [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xFF) }
            return octets.joined(separator: ".") + "/\(prefixLength)"
        }
        let groups = [high, low].flatMap { half in
            [48, 32, 16, 0].map { String(half >> UInt64($0) & 0xFFFF, radix: 16) }
        }
        return groups.joined(separator: ":") + "/\(prefixLength)"
    }
}
