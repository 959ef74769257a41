// SPDX-License-Identifier: EUPL-1.2

/// Why something of a log was not believed.
///
/// Any of these is evidence: keep both signed checkpoints and repair nothing.
package enum LogVerifierError: Error, Equatable {
    // Keys and policy.
    /// Not a verifier key of a kind that we know, or its key id is not the hash of the rest.
    case keyMalformed
    /// The configured keys contradict each other: one key in two places, or a quorum that can't be met.
    case policyInconsistent

    // Signed notes and checkpoints.
    /// Not a signed note: the whole is refused, whichever signature might be good.
    case noteMalformed
    /// No signature by the log's key.
    case signatureUnknown
    /// A signature under a known name and key id does not verify.
    case signatureWrong
    /// The body of the note is not a checkpoint.
    case checkpointMalformed
    /// A checkpoint of another log.
    case originWrong
    /// A witness signed for a time that is more than the permitted skew ahead of ours.
    case cosignatureInFuture
    /// Fewer witnesses signed than the policy asks for.
    case quorumMissed(found: Int, needed: Int)

    // Proofs.
    /// Not an offline proof.
    case proofMalformed
    /// The proof does not lead from the entry to the root, or not from one root to the other.
    case proofWrong
    /// The index lies outside the tree of the checkpoint.
    case indexOutsideTree

    // Leaves, openings, answers.
    /// Not a leaf of this log.
    case leafMalformed
    /// A leaf of another kind than this step needs.
    case leafKindWrong
    /// The opened and closed fields do not belong to this leaf.
    case openingWrong
    /// Not the 28 fields in their order.
    case openingMalformed
    /// Not the five members of an answer to a collect.
    case answerMalformed
    /// The leaf does not commit to this envelope for this recipient.
    case receiptWrong
}
