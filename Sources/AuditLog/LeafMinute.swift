// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The time of a leaf: a minute UTC, `2026-03-14T10:05Z`.
///
/// The exact instant stands in the details; seconds in the open would match telephone logs.
package struct LeafMinute: Hashable, Comparable, Sendable {
    /// Length of its text, in bytes.
    static let textByteCount = 17

    /// Minutes since 1970.
    package let minutes: Int

    /// The minute in which an instant lies.
    package init(_ instant: Timestamp) {
        let (quotient, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 60_000)
        minutes = Int(rest < 0 ? quotient - 1 : quotient)
    }

    /// Reads `YYYY-MM-DDThh:mmZ`; nil for any other spelling or a time that there is not.
    init?(parsing text: ArraySlice<UInt8>) {
        guard text.count == Self.textByteCount, let whole = String(validating: text, as: UTF8.self),
            let instant = Timestamp(rfc3339: whole.dropLast() + ":00.000Z"),
            text.last == UInt8(ascii: "Z")
        else { return nil }
        self.init(instant)
    }

    /// Adds its text to the bytes.
    func append(to bytes: inout [UInt8]) {
        let day = minutes >= 0 ? minutes / 1440 : (minutes - 1439) / 1440
        let date = CivilDate(dayNumber: day)
        let minute = minutes - day * 1440
        Self.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(minute / 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(minute % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = digits == 4 ? 1000 : 10
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    package static func < (left: LeafMinute, right: LeafMinute) -> Bool {
        left.minutes < right.minutes
    }
}
