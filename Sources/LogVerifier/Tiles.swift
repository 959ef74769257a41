// SPDX-License-Identifier: EUPL-1.2

/// Reading of tiles and bundles, and their paths.
///
/// Source: C2SP tlog-tiles.
package enum Tiles {
    /// Items in a full tile or bundle.
    package static let width = 256

    /// The entries of a bundle: exactly `count`, no byte left over; nil otherwise.
    package static func entries(in bundle: [UInt8], count: Int) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var place = 0
        while place < bundle.count {
            guard entries.count < count, bundle.count - place >= 2 else { return nil }
            let length = Int(bundle[place]) << 8 | Int(bundle[place + 1])
            place += 2
            guard bundle.count - place >= length else { return nil }
            entries.append(Array(bundle[place..<place + length]))
            place += length
        }
        return entries.count == count ? entries : nil
    }

    /// The path of a hash tile, or of an entry bundle where the level is nil.
    package static func path(level: Int?, n: Int, width: Int) -> String {
        var number = padded(n % 1000)
        var rest = n / 1000
        while rest > 0 {
            number = "x\(padded(rest % 1000))/\(number)"
            rest /= 1000
        }
        let suffix = width == Self.width ? "" : ".p/\(width)"
        return "tile/\(level.map { String($0) } ?? "entries")/\(number)\(suffix)"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "00\(number)" : number < 100 ? "0\(number)" : "\(number)"
    }
}
