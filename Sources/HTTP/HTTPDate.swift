// SPDX-License-Identifier: EUPL-1.2

/// The text of a Date field, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package struct HTTPDate: Sendable, Hashable {
    /// 29 bytes of ASCII.
    package let bytes: [UInt8]

    /// The date of an instant, in whole seconds since 1970 UTC, within the years 1970 to 9999.
    package init(secondsSince1970: Int64) {
        precondition(
            (0...253_402_300_799).contains(secondsSince1970), "a date lies within 1970 to 9999")
        let days = Int(secondsSince1970 / 86_400)
        let second = Int(secondsSince1970 % 86_400)
        // Days to civil date over 400-year eras that begin on 1 March.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(weekdays[days % 7])
        text.append(", ")
        Self.append(day, digits: 2, to: &text)
        text.append(" \(months[month - 1]) ")
        Self.append(year, digits: 4, to: &text)
        text.append(Ascii.space)
        Self.append(second / 3_600, digits: 2, to: &text)
        text.append(Ascii.colon)
        Self.append(second / 60 % 60, digits: 2, to: &text)
        text.append(Ascii.colon)
        Self.append(second % 60, digits: 2, to: &text)
        text.append(" GMT")
        bytes = text
    }

    private static func append(_ number: Int, digits: Int, to text: inout [UInt8]) {
        let decimal = String(number)
        for _ in 0..<(digits - decimal.utf8.count) { text.append(Ascii.zero) }
        text.append(decimal)
    }
}
