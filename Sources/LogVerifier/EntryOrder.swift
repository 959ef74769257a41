// SPDX-License-Identifier: EUPL-1.2

/// What must hold between the leaves of a log, whoever they are about.
struct EntryOrder: Sendable {
    private(set) var counts: [LeafText.Kind: Int] = [:]
    private(set) var minutes: ClosedRange<Int>?
    private var isShardClosed = false
    private var ids: Set<LeafText.Word> = []
    private var unclosed: Set<LeafText.Word> = []
    private var closed: Set<LeafText.Word> = []

    /// Decisions that no outcome has closed yet.
    var openDecisions: Int { unclosed.count }

    mutating func take(_ leaf: LeafText, index: Int) throws(LogAudit.Failure) {
        guard !isShardClosed else { throw .afterClosing(index: index) }
        if index == 0 {
            guard leaf.kind == .shard else { throw .notOpened }
        } else if leaf.kind == .shard {
            isShardClosed = true
        }
        if let minutes {
            guard leaf.minute >= minutes.upperBound else { throw .timeWentBack(index: index) }
            self.minutes = minutes.lowerBound...leaf.minute
        } else {
            minutes = leaf.minute...leaf.minute
        }
        guard ids.insert(leaf.id).inserted else { throw .idTwice(index: index) }
        switch leaf.kind {
        case .decision: unclosed.insert(leaf.id)
        case .outcome:
            guard !closed.contains(leaf.ref) else { throw .outcomeTwice(index: index) }
            guard unclosed.remove(leaf.ref) != nil else {
                throw .outcomeWithoutDecision(index: index)
            }
            closed.insert(leaf.ref)
        case .line, .control, .erasure, .shard: break
        }
        counts[leaf.kind, default: 0] += 1
    }
}
