// SPDX-License-Identifier: EUPL-1.2

/// The middle of several measurements, with the least and the most.
struct Spread: Sendable {
    let median: Double
    let least: Double
    let most: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        precondition(!sorted.isEmpty, "there is something to summarise")
        median = sorted[sorted.count / 2]
        least = sorted[0]
        most = sorted[sorted.count - 1]
    }

    /// The ratios of measurements that were taken in pairs, one right after the other.
    init(ratios: [(ours: Double, reference: Double)]) {
        self.init(ratios.map { $0.reference > 0 ? $0.ours / $0.reference : 0 })
    }

    /// `1.16 (1.08..1.74)`.
    var text: String {
        "\(median.text(decimals: 2)) (\(least.text(decimals: 2))..\(most.text(decimals: 2)))"
    }
}

extension Double {
    /// The number with so many decimals.
    func text(decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((magnitude * scale).rounded())
        let sign = self < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(scaled) }
        let whole = scaled / Int64(scale)
        let fraction = String(scaled % Int64(scale))
        let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
        return "\(sign)\(whole).\(zeros)\(fraction)"
    }
}

extension String {
    /// The text filled with spaces to a column's width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - unicodeScalars.count))
    }
}

/// Times of single operations, for percentiles.
struct Latencies: Sendable {
    private var sorted: [Int32] = []

    /// - Parameter microseconds: in any order.
    init(microseconds: [Int32]) { sorted = microseconds.sorted() }

    /// The time that this part of the operations did not exceed, in milliseconds.
    func milliseconds(at part: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let index = Int((Double(sorted.count - 1) * part).rounded())
        return Double(sorted[index]) / 1000
    }
}
