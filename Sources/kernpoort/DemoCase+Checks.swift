// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Platform

/// What the demonstration holds the gateway to; where it is not so, the demonstration fails.
extension DemoCase {
    /// All of a fragment goes to its one recipient, by the rule of this name.
    func mustGo(_ answer: JSON, by rule: String) throws {
        let outcome = answer["uitkomsten"]?[0]
        guard outcome?["uitkomst"]?.string != "geweigerd",
            Self.texts(outcome?["regels"]) == [rule],
            outcome?["weggelaten"]?.array?.isEmpty ?? true
        else { throw CommandFailure(.failure, "a fragment did not go by \(rule)") }
    }

    /// A fragment is refused to its one recipient for want of a yes of exactly these persons.
    /// - Parameter why: what is missing of each of them.
    func mustLackConsent(_ answer: JSON, of persons: [String], _ why: String) throws {
        let outcome = answer["uitkomsten"]?[0]
        let missing = outcome?["ontbreekt"]?.array ?? []
        guard outcome?["uitkomst"]?.string == "geweigerd",
            (outcome?["redenen"]?.array ?? []).contains(where: {
                $0["code"]?.string == "toestemming-ontbreekt"
            }),
            Set(missing.compactMap { $0["persoon"]?.string }) == Set(persons),
            missing.count == persons.count, missing.allSatisfy({ $0["reden"]?.string == why })
        else {
            throw CommandFailure(
                .failure, "a fragment was not refused for want of exactly these persons' yes")
        }
    }

    /// What lapsed and must be asked again, by the consent that lapsed; of all casussen of a partner.
    func renewals(of actor: DemoActor) throws -> [String: JSON] {
        let items = try actor.get("/v1/hernieuwingen?aantal=100")["hernieuwingen"]?.array ?? []
        return Dictionary(items.map { ($0["toestemming"]?.string ?? "", $0) }) { first, _ in first }
    }

    /// Waits until a consent is among them: the gateway notes in its own time what lapsed.
    func renewal(of consent: String, for actor: DemoActor) throws -> JSON {
        for _ in 0..<250 {
            if let found = try renewals(of: actor)[consent] { return found }
            ProcessState.pause(milliseconds: 40)
        }
        throw CommandFailure(.failure, "a consent that lapsed is not among what to ask again")
    }

    private static func texts(_ list: JSON?) -> [String] {
        (list?.array ?? []).compactMap(\.string)
    }
}
