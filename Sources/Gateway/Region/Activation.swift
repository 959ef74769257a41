// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
package import OpenSSL

/// Why rules were not put in force; those that were stay.
package enum ActivationRefusal: Error, Equatable, CustomStringConvertible, Sendable {
    /// The region has no key to hold a signature to.
    case noKey
    /// The signature is not that of the region's key.
    case signature
    /// The order is for another region, or for other rules than these.
    case otherRegion
    case otherVersion
    /// The order replaces another version than the one in force, or is not newer than the last one.
    case replaces(inForce: Digest)
    case stale
    /// The rules don't pass their own checks or examples.
    case findings([PolicyFinding])
    case scenarios([String])

    package var description: String {
        switch self {
        case .noKey: "the region has no `beleidsleutel`, so nobody can activate rules"
        case .signature: "the signature is not that of the region's policy key"
        case .otherRegion: "the order is for another region"
        case .otherVersion: "the order is for other rules than these"
        case .replaces(let version):
            "the order replaces other rules than those in force: \(Hex.encode(version.bytes))"
        case .stale: "the order was not signed after the last one, or is dated in the future"
        case .findings(let all):
            "the rules are not in order:\n" + all.map(\.description).joined(separator: "\n")
        case .scenarios(let all):
            all.isEmpty
                ? "there are no examples to hold the rules to"
                : "examples fail:\n" + all.joined(separator: "\n")
        }
    }
}

extension Region {
    /// Puts the rules of a new region in force, with a line, unless they already are.
    ///
    /// Without an order: for a region that has no rules yet, by whoever sets it up.
    package func activate(_ files: PolicyFiles) async throws {
        let set = try RuleSet(files)
        try await activate(set, files, order: nil, summary: "")
    }

    /// Puts other rules in force by the officer's order; every later line names them.
    ///
    /// Nothing changes unless the rules are in order, all examples come out as they say, and the order
    /// is signed by the region's key for this very step. Decisions that are under way are taken by the
    /// version that their own line names.
    /// - Returns: what decides otherwise from now on, in one sentence.
    /// - Throws: `ActivationRefusal`, `PolicyError`.
    package func activate(
        _ files: PolicyFiles, scenarios: [PolicyFiles.File], by order: ActivationOrder
    ) async throws -> String {
        guard let policyKey else { throw ActivationRefusal.noKey }
        guard order.isSigned(by: policyKey) else { throw ActivationRefusal.signature }
        guard order.region.utf8.elementsEqual(origin.utf8) else {
            throw ActivationRefusal.otherRegion
        }
        guard order.version == files.version else { throw ActivationRefusal.otherVersion }
        let set = try RuleSet(files)
        let today = Amsterdam.day(of: try await read { $0.now })
        try prove(set, scenarios, on: today)
        let difference = try PolicyDifference(from: rules, to: set, on: today)
        try await activate(set, files, order: order, summary: difference.summary)
        return difference.summary
    }

    /// Holds rules to their own checks and examples.
    private func prove(
        _ set: RuleSet, _ scenarios: [PolicyFiles.File], on day: CivilDate
    ) throws {
        let findings = set.check(on: day)
        guard findings.isEmpty else { throw ActivationRefusal.findings(findings) }
        var examples: [Scenario] = []
        for file in scenarios { examples += try Scenario.read(file) }
        let failing = set.test(examples).filter { !$0.passes }
        guard failing.isEmpty, !examples.isEmpty else {
            throw ActivationRefusal.scenarios(
                failing.map { "\($0.scenario.path):\($0.scenario.line): \($0.scenario.name)" })
        }
    }

    private func activate(
        _ set: RuleSet, _ files: PolicyFiles, order: ActivationOrder?, summary: String
    ) async throws {
        let name = files.region
        let keyName = order == nil ? "" : policyKey.map { ActivationOrder.name(of: $0) } ?? ""
        let content = StoredPolicy(
            files: files, order: order, keyName: keyName, summary: summary
        ).bytes
        // At hand before the transaction that names it: the one after it decides by it already.
        knownRules.add(set)
        let committed: Committed<ActivationRefusal?> = try await append { transaction in
            let active = try transaction.activePolicy()
            if let order {
                if let no = Self.refusal(of: order, against: active, at: transaction.now) {
                    return no
                }
            } else if let active, active.version == set.version.bytes {
                return nil
            }
            try transaction.activatePolicy(version: set.version, content: content)
            var details = LineDetails()
            details.activity = Activity.beheer.uri
            var facts: [(String, JSON)] = [
                ("beleid", .string(Hex.encode(set.version.bytes))), ("regio", .string(name)),
            ]
            if order != nil { facts.append(("sleutel", .string(keyName))) }
            if let active { facts.append(("vervangt", .string(Hex.encode(active.version)))) }
            details.facts = try Facts(JSON(facts))
            try transaction.appendControl(LineDraft(.beleidGeactiveerd, details: details))
            return nil
        }
        if let refusal = committed.value { throw refusal }
        knownRules.settle(set)
    }

    /// Nil where an order is for the step from the version in force, and newer than the last one.
    private static func refusal(
        of order: ActivationOrder, against active: PolicyRow?, at now: Timestamp
    ) -> ActivationRefusal? {
        if let active, active.version != order.replaces.bytes {
            return .replaces(inForce: Digest(bytes: active.version) ?? order.replaces)
        }
        let last = active.flatMap { StoredPolicy.order(in: $0.content)?.signed }
        let limit = now.adding(milliseconds: ActivationOrder.clockDriftLimitMilliseconds)
        let isNewer = last.map { $0 < order.signed } ?? true
        return isNewer && order.signed <= limit ? nil : .stale
    }
}

/// A version as it is kept in the ledger, with the order that put it in force.
struct StoredPolicy {
    let files: PolicyFiles
    let order: ActivationOrder?
    /// The key that signed the order.
    let keyName: String
    /// What decided otherwise than under the version before, in one sentence.
    let summary: String

    /// Kept for as long as a line names this version.
    var bytes: [UInt8] {
        var members: [(String, JSON)] = [
            ("regio", .string(files.region)),
            (
                "bestanden",
                JSON(files.files.map { ($0.path, .string(Base64.encode($0.bytes))) })
            ),
        ]
        if let order {
            members.append(("besluit", order.json))
            members.append(("sleutel", .string(keyName)))
        }
        if !summary.isEmpty { members.append(("verschil", .string(summary))) }
        return JSON(members).serialized()
    }

    /// The order by which a stored version was put in force; nil for a region's first one.
    static func order(in content: [UInt8]) -> ActivationOrder? {
        guard let json = try? JSON(parsing: content), let order = json["besluit"] else {
            return nil
        }
        return try? ActivationOrder(json: order)
    }

    static func keyName(in content: [UInt8]) -> String? {
        (try? JSON(parsing: content))?["sleutel"]?.string
    }

    static func summary(in content: [UInt8]) -> String {
        (try? JSON(parsing: content))?["verschil"]?.string ?? ""
    }
}
