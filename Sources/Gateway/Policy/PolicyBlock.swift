// SPDX-License-Identifier: EUPL-1.2

/// Questions that belong together: every one of these givers, subjects, recipients and purposes.
struct PolicyBlock: Hashable {
    /// Indexes, ascending.
    var givers: [Int]
    var subjects: [Int]
    var receivers: UInt128
    var purposes: UInt64

    /// One giver and subject with the recipients and purposes of one box.
    struct Cell {
        let giver: Int
        let subject: Int
        let receivers: UInt128
        let purposes: UInt64
    }

    /// Puts cells together into as few blocks as a reader needs, each question in one of them.
    ///
    /// - Parameter cells: no question twice.
    static func blocks(_ cells: [Cell]) -> [PolicyBlock] {
        var subjects: [PolicyBlock: Set<Int>] = [:]
        for cell in cells {
            let key = PolicyBlock(
                givers: [cell.giver], subjects: [], receivers: cell.receivers,
                purposes: cell.purposes)
            subjects[key, default: []].insert(cell.subject)
        }
        var givers: [PolicyBlock: Set<Int>] = [:]
        for (key, found) in subjects {
            var key = key
            let giver = key.givers[0]
            key.givers = []
            key.subjects = found.sorted()
            givers[key, default: []].insert(giver)
        }
        var receivers: [PolicyBlock: UInt128] = [:]
        for (key, found) in givers {
            var key = key
            key.givers = found.sorted()
            let mask = key.receivers
            key.receivers = 0
            receivers[key, default: 0] |= mask
        }
        var purposes: [PolicyBlock: UInt64] = [:]
        for (key, found) in receivers {
            var key = key
            key.receivers = found
            let mask = key.purposes
            key.purposes = 0
            purposes[key, default: 0] |= mask
        }
        return purposes.map { key, found in
            var block = key
            block.purposes = found
            return block
        }.sorted { $0.precedes($1) }
    }

    /// By giver and subject, for a fixed order.
    func precedes(_ other: PolicyBlock) -> Bool {
        order.lexicographicallyPrecedes(other.order)
    }

    private var order: [UInt64] {
        givers.map { UInt64($0) } + [.max] + subjects.map { UInt64($0) }
            + [.max, purposes, UInt64(truncatingIfNeeded: receivers)]
    }
}
