// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway
internal import HTTP

/// One operation of the partner API: its route, its shapes, and what carries it out.
///
/// The router, the check of bodies and OpenAPI all read this one value, so that they can't disagree.
struct Operation: Sendable {
    let method: Method
    let template: StaticString
    /// The `operationId`, in lowerCamelCase.
    let name: String
    let summary: String
    let tag: Tag
    let query: [QueryParameter]
    let body: Schema?
    let success: Success
    /// Problem codes beyond those that every operation has.
    let problems: [String]
    let run: @Sendable (Call) async throws -> Response

    /// How operations are grouped in the documentation.
    enum Tag: String, CaseIterable {
        case catalogus = "Catalogus"
        case casussen = "Casussen"
        case familie = "Gezin: gezag, vragen en toestemming"
        case overleg = "Overleg, caseload, bezoek en eigen stem"
        case plan = "Plan en afspraken"
        case delen = "Delen"
        case veiligheid = "Veiligheid: nood en afscherming"
        case ontvangen = "Ontvangen"
        case logboek = "Logboek"
    }

    /// What a good answer looks like.
    enum Success: Sendable {
        case json(Status, Schema)
        case text(String)
        case octets

        var status: Status {
            switch self {
            case .json(let status, _): status
            case .text, .octets: .ok
            }
        }
    }

    /// A parameter behind the question mark.
    struct QueryParameter: Sendable {
        let name: String
        let schema: Schema
        let meaning: String

        static let cursor = QueryParameter(
            name: "cursor", schema: .text(.free(byteLimit: 64)),
            meaning: "De waarde van volgende uit het vorige antwoord.")
        static let count = QueryParameter(
            name: "aantal", schema: .integer(1...100), meaning: "Hoeveel per pagina; zonder: 50.")
        static let wait = QueryParameter(
            name: "wacht", schema: .integer(0...Int64(Inbox.waitSecondsLimit)),
            meaning: "Zo veel seconden wachten als er nog niets nieuws is.")
        static let paging = [cursor, count]
    }

    init(
        _ method: Method, _ template: StaticString, _ name: String, _ tag: Tag, _ summary: String,
        query: [QueryParameter] = [], body: Schema? = nil, success: Success,
        problems: [String] = [],
        run: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.template = template
        self.name = name
        self.tag = tag
        self.summary = summary
        self.query = query
        self.body = body
        self.success = success
        self.problems = problems
        self.run = run
    }

    /// Whether this changes something, so that it needs an idempotency key and a bound assertion.
    var isWrite: Bool { method != .get }
}
