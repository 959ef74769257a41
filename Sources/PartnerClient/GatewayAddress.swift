// SPDX-License-Identifier: EUPL-1.2

/// Where a gateway is: the host and port of an `https` address without a path.
package struct GatewayAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or numeric address, without brackets: what its certificate must carry.
    package let host: String
    package let port: UInt16

    /// Parses `https://host[:port]`; nil for any other shape.
    package init?(_ text: String) {
        guard text.hasPrefix("https://") else { return nil }
        let rest = text.dropFirst(8)
        guard !rest.isEmpty, rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            guard let port = Self.port(tail.isEmpty ? nil : tail.dropFirst()) else { return nil }
            self.port = port
            guard host.utf8.contains(0x3a), host.utf8.allSatisfy(Self.isAddressByte) else {
                return nil
            }
        } else {
            let parts = rest.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = String(parts[0])
            guard let port = Self.port(parts.count == 2 ? parts[1] : nil) else { return nil }
            self.port = port
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isNameByte) else { return nil }
        }
    }

    /// Host and port as a Host field has them.
    package var authority: String {
        let name = host.utf8.contains(0x3a) ? "[\(host)]" : host
        return port == 443 ? name : "\(name):\(port)"
    }

    package var description: String { "https://\(authority)" }

    /// The addresses to try in turn; `localhost` may listen on either of its two.
    var candidates: [String] {
        host.utf8.elementsEqual("localhost".utf8) ? ["127.0.0.1", "::1"] : [host]
    }

    private static func port(_ digits: Substring?) -> UInt16? {
        guard let digits else { return 443 }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return port
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
            || (0x41...0x5a).contains(byte) || byte == 0x2d || byte == 0x2e
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            || (0x41...0x46).contains(byte) || byte == 0x3a || byte == 0x2e
    }
}
