// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP
internal import OpenSSL

/// One call that was authenticated and whose body and query follow their schemas.
struct Call: Sendable {
    let caller: Caller
    let parameters: PathParameters
    let query: QueryValues
    let body: Body?
    let key: WriteKey?
    /// SHA-256 of the body.
    let submission: Digest

    /// The body of a write.
    var root: Body.Value {
        guard let body else { preconditionFailure("a write has a body") }
        return body.root
    }

    /// What makes a write happen at most once.
    var once: WriteKey {
        guard let key else { preconditionFailure("a write has an idempotency key") }
        return key
    }

    /// An id in the path; any other spelling names nothing.
    func identifier(_ name: String) throws(UseCaseFailure) -> RandomID {
        guard let id = RandomID(hex: parameters[name]) else { throw .unavailable }
        return id
    }
}

/// The values behind the question mark, held to what the operation names.
struct QueryValues: Sendable {
    private let values: [String: String]

    /// - Throws: `.invalidRequest` for an unknown or doubled name, or a value outside its bounds.
    init(_ query: Query, _ known: [Operation.QueryParameter]) throws(Problem) {
        var values: [String: String] = [:]
        var errors: [Problem.FieldError] = []
        for item in query.items {
            guard let parameter = known.first(where: { $0.name == item.name }),
                values[parameter.name] == nil
            else {
                errors.append(.init(pointer: "", reason: "onbekende of dubbele parameter"))
                continue
            }
            if !parameter.accepts(item.value) {
                errors.append(.init(pointer: "/\(parameter.name)", reason: "is hier ongeldig"))
            }
            values[parameter.name] = item.value
        }
        guard errors.isEmpty else { throw .invalidRequest(errors) }
        self.values = values
    }

    /// The bytes of the cursor, if there is one.
    func cursor() throws(Problem) -> [UInt8]? {
        guard let text = values["cursor"] else { return nil }
        guard let bytes = try? Base64URL.decode(text) else {
            throw .invalidRequest([.init(pointer: "/cursor", reason: "is geen cursor")])
        }
        return bytes
    }

    func integer(_ name: String, default fallback: Int) -> Int {
        values[name].flatMap { Int($0) } ?? fallback
    }

    /// How many items a page has.
    var count: Int { integer("aantal", default: CaseLists.defaultCount) }
}

extension Operation.QueryParameter {
    /// Whether a value lies within the parameter's bounds.
    func accepts(_ value: String) -> Bool {
        switch schema {
        case .integer(let range):
            guard let number = Int64(value) else { return false }
            return range.contains(number) && String(number) == value
        case .text(let rule):
            return !value.isEmpty && value.utf8.count <= rule.byteLimit && rule.accepts(value)
        case .boolean, .list, .object, .content, .named: return false
        }
    }
}
