// SPDX-License-Identifier: EUPL-1.2

/// What can be wrong with the bytes of the log's own lines and notes.
package enum AuditLogError: Error, Equatable {
    /// Not a leaf: not the nine lines in their one spelling.
    case leafMalformed
    /// Not the 28 fields in their order with their padding.
    case detailsMalformed
    /// The values of a line take more room than there is, in bytes.
    case detailsTooLarge(byteCount: Int, limit: Int)
    /// Sealed details do not open under this key for this line.
    case authenticationFailed
    /// The details are not those that the leaf commits to.
    case commitmentWrong
    /// The details name another minute, event or kind than the leaf allows.
    case detailsContradictLeaf
    /// Not one canonical JSON object.
    case factsNotCanonical
    /// Facts longer than `Facts.byteLimit`.
    case factsTooLarge(byteCount: Int)
    /// An origin that can't name a key.
    case originMalformed
    /// A key of another kind than Ed25519.
    case keyWrong
    /// The stored checkpoint is not one that this key signed under this origin.
    case checkpointNotOurs
    /// Signing would contradict the last signed checkpoint: smaller, or another root for its size.
    case historyContradicted
    /// The library could not sign.
    case signingFailed
}
