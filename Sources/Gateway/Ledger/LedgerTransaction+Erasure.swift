// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

extension LedgerTransaction {
    /// Keys that one erasure line can name.
    package static let erasedKeyLimit = 50

    /// Destroys keys: appends the X line that names them and, once that is durable, deletes them.
    ///
    /// A crash after the commit leaves keys that an X names: the next start deletes them again.
    /// - Parameters:
    ///   - bindings: at most `erasedKeyLimit`; what has no key is passed over.
    ///   - reason: a code.
    /// - Returns: the line, or nil where no key was bound.
    @discardableResult
    package func erase(
        _ bindings: [KeyBinding], reason: String
    ) throws(LedgerError) -> AppendedLine? {
        precondition(bindings.count <= Self.erasedKeyLimit, "an erasure line names 50 keys")
        var keys: [(id: RandomID, binding: KeyBinding)] = []
        for binding in bindings {
            if let id = try context.state.keyID(for: binding) { keys.append((id, binding)) }
        }
        if keys.isEmpty { return nil }
        var details = LineDetails()
        let ids = keys.map(\.id).sorted().map { JSON.string($0.hex) }
        do {
            details.facts = try Facts(["keys": .array(ids), "reason": .string(reason)])
        } catch { throw .line(error) }
        let line = try appendOpen(LineDraft(.vernietiging, details: details))
        for key in keys {
            try batch.ledger.unbind(key.id)
            try batch.ledger.markErased(key.id, index: line.index)
            batch.keyRing.forget(key.binding)
            switch key.binding {
            case .casus(let casus), .archive(let casus): batch.facts.forget(casus)
            case .region, .line, .standIn, .organisation: break
            }
            batch.erased.append(key.id)
        }
        return line
    }
}
