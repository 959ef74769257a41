// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import PartnerClient
import TestSupport
import Testing

extension TheRealProgram {
    struct `To one who may not know` {
        private static let callCount =
            ProcessInfo.processInfo.environment["KERNPOORT_SHAPE_CALLS"].flatMap { Int($0) } ?? 1000

        @Test func `unknown, another's, never asked and refused look the same and take as long`()
            async throws
        {
            try await blocking {
                let region = try RunningRegion(
                    [.school, .buurtteam, .jgz],
                    settings: ["weigeringenIneens": 100_000, "weigeringenPerMinuut": 100_000])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let doctor = try region.actor(.jgz)
                let kinds = try Self.prepare(mentor, worker, doctor)
                var samples = [[Duration]](repeating: [], count: kinds.count)
                var shapes = [Set<String>](repeating: [], count: kinds.count)
                var order = Array(kinds.indices)
                var random = SeededRandom(seed: 3)
                // A few calls first, so that nobody pays for the first of everything.
                for round in -20..<(Self.callCount / kinds.count) {
                    order.shuffle(using: &random)
                    for place in order {
                        let kind = kinds[place]
                        let start = ContinuousClock.now
                        let answer = try kind.call()
                        let time = ContinuousClock.now - start
                        guard round >= 0 else { continue }
                        samples[place].append(time)
                        shapes[place].insert(Self.shape(answer))
                    }
                }
                for (place, kind) in kinds.enumerated() {
                    #expect(shapes[place].count == 1, "\(kind.name): \(shapes[place])")
                    #expect(shapes[place] == shapes[0], "\(kind.name): \(shapes[place])")
                }
                Self.compare(Dictionary(grouping: zip(kinds, samples)) { $0.0.group })
            }
        }

        private struct Kind {
            /// Only calls of one group are compared.
            let group: String
            let name: String
            let call: () throws -> GatewayAnswer
        }

        private static func prepare(
            _ mentor: Actor, _ worker: Actor, _ doctor: Actor
        ) throws -> [Kind] {
            func collect(_ name: String, _ id: @escaping () -> RandomID) -> Kind {
                Kind(group: "collect", name: name) {
                    try worker.session.post("/v1/verstrekkingen", ["envelop": .string(id().hex)])
                }
            }
            func casus(_ name: String, _ id: @escaping () -> String) -> Kind {
                Kind(group: "casus", name: name) { try worker.session.get("/v1/casussen/\(id())") }
            }
            // Another's: it waits for the doctor.
            let other = try Household.open(by: mentor)
            try other.involve(doctor, .toDoctor)
            let anothers = try other.offer(to: doctor, .toDoctor)
            // Refused: an objection.
            let refused = try Household.open(by: mentor)
            try refused.involve(worker, .observations)
            let objected = try refused.offer(to: worker, .observations)
            try refused.object(refused.father)
            // Refused: withdrawn, so that the envelope is destroyed as well.
            let gone = try Household.open(by: mentor)
            let yes = try gone.involve(worker, .observations)
            let destroyed = try gone.offer(to: worker, .observations)
            try gone.withdraw(yes)
            // Never asked: since gezag is shared, nobody asked the father.
            let silent = try Household.open(by: mentor, motherAlone: true)
            try silent.involve(worker, .observations)
            let neverAsked = try silent.offer(to: worker, .observations)
            try silent.recordGezag()
            let random = SystemBytes()
            return [
                collect("unknown") { RandomID(from: random) },
                collect("another's") { anothers },
                collect("objected") { objected },
                collect("withdrawn") { destroyed },
                collect("never asked") { neverAsked },
                casus("unknown") { RandomID(from: random).hex },
                casus("another's") { other.casus },
            ]
        }

        /// Status, fields in their order with values that do not change by the second, body.
        private static func shape(_ answer: GatewayAnswer) -> String {
            let fields = answer.headers.all.map { field in
                field.name.lowercased() == "date" ? field.name : "\(field.name): \(field.value)"
            }
            return "\(answer.status.code) \(fields) \(String(decoding: answer.body, as: UTF8.self))"
        }

        /// Within a group no two medians differ by as much as the widest half of the calls spreads.
        private static func compare(_ groups: [String: [(Kind, [Duration])]]) {
            for (group, kinds) in groups.sorted(by: { $0.key < $1.key }) {
                let spreads = kinds.map { kind, times in Spread(kind.name, times) }
                for one in spreads {
                    for other in spreads {
                        #expect(
                            one.median - other.median < max(one.range, other.range),
                            "\(group): \(spreads)")
                    }
                }
            }
        }

        private struct Spread: CustomStringConvertible {
            let name: String
            let median: Duration
            /// From the first quartile to the third.
            let range: Duration

            init(_ name: String, _ times: [Duration]) {
                let sorted = times.sorted()
                self.name = name
                median = sorted[sorted.count / 2]
                range = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
            }

            var description: String { "\(name) \(median) ±\(range)" }
        }
    }
}
