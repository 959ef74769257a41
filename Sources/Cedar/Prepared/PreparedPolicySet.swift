// SPDX-License-Identifier: EUPL-1.2

/// A policy set with the entities that every request shares, made ready for many decisions.
///
/// Conditions are compiled, constants folded, and policies listed under the actions, and under the
/// pairs of principal and resource anchors, without which they can neither apply nor fail. The
/// answer never depends on that: `decidePlainly` gives the same.
package final class PreparedPolicySet: Sendable {
    package let policies: PolicySet
    package let entities: Entities
    private let references: [PolicyReference]
    /// The reasons of a decision by one policy, made beforehand.
    private let singleReasons: [[PolicyReference]]
    private let compiled: [CompiledPolicy]
    private let anchors: AnchorTable
    /// The anchors of every entity of the store and of every entity that a policy names.
    private let anchorsOfEntity: [EntityUID: [Int32]]
    private let indexOfAction: [EntityUID: PairIndex]
    private let indexOfOtherActions: PairIndex

    /// Prepares the policies; templates stay inert.
    package init(_ policies: PolicySet, entities: Entities = Entities()) {
        self.policies = policies
        self.entities = entities
        references = policies.policies.enumerated().map {
            PolicyReference(index: $0.offset, id: $0.element.id)
        }
        singleReasons = references.map { [$0] }
        var compiler = Compiler()
        compiled = policies.policies.map { CompiledPolicy($0, &compiler) }
        for policy in policies.policies {
            for uid in policy.action.entities { _ = compiler.anchors.number(of: uid) }
        }
        anchors = compiler.anchors
        anchorsOfEntity = Self.anchors(compiler.anchors, entities)
        let actions = Set(entities.nodes.keys.filter(\.isAction)).union(
            policies.policies.flatMap(\.action.entities))
        var shared: [[Int]: PairIndex] = [:]
        var indices: [EntityUID: PairIndex] = [:]
        for action in actions {
            let chosen = policies.policies.indices.filter {
                Self.holds(policies.policies[$0].action, action, entities)
            }
            let index = shared[chosen] ?? Self.index(chosen, compiled)
            shared[chosen] = index
            indices[action] = index
        }
        indexOfAction = indices
        let open = policies.policies.indices.filter { policies.policies[$0].action == .any }
        indexOfOtherActions = shared[open] ?? Self.index(open, compiled)
    }

    private static func holds(
        _ constraint: ActionConstraint, _ action: EntityUID, _ entities: Entities
    ) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): action == uid
        case .memberOf(let uid): entities.isMember(action, of: uid)
        case .memberOfAny(let uids): uids.contains { entities.isMember(action, of: $0) }
        }
    }

    private static func anchors(
        _ table: AnchorTable, _ entities: Entities
    ) -> [EntityUID: [Int32]] {
        var result: [EntityUID: [Int32]] = [:]
        for (uid, node) in entities.nodes {
            let own = ([uid] + node.ancestors).compactMap { table.entities[$0] }
            result[uid] = own + (table.types[uid.type].map { [$0] } ?? [])
        }
        for (uid, anchor) in table.entities where result[uid] == nil {
            result[uid] = [anchor] + (table.types[uid.type].map { [$0] } ?? [])
        }
        return result
    }

    private static func index(_ chosen: [Int], _ compiled: [CompiledPolicy]) -> PairIndex {
        var lists: [UInt64: [Int32]] = [:]
        for policy in chosen {
            for principal in compiled[policy].principalNeeds ?? [0] {
                for resource in compiled[policy].resourceNeeds ?? [0] {
                    lists[PairIndex.key(principal, resource), default: []].append(Int32(policy))
                }
            }
        }
        return PairIndex(lists)
    }

    // MARK: Deciding

    /// Decides a request: policies that fail are skipped and reported.
    package func decide(_ request: Request) -> Answer {
        if !request.entities.nodes.isEmpty, request.entities.nodes[request.action] != nil {
            // The action brings a hierarchy of its own, which the index does not know.
            return decidePlainly(request)
        }
        let frame = frame(request)
        var candidates = CandidateList()
        let index = indexOfAction[request.action] ?? indexOfOtherActions
        for p in -1..<frame.principal.count {
            let principal = p < 0 ? 0 : frame.principal[p]
            for r in -1..<frame.resource.count {
                let resource = r < 0 ? 0 : frame.resource[r]
                index.collect(PairIndex.key(principal, resource), into: &candidates)
            }
        }
        candidates.finish()
        var outcome = Outcome()
        for place in 0..<candidates.count {
            let policy = candidates[place]
            do throws(EvaluationError) {
                guard try compiled[policy].isSatisfied(frame) else { continue }
                outcome.add(compiled[policy].effect, policy, references, singleReasons)
            } catch {
                outcome.errors.append(PolicyFailure(policy: references[policy], error: error))
            }
        }
        return outcome.answer(self, request)
    }

    /// Decides by walking every policy's tree, without compiling and without index.
    package func decidePlainly(_ request: Request) -> Answer {
        let evaluator = Evaluator(request, entities)
        var outcome = Outcome()
        for (index, policy) in policies.policies.enumerated() {
            do throws(EvaluationError) {
                guard try evaluator.isSatisfied(policy) else { continue }
                outcome.add(policy.effect, index, references, singleReasons)
            } catch {
                outcome.errors.append(PolicyFailure(policy: references[index], error: error))
            }
        }
        return outcome.answer(self, request)
    }

    private struct Outcome {
        var permits: [PolicyReference] = []
        var forbids: [PolicyReference] = []
        var errors: [PolicyFailure] = []

        mutating func add(
            _ effect: Effect, _ policy: Int, _ references: [PolicyReference],
            _ single: [[PolicyReference]]
        ) {
            switch (effect, permits.isEmpty, forbids.isEmpty) {
            case (.permit, true, _): permits = single[policy]
            case (.permit, false, _): permits.append(references[policy])
            case (.forbid, _, true): forbids = single[policy]
            case (.forbid, _, false): forbids.append(references[policy])
            }
        }

        func answer(_ prepared: PreparedPolicySet, _ request: Request) -> Answer {
            if !forbids.isEmpty { return Answer(.deny, forbids, errors) }
            if !permits.isEmpty { return Answer(.allow, permits, errors) }
            return Answer(.deny, [], errors, explaining: (prepared, request))
        }
    }

    private func frame(_ request: Request) -> Frame {
        Frame(
            request: request, entities: EntityView(own: request.entities, base: entities),
            principal: anchorList(request.principal, request.entities),
            action: anchorList(request.action, request.entities),
            resource: anchorList(request.resource, request.entities),
            principalID: anchors.entities[request.principal] ?? 0,
            actionID: anchors.entities[request.action] ?? 0,
            resourceID: anchors.entities[request.resource] ?? 0)
    }

    private func anchorList(_ uid: EntityUID, _ own: Entities) -> AnchorList {
        var list = AnchorList()
        guard !own.nodes.isEmpty, let node = own.nodes[uid] else {
            if let known = anchorsOfEntity[uid] {
                for anchor in known { list.insert(anchor) }
            } else if let type = anchors.types[uid.type] {
                list.insert(type)
            }
            return list
        }
        if let anchor = anchors.entities[uid] { list.insert(anchor) }
        if let type = anchors.types[uid.type] { list.insert(type) }
        for ancestor in node.ancestors {
            guard own.nodes[ancestor] == nil, let above = anchorsOfEntity[ancestor] else {
                if let anchor = anchors.entities[ancestor] { list.insert(anchor) }
                continue
            }
            let type = anchors.types[ancestor.type]
            for anchor in above where anchor != type { list.insert(anchor) }
        }
        return list
    }

    /// What kept each permit that could have applied from applying, by index.
    func trace(_ request: Request) -> [TraceEntry] {
        let evaluator = Evaluator(request, entities)
        return zip(policies.policies, references).compactMap { policy, reference in
            guard policy.effect == .permit, let obstacle = evaluator.obstacle(policy) else {
                return nil
            }
            return TraceEntry(policy: reference, obstacle: obstacle)
        }
    }
}
