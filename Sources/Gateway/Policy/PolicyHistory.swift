// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import OpenSSL

/// One activation of a version of the rules.
package struct PolicyActivation: Sendable {
    package let version: Digest
    package let activated: Timestamp
    /// Who decided; nil for the first version of a region, which whoever made it put in force.
    package let officer: String?
    /// The name of the key that signed the order.
    package let keyName: String?
    /// When the order was signed.
    package let signed: Timestamp?
    /// What decided otherwise than under the version before, in one sentence.
    package let difference: String
}

extension Region {
    /// Activations that a history shows at most.
    static let historyLimit = 200

    /// The versions of the rules that were put in force, newest first.
    package func policyHistory() async throws -> [PolicyActivation] {
        let rows = try await read { try $0.policyHistory(limit: Self.historyLimit) }
        return rows.compactMap { row in
            guard let version = Digest(bytes: row.version) else { return nil }
            let order = StoredPolicy.order(in: row.content)
            return PolicyActivation(
                version: version, activated: row.activated, officer: order?.officer,
                keyName: StoredPolicy.keyName(in: row.content),
                signed: order?.signed, difference: StoredPolicy.summary(in: row.content))
        }
    }

    /// The files of a version as they were stored when it was activated; nil for an unknown one.
    package func policyFiles(_ version: Digest) async throws -> PolicyFiles? {
        guard let row = try await read({ try $0.policy(version.bytes) }) else { return nil }
        return try PolicyFiles(stored: row.content)
    }
}

extension LedgerReader {
    /// The rules that a region's ledger has in force; nil where it has none yet.
    package func policyInForce() async throws -> PolicyFiles? {
        let row = try await read { (state: borrowing ReadTransaction) throws(LedgerError) in
            try state.activePolicy()
        }
        return try row.map { try PolicyFiles(stored: $0.content) }
    }
}
