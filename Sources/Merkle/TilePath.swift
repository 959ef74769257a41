// SPDX-License-Identifier: EUPL-1.2

/// Paths of tiles and bundles: one spelling for each, every other is refused.
///
/// `tile/<L>/<N>` and `tile/entries/<N>`, with `.p/<W>` behind it if partial. N stands in groups of three
/// digits, all but the last with an `x`: 1234067 is `x001/x234/067`. Source: C2SP tlog-tiles.
extension TileResource {
    /// The path below the log's prefix, without a slash in front.
    package var path: String {
        let directory =
            switch content {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        var groups = Self.digits(n % 1000)
        var rest = n / 1000
        while rest > 0 {
            groups = "x" + Self.digits(rest % 1000) + "/" + groups
            rest /= 1000
        }
        return "tile/\(directory)/\(groups)" + (isFull ? "" : ".p/\(width)")
    }

    private static func digits(_ number: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }

    /// The resource that a path names; nil for any spelling but the one that `path` gives.
    package init?(path: String) {
        var parts = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        ).map { Array($0) }
        guard parts.count >= 3, parts.count <= 12, parts[0] == Array("tile".utf8) else {
            return nil
        }
        let content: Content
        if parts[1] == Array("entries".utf8) {
            content = .entries
        } else {
            guard let level = Self.number(parts[1][...]), level <= 63 else { return nil }
            content = .hashes(level: level)
        }
        var width = TileCoordinate.width
        let suffix = Array(".p".utf8)
        if parts.count >= 4, parts[parts.count - 2].suffix(2) == suffix[...] {
            guard let partial = Self.number(parts[parts.count - 1][...]),
                (1..<TileCoordinate.width).contains(partial)
            else { return nil }
            width = partial
            parts.removeLast()
            parts[parts.count - 1].removeLast(2)
        }
        guard let n = Self.number(inGroups: parts[2...]) else { return nil }
        self.init(content: content, n: n, width: width)
        // Belt and braces: whatever was read must be exactly what we would write.
        guard Array(self.path.utf8) == Array(path.utf8) else { return nil }
    }

    /// A decimal number without sign or leading zero, of at most four digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard let first = digits.first, digits.count <= 4, digits.count == 1 || first != 0x30 else {
            return nil
        }
        return number(ofDigits: digits)
    }

    private static func number(ofDigits digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }

    private static func number(inGroups groups: ArraySlice<[UInt8]>) -> Int? {
        guard let last = groups.indices.last, groups.count <= 7 else { return nil }
        var number = 0
        for position in groups.indices {
            var group = groups[position][...]
            if position != last {
                guard group.first == UInt8(ascii: "x") else { return nil }
                group = group.dropFirst()
            }
            guard group.count == 3, let value = self.number(ofDigits: group) else { return nil }
            let (product, productOverflow) = number.multipliedReportingOverflow(by: 1000)
            let (sum, sumOverflow) = product.addingReportingOverflow(value)
            guard !productOverflow, !sumOverflow else { return nil }
            number = sum
        }
        return number
    }
}
