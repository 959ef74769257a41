// SPDX-License-Identifier: EUPL-1.2
package import Encodings
internal import HTTP

/// Why a gateway did not do what was asked, in its own words (RFC 9457).
package struct GatewayProblem: Hashable, Sendable {
    /// A refusal code with its sentence in Dutch.
    package struct Reason: Hashable, Sendable {
        package let code: String
        package let explanation: String

        package init(code: String, explanation: String) {
            self.code = code
            self.explanation = explanation
        }
    }

    /// A place in our request that was wrong: a JSON pointer, never a value.
    package struct Fault: Hashable, Sendable {
        package let pointer: String
        package let reason: String
    }

    package let status: Int
    /// Stable, such as `niet-beschikbaar`; empty where the answer names none.
    package let code: String
    package let title: String
    package let detail: String
    package let reasons: [Reason]
    package let faults: [Fault]

    /// What a problem document says; an answer that is none still has its status.
    init(_ answer: GatewayAnswer) {
        let json = try? JSON(parsing: answer.body)
        status = answer.status.code
        code = json?["code"]?.string ?? ""
        title = json?["title"]?.string ?? ""
        detail = json?["detail"]?.string ?? ""
        reasons = (json?["redenen"]?.array ?? []).compactMap {
            guard let code = $0["code"]?.string, let text = $0["uitleg"]?["nl"]?.string
            else { return nil }
            return Reason(code: code, explanation: text)
        }
        faults = (json?["fouten"]?.array ?? []).compactMap {
            guard let pointer = $0["pointer"]?.string, let text = $0["reden"]?.string else {
                return nil
            }
            return Fault(pointer: pointer, reason: text)
        }
    }
}

extension GatewayAnswer {
    /// Whether the gateway did what was asked.
    package var isSuccess: Bool { (200..<300).contains(status.code) }

    /// Why it did not; nil where it did.
    package var problem: GatewayProblem? { isSuccess ? nil : GatewayProblem(self) }

    /// The document of a success.
    /// - Throws: `.unexpectedAnswer` for a refusal, or a body that is not JSON.
    package func json() throws(PartnerClientError) -> JSON {
        guard isSuccess, let json = try? JSON(parsing: body) else {
            throw .unexpectedAnswer(status: status.code)
        }
        return json
    }
}
