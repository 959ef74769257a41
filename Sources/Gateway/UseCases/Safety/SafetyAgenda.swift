// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// What a source must still decide about safety: reviews after the fact, and withholdings.
///
/// Kept per partner, so that neither a new break-glass nor a list of signals reads every casus. It holds
/// ids and days alone.
struct SafetyAgenda {
    /// What is to be decided.
    enum Matter: String, CaseIterable {
        case emergencyReview = "noodbeoordeling"
        case withholding = "afscherming"
    }

    struct Item: Equatable {
        let matter: Matter
        let casus: RandomID
        let record: RandomID
        /// The last day before it is overdue.
        let due: CivilDate
    }

    private let partner: RandomID
    private(set) var items: [Item]

    /// Reads the agenda of a partner, by its row.
    init(of partner: RandomID, _ state: borrowing some StateReading & ~Copyable) throws {
        self.partner = partner
        items = []
        guard let bytes = try state.setting(Self.name(partner)) else { return }
        for item in try RecordReader(bytes).list("zaken") {
            let row = item
            items.append(
                Item(
                    matter: try row.value("soort") { Matter(rawValue: $0) },
                    casus: try row.identifier("casus"), record: try row.identifier("record"),
                    due: try row.date("tot")))
        }
    }

    /// Puts something on the agenda, in the place of what stood there about the same record.
    mutating func put(_ item: Item) {
        remove(item.matter, item.record)
        items.append(item)
    }

    mutating func remove(_ matter: Matter, _ record: RandomID) {
        items.removeAll { $0.matter == matter && $0.record == record }
    }

    func store(_ transaction: borrowing LedgerTransaction) throws {
        var out = RecordWriter()
        out.add(
            "zaken",
            .array(
                items.map {
                    [
                        "soort": .string($0.matter.rawValue), "casus": .string($0.casus.hex),
                        "record": .string($0.record.hex), "tot": .string($0.due.description),
                    ]
                }))
        try transaction.setSetting(Self.name(partner), out.bytes)
    }

    /// Whether a review after the fact is overdue in a casus that is still open.
    func hasOverdueReview(
        on day: CivilDate, _ state: borrowing some StateReading & ~Copyable
    ) -> Bool {
        for item in items where item.matter == .emergencyReview && item.due < day {
            // A casus whose key is gone can be reviewed no more.
            if let casus = try? state.casus(item.casus), casus.state == .open { return true }
        }
        return false
    }

    private static func name(_ partner: RandomID) -> String { "veiligheid/\(partner.hex)" }
}
