// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// One file of Wycheproof vectors: groups with tests, each a dictionary as it stands there.
package struct Wycheproof {
    package typealias Members = [String: Any]
    package let groups: [Members]

    /// Reads `name` from the folder of the vectors.
    package init(_ name: String) throws {
        let bytes = try Vectors.wycheproof.bytes(name)
        let file = try JSONSerialization.jsonObject(with: Data(bytes)) as? Members
        guard let groups = file?["testGroups"] as? [Members] else {
            throw MissingVectors(variable: name)
        }
        self.groups = groups
    }

    /// What the authors say of a test.
    package enum Verdict: String { case valid, invalid, acceptable }

    /// How many tests of each verdict were accepted and refused here, for the test's output.
    package struct Tally: CustomStringConvertible {
        private var counts: [String: Int] = [:]

        package init() {}

        package mutating func count(_ verdict: Verdict, accepted: Bool, note: String = "") {
            let key = "\(verdict.rawValue)\(note) \(accepted ? "accepted" : "refused")"
            counts[key, default: 0] += 1
        }

        /// Tests seen in all.
        package var total: Int { counts.values.reduce(0, +) }

        package var description: String {
            counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", ")
        }
    }
}

extension Wycheproof.Members {
    /// The tests of a group.
    package var tests: [Wycheproof.Members] { self["tests"] as? [Wycheproof.Members] ?? [] }

    /// A text, empty where there is none.
    package func text(_ name: String) -> String { self[name] as? String ?? "" }

    /// A text of hex digits as bytes.
    package func bytes(_ name: String) -> [UInt8] { hexBytes(text(name)) }

    /// The authors' verdict.
    package var verdict: Wycheproof.Verdict {
        guard let verdict = Wycheproof.Verdict(rawValue: text("result")) else {
            preconditionFailure("a test has a verdict")
        }
        return verdict
    }

    /// What an acceptable test is about, so that the tally lists it; empty for the others.
    package var acceptableFlags: String {
        guard verdict == .acceptable, let flags = self["flags"] as? [String] else { return "" }
        return " (\(flags.sorted().joined(separator: " ")))"
    }

    /// How a failed expectation names the test.
    package var label: String {
        "test \(self["tcId"] ?? "?"): \(text("comment")) \(self["flags"] ?? "")"
    }

    /// A member as JSON text; a member that is a text itself is given as it is.
    package func json(_ name: String) -> [UInt8] {
        if let text = self[name] as? String { return Array(text.utf8) }
        guard let value = self[name],
            let data = try? JSONSerialization.data(withJSONObject: value)
        else { return [] }
        return [UInt8](data)
    }
}
