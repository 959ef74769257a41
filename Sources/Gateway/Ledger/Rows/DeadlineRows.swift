// SPDX-License-Identifier: EUPL-1.2

/// What falls due in a casus; the numbers are stored.
package enum DeadlineKind: Int64, Sendable, CaseIterable {
    /// The three months of the routekaart.
    case plan = 1
    /// A consent that may stop counting by itself: its end, or a birthday.
    case consent = 2
}
