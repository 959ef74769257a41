// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
internal import OpenSSL

/// The decision of one line of the log, explained by the rules of its own day.
package struct LineAccount: Sendable {
    package let id: RandomID
    package let index: Int
    /// What the line is of, as in the catalogue of events.
    package let event: String
    package let at: Timestamp
    package let account: DecisionAccount
    /// Whether the facts that the line keeps lead to what the line says.
    package let agrees: Bool
    /// What the line says, by the names of its fields.
    package let said: [(field: String, text: String)]
}

/// Which line of the log is meant.
package enum LineReference: Sendable {
    case index(Int)
    case id(RandomID)
}

/// Why a line can't be explained.
package enum ExplainRefusal: Error, Equatable, CustomStringConvertible, Sendable {
    case noSuchLine
    case noDecision
    /// Its key was destroyed: there is nothing left to explain.
    case erased
    /// The facts are of a version that this program does not read.
    case facts

    package var description: String {
        switch self {
        case .noSuchLine: "there is no such line"
        case .noDecision: "this line holds no decision"
        case .erased: "the key of this line was destroyed"
        case .facts: "this program does not read facts of this version"
        }
    }
}

extension Region {
    /// Explains a decision by the version that its line names; that somebody looked is a line too.
    ///
    /// - Throws: `ExplainRefusal`; `LedgerError` where the log can't be read.
    package func explain(_ reference: LineReference) async throws -> LineAccount {
        let committed: Committed<Explained> = try await append { [self] transaction in
            try Self.explained(reference, partners: partners, transaction)
        }
        switch committed.value {
        case .account(let account): return account
        case .refused(let refusal): throw refusal
        }
    }

    private enum Explained: Sendable {
        case account(LineAccount)
        case refused(ExplainRefusal)
    }

    private static func explained(
        _ reference: LineReference, partners: PartnerRegister,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Explained {
        let found: EntryRow?
        switch reference {
        case .index(let index): found = index < 0 ? nil : try transaction.entry(at: index)
        case .id(let id): found = try transaction.entry(id)
        }
        guard let found else { return .refused(.noSuchLine) }
        let leaf = try Leaf(parsing: found.leaf)
        guard leaf.kind == .decision || leaf.kind == .line else { return .refused(.noDecision) }
        let details: OpenedDetails
        do throws(LedgerError) {
            details = try transaction.openDetails(of: found.id)
        } catch {
            guard case .erased = error else { throw error }
            return .refused(.erased)
        }
        func text(_ field: Field) -> String {
            String(decoding: details.value(of: field), as: UTF8.self)
        }
        let kept = details.value(of: .facts)
        guard let json = try? JSON(parsing: kept), json["vragen"] != nil else {
            return .refused(.noDecision)
        }
        guard let row = try transaction.policy(leaf.policy.bytes) else { throw LedgerError.missing }
        let set = try RuleSet(PolicyFiles(stored: row.content))
        let account: DecisionAccount
        do throws(ReplayError) {
            var explainer = DecisionExplainer(set)
            account = try explainer.account(ofFacts: kept)
        } catch {
            return .refused(.facts)
        }
        let shown: [Field] = [.outcome, .fields, .rules, .basis, .reasons, .obligations]
        let result = LineAccount(
            id: found.id, index: found.index, event: details.event.rawValue, at: details.at,
            account: account, agrees: Replay.agrees(account.verdict, details),
            said: shown.map { ($0.name, text($0)) })
        guard let partner = PartnerID(text(.source)).flatMap({ partners[$0]?.partner.row }) else {
            return .refused(.noDecision)
        }
        var looked = LineDetails()
        looked.activity = Activity.beheer.uri
        looked.facts = try Facts(["regel": .string(found.id.hex)])
        try transaction.append(
            LineDraft(.logGeraadpleegd, details: looked), about: .standIn(partner: partner),
            parties: LineParties())
        return .account(result)
    }
}
