// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Encodings

/// What one execution of a fuzzer does; the text says what was wrong, if anything.
package enum FuzzTargets {
    /// Gives bytes to every reader; what was read is written and read again, by default always.
    package static func parsers(_ bytes: [UInt8], writes: Bool = true) -> String? {
        if let set = try? PolicySet(parsing: bytes), writes,
            let problem = writing(set, bytes)
        {
            return problem
        }
        if let schema = try? Schema(parsing: bytes) {
            guard let again = try? Schema(json: schema.json), again.json == schema.json else {
                return "a schema does not survive its JSON form"
            }
            guard (try? Schema(parsing: schema.text))?.json == schema.json else {
                return "a schema does not survive printing"
            }
        }
        guard bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[") else {
            return nil
        }
        _ = try? Entities(parsing: bytes)
        guard let json = try? JSON(parsing: bytes) else { return nil }
        _ = try? Schema(json: json)
        _ = try? Request(json: json)
        guard let set = try? PolicySet(json: json),
            set.policies.allSatisfy({ $0.templateID == nil })
        else { return nil }
        guard let written = try? set.json(), (try? PolicySet(json: written).json()) == written
        else { return "policies do not survive their JSON form" }
        return nil
    }

    private static func writing(_ set: PolicySet, _ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let formatted = try? PolicyFormatter.format(text),
            let again = try? PolicySet(parsing: formatted), again.policies == set.policies,
            again.templates == set.templates
        else { return "formatting changes the meaning" }
        guard (try? PolicyFormatter.format(formatted)) == formatted else {
            return "formatting twice differs from once"
        }
        for policy in set.policies + set.templates {
            guard let printed = try? PolicySet(parsing: policy.description),
                printed.policies + printed.templates == [policy]
            else { return "a policy does not survive printing" }
        }
        guard let json = try? set.json() else { return nil }
        guard let read = try? PolicySet(json: json), (try? read.json()) == json else {
            return "policies do not survive their JSON form"
        }
        return nil
    }

    /// Asks many requests of one random policy set; returns how many and what differed first.
    package static func evaluator(seed: UInt64, requests: Int) -> (count: Int, problem: String?) {
        var generator = Generator(seed: seed)
        let text = generator.policies()
        guard let set = try? PolicySet(parsing: text) else {
            return (1, "the generated policies do not parse:\n\(text)")
        }
        let entities = generator.entities()
        guard let store = try? Entities(entities) else { return (1, "no store") }
        let prepared = PreparedPolicySet(set, entities: store)
        for count in 1...requests {
            let request = generator.request()
            let answer = prepared.decide(request)
            let expected = Oracle(request, entities).answer(set.policies)
            guard PlainAnswer(answer) == expected, prepared.decidePlainly(request) == answer else {
                return (
                    count, "\(text)\n\(request)\nexpected \(expected)\ngot \(PlainAnswer(answer))"
                )
            }
        }
        return (requests, nil)
    }
}
