// SPDX-License-Identifier: EUPL-1.2

extension CivilDate {
    /// The age in whole years on a day of someone born on this date; negative before birth.
    ///
    /// Born on 29 February: a year older on that day in leap years, on 1 March in others.
    package func age(on day: CivilDate) -> Int {
        let years = day.year - year
        return day < adding(years: years) ? years - 1 : years
    }
}

/// The ages between which the law draws its lines.
package enum AgeBand: String, Sendable, CaseIterable, Comparable {
    case under12 = "onder-12"
    case from12To15 = "12-15"
    case from16To17 = "16-17"
    case adult = "18-plus"

    /// The band of someone born on a date, on a day in Amsterdam.
    package init(born: CivilDate, on day: CivilDate) {
        switch born.age(on: day) {
        case ..<12: self = .under12
        case 12..<16: self = .from12To15
        case 16..<18: self = .from16To17
        default: self = .adult
        }
    }

    package static func < (left: AgeBand, right: AgeBand) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .under12: 0
        case .from12To15: 1
        case .from16To17: 2
        case .adult: 3
        }
    }
}
