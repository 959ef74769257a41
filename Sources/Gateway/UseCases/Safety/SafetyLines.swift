// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain

extension Matter {
    /// Whether its entries are withheld from anybody of the family.
    func isWithheld(by safety: SafetyFacts) -> Bool {
        isWithheld || (fragment.map(safety.isWithheld) ?? false)
    }

    /// The stream of lines about it: what may be withheld from the family has one of its own.
    func stream(_ safety: SafetyFacts) -> LineStream {
        isWithheld(by: safety) || Self.isSafety(purpose, category) ? .withheld : .open
    }

    fileprivate static func isSafety(_ purpose: PurposeCode, _ category: CategoryCode) -> Bool {
        purpose.text == SafetyFacts.purpose || category.text == "C10"
    }

    /// The records of break-glass under which these groups go to a recipient, each once.
    func breakGlass(
        for groups: some Sequence<VeldgroepCode>, to addressee: Addressee, _ safety: SafetyFacts,
        now: Timestamp
    ) -> [BreakGlass] {
        var records: [BreakGlass] = []
        for group in groups {
            let flow = Flow(
                source: source.id, recipient: addressee.partner, recipientRole: addressee.role,
                purpose: purpose, group: group)
            guard let record = safety.breakGlass(flow, now: now) else { continue }
            if !records.contains(record) { records.append(record) }
        }
        return records
    }
}

extension FragmentRecord {
    /// The stream of lines about a stored fragment.
    func stream(_ fragment: RandomID, _ safety: SafetyFacts) -> LineStream {
        safety.isWithheld(fragment) || Matter.isSafety(purpose, category) ? .withheld : .open
    }
}

extension LineDetails {
    /// Says under which break-glass something goes.
    mutating func record(_ breakGlass: [BreakGlass]) {
        if let first = breakGlass.first { emergency = first.reason.emergency }
    }
}
