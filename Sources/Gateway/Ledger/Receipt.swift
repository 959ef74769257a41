// SPDX-License-Identifier: EUPL-1.2

/// What a transaction gave back, after all that it did is durable and logged.
///
/// Only the ledger makes one; what is to leave the gateway waits for it.
package struct Committed<Value: Sendable>: Sendable {
    package let value: Value
    /// One for each that the transaction asked for, in the order of asking.
    package let receipts: [Receipt]

    init(value: Value, receipts: [Receipt]) {
        self.value = value
        self.receipts = receipts
    }
}

/// The proof that an entry stands in the log, over the checkpoint committed with the transaction.
package struct Receipt: Sendable, Equatable {
    package let index: Int
    /// The 436 bytes of the leaf.
    package let leaf: [UInt8]
    /// A tlog-proof: index, inclusion proof, signed checkpoint.
    package let proof: [UInt8]

    init(index: Int, leaf: [UInt8], proof: [UInt8]) {
        self.index = index
        self.leaf = leaf
        self.proof = proof
    }
}
