// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Memory

/// A request body that follows its schema, read in place: content in it never becomes a String.
struct Body: Sendable {
    let bytes: SharedSecretBytes
    let index: JSONIndex

    /// Parses a body and holds it to a schema.
    ///
    /// - Throws: `.invalidRequest` with every place that is wrong, or with one error where it is no JSON.
    init(_ bytes: SharedSecretBytes, schema: Schema) throws(Problem) {
        let outcome: Result<JSONIndex, Problem> = bytes.withBytes { span in
            do throws(JSONError) {
                let index = try JSONIndex(parsing: span, limits: Self.limits)
                var check = SchemaCheck(index: index, bytes: span)
                check.check(index.root, schema, at: "")
                return check.errors.isEmpty
                    ? .success(index) : .failure(.invalidRequest(check.errors))
            } catch {
                let complaint = "is geen strikte JSON, vanaf byte \(error.offset)"
                return .failure(.invalidRequest([.init(pointer: "", reason: complaint)]))
            }
        }
        self.bytes = bytes
        self.index = try outcome.get()
    }

    /// Deep enough for every schema, far too shallow for an attack.
    static let limits = JSONLimits(depthLimit: 16)

    /// The whole body.
    var root: Value { Value(body: self, node: index.root) }

    /// One value of the body; the schema has already said what it is.
    struct Value {
        let body: Body
        let node: JSONIndex.Node

        /// A member of an object; nil where an optional one was left out.
        subscript(name: String) -> Value? {
            body.bytes.withBytes { body.index.member(name, of: node, in: $0) }
                .map { Value(body: body, node: $0) }
        }

        /// The elements of a list.
        var elements: [Value] { body.index.elements(of: node).map { Value(body: body, node: $0) } }

        /// A text that is a code, an id or a date: never content.
        var text: String {
            String(
                decoding: body.bytes.withBytes { body.index.string(of: node, in: $0) ?? [] },
                as: UTF8.self)
        }

        var bool: Bool { body.bytes.withBytes { body.index.bool(of: node, in: $0) ?? false } }

        var integer: Int64 { body.bytes.withBytes { body.index.integer(of: node, in: $0) ?? 0 } }
    }
}

extension Body.Value {
    /// The member, which the schema demands.
    func needed(_ name: String) -> Body.Value {
        guard let value = self[name] else { preconditionFailure("the schema demands this member") }
        return value
    }

    var identifier: RandomID { checked(RandomID(hex: text)) }
    var partner: PartnerID { checked(PartnerID(text)) }
    var role: RoleCode { checked(RoleCode(text)) }
    var category: CategoryCode { checked(CategoryCode(text)) }
    var veldgroep: VeldgroepCode { checked(VeldgroepCode(text)) }
    var purpose: PurposeCode { checked(PurposeCode(text)) }
    var date: CivilDate { checked(CivilDate(iso: text)) }
    var instant: Timestamp { checked(Timestamp(rfc3339: text)) }

    private func checked<T>(_ value: T?) -> T {
        guard let value else { preconditionFailure("the schema has checked this text") }
        return value
    }
}
