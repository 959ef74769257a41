// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import LogVerifier
import OpenSSL
import TestSupport
import Testing

extension TheRealProgram {
    struct `Two recipients of one casus` {
        @Test func `find nothing in all that they got by which to know that it is one`()
            async throws
        {
            try await blocking {
                let region = try RunningRegion([.school, .buurtteam, .jgz])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let doctor = try region.actor(.jgz)
                let family = try Household.open(by: mentor)
                let yes = try family.involve(worker, .observations)
                try family.involve(doctor, .toDoctor)
                // Each something of its own, both the same, both withdrawn.
                for matters: [Household.Matter] in [
                    [.observations], [.toDoctor], [.observations, .toDoctor],
                ] {
                    try family.offer(family.observation("Proef.", to: matters))
                    for matter in matters {
                        let recipient = matter.recipient == .jgz ? doctor : worker
                        try recipient.receive(try recipient.lastEnvelope())
                    }
                }
                try family.offer(family.observation("Nog iets.", to: [.observations, .toDoctor]))
                let waiting = try [worker, doctor].map { ($0, try $0.lastEnvelope()) }
                try family.withdraw(yes)
                try family.object(family.mother)
                for (recipient, envelope) in waiting {
                    #expect(try recipient.refusal(envelope) == "404 niet-beschikbaar")
                    let own = try Household.known(to: recipient)
                    for path in [
                        "/v1/casussen", "/v1/casussen/\(own.casus)", "/v1/postvak?aantal=100",
                        "/v1/catalogus", "/v1/logregels?aantal=100",
                    ]
                        + [
                            "deelnemers", "gezag", "toestemmingen", "vragen-aan-ouders",
                            "fragmenten",
                        ]
                        .map({ own.path($0) })
                    {
                        _ = try recipient.get(path)
                    }
                }
                let known = try Self.known(to: region)
                let first = Self.tokens(in: worker.heard).subtracting(known)
                let second = Self.tokens(in: doctor.heard).subtracting(known)
                #expect(first.count > 60 && second.count > 60, "\(first.count), \(second.count)")
                let common = first.intersection(second)
                #expect(common.isEmpty, "\(common.sorted())")
                // Nor do they have the source's own ids, which the comparison sees where they are.
                let own = Set([family.casus, family.child, family.mother, family.father])
                #expect(own.isSubset(of: Self.tokens(in: mentor.heard)))
                #expect(own.isDisjoint(with: first.union(second)))
            }
        }

        /// What every partner knows: the log's leaves, the keys and names of the region, its rules.
        private static func known(to region: RunningRegion) throws -> Set<String> {
            var known = tokens(in: [try region.ask(["opdracht": "regio"]).serialized()])
            for entry in try LogBook(region).entries {
                let leaf = try LeafText(parsing: entry)
                known.insert(Hex.encode(leaf.policy.bytes))
                known.formUnion(tokens(in: [entry]))
            }
            return known
        }

        /// Everything in some texts that is long or exact enough to be recognised elsewhere.
        ///
        /// JSON is walked through, and JWS, JWE and base64 that hold a text are taken apart. Leaves and
        /// proofs are left aside: they are public.
        private static func tokens(in texts: [[UInt8]]) -> Set<String> {
            var tokens: Set<String> = []
            for text in texts {
                if let json = try? JSON(parsing: text) {
                    walk(json, into: &tokens)
                } else {
                    take(String(decoding: text, as: UTF8.self), into: &tokens)
                }
            }
            return tokens
        }

        private static func walk(_ json: JSON, into tokens: inout Set<String>) {
            if let object = json.object {
                for key in object.keys where key != "blad" && key != "bewijs" {
                    if let value = object[key] { walk(value, into: &tokens) }
                }
            } else if let items = json.array {
                for item in items { walk(item, into: &tokens) }
            } else if let text = json.string {
                take(text, into: &tokens)
            }
        }

        private static func take(_ text: String, into tokens: inout Set<String>) {
            let marks = Set("+/=_-:.")
            for word in text.split(whereSeparator: {
                !$0.isASCII || !($0.isLetter || $0.isNumber || marks.contains($0))
            }) {
                // An instant with its milliseconds is as good as an id.
                if Timestamp(rfc3339: String(word)) != nil {
                    if !word.hasSuffix(".000Z") { tokens.insert(String(word)) }
                    continue
                }
                for part in word.split(whereSeparator: { $0 == ":" || $0 == "." })
                where part.count >= 20 {
                    let part = String(part)
                    let bytes = (try? Base64URL.decode(part)) ?? (try? Base64.decode(part))
                    if let bytes, let inner = try? JSON(parsing: bytes) {
                        walk(inner, into: &tokens)
                    } else if part.contains(where: { $0.isNumber || $0.isUppercase }) {
                        // The others are words, of codes that everyone uses.
                        tokens.insert(part)
                    }
                }
            }
        }
    }
}
