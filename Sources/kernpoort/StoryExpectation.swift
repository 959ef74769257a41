// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import HTTP
internal import PartnerClient

extension Story.Expectation {
    /// In what an answer differs from what must come of the call; empty where it does not.
    ///
    /// - Parameters:
    ///   - pattern: that of the answer, filled in.
    ///   - names: who is who, by the ids that the caller has for them.
    func differences(
        _ answer: GatewayAnswer, pattern: JSON?, writes: Bool, names: [String: String]
    ) -> [String] {
        let problem = answer.problem
        let json = (try? JSON(parsing: answer.body)) ?? .null
        var found: [String] = []
        let wanted = status ?? (code == nil ? (writes ? 201 : 200) : nil)
        if let wanted, wanted != answer.status.code {
            found.append("status \(answer.status.code) in place of \(wanted)")
        }
        if let code, code != problem?.code { found.append(Self.said("code", problem?.code, code)) }
        if let outcome {
            if let problem {
                found += outcome.differences(problem)
            } else {
                let only = json["uitkomst"] ?? json["uitkomsten"]?[0]
                found += only.map { outcome.differences($0, names) } ?? ["there is no outcome"]
            }
        }
        for (partner, outcome) in outcomes {
            let own = json["uitkomsten"]?.array?.first { $0["partner"]?.string == partner }
            let differences = own.map { outcome.differences($0, names) } ?? ["there is no outcome"]
            found += differences.map { "\(partner): \($0)" }
        }
        if let pattern { found += Self.differences(json, pattern, at: "") }
        if !found.isEmpty, let problem, !problem.faults.isEmpty {
            found += problem.faults.map { "\($0.pointer) \($0.reason)" }
        } else if !found.isEmpty, let problem {
            found.append("the gateway says: \(problem.code) \(problem.reasons.map(\.code))")
        }
        return found
    }

    /// Named members must match; lists wholly and in order.
    private static func differences(
        _ value: JSON, _ pattern: JSON, at place: String
    ) -> [String] {
        if let members = pattern.object?.members {
            return members.flatMap { member -> [String] in
                guard let own = value[member.key] else {
                    return member.value.isNull ? [] : ["\(place)/\(member.key) is not there"]
                }
                if member.value.isNull { return ["\(place)/\(member.key) is there"] }
                return differences(own, member.value, at: "\(place)/\(member.key)")
            }
        }
        if let items = pattern.array {
            let own = value.array ?? []
            guard own.count == items.count else {
                return ["\(place) has \(own.count) in place of \(items.count)"]
            }
            return items.enumerated().flatMap { number, item in
                differences(own[number], item, at: "\(place)/\(number)")
            }
        }
        return value == pattern ? [] : ["\(place) is \(text(value)), not \(text(pattern))"]
    }

    private static func text(_ json: JSON) -> String {
        String(decoding: json.serialized(), as: UTF8.self)
    }

    fileprivate static func said(_ name: String, _ own: String?, _ wanted: String) -> String {
        "`\(name)` is \(own ?? "not there"), not \(wanted)"
    }
}

extension Story.Outcome {
    fileprivate func differences(_ outcome: JSON, _ names: [String: String]) -> [String] {
        func codes(_ name: String, _ member: String? = nil) -> [String] {
            (outcome[name]?.array ?? []).compactMap { item in
                member.map { item[$0]?.string } ?? item.string
            }
        }
        let persons = codes("ontbreekt", "persoon").map { names[$0] ?? $0 }
        return compare("mag", codes("veldgroepen"), permitted)
            + compare("weggelaten", codes("weggelaten", "veldgroep"), leftOut)
            + compare("redenen", codes("redenen", "code"), reasons)
            + compare("ontbreekt", persons, missing)
            + compare("verplichtingen", codes("verplichtingen"), obligations)
            + compare("regels", codes("regels"), rules)
    }

    /// A problem document is a refusal of the whole.
    fileprivate func differences(_ problem: GatewayProblem) -> [String] {
        compare("mag", [], permitted) + compare("redenen", problem.reasons.map(\.code), reasons)
    }

    private func compare(_ name: String, _ own: [String], _ wanted: [String]?) -> [String] {
        guard let wanted, own.sorted() != wanted.sorted() else { return [] }
        return ["`\(name)` is \(own.sorted()), not \(wanted.sorted())"]
    }
}
